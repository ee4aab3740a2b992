"""A map as a figure: as wide as the text, everything in, legend equal to what is drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import RefusedError
from layers import discover
from layers.backends.sheet_legend import Line
from layers.backends.sheet_plate import plate
from layers.drawn import drawn
from layers.map_view import MapView, Window
from tests.layers import world_of_frames as world
from tests.layers.backends.paths import corners
from words import say

LAYERS = {layer.code: layer for layer in discover()}
VIEW = MapView(window=Window(longitude=0, latitude=0, zoom=0))


def layers(*codes, count=60):
    frames = world.frames(count)
    return [drawn(LAYERS[code], frames) for code in codes]


def points(drawing):
    """All corners of a drawing in millimetres."""
    return corners(drawing) / 100


@given(
    width=st.floats(min_value=60, max_value=400),
    height=st.floats(min_value=40, max_value=300),
    count=st.integers(min_value=1, max_value=40),
)
def test_it_has_the_width_asked_for_and_stays_within_the_height(width, height, count):
    made = plate(VIEW, layers("risk", count=count), width, height)
    assert made.width == width
    assert 0 < made.height <= height
    metres, millimetres = made.bar
    assert millimetres == pytest.approx(1000 * metres / made.scale)
    assert millimetres < width / 5


def test_everything_is_inside_the_frame():
    made = plate(VIEW, layers("risk", "villages", "towns"), 156.0, 122.0)
    xy = points(made.drawing)
    assert xy.min() >= -0.1
    assert xy[:, 0].max() <= made.width + 0.1 and xy[:, 1].max() <= made.height + 0.1
    assert "<text" not in made.drawing
    for text in made.texts:
        assert 0 < text.x < made.width and 0 < text.y < made.height


def test_the_legend_counts_what_is_drawn():
    base = layers("risk")
    made = plate(VIEW, base, 156.0, 122.0)
    counts = {line.words: line.count for line in made.legend}
    digits = base[0].digits
    for level in range(1, 6):
        words = next(words for words in counts if words.endswith(say(f"ui.level.{level}")))
        assert counts[words] == str(digits.count(str(level)))
    assert all(isinstance(line, Line) for line in made.legend)


def test_village_names_are_written():
    made = plate(VIEW, layers("risk", "villages"), 156.0, 122.0)
    assert [text for text in made.texts if text.text.startswith("village")]


def test_hidden_layers_are_left_out():
    view = MapView(window=VIEW.window, hidden=frozenset({"villages"}))
    whole = plate(VIEW, layers("risk", "villages"), 156.0, 122.0)
    less = plate(view, layers("risk", "villages"), 156.0, 122.0)
    assert len(less.drawing) < len(whole.drawing)
    assert less.drawing == plate(VIEW, layers("risk"), 156.0, 122.0).drawing


def test_equal_layers_give_equal_plates():
    one, other = (plate(VIEW, layers("risk", "villages"), 156.0, 122.0) for _ in range(2))
    assert one == other


def test_nothing_to_draw_is_refused():
    with pytest.raises(RefusedError, match="nothing_to_draw"):
        plate(VIEW, [], 156.0, 122.0)
