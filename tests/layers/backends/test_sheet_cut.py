from dataclasses import replace

import numpy as np
import pytest
import shapely

from errors import RefusedError
from layers import discover
from layers.backends.sheet_cut import (
    corner,
    cut,
    fitted,
    free_corner,
    land,
    located,
    moved,
    widest,
)
from layers.drawn import drawn
from layers.map_view import MapView, Window
from layers.theme import INKS, Ground, palette
from tests.layers import world_of_frames as world
from tests.layers.backends.paths import corners

LAYERS = {layer.code: layer for layer in discover()}
VIEW = MapView(window=Window(longitude=0.0, latitude=0.0, zoom=0.0))
SIZE = (90.0, 60.0)
INK = INKS[Ground.LIGHT]


@pytest.fixture(scope="module")
def ground():
    frames = world.frames(60)
    return land([drawn(LAYERS[code], frames) for code in ("risk", "villages", "towns")])


def whole(ground, **more):
    return fitted(ground, ground.bounds(slice(None)), SIZE, **more)


def test_nothing_to_draw_is_refused():
    frames = world.nothing()
    with pytest.raises(RefusedError, match="nothing_to_draw"):
        land([drawn(LAYERS["risk"], frames)])
    with pytest.raises(RefusedError, match="nothing_to_draw"):
        land([drawn(LAYERS["villages"], world.frames(12))])


def test_metres_and_millimetres_follow_the_scale(ground):
    place = whole(ground)
    paper = moved(place, ground.cells)
    metres = shapely.area(ground.cells).sum()
    assert shapely.area(paper).sum() == pytest.approx(metres * place.mm_per_m**2)
    west, north, east, south = shapely.total_bounds(paper)
    assert west >= 0 and north >= 0 and east <= SIZE[0] and south <= SIZE[1]


def test_a_least_scale_is_kept(ground):
    near = fitted(ground, ground.bounds(slice(0, 1)), SIZE, room=1.0)
    far = fitted(ground, ground.bounds(slice(0, 1)), SIZE, room=1.0, least=40_000)
    assert near.scale < far.scale == 40_000


def test_the_whole_land_has_every_cell_and_a_window_only_its_own(ground):
    assert cut(ground, VIEW, whole(ground)).rows == tuple(range(60))
    place = fitted(ground, ground.bounds(slice(10, 11)), SIZE, room=1.2)
    some = cut(ground, VIEW, place)
    assert 10 in some.rows and len(some.rows) < 60
    frame = shapely.box(0, 0, *SIZE)
    paper = moved(place, ground.cells)
    seen = np.flatnonzero(shapely.intersects(paper, frame))
    assert some.rows == tuple(seen.tolist())


def test_what_is_around_is_neutral(ground):
    own = np.zeros(60, dtype=bool)
    own[:5] = True
    body = cut(ground, VIEW, whole(ground), own=own, signed=False).body
    fills = {palette().fill(int(digit)) for digit in ground.base.digits[:5] if digit in "12345"}
    others = set(palette().fills) - fills
    assert INK.track in body
    assert all(fill in body for fill in fills)
    assert not any(fill in body for fill in others)


def test_signs_stand_on_own_cells_and_inside_the_frame(ground):
    own = np.zeros(60, dtype=bool)
    own[30:34] = True
    place = whole(ground)
    made = cut(ground, VIEW, place, own=own)
    cells = moved(place, ground.cells[own])
    assert made.texts
    for text in made.texts:
        assert shapely.intersects(cells, shapely.Point(text.x, text.y)).any()
    assert cut(ground, VIEW, place, signed=False).texts == ()


def test_marks_go_to_their_cells(ground):
    place = whole(ground)
    marks = "".join("▲" if k == 7 else " " for k in range(60))
    made = cut(ground, replace(VIEW, marks=marks), place)
    (mark,) = [text for text in made.texts if text.text == "▲"]
    cell = moved(place, ground.cells[7:8])[0]
    assert shapely.contains(cell, shapely.Point(mark.x, mark.y))


def test_the_cell_spoken_of_has_a_ring_and_a_larger_sign(ground):
    row = next(k for k, digit in enumerate(ground.base.digits) if digit in "12345")
    place = fitted(ground, ground.bounds(slice(row, row + 1)), SIZE, room=4.0)
    plain, haloed = cut(ground, VIEW, place), cut(ground, VIEW, place, haloed=row)
    assert len(haloed.body) > len(plain.body)
    cell = moved(place, ground.cells[row : row + 1])[0]

    def size(piece):
        own = [t for t in piece.texts if shapely.contains(cell, shapely.Point(t.x, t.y))]
        return own[0].pt

    assert size(haloed) > size(plain)


def test_outlines_are_cut_to_the_frame(ground):
    place = fitted(ground, ground.bounds(slice(0, 1)), SIZE, room=1.0)
    body = cut(ground, VIEW, place, signed=False).body
    _, *lines = body.split("<g ")
    assert lines
    assert abs(corners("".join(lines))).max() <= 100 * (max(SIZE) + 3)


def test_the_corner_shows_where_the_piece_is_and_keeps_texts_out(ground):
    small = corner(ground, 20, 15)
    place = whole(ground, room=1.3)
    piece = cut(ground, VIEW, place)
    bounds = ground.bounds(slice(30, 31))
    at = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    made = located(piece, small, at, VIEW, clear=(30, 10, 50, 40))
    assert "<circle" in made.body
    assert len(made.texts) < len(piece.texts)
    for text in made.texts:
        west, north, east, south = text.box
        assert not (east > SIZE[0] - 20 and south > SIZE[1] - 15)
        assert not (west < 50 and east > 30 and north < 40 and south > 10)


def test_a_free_corner_covers_none_of_the_own_cells(ground):
    small = corner(ground, 12, 10)
    place = whole(ground, room=1.05)
    own = np.zeros(60, dtype=bool)
    own[25:30] = True
    spot = free_corner(ground, place, own, small)
    assert spot is not None
    box = shapely.box(spot[0], spot[1], spot[0] + 12, spot[1] + 10)
    assert not shapely.intersects(moved(place, ground.cells[own]), box).any()
    wide = corner(ground, 80, 55)
    assert free_corner(ground, place, np.ones(60, dtype=bool), wide) is None


def test_the_widest_place_lies_inside():
    cell = shapely.Polygon([(0, 0), (10, 0), (10, 1), (3, 1), (3, 8), (0, 8)])
    x, y, radius = widest(cell)
    assert shapely.contains(cell, shapely.Point(x, y).buffer(radius * 0.95))
    assert radius == pytest.approx(1.5, abs=0.3)
