"""大屏耐久 Two thousand turns of the wall: does the browser or the server keep anything?

    python benchmarks/wall_soak.py DATA [--turns 2000] [--first 200] [--size 960x540]

A copy of DATA is served by a process of its own; a Chromium without a graphics card stands on
/wall and the right-arrow key turns the pages as fast as they come. After ``--first`` turns and at
the end, each time once browser and server have cleaned up, four figures are taken: the page's
JavaScript heap, its DOM nodes, the resident memory of the browser's renderer, and that of the
server. Prints one JSON object; exit code 1 where heap, renderer or server grew by 5 % or more.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.visitor import memory_mb, served
from tests.browser.conftest import FLAGS

MOST_GROWTH = 0.05
PATIENCE_MS = 240_000
# Between two samples the numbers of a heap swing; the least of several is what is kept.
SAMPLES = 5
GUARDED = ("heap", "renderer", "server")
NOW = "() => document.querySelector('.ws-wall > main:not(.ws-leaving)').dataset.key.split(' ')[0]"
STEP_SECONDS = 30
# The server cleans up when nobody has asked for a page for five seconds, and looks every five.
QUIET_MS = 12_000


def _renderer(devtools: CDPSession) -> int:
    """Process id of the renderer that holds the page: the largest one."""
    found = devtools.send("SystemInfo.getProcessInfo")["processInfo"]
    return max(
        (one["id"] for one in found if one["type"] == "renderer"),
        key=memory_mb,
    )


def _figures(page: Page, tools: CDPSession, renderer: int, server: int) -> dict[str, int]:
    least: dict[str, int] = {}
    page.wait_for_timeout(QUIET_MS)
    for _ in range(SAMPLES):
        tools.send("HeapProfiler.collectGarbage")
        page.wait_for_timeout(500)
        told = {
            one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]
        }
        now = {
            "heap": int(told["JSHeapUsedSize"]),
            "nodes": int(told["Nodes"]),
            "renderer": round(memory_mb(renderer)),
            "server": round(memory_mb(server)),
        }
        least = {name: min(value, least.get(name, value)) for name, value in now.items()}
    return least | {"canvases": page.locator("canvas").count()}


def _turn(page: Page) -> None:
    before = page.evaluate(NOW)
    for _ in range(PATIENCE_MS // 1000 // STEP_SECONDS):
        page.keyboard.press("ArrowRight")
        end = time.monotonic() + STEP_SECONDS
        while time.monotonic() < end:
            if page.evaluate(NOW) != before:
                return
            page.wait_for_timeout(30)
    raise SystemExit(f"the key no longer turns the page {before}")


def _soak(data: Path, turns: int, first: int, size: tuple[int, int]) -> dict[str, object]:
    with served(data) as (address, server), sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=FLAGS
        )
        page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{address}/sign-in")
        page.locator('form:has(input[value="leader"]) button').click()
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/wall?rotate=600")
        page.locator(".ws-wall-foot nav span").nth(3).wait_for()
        tools = page.context.new_cdp_session(page)
        tools.send("Performance.enable")
        renderer = _renderer(browser.new_browser_cdp_session())
        begun = time.monotonic()
        early: dict[str, int] = {}
        for turn in range(1, turns + 1):
            _turn(page)
            if turn == first:
                early = _figures(page, tools, renderer, server)
            if turn % 100 == 0:
                seconds = time.monotonic() - begun
                sys.stderr.write(f"{turn} turns, {seconds:.0f} s, {memory_mb(renderer):.0f} MB\n")
        late = _figures(page, tools, renderer, server)
        browser.close()
    growth = {name: late[name] / early[name] - 1 for name in early}
    return {
        "turns": turns,
        "first": first,
        "seconds": round(time.monotonic() - begun),
        "early": early,
        "late": late,
        "growth": {name: round(value, 4) for name, value in growth.items()},
        "passed": all(growth[name] < MOST_GROWTH for name in GUARDED),
    }


def main() -> int:
    """Run and print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("data", type=Path)
    ask.add_argument("--turns", type=int, default=2000)
    ask.add_argument("--first", type=int, default=200)
    ask.add_argument("--size", default="960x540")
    given = ask.parse_args()
    width, height = (int(part) for part in given.size.split("x"))
    with tempfile.TemporaryDirectory() as shelf:
        copy = Path(shelf) / "data"
        shutil.copytree(given.data, copy)
        made = _soak(copy, given.turns, given.first, (width, height))
    sys.stdout.write(json.dumps(made, indent=2) + "\n")
    return 0 if made["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
