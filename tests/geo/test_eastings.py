import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import crs, eastings
from geo.eastings import is_projected, recognise, zone_crs

EXTENT = (120.0, 29.8, 120.6, 30.3)
LON, LAT = st.floats(120.05, 120.55), st.floats(29.85, 30.25)


def points(code, n=50, seed=1):
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(120.0, 120.6, n), rng.uniform(29.8, 30.3, n)
    return crs.project(lon, lat, "EPSG:4490", code)


@pytest.mark.parametrize("code", range(4491, 4555))
def test_every_zone_of_cgcs2000_works_offline_and_both_ways(code):
    parsed = crs.parse_crs(f"EPSG:{code}")
    assert parsed.is_projected and "China Geodetic Coordinate System 2000" in parsed.to_wkt()
    found = eastings.Projected(crs=f"EPSG:{code}", is_northing_first=False, share=1.0)
    lon, lat = np.array([found.meridian + 0.7]), np.array([30.0])
    x, y = crs.project(lon, lat, "EPSG:4490", f"EPSG:{code}")
    back = crs.project(x, y, f"EPSG:{code}", "EPSG:4490")
    assert abs(back[0][0] - lon[0]) * 96_400 < 1e-3 and abs(back[1][0] - 30) * 111_000 < 1e-3
    middle = crs.project([found.meridian], [30.0], "EPSG:4490", f"EPSG:{code}")[0][0]
    assert middle % 1e6 == pytest.approx(500_000, abs=1e-3)


@pytest.mark.parametrize(
    ("lon", "plain", "prefixed", "number"),
    [
        (117.0, "EPSG:4548", "EPSG:4527", 39),
        (120.2, "EPSG:4549", "EPSG:4528", 40),
        (122.1, "EPSG:4550", "EPSG:4529", 41),
        (113.9, "EPSG:4547", "EPSG:4526", 38),
    ],
)
def test_zone_by_place_with_and_without_its_number(lon, plain, prefixed, number):
    assert zone_crs(lon) == plain == crs.metric_crs(lon)
    assert zone_crs(lon, is_prefixed=True) == prefixed
    x, _ = crs.project([lon], [30.0], "EPSG:4490", plain)
    full, _ = crs.project([lon], [30.0], "EPSG:4490", prefixed)
    assert full[0] - x[0] == pytest.approx(number * 1e6, abs=1e-3)


def test_six_degree_zones_and_places_without_a_zone():
    assert zone_crs(120.2, width=6.0) == "EPSG:4510"
    assert zone_crs(120.2, width=6.0, is_prefixed=True) == "EPSG:4499"
    for lon in (70.0, 140.0):
        with pytest.raises(ValueError, match="no CGCS2000 zone"):
            zone_crs(lon)


@pytest.mark.parametrize("code", ["EPSG:4549", "EPSG:4528", "EPSG:4499", "EPSG:4527"])
@pytest.mark.parametrize("is_northing_first", [False, True])
def test_the_zone_is_recognised_in_both_orders(code, is_northing_first):
    x, y = points(code)
    pair = (y, x) if is_northing_first else (x, y)
    found = recognise(*pair, EXTENT)
    assert found is not None
    assert (found.crs, found.is_northing_first, found.share) == (code, is_northing_first, 1.0)


@given(LON, LAT)
def test_a_point_without_prefix_comes_back_to_its_place(lon, lat):
    x, y = crs.project([lon], [lat], "EPSG:4490", "EPSG:4549")
    found = recognise(x, y, EXTENT)
    assert found is not None and found.crs == "EPSG:4549"
    back = crs.project(x, y, found.crs, "EPSG:4490")
    assert abs(back[0][0] - lon) < 1e-8 and abs(back[1][0] - lat) < 1e-8


def test_some_strays_and_gaps_do_not_hide_the_zone():
    x, y = points("EPSG:4528")
    x[:10], y[:10] = np.nan, np.nan
    x[10:20], y[10:20] = 0.0, 0.0
    found = recognise(x, y, EXTENT)
    assert found is not None and found.crs == "EPSG:4528" and found.share == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([], []),
        ([512_345.0], [30.0]),
        ([512_345.0], [3_319_000_000.0]),
        ([51_500_000.0], [3_319_000.0]),
        ([40_990_000.0], [3_319_000.0]),
        ([500_000.0], [5_000_000.0]),
    ],
)
def test_what_fits_no_zone_is_not_recognised(x, y):
    assert recognise(x, y, EXTENT) is None


def test_metres_are_told_from_degrees():
    x, y = points("EPSG:4549")
    assert is_projected(x, y)
    assert is_projected([*x, np.nan, 120.2], [*y, 30.0, 30.1])
    assert not is_projected([120.2, 120.3], [30.1, 30.2])
    assert not is_projected([1.2e9, 120.2, 120.3], [30.1, 30.2, 30.3])
    assert not is_projected([np.nan], [np.nan])


def test_a_code_of_no_zone_has_no_meridian():
    with pytest.raises(ValueError, match="EPSG:32650"):
        _ = eastings.Projected(crs="EPSG:32650", is_northing_first=False, share=1.0).meridian
