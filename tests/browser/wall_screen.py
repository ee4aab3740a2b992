"""A big screen: a server of its own that can be killed, and a browser nobody touches."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import settings

PATIENCE_MS = 300_000
READY_SECONDS = 300
PRESSES, PRESS_SECONDS = 5, 60

# Every text a viewer can see: its box, its size, and what part of the wall it stands in.
TEXTS = """() => {
  const found = [], seen = (one) => getComputedStyle(one).visibility === "visible";
  const root = document.querySelector(".ws-wall");
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent.trim(), box = node.parentElement;
    if (!words || !seen(box) || box.closest(".ws-leaving, svg title")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) {
      if (r.width < 1) continue;
      const drawn = box.closest("svg");
      const size = parseFloat(getComputedStyle(box).fontSize)
        * (drawn ? drawn.getBoundingClientRect().width / drawn.viewBox.baseVal.width : 1);
      found.push({ words, size, left: r.left, right: r.right, top: r.top, bottom: r.bottom,
        inside: !!box.closest("aside") });
    }
  }
  return found;
}"""
# The page whose panels are on the screen; a new one may still wait for its map.
NOW = (
    """() => document.querySelector(".ws-wall > main:not(.ws-leaving)").dataset.key.split(" ")[0]"""
)
# The view of the map that is seen, as the page's own component keeps it.
VIEW = """() => {
  const slot = document.documentElement.dataset.wall;
  let box = document.querySelector(`.st-key-wall_map_${slot} canvas`);
  const key = (one) => Object.keys(one).find((k) => k.startsWith("__reactFiber$"));
  while (box && !key(box)) box = box.parentElement;
  for (let at = box && box[key(box)]; at; at = at.return) {
    const given = at.memoizedProps;
    if (given && given.onViewStateChange && given.viewState) {
      const { longitude, latitude, zoom } = given.viewState;
      return { longitude, latitude, zoom };
    }
  }
  return null;
}"""


class Served:
    """The product in a process of its own, on a port that stays the same."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.address = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", str(settings.ROOT / "dashboard.py")]
        command += ["--server.port", str(self.port), "--server.headless", "true"]
        self.process = subprocess.Popen(
            command,
            cwd=settings.ROOT,
            env=os.environ | {"WUSETU_DATA": str(self.folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with suppress(OSError):
                urllib.request.urlopen(f"{self.address}/healthz", timeout=2).close()
                return
            time.sleep(0.3)
        self.kill()
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(30)
            self.process = None


class BigScreen:
    """The wall in a browser: what it says, and its keys."""

    def __init__(self, page, served: Served) -> None:
        self.page, self.served = page, served
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda one: self.requests.append(one.url))
        page.on("pageerror", lambda one: self.errors.append(str(one)))

    def sign_in(self, person: str) -> None:
        self.page.goto(f"{self.served.address}/sign-in")
        self.page.locator(f'form:has(input[value="{person}"]) button').click()
        self.page.wait_for_url(f"{self.served.address}/")

    def open(self, query: str = "rotate=600") -> None:
        """Stand on the wall until it has read everything."""
        self.page.goto(f"{self.served.address}/wall?{query}")
        self.page.locator(".ws-wall-foot nav span").nth(3).wait_for()

    def size(self, width: int, height: int) -> None:
        """Another screen; waits until the page was set for it."""
        self.page.set_viewport_size({"width": width, "height": height})
        margin = round(height / 40 * 1.78)
        self.until(
            f"() => parseFloat(document.querySelector('.ws-wall-foot em:last-child').style.left)"
            f" > {width * 0.8} && Math.abs(parseFloat("
            f"document.querySelector('.ws-wall-foot nav span').style.left) - {margin}) < 3"
        )

    def maps(self, *, drawn: bool) -> None:
        """Leave the maps out while words are measured: without a graphics card they take long."""
        self.page.evaluate(
            """(drawn) => {
              document.getElementById("no-maps")?.remove();
              if (drawn) return;
              const style = document.createElement("style");
              style.id = "no-maps";
              style.textContent = '[class*="st-key-wall_map_"]{display:none!important}';
              document.head.append(style);
            }""",
            drawn,
        )

    def text(self) -> str:
        """What a viewer reads, without the page that leaves."""
        return str(
            self.page.evaluate(
                "() => [...document.querySelectorAll('.ws-wall > :not(.ws-leaving)')]"
                ".map((one) => one.innerText).join('\\n')"
            )
        )

    def now(self) -> str:
        """The page that is shown."""
        return str(self.page.evaluate(NOW))

    def press(self, key: str) -> str:
        """Press a key that turns the page; the page that came."""
        before = self.now()
        turned = f"() => ({NOW})() !== '{before}' && !document.querySelector('.ws-leaving')"
        # A key that falls into the moment its button is drawn anew is lost, as a hand would see.
        for _ in range(PRESSES):
            self.page.keyboard.press(key)
            end = time.monotonic() + PRESS_SECONDS
            while time.monotonic() < end:
                if self.page.evaluate(turned):
                    return self.now()
                self.page.wait_for_timeout(100)
        raise AssertionError(f"{key} does not turn the page {before}")

    def to(self, page: str) -> None:
        """Step to a page by hand; a key repeated as the first one counts passes a page by."""
        for _ in range(21):
            if self.now() == page:
                return
            self.press("ArrowRight")
        raise AssertionError(f"no page {page}")

    def until(self, condition: str) -> None:
        """Wait for a condition in the browser."""
        self.page.wait_for_function(condition, timeout=PATIENCE_MS)

    def texts(self) -> list[dict]:
        """All texts with their boxes in pixels."""
        return list(self.page.evaluate(TEXTS))

    def view(self) -> dict[str, float] | None:
        """Where the map that is seen looks."""
        return self.page.evaluate(VIEW)
