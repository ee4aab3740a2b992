import numpy as np
import pytest
import shapely

from layers import discover
from layers.backends.sheet_cells import LEAST, around, middle, numbered, written
from layers.backends.sheet_cut import cut, fitted, land, moved
from layers.drawn import drawn
from layers.map_view import MapView, Window
from layers.theme import palette
from tests.layers import world_of_frames as world

LAYERS = {layer.code: layer for layer in discover()}
VIEW = MapView(window=Window(longitude=0.0, latitude=0.0, zoom=0.0), marks="▲▽".ljust(60))
LABELS = [f"{k:02}" for k in range(60)]
EVERY = np.ones(60, dtype=bool)


@pytest.fixture(scope="module")
def ground():
    return land([drawn(LAYERS["risk"], world.frames(60))])


def place_of(ground, wide):
    return fitted(ground, ground.bounds(slice(None)), (wide, wide), size=1.5)


def test_every_large_cell_has_its_level_and_its_number(ground):
    place = place_of(ground, 170)
    texts, left_out = written(ground, VIEW, place, EVERY, LABELS)
    assert left_out == 0
    cells = moved(place, ground.cells)
    for row, digit in enumerate(ground.base.digits):
        own = [t for t in texts if shapely.contains(cells[row], shapely.Point(t.x, t.y))]
        said = [text.text for text in own]
        assert LABELS[row] in said
        if digit in "12345":
            mark = VIEW.marks[row].strip()
            assert "ⅠⅡⅢⅣⅤ"[int(digit) - 1] + mark in said
        else:
            assert said == [LABELS[row]]


def test_texts_stay_in_their_cells(ground):
    place = place_of(ground, 170)
    texts, _ = written(ground, VIEW, place, EVERY, LABELS)
    cells = moved(place, ground.cells)
    for text in texts:
        cell = cells[shapely.contains(cells, shapely.Point(text.x, text.y))][0]
        west, north, east, south = text.box
        assert shapely.covers(shapely.buffer(cell, 0.8), shapely.box(west, north, east, south))
        assert text.pt >= LEAST


def test_a_sign_can_be_read_on_its_fill(ground):
    texts, _ = written(ground, VIEW, place_of(ground, 170), EVERY, LABELS)
    inks = {text.ink for text in texts}
    assert inks <= set(palette().labels) | {"#17202A"}
    assert all(text.halo or text.ink in palette().labels for text in texts)


def test_tiny_cells_are_counted_not_crowded(ground):
    texts, left_out = written(ground, VIEW, place_of(ground, 20), EVERY, LABELS)
    assert (len(texts), left_out) == (0, 60)
    some, none = written(ground, VIEW, place_of(ground, 170), ~EVERY, LABELS)
    assert (some, none) == ((), 0)


def test_names_around_stand_where_there_is_room(ground):
    place = place_of(ground, 120)
    rows = {"甲村": np.arange(30), "乙村": np.arange(30, 60), "别处": np.arange(0)}
    made = around(ground, VIEW, place, rows)
    assert {text.text for text in made} == {"甲村", "乙村"}
    cells = moved(place, ground.cells)
    for text, part in zip(made, (cells[:30], cells[30:]), strict=True):
        assert shapely.contains(shapely.union_all(part), shapely.Point(text.x, text.y))
    long = {"一个非常非常非常非常非常非常非常长的村名": np.arange(2)}
    assert around(ground, VIEW, place, long) == ()


def test_marked_cells_carry_their_number_instead_of_their_sign(ground):
    place = place_of(ground, 120)
    piece = cut(ground, VIEW, place)
    made = numbered(ground, VIEW, place, piece, np.array([3, 40]), ["1", "2"])
    cells = moved(place, ground.cells)
    for row, number in ((3, "1"), (40, "2")):
        inside = [
            t.text for t in made.texts if shapely.contains(cells[row], shapely.Point(t.x, t.y))
        ]
        assert inside == [number]
    assert len(made.body) > len(piece.body)
    assert made.body.count('stroke="#17202A"') >= piece.body.count('stroke="#17202A"') + 2


def test_the_middle_of_some_cells_lies_in_them(ground):
    place = place_of(ground, 120)
    x, y = middle(ground, place, np.arange(5, 9))
    assert shapely.intersects(moved(place, ground.cells[5:9]), shapely.Point(x, y)).any()
