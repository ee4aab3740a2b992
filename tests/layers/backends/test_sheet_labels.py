from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers import discover
from layers.backends.sheet_labels import (
    WITHIN,
    Text,
    _Taken,
    _within,
    label_pt,
    width_mm,
    written,
)
from layers.backends.sheet_paper import Paper, placed
from layers.drawn import drawn
from layers.map_view import MapView, Window
from tests.layers import world_of_frames as world

VIEW = MapView(window=Window(longitude=120.2, latitude=30.0, zoom=12.0))
LAYERS = {layer.code: layer for layer in discover()}
INKS = [layer.code for layer in discover() if not layer.is_base]
boxes = st.tuples(st.floats(0, 100), st.floats(0, 100), st.floats(0.1, 30), st.floats(0.1, 30)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)


def prepared(codes, count=60, base="risk"):
    frames = world.frames(count)
    ground = drawn(LAYERS[base], frames)
    place = placed(ground.rows, Paper.A4, 20)
    on = [drawn(LAYERS[code], frames) for code in codes]
    pairs = [(one, place.on_paper(one.rows.geometry.to_numpy())) for one in on]
    return (ground, place.on_paper(ground.rows.geometry.to_numpy())), pairs, place


def overlap(one, other):
    (w, n, e, s), (left, top, right, low) = one.box, other.box
    return w < right and e > left and n < low and s > top


def test_no_name_lies_on_another_or_on_a_symbol_or_a_numeral():
    base, pairs, place = prepared(["villages", "venues", "stations", "borders", "response"])
    made = written(VIEW, base, pairs, place)
    words = [text for text in made.texts if len(text.text) > 1]
    assert len(words) > 5
    assert not [(a.text, b.text) for a, b in combinations(words, 2) if overlap(a, b)]
    signs = [text for text in made.texts if len(text.text) == 1]
    assert not [(a.text, b.text) for a in words for b in signs if overlap(a, b)]


def test_every_name_is_written_or_counted_as_left_out():
    base, pairs, place = prepared(["villages", "stations", "grid_labels"], count=400)
    names = [name for one, _ in pairs if label_pt(one, place) for name in one.labels if name]
    made = written(VIEW, base, pairs, place)
    shown = [text.text for text in made.texts if text.weight == 500]
    assert len(shown) + made.left_out == len(names)
    assert set(shown) <= set(names)


def test_names_stay_in_the_frame_and_off_red_cells():
    base, pairs, place = prepared(["villages", "venues", "borders"])
    made = written(VIEW, base, pairs, place)
    red = base[1][np.array(list(base[0].digits)) == "1"]
    for text in made.texts:
        if len(text.text) > 1:
            west, north, east, south = text.box
            assert west >= 0 and north >= 0
            assert east <= place.frame[2] and south <= place.frame[3]
            inside = shapely.buffer(red, -0.2)
            assert not shapely.intersects(inside, shapely.box(*text.box)).any()


def test_areas_too_small_for_their_names_are_left_out():
    base, pairs, place = prepared(["villages"])
    assert written(VIEW, base, pairs, place).left_out == 0
    # The same villages on a map of a hundred times the ground.
    far = replace(place, scale=place.scale * 100)
    ((one, _),) = pairs
    small = [(one, far.on_paper(one.rows.geometry.to_numpy()))]
    made = written(VIEW, None, small, far)
    assert (made.texts, made.left_out) == ((), len(one.rows))


def test_a_numeral_stands_in_its_cell_and_says_its_class():
    base, _, place = prepared([])
    made = written(VIEW, base, [], place)
    digits = base[0].digits
    tree = shapely.STRtree(base[1])
    numerals = {"Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3", "Ⅳ": "4", "Ⅴ": "5"}
    seen = set()
    for text in made.texts:
        (at,) = tree.query(shapely.Point(text.x, text.y), predicate="intersects")
        assert digits[at] == numerals[text.text]
        assert width_mm(text.text, text.pt) <= np.sqrt(base[1][at].area)
        seen.add(at)
    assert len(seen) == sum(digit in "12345" for digit in digits)


def test_marks_of_change_take_the_place_of_numerals():
    base, _, place = prepared([])
    marks = "▲▽" + " " * (len(base[1]) - 2)
    made = written(replace(VIEW, marks=marks), base, [], place)
    assert [text.text for text in made.texts].count("▲") == 1
    assert [text.text for text in made.texts].count("▽") == 1


def test_late_data_has_neither_numeral_nor_mark():
    base, _, place = prepared([])
    assert written(replace(VIEW, is_stale=True), base, [], place).texts == ()


@pytest.mark.parametrize("code", INKS)
def test_symbols_stand_at_their_points(code):
    _base, pairs, place = prepared([code])
    one, on_paper = pairs[0]
    symbols = [mark.symbol for mark in one.layer.style.marks]
    expected = sum(
        symbols[int(d)] != "" for d in one.digits if d.isdigit() and int(d) < len(symbols)
    )
    if one.layer.shape != "point":
        expected = 0
    made = written(VIEW, None, pairs, place)
    shown = [text for text in made.texts if text.text in set(symbols) - {""}]
    assert len(shown) == expected
    for text in shown:
        assert shapely.distance(on_paper, shapely.Point(text.x, text.y)).min() < 1e-6


@given(st.lists(boxes, max_size=40), boxes)
def test_a_taken_place_is_found(taken, asked):
    def meet(one):
        return asked[0] < one[2] and asked[2] > one[0] and asked[1] < one[3] and asked[3] > one[1]

    assert _Taken(taken).meets(asked) == any(meet(one) for one in taken)


@pytest.mark.parametrize(("text", "em"), [("义桥镇", 3), ("ab", 1.2), ("村1", 1.6), ("", 0)])
def test_widths_count_wide_and_narrow_signs(text, em):
    assert width_mm(text, 72 / 25.4) == pytest.approx(em)


def test_a_box_lies_round_its_middle():
    west, north, east, south = Text(x=10, y=20, text="村", pt=10, ink="#000000").box
    assert (west + east) / 2 == pytest.approx(10)
    assert (north + south) / 2 == pytest.approx(20)


def test_a_name_moves_within_its_area_only():
    ring = shapely.LineString([(0, 0), (40, 0), (40, 6), (20, 6), (20, 30), (0, 30), (0, 0)])
    one = drawn(LAYERS["villages"], world.frames(4))
    area = shapely.build_area(ring)
    found = _within(one, ring, (14.0, 22.0), (8.0, 3.0))
    assert found
    for dx, dy in found:
        assert shapely.contains(area, shapely.Point(14 + dx * 8, 22 + dy * 3))
    missing = set(WITHIN) - set(found)
    assert missing
    for dx, dy in missing:
        assert not shapely.contains(area, shapely.Point(14 + dx * 8, 22 + dy * 3))


def test_numbers_of_cells_and_names_of_sites_do_not_wander():
    ring = shapely.box(0, 0, 40, 40)
    for code in ("grid_labels", "stations"):
        one = drawn(LAYERS[code], world.frames(4))
        assert _within(one, ring, (20.0, 20.0), (8.0, 3.0)) == []
