"""A person at the desk: what they do and see in the browser."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image

from layers.map_view import TILE_PX, Window

RING = re.compile(r"/cells\.json\?area=\d{15}$")
MAP = '[data-testid="stDeckGlJsonChart"] canvas'
PAGE_MS = 30_000
POLL_MS = 250
# Words of technical form names and file names; everything else a reader sees is Chinese.
ALLOWED = {
    "BD",
    "CGCS",
    "EPSG",
    "GCJ",
    "GBK",
    "UTF",
    "CSV",
    "XLSX",
    "GeoPackage",
    "GeoJSON",
    "Shapefile",
    "FlatGeobuf",
    "GPKG",
    "HTML",
    "DOCX",
    "PPTX",
    "PDF",
    "ZIP",
    "Word",
    "QGIS",
    "Parquet",
    "MB",
    "KB",
    "Alt",
    # Of methods and of hand-over numbers.
    "Noufaily",
    "Farrington",
    "KJ",
    "PAI",
    "PIT",
    "PEI",
    "Sobol",
    "Asia",
    "Shanghai",
}
FILE_NAME = re.compile(r"[\w.-]+\.(csv|xlsx|gpkg|parquet|geojson)")
# The hash of a rule or a snapshot, whole or its beginning.
HASH = re.compile(r"\b(?=[a-f]*\d)[0-9a-f]{8,64}\b")
# Text a reader can see: not hidden, not clipped to nothing, not set in size zero.
VISIBLE_TEXT = """() => {
  const out = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const box = node.parentElement, text = node.textContent.trim();
    if (!text || ["SCRIPT", "STYLE", "NOSCRIPT", "CANVAS"].includes(box.tagName)) continue;
    // Written values of refused rows are the sender's words, not ours.
    if (box.closest("canvas, code, svg")) continue;
    const style = getComputedStyle(box), range = document.createRange();
    range.selectNode(node);
    const rect = range.getBoundingClientRect();
    // Pictures that are written as words.
    if (style.fontFamily.includes("Material")) continue;
    if (/^add( icon)?$/.test(text) && box.closest("[data-testid=stFileUploader]")) continue;
    if (style.visibility !== "visible" || style.opacity === "0" || style.fontSize === "0px"
        || rect.width < 2 || rect.height < 2 || rect.bottom < 0) continue;
    out.push(text);
  }
  for (const field of document.querySelectorAll("input[placeholder]")) out.push(field.placeholder);
  return out.join("\\n");
}"""


class Desk:
    """A signed-in page that remembers every request and every refusal."""

    def __init__(self, page, address: str) -> None:
        self.page = page
        self.address = address
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.set_default_timeout(PAGE_MS)
        page.on("request", lambda one: self.requests.append(one.url))
        page.on("pageerror", lambda one: self.errors.append(str(one)))

    def sign_in(self, person: str) -> None:
        self.page.goto(f"{self.address}/sign-in")
        self.page.locator(f'form:has(input[value="{person}"]) button').click()
        self.page.locator(MAP).first.wait_for()

    def open(self, path: str) -> None:
        """Open an address and wait until it is drawn; where it stands already, it stays."""
        if self.page.url != self.address + path:
            self.page.goto(self.address + path)
        self.settle()

    def settle(self) -> None:
        """Wait until no script runs any more."""
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        self.page.locator(".st-key-card, .st-key-panel_run").first.wait_for()

    def text(self) -> str:
        return str(self.page.evaluate(VISIBLE_TEXT))

    def english(self) -> set[str]:
        """English words a reader sees that are on no allow-list."""
        text = HASH.sub("", FILE_NAME.sub("", self.text()))
        return set(re.findall(r"[A-Za-z]{2,}", text)) - ALLOWED

    def part(self, key: str) -> str:
        """The text of a keyed part of the page."""
        return str(self.page.locator(f".st-key-{key}").first.inner_text())

    def until(self, condition, what: str, seconds: float = 60) -> None:
        """Wait for a condition of the page."""
        for _ in range(int(seconds * 1000 / POLL_MS)):
            if condition():
                return
            self.page.wait_for_timeout(POLL_MS)
        raise AssertionError(f"did not come: {what}")

    def hosts(self) -> set[str]:
        """Addresses outside our own server that were asked for, over the whole session."""
        own = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        return {url for url in self.requests if not url.startswith(own)}

    def shapes(self) -> int:
        """Files of an area's shapes asked for; the small one of a ringed grid is none."""
        asked = (url for url in self.requests if "/geometry/" in url)
        return sum(not RING.search(url) for url in asked)

    # --- the map --------------------------------------------------------------------------

    def points(self, window: Window, places: dict[str, tuple[float, float]]) -> Iterator:
        """(code, x, y) of places on the screen, by the web mercator projection."""
        box = self.page.locator(MAP).first.bounding_box()
        world = TILE_PX * 2**window.zoom
        middle = _mercator(window.longitude, window.latitude)
        for code, place in places.items():
            x, y = _mercator(*place)
            yield (
                code,
                box["x"] + box["width"] / 2 + (x - middle[0]) * world,
                box["y"] + box["height"] / 2 + (y - middle[1]) * world,
            )

    def picture(self) -> npt.NDArray[np.int64]:
        """The screen as height x width x 3."""
        image = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        return np.asarray(image, dtype=np.int64)


def _mercator(longitude: float, latitude: float) -> tuple[float, float]:
    angle = math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
    return longitude / 360 + 0.5, 0.5 - angle / (2 * math.pi)


def share_of_colour(picture, x: float, y: float, colour: tuple[int, int, int]) -> float:
    """Share of the 13 x 13 pixels around a point that have this colour, 0 outside the picture."""
    column, row = round(x), round(y)
    patch = picture[row - 6 : row + 7, column - 6 : column + 7]
    if not patch.size:
        return 0.0
    return float((np.abs(patch - np.array(colour)).max(axis=2) <= 6).mean())
