import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers import discover
from layers.backends import sheet_shapes as shapes
from layers.backends.sheet_paper import Paper, placed
from layers.drawn import drawn
from layers.layer import Shape
from layers.map_view import MapView, Window
from layers.theme import INKS, Ground, palette
from tests.layers import world_of_frames as world
from tests.layers.backends.paths import lines
from vocab import State

VIEW = MapView(window=Window(longitude=120.2, latitude=30.0, zoom=12.0))
LAYERS = {layer.code: layer for layer in discover()}
FILL = re.compile(r'<path d="([^"]*)" fill="(#[0-9A-Fa-f]{6}|none)"')


def prepared(code="risk", count=12, step=world.STEP):
    one = drawn(LAYERS[code], world.frames(count, step))
    place = placed(one.rows, Paper.A4, 20)
    return one, place.on_paper(one.rows.geometry.to_numpy()), place


def fills(drawing):
    """Colour -> number of closed rings filled with it."""
    found = {}
    for path, colour in FILL.findall(drawing):
        found[colour] = found.get(colour, 0) + path.count("z")
    return found


def sure(one):
    """The layer with every cell certain, so that each is one ring."""
    digit = one.week["digit"]
    return replace(one, week=one.week.assign(outer=digit, inner=digit))


@pytest.mark.parametrize("ground", list(Ground))
@pytest.mark.parametrize("twin", [False, True])
def test_every_cell_has_the_fill_of_its_class(ground, twin):
    one, cells, place = prepared(count=60)
    view = replace(VIEW, ground=ground, is_twin=twin)
    found = fills(shapes.base(view, sure(one), cells, place))
    colours = palette(ground, twin=twin)
    for level in range(1, 6):
        assert found[colours.fill(level)] == one.digits.count(str(level))
    assert set(found) - {"none"} <= {*colours.fills, INKS[ground].panel}


def test_doubt_is_an_inset_or_a_ring_never_another_colour():
    one, cells, place = prepared(count=60)
    assert shapes.shows_doubt(one, cells)
    drawing = shapes.base(VIEW, one, cells, place)
    assert "opacity" not in drawing
    assert set(fills(drawing)) - {"none"} <= {*palette().fills, INKS[Ground.LIGHT].panel}
    outer, inner = one.week["outer"], one.week["inner"]
    fair = ((outer == "0") & inner.isin(list("12345"))).sum()
    low = ((inner == "0") & outer.isin(list("12345"))).sum()
    coloured = sum(one.digits.count(str(level)) for level in range(1, 6))
    found = fills(drawing)
    assert fair and low
    assert sum(found[fill] for fill in palette().fills) == coloured
    bare = sum(one.digits.count(digit) for digit in "678")
    assert found[INKS[Ground.LIGHT].panel] == bare + fair + low


def test_small_cells_show_no_doubt_and_tiny_ones_no_seam():
    one, cells, place = prepared(count=40_000, step=0.0005)
    assert not shapes.shows_doubt(one, cells)
    drawing = shapes.base(VIEW, one, cells, place)
    edges = re.findall(r'fill="(#\w{6})" stroke="(#\w{6}|none)"', drawing)
    assert edges
    assert all(edge in (fill, "none") for fill, edge in edges)


def test_late_data_is_one_grey():
    one, cells, place = prepared(count=60)
    found = fills(shapes.base(replace(VIEW, is_stale=True), one, cells, place))
    assert not set(found) & set(palette().fills)
    coloured = sum(one.digits.count(str(level)) for level in range(1, 6))
    assert found[INKS[Ground.LIGHT].grey] == coloured


def test_another_base_is_drawn_in_its_inks():
    one, cells, place = prepared("heat", count=60)
    found = fills(shapes.base(VIEW, one, cells, place))
    assert not set(found) & set(palette().fills)
    inks = INKS[Ground.LIGHT]
    for number in range(1, 6):
        assert found.get(getattr(inks, f"step{number}"), 0) == one.digits.count(str(number))


def test_a_hole_stays_open_and_parts_stay_apart():
    hole = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    both = shapely.MultiPolygon([shapely.box(20, 0, 21, 1), shapely.box(30, 0, 31, 1)])
    path = shapes.path(np.array([hole, both], dtype=object))
    rings = lines(path)
    assert len(rings) == path.count("z") == 4
    turns = [_turn(ring) for ring in rings]
    assert turns.count(-1) == 1, "the hole runs the other way round"


def _turn(ring):
    x, y = ring.T
    return int(np.sign((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()))


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 200)), min_size=2, max_size=30))
def test_a_path_holds_every_point_to_a_hundredth_of_a_millimetre(points):
    path = shapes.path(np.array([shapely.LineString(points)], dtype=object))
    whole = [tuple(round(c * 100) for c in point) for point in points]
    kept = [p for p, q in zip(whole, [None, *whole[:-1]], strict=True) if p != q]
    found = lines(path)
    if len(kept) > 1:
        assert np.abs(found[0] - np.array(kept)).max() <= 1
    else:
        assert not found


@pytest.mark.parametrize("state", [State.SMALL_SAMPLE, State.NO_DATA, State.NOT_APPLICABLE])
def test_hatches_of_neighbours_are_one_family(state):
    left = shapes.hatch_lines(0, 0, 10, 10, state, 0.19)
    both = shapes.hatch_lines(0, 0, 20, 10, state, 0.19)
    cut = shapely.intersection(both, shapely.box(0, 0, 10, 10))
    joined = shapely.union_all(cut[shapely.length(cut) > 0])
    own = shapely.intersection(left, shapely.box(0, 0, 10, 10))
    alone = shapely.union_all(own[shapely.length(own) > 0])
    assert joined.buffer(0.02).covers(alone)


@pytest.mark.parametrize("code", sorted(LAYERS))
def test_no_layer_writes_text_into_the_drawing(code):
    one, on_paper, place = prepared(code)
    draw = shapes.base if one.layer.is_base else shapes.lines
    drawing = draw(VIEW, one, on_paper, place)
    assert "<text" not in drawing
    assert bool(drawing) == (one.layer.shape is not Shape.POINT)
