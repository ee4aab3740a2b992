import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.backends.sheet_graticule import LINES, Graticule, _arc, net
from layers.backends.sheet_paper import Paper, placed
from layers.theme import INKS, Ground

INK = INKS[Ground.LIGHT]
both = pytest.mark.parametrize("kind", [Graticule.DEGREES, Graticule.KILOMETRES])


def place_of(west, south, east, north, paper=Paper.A4):
    rows = gpd.GeoDataFrame(geometry=[shapely.box(west, south, east, north)], crs="EPSG:4490")
    return placed(rows, paper, 20)


TOWN = place_of(120.14, 30.03, 120.24, 30.13)


def test_none_is_none():
    assert net(TOWN, Graticule.NONE, INK) is None


@both
@given(
    west=st.floats(117, 122),
    south=st.floats(25, 40),
    across=st.floats(0.005, 2),
    up=st.floats(0.005, 2),
)
def test_a_few_lines_with_figures_inside_the_frame(kind, west, south, across, up):
    place = place_of(west, south, west + across, south + up)
    made = net(place, kind, INK)
    assert 2 <= made.drawing.count("M") <= 2 * (LINES + 2)
    boxes = [text.box for text in made.texts]
    for left, top, right, low in boxes:
        assert left >= 0 and top >= 0 and right <= place.frame[2] and low <= place.frame[3]
    for k, one in enumerate(boxes):
        for other in boxes[k + 1 :]:
            assert (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )


def test_a_line_stands_where_its_figure_says():
    made = net(TOWN, Graticule.DEGREES, INK)
    text = next(one for one in made.texts if one.text == "120°12′E")
    top = np.array([shapely.Point(120.2, 30.13)], dtype=object)
    assert text.x == pytest.approx(shapely.get_x(TOWN.on_paper(top))[0], abs=0.2)
    assert made.words == "经纬网间隔 2′"


def test_kilometres_are_those_of_the_zone():
    made = net(TOWN, Graticule.KILOMETRES, INK)
    text = next(one for one in made.texts if one.text == "520")
    assert TOWN.west + text.x / TOWN.mm_per_m == pytest.approx(520_000, abs=1)
    assert "千米" in made.words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (432_000, "120°"),
        (432_600, "120°10′"),
        (108_270, "30°04′30″"),
        (30, "30″"),
        (120, "2′"),
        (3600, "1°"),
    ],
)
def test_arcs_are_written_as_people_write_them(seconds, words):
    assert _arc(seconds) == words
