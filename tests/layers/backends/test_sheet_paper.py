import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import HOME, transform_geometries
from layers.backends.sheet_paper import SIZES, Paper, placed, readable

TOWN = (120.14, 30.03, 120.24, 30.13)
papers = pytest.mark.parametrize("paper", list(Paper))


def rows(west, south, east, north):
    return gpd.GeoDataFrame(geometry=[shapely.box(west, south, east, north)], crs="EPSG:4490")


@given(st.floats(1, 1e8))
def test_a_scale_is_round_and_just_large_enough(least):
    scale = readable(least)
    digits = f"{scale:.0f}".rstrip("0")
    assert len(digits) <= 3
    assert least <= scale * (1 + 1e-9)
    assert scale < least * 1.26


@papers
@pytest.mark.parametrize("lines", [5, 20, 45])
def test_everything_lies_on_the_paper_and_the_map_in_its_frame(paper, lines):
    place = placed(rows(*TOWN), paper, lines)
    left, top, width, height = place.frame
    assert left > 0 and top > 0
    assert left + width < place.width and top + height < place.height
    assert sorted((place.width, place.height)) == sorted(SIZES[paper][:2])
    corners = shapely.points([(TOWN[0], TOWN[1]), (TOWN[2], TOWN[3]), (TOWN[0], TOWN[3])])
    xy = shapely.get_coordinates(place.on_paper(np.asarray(corners, dtype=object)))
    assert (xy >= 0).all() and (xy <= [width, height]).all()


@papers
def test_paper_is_ground_divided_by_the_scale(paper):
    place = placed(rows(*TOWN), paper, 20)
    points = np.array([shapely.Point(120.15, 30.05), shapely.Point(120.2, 30.1)], dtype=object)
    ground = shapely.get_coordinates(transform_geometries(points, HOME, place.crs))
    paper_mm = shapely.get_coordinates(place.on_paper(points))
    metres = np.hypot(*(ground[1] - ground[0]))
    assert np.hypot(*(paper_mm[1] - paper_mm[0])) == pytest.approx(metres * 1000 / place.scale)
    # North is up: a point further north is nearer to the upper edge.
    assert paper_mm[1, 1] < paper_mm[0, 1]


@papers
def test_the_bar_is_as_long_as_it_says(paper):
    place = placed(rows(*TOWN), paper, 20)
    metres, millimetres = place.bar()
    assert millimetres == pytest.approx(metres * 1000 / place.scale)
    assert place.frame[2] / 20 < millimetres <= place.frame[2] / 6
    assert f"{metres:.0f}".rstrip("0") in ("1", "2", "5")


def test_the_ground_of_the_frame_holds_the_area():
    place = placed(rows(*TOWN), Paper.A4, 20)
    west, south, east, north = place.ground()
    assert west <= TOWN[0] and south <= TOWN[1] and east >= TOWN[2] and north >= TOWN[3]


def test_a_broad_area_lies_and_a_tall_one_stands():
    assert placed(rows(120, 30, 120.4, 30.1), Paper.A4, 20).is_wide
    assert not placed(rows(120, 30, 120.1, 30.3), Paper.A4, 12).is_wide


def test_metres_are_measured_in_the_zone_of_the_place():
    assert placed(rows(*TOWN), Paper.A4, 20).crs == "EPSG:4549"
    assert placed(rows(118, 30, 118.2, 30.1), Paper.A4, 20).crs == "EPSG:4548"
