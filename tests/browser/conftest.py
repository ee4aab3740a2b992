"""The running product in a real Chromium without a graphics card."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import settings
from services.workspace import Workspace, opened
from tests.browser.desk import Desk

FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# On software WebGL a pick takes longer than the map lets a click last.
SLOW_CLOCK = "const real = Date.now, zero = real(); Date.now = () => zero + (real() - zero) / 20;"
START_SECONDS = 180


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A Chromium of the system; without one, or without playwright, these tests are skipped."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def folder(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo that the served product may write into."""
    copy = tmp_path_factory.mktemp("browser") / "data"
    shutil.copytree(demo_folder, copy)
    return copy


@pytest.fixture(scope="session")
def world(folder: Path) -> Iterator[Workspace]:
    one = opened(settings.Settings(data=folder))
    yield one
    one.store.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")


@pytest.fixture(scope="session")
def address(chromium: object, folder: Path, tmp_path_factory: pytest.TempPathFactory):
    """The product served from its own process on a free port."""
    port = _free_port()
    log = tmp_path_factory.mktemp("log") / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", str(settings.ROOT / "dashboard.py")]
    command += ["--server.port", str(port), "--server.headless", "true"]
    environment = os.environ | {"WUSETU_DATA": str(folder)}
    with log.open("wb") as sink:
        server = subprocess.Popen(
            command, cwd=settings.ROOT, env=environment, stdout=sink, stderr=sink
        )
        try:
            _wait(f"http://127.0.0.1:{port}", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def _at_the_desk(chromium, address: str, script: str = "") -> Iterator[Desk]:
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    if script:
        context.add_init_script(script)
    one = Desk(context.new_page(), address)
    one.sign_in("analyst")
    yield one
    context.close()


@pytest.fixture(scope="session")
def desk(chromium, address: str) -> Iterator[Desk]:
    """One analyst's browser for all tests; each test opens the address it needs."""
    yield from _at_the_desk(chromium, address)


@pytest.fixture(scope="module")
def patient_desk(chromium, address: str) -> Iterator[Desk]:
    """A browser whose clock goes slowly, so that a click on the map lasts until it is picked."""
    yield from _at_the_desk(chromium, address, SLOW_CLOCK)
