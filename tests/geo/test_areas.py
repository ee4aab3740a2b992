import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import areas, crs
from geo.areas import areas_m2, edge_lengths_m, lengths_m

GEOD = pyproj.Geod(ellps="GRS80")
# Zhejiang and what lies around it: all three zones, 4548 to 4550.
LON, LAT = st.floats(117.5, 123.4), st.floats(27.0, 31.4)


def exact_area(shape):
    return abs(GEOD.geometry_area_perimeter(shape)[0])


@given(LON, LAT, st.floats(0.002, 0.3), st.floats(0.002, 0.3))
def test_areas_are_geodesic_areas_in_all_zones_of_zhejiang(lon, lat, width, height):
    shape = shapely.box(lon, lat, lon + width, lat + height)
    (area,) = areas_m2(np.array([shape], dtype=object))
    assert area == pytest.approx(exact_area(shape), rel=1e-5)


@given(LON, LAT)
def test_the_zone_of_the_place_is_good_to_a_thousandth(lon, lat):
    shape = np.array([shapely.box(lon, lat, lon + 0.003, lat + 0.003)], dtype=object)
    (area,) = areas_m2(shape, crs.metric_crs(lon, lat))
    assert area == pytest.approx(exact_area(shape[0]), rel=1e-3)


def test_a_whole_province_is_measured_where_one_zone_is_too_narrow():
    shape = shapely.segmentize(shapely.box(118.0, 27.1, 122.9, 31.2), 0.05)
    whole = np.array([shape], dtype=object)
    assert areas_m2(whole)[0] == pytest.approx(exact_area(shape), rel=1e-4)
    assert areas_m2(whole, "EPSG:4548")[0] > 1.001 * exact_area(shape)


def test_nothing_has_no_area_and_holes_are_taken_out():
    square = shapely.box(120, 30, 120.01, 30.01)
    hole = shapely.box(120.002, 30.002, 120.004, 30.004)
    shapes = np.array([square.difference(hole), None, shapely.Polygon()], dtype=object)
    area = areas_m2(shapes)
    assert area[0] == pytest.approx(exact_area(square) - exact_area(hole), rel=1e-6)
    assert area[1:].tolist() == [0, 0]
    assert len(areas_m2(np.zeros(0, dtype=object))) == 0


@given(LON, LAT, st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))
def test_edges_have_their_geodesic_length(lon, lat, east, north):
    length = edge_lengths_m(np.array([[lon, lat]]), np.array([[lon + east, lat + north]]))
    exact = GEOD.inv(lon, lat, lon + east, lat + north)[2]
    assert length[0] == pytest.approx(exact, rel=1e-6, abs=1e-6)


def test_lengths_of_lines_parts_and_nothing():
    line = shapely.LineString([(120, 30), (120.01, 30), (120.01, 30.01)])
    both = shapely.MultiLineString([line, [(121, 30), (121.01, 30)]])
    lengths = lengths_m(np.array([line, both, shapely.LineString()], dtype=object))
    assert lengths[0] == pytest.approx(GEOD.geometry_length(line), rel=1e-6)
    assert lengths[1] == pytest.approx(GEOD.geometry_length(both), rel=1e-6)
    assert lengths[2] == 0


def test_the_ellipsoid_is_the_one_of_cgcs2000():
    ellipsoid = pyproj.CRS("EPSG:4490").ellipsoid
    assert pytest.approx(ellipsoid.semi_major_metre) == areas.AXIS_M
    assert pytest.approx(ellipsoid.inverse_flattening) == 1 / areas.FLATTENING
