import dataclasses
import json
import random
import re
import zlib

import pytest

from layers.backends import deck as drawing
from layers.backends import deck_parts
from layers.map_view import MapUrls, MapView, TileSource, Window
from layers.theme import INKS, PALETTES, Ground, palette, rgb


def view(**changes):
    base = MapView(
        urls=MapUrls.under("/geometry/1"),
        window=Window(longitude=120.2, latitude=30.06, zoom=12.0),
        outer="1067.",
        inner="1200.",
        numerals="ⅠⅡ   ",
        marks=" ▲▽  ",
    )
    return dataclasses.replace(base, **changes)


def spec(given=None):
    return json.loads(drawing.deck(given or view()).to_json())


def layers(given=None):
    return {layer["id"]: layer for layer in spec(given)["layers"]}


def fill(layer):
    return layer["_subLayerProps"]["polygons-fill"]


def table(expression):
    return json.loads(re.match(r"@@=\((\[.*\])\)\[\('", expression).group(1))


def test_no_address_outside_and_no_base_map():
    made = spec()
    assert "mapProvider" not in made or made["mapProvider"] is None
    assert made["mapStyle"] == "__MAP_STYLE__"
    assert "http" not in json.dumps(made)


def test_geometry_is_named_not_sent():
    for layer in layers().values():
        assert layer["data"].startswith("/geometry/1/")


def test_only_cells_can_be_clicked():
    assert [name for name, layer in layers().items() if layer["pickable"]] == [drawing.CELLS_ID]


def test_nothing_that_changes_stands_where_the_page_would_fade_or_forget_it():
    for layer in layers(view(selected=1, haloed=2)).values():
        assert layer["@@type"] == "GeoJsonLayer"
        assert "getFillColor" not in layer
        assert "getColor" not in layer
        assert "updateTriggers" not in layer
        for name, value in layer.items():
            if name.startswith("get") and isinstance(value, str) and name != "getTextSize":
                assert "(" not in value, name


@pytest.mark.parametrize("colours", PALETTES, ids=lambda p: f"{p.ground}-{p.is_twin}")
def test_fills_are_the_exact_opaque_colours(colours):
    made = layers(view(ground=colours.ground, is_twin=colours.is_twin))
    rows = table(fill(made["cells"])["getFillColor"])
    assert len(rows) == 10
    assert [tuple(row) for row in rows[1:6]] == [(*rgb(c), 255) for c in colours.fills]
    panel = [*rgb(INKS[colours.ground].panel), 255]
    assert all(row == panel for row in (rows[0], *rows[6:]))


def test_digits_reach_the_expression_and_hidden_is_nine():
    made = layers()
    assert "('10679')[properties.i]" in fill(made["cells"])["getFillColor"]
    assert "('12009')[properties.i]" in fill(made["insets"])["getFillColor"]


def test_triggers_follow_the_week_and_only_the_week():
    first, same, other = layers(), layers(), layers(view(outer="2067."))
    assert fill(first["cells"]) == fill(same["cells"])
    assert fill(first["cells"])["updateTriggers"] != fill(other["cells"])["updateTriggers"]
    assert fill(first["insets"])["updateTriggers"] == fill(other["insets"])["updateTriggers"]


def test_late_data_lose_their_colour():
    rows = table(fill(layers(view(is_stale=True))["cells"])["getFillColor"])
    grey = [*rgb(INKS[Ground.LIGHT].grey), 255]
    assert rows[1:6] == [grey] * 5


def test_late_data_keep_neither_doubt_nor_numeral_nor_mark():
    made = layers(view(is_stale=True))
    assert "('11679')" in fill(made["cells"])["getFillColor"]
    assert made["insets"]["visible"] is False
    for name in ("numerals", "rises", "falls"):
        assert made[name]["_subLayerProps"]["points-text"]["getText"] == "@@=' '"


def test_hatch_is_drawn_for_the_three_states_only():
    made = layers()["hatch"]["_subLayerProps"]
    text = made["linestrings"]["getWidth"]
    widths = json.loads(re.match(r"@@=\((\[\[.*\]\])\)", text).group(1))
    drawn = {digit: [row[digit] > 0 for row in widths] for digit in range(10)}
    assert drawn[6] == [True, False]
    assert drawn[7] == [True, True]
    dots = re.search(r"\((\[.*?\])\)", made["points-circle"]["getRadius"]).group(1)
    assert [radius > 0 for radius in json.loads(dots)] == [digit == 8 for digit in range(10)]
    assert not any(any(drawn[digit]) for digit in (0, 1, 2, 3, 4, 5, 8, 9))


def test_the_chosen_cell_and_the_one_spoken_of_are_ringed_from_files_of_their_own():
    address = {row: f"/geometry/3/cells.json?area={row}" for row in (1, 3)}
    made = layers(view(selected=3, haloed=1, outlines=address))
    rings = [
        made[name] for name in ("halo-outer", "halo-inner", "selected-outer", "selected-inner")
    ]
    assert [one["data"] for one in rings] == [address[1]] * 2 + [address[3]] * 2
    assert [one["getLineWidth"] for one in rings] == [11, 6, 7, 3]
    assert not any(one["filled"] or one["pickable"] for one in rings)


def test_a_cell_whose_shape_has_no_address_is_not_ringed():
    for given in (view(), view(selected=2, outlines={7: "/other"})):
        assert not [name for name in layers(given) if name.startswith(("halo", "selected"))]


def test_numerals_use_the_ink_of_their_fill_and_text_ink_on_a_ring():
    text = layers()["numerals"]["_subLayerProps"]["points-text"]["getColor"]
    rows = table(text)
    assert rows[1] == [*rgb(palette().label(1)), 255]
    assert rows[0] == [*rgb(INKS[Ground.LIGHT].t1), 255]


def test_rise_and_fall_differ_in_form():
    made = layers()
    written = [
        made[name]["_subLayerProps"]["points-text"]["getText"] for name in ("rises", "falls")
    ]
    assert [table(text) for text in written] == [[" ", "▲", " "], [" ", " ", "▼"]]
    assert all("('01200')" in text for text in written)


def test_a_mark_takes_the_place_of_the_numeral():
    text = layers()["numerals"]["_subLayerProps"]["points-text"]["getText"]
    least, marked, signs = re.match(r"@@=(.*) \|\| (.*) \? ' ' : (.*)", text).groups()
    assert marked == "('01200')[properties.i] != '0'"
    assert (
        signs
        == f"({json.dumps([*' ⅠⅡ   ', *' ' * 4], ensure_ascii=False)})[('12679')[properties.i]]"
    )
    assert least.startswith("properties.s < ")
    still = layers(view(marks=""))["numerals"]["_subLayerProps"]["points-text"]["getText"]
    assert "||" not in still


def test_a_long_text_in_blocks_has_the_same_characters():
    text = "".join(random.Random(7).choices("0123456789", k=1000))
    look = deck_parts.picked(text, "at")
    assert look.endswith("')[at + (at >> 8) * 2 + 2]")
    blocks = look[2 : look.index("')")]
    assert "".join(blocks[at + (at >> 8) * 2 + 2] for at in range(1000)) == text
    # Behind the last character there is nothing.
    assert all(at + (at >> 8) * 2 + 2 >= len(blocks) for at in (1000, 1001, 5000))


def test_the_digits_of_a_week_are_packed_once():
    def packed(text):
        packer = zlib.compressobj(5, zlib.DEFLATED, -15)
        return len(packer.compress(text.encode()) + packer.flush())

    digits = "".join(random.Random(7).choices("12345", [2, 15, 30, 30, 23], k=10_000))
    few, many = view(outer="1", inner="1", marks=""), view(outer=digits, inner=digits, marks="")
    tiles = TileSource(version=1)
    sizes = [packed(json.dumps(spec(dataclasses.replace(one, tiles=tiles)))) for one in (few, many)]
    # Three times on the map: fill, numeral and its ink.
    assert sizes[1] - sizes[0] < 1.4 * packed(digits)


def test_red_has_a_rim_on_the_dark_map_only():
    assert layers()["rims"]["visible"] is False
    assert layers(view(ground=Ground.DARK))["rims"]["visible"] is True


def test_going_back_needs_a_changed_number():
    window = view().window
    turned = view(window=dataclasses.replace(window, turn=1))
    assert spec(turned)["initialViewState"] != spec()["initialViewState"]
    assert spec(turned)["initialViewState"]["zoom"] == pytest.approx(12.0)


def test_a_week_costs_few_bytes():
    many = 10_000
    text = json.dumps(spec(view(outer="3" * many, inner="3" * many, numerals="", marks="")))
    # Fill, inset, hatch and the ink of the numerals: four characters a cell.
    assert len(text) < 4 * many + 20_000


def test_a_picture_seen_from_afar_has_wider_lines_and_text_of_one_size():
    near = layers()
    far = layers(view(scale=2.0, text_px=54.0, haloed=1, outlines={1: "/one"}))
    for name in ("villages", "towns", drawing.CELLS_ID):
        assert far[name]["getLineWidth"] == 2 * near[name]["getLineWidth"]
    assert far["names"]["getTextSize"] == 54
    assert far["numerals"]["textSizeMaxPixels"] == 54
    assert far["halo-outer"]["getLineWidth"] == 22


def test_a_numeral_without_room_for_its_size_is_left_out():
    window = view().window

    def least(given):
        text = layers(given)["numerals"]["_subLayerProps"]["points-text"]["getText"]
        return int(re.search(r"s < (\d+) ", text).group(1)) * window.px_per_m

    assert least(view()) == pytest.approx(drawing.NUMERAL_MIN_CELL_PX, abs=window.px_per_m)
    wanted = 27 / drawing.NUMERAL_SHARE
    assert least(view(text_px=27.0)) == pytest.approx(wanted, abs=window.px_per_m)


def test_a_map_that_flies_by_itself_stands_at_its_start():
    start = Window(longitude=120.0, latitude=30.0, zoom=11.0)
    state = spec(view(start=start))["initialViewState"]
    assert (state["longitude"], state["latitude"], state["zoom"]) == (120.0, 30.0, 11.0)
    assert state["minZoom"] < 11.0 and state["maxZoom"] > view().window.zoom
