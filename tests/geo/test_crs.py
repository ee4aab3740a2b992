import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from errors import GeometryError
from geo import crs
from vocab import Datum

MM_DEG = 1e-3 / 111_320.0
LON = st.floats(73.5, 135.0)
LAT = st.floats(3.0, 53.5)


@given(LON, LAT)
def test_gcj02_round_trip_below_a_millimetre(lon, lat):
    there = crs.wgs84_to_gcj02([lon], [lat])
    back = crs.gcj02_to_wgs84(*there)
    assert abs(back[0][0] - lon) < MM_DEG
    assert abs(back[1][0] - lat) < MM_DEG


@given(LON, LAT)
def test_bd09_round_trip_below_a_millimetre(lon, lat):
    there = crs.gcj02_to_bd09([lon], [lat])
    back = crs.bd09_to_gcj02(*there)
    assert abs(back[0][0] - lon) < MM_DEG
    assert abs(back[1][0] - lat) < MM_DEG


def metres(lon, lat):
    return np.hypot((lon - 120.2) * 96_400, (lat - 30.1) * 111_000)


def test_shifts_are_as_large_as_known_near_hangzhou():
    gcj = crs.wgs84_to_gcj02([120.2], [30.1])
    assert metres(*gcj)[0] == pytest.approx(515, abs=15)
    assert metres(*crs.gcj02_to_bd09(*gcj))[0] == pytest.approx(1130, abs=20)


def test_known_published_point_in_gcj02():
    # Tian'anmen, WGS84 116.391305 39.905530, as the map services draw it.
    lon, lat = crs.wgs84_to_gcj02([116.391305], [39.905530])
    assert lon[0] == pytest.approx(116.397547, abs=2e-5)
    assert lat[0] == pytest.approx(39.906933, abs=2e-5)


@pytest.mark.parametrize("datum", list(Datum))
def test_to_wgs84_undoes_each_datum_and_keeps_nan(datum):
    lon, lat = np.array([120.2, np.nan, -87.6]), np.array([30.1, np.nan, 41.8])
    there = {
        Datum.GCJ02: crs.wgs84_to_gcj02,
        Datum.BD09: lambda x, y: crs.gcj02_to_bd09(*crs.wgs84_to_gcj02(x, y)),
    }.get(datum, lambda x, y: (x, y))(lon, lat)
    back = crs.to_wgs84(*there, datum)
    np.testing.assert_allclose(back[0], lon, atol=MM_DEG)
    np.testing.assert_allclose(back[1], lat, atol=MM_DEG)


def test_points_outside_china_are_not_moved():
    lon, lat = crs.wgs84_to_gcj02([-87.6], [41.8])
    assert (lon[0], lat[0]) == (-87.6, 41.8)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (118.49, 30, "EPSG:4548"),
        (118.5, 30, "EPSG:4549"),
        (121.49, 30, "EPSG:4549"),
        (121.5, 30, "EPSG:4550"),
        (-87.6, 41.8, "EPSG:32616"),
        (151.2, -33.9, "EPSG:32756"),
    ],
)
def test_metric_zone_by_place(lon, lat, code):
    assert crs.metric_crs(lon, lat) == code


OLD = 'GEOGCS["GCS_{n}",DATUM["D_{n}",SPHEROID["x",6378140.0,298.257]],PRIMEM["Greenwich",0.0],'


@pytest.mark.parametrize(
    "text",
    [
        "EPSG:4610",
        "EPSG:4214",
        "EPSG:4555",
        "EPSG:2327",
        "EPSG:2382",
        "EPSG:2437",
        "EPSG:21413",
        OLD.format(n="Xian_1980") + 'UNIT["Degree",0.0174532925199433]]',
        OLD.format(n="Beijing_1954") + 'UNIT["Degree",0.0174532925199433]]',
    ],
)
def test_xian80_and_beijing54_are_refused(text):
    with pytest.raises(GeometryError) as caught:
        crs.parse_crs(text)
    assert caught.value.code == "ingest.crs_refused"


def test_an_unknown_crs_is_named():
    with pytest.raises(GeometryError) as caught:
        crs.parse_crs("EPSG:999999")
    assert caught.value.code == "ingest.crs_unknown"


def test_axis_order_is_always_lon_lat():
    x, y = crs.project([120.0], [30.0], "EPSG:4490", "EPSG:4549")
    assert x[0] == pytest.approx(500_000, abs=1e-3)
    assert y[0] == pytest.approx(3_320_113, abs=5)
    lon, lat = crs.project(x, y, "EPSG:4549", "EPSG:4490")
    assert (lon[0], lat[0]) == (pytest.approx(120.0), pytest.approx(30.0))


def test_projecting_nan_gives_nan():
    x, y = crs.project([np.nan, 120.0], [30.0, 30.0], "EPSG:4490", "EPSG:4549")
    assert np.isnan(x[0]) and np.isnan(y[0]) and np.isfinite(x[1])


def test_home_from_metres_from_gcj02_and_unchanged():
    square = shapely.box(120.0, 30.0, 120.01, 30.01)
    shapes = np.array([square, None], dtype=object)
    same = crs.to_home(shapes, "EPSG:4326")
    assert same[0].equals(square) and same[1] is None
    metric = crs.transform_geometries(shapes, "EPSG:4490", "EPSG:4549")
    back = crs.to_home(metric, "EPSG:4549")
    assert shapely.hausdorff_distance(back[0], square) < 1e-9
    moved = shapely.transform(
        square, lambda c: np.column_stack(crs.wgs84_to_gcj02(c[:, 0], c[:, 1]))
    )
    home = crs.to_home(np.array([moved], dtype=object), "EPSG:4326", Datum.GCJ02)
    assert shapely.hausdorff_distance(home[0], square) < MM_DEG


def test_home_refuses_metres_labelled_as_degrees():
    shapes = np.array([shapely.box(500_000, 3_300_000, 500_100, 3_300_100)], dtype=object)
    with pytest.raises(GeometryError) as caught:
        crs.to_home(shapes, "EPSG:4490")
    assert caught.value.code == "ingest.not_degrees"


def test_third_dimension_is_dropped_by_a_transform():
    shape = np.array([shapely.Polygon([(120, 30, 5), (120.1, 30, 5), (120.1, 30.1, 5)])])
    moved = crs.transform_geometries(shape, "EPSG:4490", "EPSG:4549")
    assert not shapely.has_z(moved[0])
