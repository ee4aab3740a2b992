"""The map of a large area, drawn from tiles: colours, hatches and areas on the screen."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import numpy as np
import pytest

import settings
from geo import tiles
from layers.map_view import Window
from layers.theme import INKS, Ground, palette, rgb
from services import geometry, situation
from services.access import OPERATOR
from tests.browser.conftest import _free_port, _wait
from tests.browser.desk import MAP, Desk, share_of_colour

pytestmark = pytest.mark.skipif(tiles.program() is None, reason="no tile program on this machine")
TOWN = "330109106"
PAGE = Path(__file__).with_name("tiled_dashboard.py")


@pytest.fixture(scope="module")
def tiled_address(chromium, folder, tmp_path_factory):
    port, log = _free_port(), tmp_path_factory.mktemp("log") / "tiled.log"
    command = [sys.executable, "-m", "streamlit", "run", str(PAGE)]
    command += ["--server.port", str(port), "--server.headless", "true"]
    own = {"WUSETU_DATA": str(folder), "PYTHONPATH": str(settings.ROOT)}
    with log.open("wb") as sink:
        server = subprocess.Popen(
            command, cwd=settings.ROOT, env=os.environ | own, stdout=sink, stderr=sink
        )
        try:
            _wait(f"http://127.0.0.1:{port}", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture(scope="module")
def sheet(chromium, tiled_address):
    context = chromium.new_context(viewport={"width": 1600, "height": 1000}, locale="zh-CN")
    one = Desk(context.new_page(), tiled_address)
    context.request.post(f"{tiled_address}/session", form={"person": "analyst"})
    yield one
    context.close()


@pytest.fixture(scope="module")
def town(world):
    """Boundary version, first index of the town in it, its week, and a point inside each grid."""
    seen = situation.view(world, OPERATOR, prefix=TOWN)
    whole = situation.view(world, OPERATOR)
    first = int(np.flatnonzero(whole.grids["code"].str.startswith(TOWN))[0])
    places = geometry.centres(world, seen.boundary_set, TOWN)
    return seen, first, places


def _shown(sheet, window, **query):
    rest = "".join(f"&{name}={value}" for name, value in query.items())
    place = f"lon={window.longitude}&lat={window.latitude}&zoom={window.zoom}"
    sheet.page.goto(f"{sheet.address}/?{place}{rest}")
    sheet.page.locator(MAP).first.wait_for()
    return sheet


def _fit(grids, sheet, window, places, colours):
    """Share of grids inside the canvas whose middle shows one of the colours of the digit."""
    box = sheet.page.locator(MAP).first.bounding_box()
    picture, good = sheet.picture(), []
    levels = dict(zip(grids["code"], grids["level"], strict=True))
    for code, x, y in sheet.points(window, places):
        inside = box["x"] + 12 < x < box["x"] + box["width"] - 12
        if inside and box["y"] + 12 < y < box["y"] + box["height"] - 12 and levels[code] > 0:
            good.append(share_of_colour(picture, x, y, colours[levels[code] - 1]) > 0.5)
    return np.mean(good), len(good)


def test_grids_of_a_town_stand_in_their_colours_at_their_places(sheet, town):
    seen, first, places = town
    window = Window(longitude=120.187, latitude=30.08, zoom=13.0)
    _shown(sheet, window, scope=TOWN, first=first)
    colours = [rgb(fill) for fill in palette().fills]
    sheet.until(lambda: _fit(seen.grids, sheet, window, places, colours)[0] > 0.9, "the colours")
    share, count = _fit(seen.grids, sheet, window, places, colours)
    assert count > 100
    assert share > 0.95


def test_grids_without_a_colour_are_hatched_and_not_filled(sheet, town):
    seen, first, places = town
    grids = seen.grids
    bare = grids[grids["level"] == 0]["code"]
    assert len(bare)
    hatch, tint = (rgb(getattr(INKS[Ground.LIGHT], name)) for name in ("hatch", "track"))
    code = str(bare.iloc[0])
    window = Window(longitude=places[code][0], latitude=places[code][1], zoom=15.0)
    _shown(sheet, window, scope=TOWN, first=first)

    def drawn():
        box = sheet.page.locator(MAP).first.bounding_box()
        x, y = int(box["x"] + box["width"] / 2), int(box["y"] + box["height"] / 2)
        patch = sheet.picture()[y - 30 : y + 30, x - 30 : x + 30]
        ink = (np.abs(patch - np.array(hatch)).max(axis=2) <= 30).mean()
        ground = (np.abs(patch - np.array(tint)).max(axis=2) <= 10).mean()
        return 0.02 < ink < 0.6 and ground > 0.2

    sheet.until(drawn, "the hatch")


def test_far_out_areas_are_drawn_without_any_risk_colour(sheet, town):
    window = Window(longitude=120.187, latitude=30.08, zoom=10.0)
    _shown(sheet, window, scope=TOWN, first=town[1])
    panel = rgb(INKS[Ground.LIGHT].panel)

    def drawn():
        box = sheet.page.locator(MAP).first.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        return share_of_colour(sheet.picture(), x, y, panel) > 0.8

    sheet.until(drawn, "the town")
    picture = sheet.picture()
    for fill in palette().fills:
        assert (np.abs(picture - np.array(rgb(fill))).max(axis=2) <= 2).mean() < 0.0001


def test_one_zoom_earlier_for_an_area_of_few_grids(sheet, town):
    first = town[1]
    window = Window(longitude=120.187, latitude=30.08, zoom=10.0)
    _shown(sheet, window, scope=TOWN, first=first, near=1)
    red = np.array(rgb(palette().fills[1]))
    sheet.until(lambda: (np.abs(sheet.picture() - red).max(axis=2) <= 6).sum() > 100, "the grids")


def test_nothing_left_the_machine_and_nothing_failed(sheet):
    assert sheet.hosts() == set()
    assert sheet.errors == []
    assert any(url.endswith("mvt-worker.js") for url in sheet.requests)


def test_no_tile_for_nobody(tiled_address):
    with pytest.raises(HTTPError, match="401"):
        urlopen(f"{tiled_address}/tiles/1/11/1/1.mvt")
