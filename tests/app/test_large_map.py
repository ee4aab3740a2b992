"""五色图 of an area with many grids: its cells come from tiles."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest
import streamlit as st

from services import tiling
from services.workspace import opened
from settings import Settings
from store import boundaries
from tests.app.reading import (
    assert_clean,
    codes_of_colours,
    deck,
    drawings,
    layer,
    whole_list,
)
from views.kept import forget
from views.map_parts import grid_list, picture, toolbar
from views.session import MapState
from vocab import AdminLevel
from words import say

TOWN = "330109106"


@pytest.fixture(autouse=True)
def nothing_kept():
    """Sizes are other ones here, which no key of a cache holds."""
    forget()
    yield
    forget()


@pytest.fixture
def large(monkeypatch):
    """The town counts as a large area; where tiles are made does not matter here."""
    monkeypatch.setattr(tiling, "is_large", lambda grids: grids > 500)


def _fill(app) -> str:
    return layer(app, "cells")["_subLayerProps"]["polygons-fill"]["getFillColor"]


def _files(app) -> list[dict]:
    """The layers whose shapes are a file, but for the ring round the one chosen grid."""
    files = [one for one in deck(app)["layers"] if one["@@type"] == "GeoJsonLayer"]
    rings = [one for one in files if re.search(r"/cells\.json\?area=\d{15}$", one["data"])]
    assert {one["id"] for one in rings} == {"selected-outer", "selected-inner"}
    return [one for one in files if one not in rings]


def _first(app) -> int:
    return int(re.search(r"\(properties\.i - (\d+)\)", _fill(app)).group(1))


def test_a_large_area_takes_its_cells_from_tiles(open_page, large):
    app = open_page("analyst", scope=TOWN)
    assert_clean(app)
    cells = layer(app, "cells")
    assert cells["@@type"] == "MVTLayer"
    assert re.fullmatch(r"/tiles/\d+/\{z\}/\{x\}/\{y\}\.mvt", cells["data"])
    fetched = {one["data"] for one in _files(app)}
    assert not [address for address in fetched if "cells.json" in address or "hatch" in address]
    assert cells["zoomOffset"] == 1
    # No cell of the picture is left white or hollow for doubt, and no key speaks of it.
    digits = codes_of_colours(app)
    assert len(digits) > 500 and "0" not in digits
    assert say("ui.confidence.key_2") not in drawings(app)


def test_a_small_one_does_not(open_page):
    assert layer(open_page("analyst", scope=TOWN), "cells")["@@type"] == "GeoJsonLayer"


def test_its_digits_begin_at_its_first_grid_in_the_tiles(open_page, large, page_folder):
    with opened(Settings(data=page_folder)).store.read() as tx:
        codes = boundaries.grid_codes(tx, boundaries.sets(tx)[-1].id)
    before = int((codes < TOWN).sum())
    assert before > 0
    assert _first(open_page("analyst", scope=TOWN)) == before
    whole = open_page("analyst", scope="all")
    assert "properties.i -" not in _fill(whole)
    assert len(codes_of_colours(whole)) == len(codes)


def test_a_vast_area_fetches_no_file_of_all_its_grids(open_page, large, monkeypatch):
    monkeypatch.setattr(tiling, "ON_DEMAND", 500)
    app = open_page("analyst", scope=TOWN)
    assert_clean(app)
    assert not [one for one in _files(app) if "/layers/" not in one["data"]]
    assert layer(app, "cells")["zoomOffset"] == 0


def test_without_a_tile_program_a_vast_map_is_replaced_by_its_reason(open_page, monkeypatch):
    monkeypatch.setattr(tiling, "is_too_large", lambda grids: grids > 500)
    app = open_page("analyst", scope=TOWN)
    assert_clean(app)
    assert not app.get("deck_gl_json_chart")
    assert "Windows" in app.info[0].value
    assert len(whole_list(app)) == 560


def test_a_grid_gets_its_card_and_the_town_around_it_is_entered(monkeypatch):
    chosen = []
    monkeypatch.setattr(MapState, "put", lambda self, **new: chosen.append(new))

    def click(level):
        row = {"properties": {"code": f"{level}1", "level": list(AdminLevel).index(level)}}
        picked = SimpleNamespace(selection=SimpleNamespace(objects={"cells": [row]}))
        monkeypatch.setattr(st, "session_state", {"map": picked})
        picture._clicked(MapState())
        return chosen.pop()

    assert click(AdminLevel.MICRO_GRID) == {"grid": "micro_grid1"}
    entered = click(AdminLevel.TOWN)
    assert entered["scope"] == "town1" and entered["grid"] == ""


def test_the_list_of_a_large_area_sends_its_head_and_its_search_takes_codes(open_page, monkeypatch):
    monkeypatch.setattr(grid_list, "LONG", 100)
    monkeypatch.setattr(grid_list, "HEAD_ROWS", 50)
    app = open_page("analyst", scope=TOWN)
    assert_clean(app)
    assert len(app.dataframe[0].value) == 50
    assert "指数最高的 50 个，共 560 个" in drawings(app)
    search = app.selectbox(key="search")
    assert 0 < len(search.options) < 100
    assert search.proto.accept_new_options


def test_lowest_areas_too_many_to_send_are_found_by_their_name(monkeypatch):
    monkeypatch.setattr(toolbar, "MOST_NAMES", 3)
    areas = [
        ("33", "浙江省", "province"),
        ("330109106", "义桥镇", "town"),
        ("330109106201", "横益村", "village"),
        ("330109106202", "民达村", "village"),
    ]
    assert toolbar._upper(areas) == {"33": "浙江省", "330109106": "义桥镇"}
    assert len(toolbar._upper(areas[:3])) == 3
    places = {code: name for code, name, _ in areas} | {"330109107202": "民达村"}
    grids = pd.DataFrame({"code": ["330109106201001"], "name": ["横益村01"]})
    seen = SimpleNamespace(grids=grids)
    written = {"横益村": "330109106201", "横益村01": "330109106201001", "33": "33"}
    # A name of two places, and what is nowhere, stay as they are written.
    written |= {"民达村": "民达村", "无此村": "无此村", "": ""}
    assert {text: toolbar._meant(text, seen, places) for text in written} == written
