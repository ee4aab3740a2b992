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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.visitor import ROOT, Page, click, connected, cookie, finished, served
from layers.theme import palette, rgb
from services import geometry, situation
from services.access import OPERATOR
from services.workspace import Workspace, opened
from settings import Settings
from tests.browser.conftest import FLAGS, SLOW_CLOCK
from tests.browser.desk import MAP, Desk, share_of_colour

PERSON = "analyst"
ZOOM = 12.0
GRIDS, WEEK_MB, MORE_SECONDS = 20, 0.4, 2.0
TIMES_FIRST, TIMES_COUNTY = 2.0, 3.0
PATIENCE_SECONDS = 180
CHART = '[data-testid="stDeckGlJsonChart"]'
PAINTED = f"""() => {{
  const chart = document.querySelector('{CHART}'), deck = chart && chart.wsDeck;
  if (!deck || !deck.isInitialized) return false;
  const layers = deck.layerManager.getLayers();
  return layers.length > 0 && layers.every((one) => one.isLoaded)
    && !deck.needsRedraw({{ clearRedrawFlags: false }});
}}"""
FLY = f"""([longitude, latitude, zoom]) => {{
  const deck = document.querySelector('{CHART}').wsDeck, view = deck.getViewports()[0];
  const goal = {{ longitude, latitude, zoom, transitionDuration: 0 }};
  const viewState = {{ ...deck.props.viewState, ...goal }};
  deck.props.onViewStateChange({{ viewId: view.id, viewState, interactionState: {{}} }});
}}"""
SEEN = f"""() => {{
  const deck = document.querySelector('{CHART}').wsDeck, view = deck.getViewports()[0];
  const box = {{ x: 0, y: 0, width: view.width, height: view.height }};
  const found = deck.pickObjects(box).map((one) => one.object.properties.code);
  return new Set(found.filter(Boolean)).size;
}}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """A county by code: the middle of the picture, and its grids with a point inside each."""

    code: str
    middle: tuple[float, float]
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
    middles = {
        code: np.median(np.array(list(inside.values())), axis=0) for code, inside in table.items()
    }
    first = str(sizes.index[0])
    others = [code for code in middles if code != first]
    beside = min(others, key=lambda code: float(np.hypot(*(middles[code] - middles[first]))))
    made = [
        County(code=code, middle=(float(middles[code][0]), float(middles[code][1])), places=inside)
        for code, inside in ((first, table[first]), (beside, table[beside]))
    ]
    return made[0], made[1]


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
    context.add_init_script(SLOW_CLOCK)
    name, value = cookie(data, PERSON).split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": address}])
    desk = Desk(context.new_page(), address)
    begun = time.perf_counter()
    desk.page.goto(f"{address}/{query}")
    desk.page.locator(MAP).first.wait_for(timeout=PATIENCE_SECONDS * 1000)
    return desk, _painted(desk, begun)


def _fly(desk: Desk, place: tuple[float, float]) -> float:
    begun = time.perf_counter()
    desk.page.evaluate(FLY, [*place, ZOOM])
    desk.page.wait_for_timeout(50)
    return _painted(desk, begun)


def _in_colour(desk: Desk, county: County, levels: dict[str, int]) -> int:
    """Of twenty coloured grids near the middle, how many show the colour of their class."""
    box = desk.page.locator(MAP).first.bounding_box()
    near = sorted(county.places, key=lambda code: _away(county.places[code], county.middle))
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
    desk.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    desk.until(lambda: "grid=" in desk.page.url, "a grid in the address", seconds=60)
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
        there = _fly(desk, county.middle)
        painted = int(desk.page.evaluate(SEEN))
        name = f"county {county.code} of {len(county.places):,} grids, {painted:,} in view"
        good.append(_line(name, there, "s", TIMES_COUNTY * first))
        right = _in_colour(desk, county, levels)
        print(f"grids in the colour of their class: {right} of {GRIDS}")
        good.append(right == GRIDS)
        good.append(_clicked(desk))
        good.append(
            _line("the county beside it", _fly(desk, beside.middle), "s", there + MORE_SECONDS)
        )
        sent = asyncio.run(_week(large, given.province)) / 1e6
        good.append(_line("a week's change over the wire", sent, "MB", WEEK_MB))
        browser.close()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
