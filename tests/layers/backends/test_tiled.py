import io
import json
import re
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pydeck as pdk
import pytest
from PIL import Image

import settings
from layers.backends.deck import draw
from layers.backends.tiled import ATLAS, BLANK, CELLS_ID, LEVELS, PATTERN, WORKER, atlas, tiled
from layers.map_view import MapUrls, MapView, TileSource, Window
from layers.theme import INKS, Ground, palette, rgb
from vocab import AdminLevel

WINDOW = Window(longitude=120.2, latitude=30.06, zoom=12.0)


def made(outer="16.78", ground=Ground.LIGHT, is_stale=False, **source):
    view = MapView(window=WINDOW, outer=outer, inner="0" * len(outer), ground=ground)
    if is_stale:
        view = replace(view, is_stale=True)
    deck = pdk.Deck(layers=tiled(view, TileSource(version=3, **source)), map_provider=None)
    return json.loads(deck.to_json())["layers"]


def test_tiles_come_from_this_machine_and_so_does_their_reader():
    for layer in made():
        assert layer["data"] == "/tiles/3/{z}/{x}/{y}.mvt"
        assert layer["loadOptions"] == {"mvt": {"workerUrl": WORKER}}
        assert layer["maxZoom"] == 13
    assert "http" not in json.dumps(made())


def test_the_reader_is_shipped_with_its_licence():
    file = settings.ROOT / "static" / WORKER.removeprefix("/assets/")
    assert file.stat().st_size > 50_000
    assert "MIT" in (file.parent / "LICENSE").read_text(encoding="utf-8")
    listed = (settings.ROOT / "static/vendor/README.md").read_text(encoding="utf-8")
    assert sha256(file.read_bytes()).hexdigest() in listed


def test_only_the_cells_can_be_clicked():
    assert [layer["id"] for layer in made() if layer["pickable"]] == [CELLS_ID]


def _js(expression, **row):
    """What the page's expression gives a feature, worked out in Python for the few forms used."""
    text = expression.removeprefix("@@=").replace("properties.", "row.")
    test, rest = text.split(" ? (", 1)
    cells, areas = rest.split(") : (", 1)
    chosen = cells if row["level"] == int(test.split(" == ")[1]) else areas.removesuffix(")")
    looked, other = re.fullmatch(r"(.*) \|\| (.*)", chosen, re.DOTALL).groups()
    table = json.loads(re.match(r"\((\[.*?\])\)\[\(", looked).group(1).replace("'", '"'))
    inner = looked[looked.index(")[(") + 3 :]
    if inner.startswith("'"):
        digits, first = re.match(r"'(.*)'\)\[(?:row\.i|\(row\.i - (\d+)\))\]", inner).groups()
        at = row["i"] - int(first or 0)
    else:
        digits = json.loads(re.match(r"(\[.*?\])\)\[row\.level\]", inner).group(1))[row["level"]]
        at = row["i"]
    digit = digits[at] if 0 <= at < len(digits) else "x"
    return table[int(digit)] if digit.isdigit() else json.loads(other)


def fill(layer, i, level=AdminLevel.MICRO_GRID):
    expression = layer["_subLayerProps"]["polygons-fill"]["getFillColor"]
    return _js(expression, i=i, level=list(AdminLevel).index(level))


def pattern(layer, i):
    return _js(layer["getFillPattern"], i=i, level=LEVELS.index(AdminLevel.MICRO_GRID))


@pytest.mark.parametrize("ground", list(Ground))
def test_a_cell_has_the_colour_of_its_digit_and_no_other_cell_has_one(ground):
    cells = made("16.78", ground, first=100)[0]
    panel = [*rgb(INKS[ground].panel), 255]
    assert fill(cells, 100) == [*rgb(palette(ground).fill(1)), 255]
    assert [fill(cells, i) for i in (101, 103, 104)] == [panel] * 3
    # Hidden, before and behind: clear.
    assert [fill(cells, i)[3] for i in (102, 0, 99, 105)] == [0] * 4


def test_a_doubtful_cell_has_its_whole_colour():
    # Inset (0 outside, 2 inside), ring (3 outside, 0 inside), without a colour.
    view = MapView(window=WINDOW, outer="036", inner="200")
    deck = pdk.Deck(layers=tiled(view, TileSource(version=3)), map_provider=None)
    cells, hatch = json.loads(deck.to_json())["layers"]
    colours = [[*rgb(palette().fill(level)), 255] for level in (2, 3)]
    assert [fill(cells, i) for i in (0, 1)] == colours
    assert [pattern(hatch, i) for i in range(3)] == [BLANK, BLANK, "small_sample"]


def test_areas_are_neutral_until_they_have_digits():
    panel = [*rgb(INKS[Ground.LIGHT].panel), 255]
    assert fill(made()[0], 1, AdminLevel.TOWN) == panel
    cells = made(areas={AdminLevel.TOWN: "52"})[0]
    assert fill(cells, 1, AdminLevel.TOWN) == [*rgb(palette().fill(2)), 255]
    assert fill(cells, 1, AdminLevel.CITY) == panel


def test_late_data_is_one_grey():
    grey = [*rgb(INKS[Ground.LIGHT].grey), 255]
    cells = made("15", is_stale=True)[0]
    assert fill(cells, 0) == fill(cells, 1) == grey


def test_only_cells_without_a_colour_are_hatched():
    hatch = made("16.78")[1]
    names = [pattern(hatch, i) for i in range(6)]
    assert names == [BLANK, "small_sample", BLANK, "no_data", "not_applicable", BLANK]
    assert set(names) == set(hatch["fillPatternMapping"])
    ink = hatch["_subLayerProps"]["polygons-fill"]["getFillColor"]
    assert ink == [*rgb(INKS[Ground.LIGHT].hatch), 255]


def test_of_a_vast_map_hatch_and_seams_come_near_and_a_tint_is_seen_from_afar():
    cells, hatch, seams, edges = made("16", is_vast=True)
    assert fill(cells, 1) == [*rgb(INKS[Ground.LIGHT].track), 255]
    assert fill(cells, 0) == [*rgb(palette().fill(1)), 255]
    assert [one["stroked"] for one in (cells, hatch, seams, edges)] == [False, False, True, True]
    assert hatch["minZoom"] == seams["minZoom"] > edges["maxZoom"]
    assert "minZoom" not in made("16")[1]


def test_only_fills_are_clicked():
    for layers in (made("16"), made("16", is_vast=True)):
        assert [one["id"] for one in layers if one["pickable"]] == ["cells"]
        for one in layers:
            lines = one["_subLayerProps"].get("polygons-stroke", {"pickable": False})
            assert lines["pickable"] is False


def test_a_week_is_a_hatch_of_its_own_but_the_same_cells():
    first, second = made("12"), made("62")
    assert first[0]["id"] == second[0]["id"]
    assert first[1]["id"] != second[1]["id"]
    triggers = [
        one[0]["_subLayerProps"]["polygons-fill"]["updateTriggers"] for one in (first, second)
    ]
    assert triggers[0] != triggers[1]


def test_three_patterns_differ_and_repeat_without_a_seam():
    file = settings.ROOT / "static" / ATLAS.removeprefix("/assets/")
    assert file.read_bytes() == atlas(), "write tiled.atlas() to it anew"
    picture = Image.open(io.BytesIO(atlas()))
    alpha = np.asarray(picture.convert("RGBA"))[..., 3]
    assert not alpha[:, 3 * PATTERN :].any()
    squares = [alpha[:, at * PATTERN : (at + 1) * PATTERN] > 0 for at in range(3)]
    shares = [square.mean() for square in squares]
    # Lines, then both families, then few dots: amounts of ink far from none and from all.
    assert 0.1 < shares[0] < shares[1] < 0.6
    assert 0.02 < shares[2] < 0.3
    for square in squares:
        # Ink changes from the last row to the first no more than between two rows inside.
        inside = (square[1:] != square[:-1]).sum(axis=1).max()
        assert (square[0] != square[-1]).sum() <= inside
        across = (square[:, 1:] != square[:, :-1]).sum(axis=0).max()
        assert (square[:, 0] != square[:, -1]).sum() <= across


# -- in the whole map ---------------------------------------------------------------------


def whole(outlines=(), **source):
    view = MapView(
        window=WINDOW,
        urls=MapUrls.under("/geometry/3"),
        outer="16.78",
        inner="10000",
        selected=2,
        outlines=dict(outlines),
        tiles=TileSource(version=3, **source),
    )
    return json.loads(draw(view, ()).to_json())["layers"]


def test_the_map_takes_its_cells_from_tiles_and_fetches_no_file_of_cells():
    layers = {layer["id"]: layer for layer in whole()}
    fetched = {layer["data"] for layer in layers.values() if layer["@@type"] == "GeoJsonLayer"}
    names = {address.rsplit("/", 1)[1].split(".")[0] for address in fetched}
    assert names == {"points", "villages", "names", "towns"}
    assert layers["cells"]["@@type"] == "MVTLayer"


def test_of_a_vast_map_no_file_is_fetched_and_cells_come_one_zoom_later():
    layers = whole(is_vast=True)
    assert {layer["@@type"] for layer in layers} == {"MVTLayer"}
    assert {layer["zoomOffset"] for layer in layers} == {0}
    assert {layer["zoomOffset"] for layer in whole() if layer["@@type"] == "MVTLayer"} == {1}


def test_the_chosen_grid_is_ringed_from_a_file_of_its_own():
    address = "/geometry/3/cells.json?area=330109106001003"
    rings = [one for one in whole(outlines={2: address}) if one["id"].startswith("selected")]
    assert [(one["@@type"], one["data"]) for one in rings] == [("GeoJsonLayer", address)] * 2
    outer, inner = rings
    assert outer["getLineWidth"] > inner["getLineWidth"] > 0
    assert not any(one["filled"] or one["pickable"] for one in rings)


def test_a_grid_whose_shape_has_no_address_is_not_ringed():
    assert not [one for one in whole(outlines={7: "/other"}) if one["id"].startswith("selected")]


def test_names_of_a_large_map_give_way_to_each_other():
    names = next(layer for layer in whole() if layer["id"] == "names")
    assert names["extensions"] == [{"@@type": "CollisionFilterExtension"}]
    assert names["collisionTestProps"]["sizeScale"] > 1
