"""一省之大 A province beside a town in the same browser: first picture, a county, a week's change.

    python benchmarks/province.py TOWN_DATA PROVINCE_DATA

Both are served on this machine; each page is opened once before it is measured, in a browser of
its own. Painted is when every layer of the map has its data and nothing waits to be drawn, read
from the map itself. Bounds: the first picture of the province 2 times the town's, a county 3
times, the county beside it 2 s more, twenty grids in the colour of their class, 0.4 MB a week.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.visitor import ROOT, Page, click, connected, cookie, finished, served
from layers.map_view import Window
from layers.theme import palette, rgb
from services import geometry, situation
from services.access import OPERATOR
from services.workspace import Workspace, opened
from settings import Settings
from tests.browser.conftest import FLAGS
from tests.browser.desk import MAP, Desk, share_of_colour
from vocab import AdminLevel

PERSON = "analyst"
# Some three thousand grids in the map's column, each wide enough for a look at its colour.
ZOOM = 11.6
# A grid at the edge of the view may lie beside it to the pixel.
LEAST_SHARE, LEAST_GRIDS = 0.97, 3_000
GRIDS, WEEK_MB, MORE_SECONDS = 20, 0.4, 2.0
TIMES_FIRST, TIMES_COUNTY = 2.0, 3.0
PATIENCE_SECONDS = 180
LOOKS = 50
GRID = list(AdminLevel).index(AdminLevel.MICRO_GRID)
CHART = '[data-testid="stDeckGlJsonChart"]'
PAINTED = f"""() => {{
  const chart = document.querySelector('{CHART}'), deck = chart && chart.wsDeck;
  if (!deck || !deck.isInitialized) return false;
  const layers = deck.layerManager.getLayers();
  return layers.length > 0 && layers.every((one) => one.isLoaded)
    && !deck.needsRedraw({{ clearRedrawFlags: false }});
}}"""
# Without a graphics card a pick takes longer than the map lets a click last; who asks for the
# time keeps the function it found first.
CLOCK = """const real = Date.now; let zero = 0;
Date.now = () => zero ? zero + (real() - zero) / 20 : real();
window.slowClock = () => { zero = real(); };"""
FLY = f"""async ([longitude, latitude, zoom]) => {{
  const deck = document.querySelector('{CHART}').wsDeck;
  const goal = {{ longitude, latitude, zoom, transitionDuration: 0 }};
  const viewState = {{ ...deck.props.viewState, ...goal }};
  deck.props.onViewStateChange({{
    viewId: deck.getViewports()[0].id, viewState, interactionState: {{}},
  }});
  const frame = () => new Promise((next) => requestAnimationFrame(next));
  // The tiles of a view are asked for when it is drawn first.
  for (let drawn = 0; drawn < 3; drawn += 1) {{
    await frame();
    const view = deck.getViewports()[0];
    if (Math.hypot(view.longitude - longitude, view.latitude - latitude) > 1e-6
      || Math.abs(view.zoom - zoom) > 1e-6) drawn = 0;
  }}
}}"""
SEEN = f"""() => {{
  const deck = document.querySelector('{CHART}').wsDeck, view = deck.getViewports()[0];
  const box = {{ x: 0, y: 0, width: view.width, height: view.height }};
  const found = deck.pickObjects(box).map((one) => one.object.properties);
  const codes = found.filter((one) => one.level === {GRID}).map((one) => one.code);
  return [new Set(codes).size, view.getBounds()];
}}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """A county by code: the view in its midst, and all grids of the province, a point in each."""

    code: str
    view: Window
    places: dict[str, tuple[float, float]]


def counties(workspace: Workspace) -> tuple[County, County]:
    """The county of most grids, and the one whose middle is nearest to its own."""
    seen = situation.view(workspace, OPERATOR)
    sizes = seen.grids["code"].str[:6].value_counts()
    places = geometry.centres(workspace, seen.boundary_set, "")
    table = {
        code: {grid: place for grid, place in places.items() if grid.startswith(code)}
        for code in sizes.index
    }
    middles = {code: _midmost(np.array(list(inside.values()))) for code, inside in table.items()}
    first = str(sizes.index[0])
    others = [code for code in middles if code != first]
    beside = min(others, key=lambda code: float(np.hypot(*(middles[code] - middles[first]))))
    return tuple(
        County(
            code=code,
            view=Window(longitude=middles[code][0], latitude=middles[code][1], zoom=ZOOM),
            places=places,
        )
        for code in (first, beside)
    )


def _midmost(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The grid nearest to the middle: a county of two pieces has none between them."""
    away = np.hypot(*(points - np.median(points, axis=0)).T)
    return points[away.argmin()]


def _painted(desk: Desk, begun: float) -> float:
    """Seconds since ``begun`` until the map is painted."""
    while not desk.page.evaluate(PAINTED):
        if time.perf_counter() - begun > PATIENCE_SECONDS:
            raise SystemExit("the map was not painted in time")
        desk.page.wait_for_timeout(20)
    return time.perf_counter() - begun


def _first_paint(browser: Any, address: str, data: Path, query: str) -> tuple[Desk, float]:
    """Seconds from the address to the picture in a browser that has never seen the page."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    context.add_init_script(CLOCK)
    name, value = cookie(data, PERSON).split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": address}])
    desk = Desk(context.new_page(), address)
    begun = time.perf_counter()
    desk.page.goto(f"{address}/{query}")
    desk.page.locator(MAP).first.wait_for(timeout=PATIENCE_SECONDS * 1000)
    return desk, _painted(desk, begun)


def _fly(desk: Desk, view: Window) -> None:
    """Stand at a view and wait until it is painted."""
    desk.page.evaluate(FLY, [view.longitude, view.latitude, view.zoom])
    _painted(desk, time.perf_counter())


def _seen(desk: Desk, county: County) -> tuple[int, int]:
    """How many grids a click would find, and how many have their point in the view.

    The first look after a flight may still find the picture before it.
    """
    for _ in range(LOOKS):
        found, (west, south, east, north) = desk.page.evaluate(SEEN)
        if found:
            break
        desk.page.wait_for_timeout(200)
    inside = sum(west <= x <= east and south <= y <= north for x, y in county.places.values())
    return int(found), inside


def _arrive(desk: Desk, county: County) -> tuple[float, int, int]:
    """Fly there: seconds until a click would find a grid, and the two numbers of ``_seen``."""
    begun = time.perf_counter()
    _fly(desk, county.view)
    found, inside = _seen(desk, county)
    return time.perf_counter() - begun, found, inside


def _in_colour(desk: Desk, county: County, levels: dict[str, int]) -> int:
    """Of twenty coloured grids near the middle, how many show the colour of their class."""
    box = desk.page.locator(MAP).first.bounding_box()
    middle = (county.view.longitude, county.view.latitude)
    near = sorted(county.places, key=lambda code: _away(county.places[code], middle))
    chosen = [code for code in near if levels[code] > 0][:GRIDS]
    picture, fills = desk.picture(), [rgb(fill) for fill in palette().fills]
    projected = f"""(points) => points.map((one) =>
      document.querySelector('{CHART}').wsDeck.getViewports()[0].project(one))"""
    points = desk.page.evaluate(projected, [list(county.places[code]) for code in chosen])
    return sum(
        share_of_colour(picture, box["x"] + x, box["y"] + y, fills[levels[code] - 1]) > 0.3
        for code, (x, y, *_) in zip(chosen, points, strict=True)
    )


def _away(place: tuple[float, float], middle: tuple[float, float]) -> float:
    return float(np.hypot(place[0] - middle[0], place[1] - middle[1]))


def _clicked(desk: Desk) -> bool:
    """Whether a click in the middle of the map chooses a grid."""
    box = desk.page.locator(MAP).first.bounding_box()
    desk.page.evaluate("() => slowClock()")
    desk.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    try:
        desk.until(lambda: "grid=" in desk.page.url, "a grid in the address", seconds=30)
    except AssertionError:
        print(f"a click in the middle chose no grid: {desk.page.url}")
        return False
    return True


async def _week(address: str, data: Path) -> int:
    """Bytes over the wire of a change to a week not seen before, all of the province."""
    page = Page(query="scope=all")
    async with connected(address, cookie(data, PERSON)) as connection:
        page.listen(connection)
        await connection.send(click(page, ""))
        await finished(connection, page)
        page.received = 0
        await connection.send(click(page, "week_before"))
        await finished(connection, page)
    return page.received


def _line(name: str, value: float, unit: str, bound: float) -> bool:
    good = value <= bound
    print(f"{name:52} {value:8.2f} {unit:3} (bound {bound:.2f}) {'' if good else 'OVER'}")
    return good


def main() -> int:
    """Measure and compare with the bounds."""
    from playwright.sync_api import sync_playwright

    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("town", nargs="?", type=Path, default=ROOT / "var")
    ask.add_argument("province", type=Path)
    given = ask.parse_args()
    workspace = opened(Settings(data=given.province))
    county, beside = counties(workspace)
    whole = situation.view(workspace, OPERATOR).grids
    levels = dict(zip(whole["code"], whole["level"], strict=True))
    found = next(path for path in map(shutil.which, ("chromium", "chromium-browser")) if path)
    with (
        served(given.town) as (small, _),
        served(given.province) as (large, _),
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=found, args=FLAGS)
        for address, data, query in (
            (small, given.town, ""),
            (large, given.province, "?scope=all"),
        ):
            _first_paint(browser, address, data, query)[0].page.context.close()
        town, first = _first_paint(browser, small, given.town, "")
        town.page.context.close()
        desk, province = _first_paint(browser, large, given.province, "?scope=all")
        print(f"{len(whole):,} grids; first picture of the town {first:.2f} s")
        good = [_line("first picture of the province", province, "s", TIMES_FIRST * first)]
        there, clickable, expected = _arrive(desk, county)
        print(f"around {county.code} at z{ZOOM:g}: {clickable:,} of {expected:,} grids clickable")
        good.append(clickable >= max(LEAST_SHARE * expected, LEAST_GRIDS))
        good.append(_line("to a county", there, "s", TIMES_COUNTY * first))
        right = _in_colour(desk, county, levels)
        print(f"grids in the colour of their class: {right} of {GRIDS}")
        good.append(right == GRIDS)
        further, _, _ = _arrive(desk, beside)
        good.append(_line("the county beside it", further, "s", there + MORE_SECONDS))
        good.append(_clicked(desk))
        # The browser's own event loop runs in this thread.
        with ThreadPoolExecutor(max_workers=1) as apart:
            asked = apart.submit(lambda: asyncio.run(_week(large, given.province)))
            sent = asked.result() / 1e6
        good.append(_line("a week's change over the wire", sent, "MB", WEEK_MB))
        browser.close()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
