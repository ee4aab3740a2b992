"""Ink layers in the browser's map: fetched by address, painted by class, light to change."""

import dataclasses
import json
import re

import pytest

from layers import cases, discover, events, grid_labels, heat, no_data, response, venues, volume
from layers.backends import deck as drawing
from layers.backends.deck_overlays import DASHES, HALO_PX
from layers.drawn import drawn
from layers.layer import ZOOMS, Dash, Frame
from layers.map_view import TILE_PX, MapUrls, MapView, Window
from layers.theme import INKS, Ground, rgb
from tests.layers import world_of_frames as world

VIEW = MapView(
    urls=MapUrls.under("/geometry/1"),
    window=Window(longitude=120.2, latitude=30.0, zoom=12.0),
    outer="123456781234",
    inner="123456781234",
    numerals="Ⅰ" + " " * 11,
    marks="▲" + " " * 11,
    selected=2,
    outlines={2: "/geometry/1/cells.json?area=3"},
)


@pytest.fixture(scope="module")
def frames():
    return world.frames()


def painted(frames, *modules, view=VIEW, **options):
    made = [
        drawn(
            module.LAYER,
            frames,
            url=f"/geometry/1/layers/{module.LAYER.code}.json?area=1",
            **options,
        )
        for module in modules
    ]
    spec = json.loads(drawing.draw(view, made).to_json())
    return {layer["id"]: layer for layer in spec["layers"]}


def table(text: str) -> list:
    return json.JSONDecoder().raw_decode(text.removeprefix("@@=").removeprefix("("))[0]


def test_every_layer_is_fetched_and_none_is_sent(frames):
    every = [type("M", (), {"LAYER": layer}) for layer in discover()]
    for layer in painted(frames, *every).values():
        assert layer["data"].startswith("/geometry/1/")


def test_nothing_but_cells_can_be_clicked(frames):
    made = painted(frames, venues, events, grid_labels)
    assert [name for name, layer in made.items() if layer["pickable"]] == [drawing.CELLS_ID]


def test_the_page_cannot_fade_an_ink_layer(frames):
    for layer in painted(frames, venues, events, volume, no_data).values():
        assert "getFillColor" not in layer and "getColor" not in layer


def test_lines_have_width_ink_and_dash_of_their_class(frames):
    made = painted(frames, venues)["venues-line"]
    given = made["_subLayerProps"]["polygons-stroke"]
    assert table(given["getWidth"])[:2] == [3.0, 1.6]
    assert table(given["getWidth"])[2:] == [0] * 8
    assert table(given["getColor"]) == [*rgb(INKS[Ground.LIGHT].t1), 255], "one ink, sent once"
    assert table(made["getDashArray"])[:2] == [DASHES[Dash.SOLID], DASHES[Dash.DASHED]]
    assert made["extensions"][0]["@@type"] == "PathStyleExtension"
    halo = painted(frames, venues)["venues-halo"]["_subLayerProps"]["polygons-stroke"]
    assert table(halo["getWidth"])[:2] == [3.0 + HALO_PX, 1.6 + HALO_PX]


def test_still_layers_read_their_class_and_weekly_ones_a_digit(frames):
    still = painted(frames, response)["response-line"]["_subLayerProps"]["linestrings"]
    assert "__source.object.properties.k]" in still["getWidth"]
    weekly = painted(frames, no_data)["no_data-line"]["_subLayerProps"]["linestrings"]
    assert f"[('{'901' * 4}')[" in weekly["getWidth"]


def test_hidden_rows_have_no_size_and_no_symbol(frames):
    made = painted(frames, volume)["volume-symbol"]["_subLayerProps"]["points-text"]
    assert table(made["getSize"])[9] == 0
    assert table(made["getText"])[9] == " "


def test_symbols_are_those_of_the_marks(frames):
    made = painted(frames, cases)["cases-symbol"]["_subLayerProps"]["points-text"]
    assert table(made["getText"])[:2] == ["◇", "◆"]
    assert table(made["getSize"])[:2] == [18, 18]


def test_texts_come_from_a_file_of_points(frames):
    made = painted(frames, venues, grid_labels)
    assert made["venues-label"]["data"].endswith("?area=1&part=labels")
    assert made["venues-label"]["getText"] == "@@=properties.label"
    assert made["venues-label"]["textSizeUnits"] == "pixels"
    assert made["grid_labels-label"]["textSizeUnits"] == "meters"
    assert made["grid_labels-label"]["textSizeMaxPixels"] == 14


def test_numbers_of_grids_leave_the_upper_half_of_a_cell_to_its_numeral(frames):
    both = painted(frames, grid_labels)
    assert both["grid_labels-label"]["getTextAlignmentBaseline"] == "top"
    assert both["numerals"]["getTextAlignmentBaseline"] == "bottom"
    alone = painted(frames, venues)
    assert alone["numerals"]["getTextAlignmentBaseline"] == "center"
    assert "getTextAlignmentBaseline" not in alone["venues-label"]


def test_discs_of_events_are_fetched_anew_at_each_zoom(frames):
    made = painted(frames, events)
    for name in ("events-symbol", "events-label"):
        one = made[name]
        assert one["@@type"] == "TileLayer" and one["pickable"] is False
        assert one["data"].endswith("?area=1&part=zoom{z}")
        # One tile at the first zoom, number 0; the library takes the numbers on from there.
        assert one["tileSize"] == TILE_PX * 2 ** ZOOMS[0]
        assert one["maxZoom"] == len(ZOOMS) - 1 and one["extent"] == [-180, -85, 180, 85]
    assert made["events-label"]["getText"] == "@@=properties.count"
    assert painted(frames, cases)["cases-symbol"]["@@type"] == "GeoJsonLayer"


def test_points_lie_above_the_names_and_lines_below_the_chosen_cell(frames):
    order = list(painted(frames, events, venues))
    assert order.index("venues-line") < order.index("selected-outer")
    assert order.index("names") < order.index("events-symbol")


def test_strength_is_the_layers_and_never_the_cells(frames):
    made = painted(frames, venues, opacity=0.4)
    assert made["venues-line"]["opacity"] == 0.4
    assert "opacity" not in made["cells"]


def test_amounts_paint_the_cells_and_hatch_the_unknown(frames):
    counts = frames[Frame.COUNTS].copy()
    counts.loc[3, "count"] = float("nan")
    made = painted(frames | {Frame.COUNTS: counts}, heat)
    fill = made["cells"]["_subLayerProps"]["polygons-fill"]["getFillColor"]
    assert table(fill)[5] == [*rgb(INKS[Ground.LIGHT].step5), 255]
    hatch = made["hatch"]["_subLayerProps"]["linestrings"]["getWidth"]
    digits = re.search(r"\('(\d+)'\)", hatch)[1]
    assert digits[3] == "7" and set(digits) == {"0", "7"}
    assert "insets" not in made
    assert made["numerals"]["_subLayerProps"]["points-text"]["getText"] == "@@=' '"


def test_switched_off_colours_leave_clickable_cells(frames):
    made = painted(frames, view=dataclasses.replace(VIEW, hidden=frozenset({"risk", "towns"})))
    fill = made["cells"]["_subLayerProps"]["polygons-fill"]["getFillColor"]
    assert "('000000000000')" in fill
    assert made["cells"]["pickable"] is True
    assert made["towns"]["visible"] is False and made["villages"]["visible"] is True


def test_a_weekly_layer_costs_a_few_characters_a_cell():
    many = world.frames(10_000, 0.0001)
    spec = drawing.draw(VIEW, [drawn(no_data.LAYER, many, url="/x.json")]).to_json()
    plain = drawing.draw(VIEW, []).to_json()
    assert len(spec) - len(plain) < 4 * 10_000
