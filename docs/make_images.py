"""Make the pictures of docs/images from the running product, with a headless Chromium.

``python docs/make_images.py [DATA]`` starts the server on a demo folder, signs in as a demo
person and photographs the sign-in page, the map, one grid's card and the data page at 1920 x
1080. ``--large FOLDER`` adds the map at 3840 x 2160, for looking at only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
START_SECONDS = 90
MAP_MS = 6_000
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader"]
FLAGS += ["--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
MAP = '[data-testid="stDeckGlJsonChart"] canvas'


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_up(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
    except (urllib.error.URLError, TimeoutError):
        return False
    return True


@contextmanager
def _server(data: Path) -> Iterator[str]:
    address = f"http://127.0.0.1:{_free_port()}"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard.py")]
    command += ["--server.port", address.rsplit(":", 1)[1], "--server.headless", "true"]
    environment = os.environ | {"WUSETU_DATA": str(data.resolve())}
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)
    try:
        end = time.monotonic() + START_SECONDS
        while not _is_up(address):
            if server.poll() is not None or time.monotonic() > end:
                raise SystemExit("the server did not start")
            time.sleep(0.3)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _browser(play: Any) -> Any:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    return play.chromium.launch(executable_path=found, args=FLAGS)


def _photograph(page: Page, name: Path, selector: str) -> None:
    page.locator(selector).first.wait_for(timeout=60_000)
    # Software WebGL paints late; nothing on the page says when it has.
    page.wait_for_timeout(MAP_MS)
    page.screenshot(path=str(name))


def _rounds(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    _photograph(page, IMAGES / "signin.png", "form")
    page.locator('form:has(input[value="analyst"]) button').click()
    _photograph(page, IMAGES / "map.png", MAP)
    # The first grid that changed: its card says from what, to what and why.
    name = page.locator(".ws-change b").first.inner_text()
    field = page.locator(".st-key-search input")
    field.click()
    field.fill(name)
    page.get_by_role("option").first.click()
    page.wait_for_url("**grid=*")
    page.mouse.move(5, 300)
    _photograph(page, IMAGES / "map_card.png", MAP)
    page.goto(f"{address}/data")
    _photograph(page, IMAGES / "data.png", ".st-key-panel_run")


def main() -> None:
    """Make all pictures."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("data", nargs="?", type=Path, default=ROOT / "var")
    ask.add_argument("--large", type=Path)
    given = ask.parse_args()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with _server(given.data) as address, sync_playwright() as play:
        browser = _browser(play)
        sheet = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
        _rounds(sheet.new_page(), address)
        if given.large:
            page = sheet.new_page()
            page.set_viewport_size({"width": 3840, "height": 2160})
            page.goto(address)
            _photograph(page, given.large / "map_3840.png", MAP)
        browser.close()


if __name__ == "__main__":
    main()
