import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.label_points import label_points
from layers.layer import CRS, Shape


def rows(*shapes):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=CRS)


BOX = shapely.box(120.0, 30.0, 120.1, 30.2)


def test_a_point_is_its_own_place():
    at = shapely.Point(120.1, 30.1)
    assert label_points(rows(at), Shape.POINT)[0] == at


def test_an_area_is_written_in_its_middle_or_on_its_northern_end():
    middle = label_points(rows(BOX), Shape.POLYGON)[0]
    assert middle.within(BOX)
    assert middle.x == pytest.approx(120.05, abs=1e-3)
    top = label_points(rows(BOX), Shape.POLYGON, on_top=True)[0]
    assert top.y == 30.2


def test_a_closed_outline_is_written_inside_and_an_open_line_on_itself():
    assert label_points(rows(BOX.boundary), Shape.LINE)[0].within(BOX)
    line = shapely.LineString([(120, 30), (120, 30.2)])
    assert label_points(rows(line), Shape.LINE)[0] == shapely.Point(120, 30.1)
    long_part = shapely.MultiLineString([[(0, 0), (0, 1)], [(5, 0), (5, 9)]])
    assert label_points(rows(long_part), Shape.LINE)[0] == shapely.Point(5, 4.5)


def test_an_outline_with_a_hole_is_written_beside_the_hole():
    ring = BOX.difference(BOX.buffer(-0.01))
    assert label_points(rows(ring), Shape.POLYGON)[0].within(ring)


def test_no_rows_give_no_points():
    for shape in Shape:
        assert len(label_points(rows(), shape)) == 0


@given(
    st.lists(
        st.tuples(st.floats(100, 130), st.floats(20, 40), st.floats(0.01, 2)),
        min_size=1,
        max_size=8,
    )
)
def test_every_area_has_one_point_on_it(boxes):
    shapes = [shapely.box(x, y, x + size, y + size / 2) for x, y, size in boxes]
    for on_top in (False, True):
        points = label_points(rows(*shapes), Shape.POLYGON, on_top=on_top)
        assert shapely.covers(shapes, points).all()
