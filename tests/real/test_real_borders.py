"""Borders of real counties: a file with equal edges and one with gaps and overlaps."""

import itertools
import os
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

import settings
from geo.borders import shared_border
from geo.crs import to_home
from vocab import Datum

REAL = Path(os.environ.get("WUSETU_REAL_DATA", settings.ROOT.parent / "shared" / "data"))
EQUAL = REAL / "counties" / "fences_zj_sh_2016_gcj02.gpkg"
SIMPLE = REAL / "counties" / "datav_v3_zj_sh_counties_2022_gcj02.geojson"
PAIRS = {
    "萧山-柯桥": ("330109", "330603", 115.6, 83.0),
    "平湖-金山": ("330482", "310116", 57.0, 56.0),
    "柯桥-诸暨": ("330603", "330681", 75.2, 49.0),
}
pytestmark = pytest.mark.skipif(
    not EQUAL.exists(), reason="no real data: set WUSETU_REAL_DATA or provide ../shared/data"
)


def counties(file):
    frame = pyogrio.read_dataframe(file)
    frame = frame[frame["level"].isin(["county", "district"])]
    shapes = to_home(frame.geometry.to_numpy(dtype=object), "", Datum.GCJ02)
    return dict(zip(frame["adcode"].astype(str), shapes, strict=True))


@pytest.fixture(scope="module")
def equal():
    return counties(EQUAL)


@pytest.fixture(scope="module")
def simple():
    return counties(SIMPLE)


@pytest.mark.parametrize("name", PAIRS)
def test_equal_edges_give_the_known_length(equal, name):
    first, second, km, _ = PAIRS[name]
    border = shared_border(equal[first], equal[second])
    assert border.length_m / 1000 == pytest.approx(km, rel=0.005)
    assert border.first_m == pytest.approx(border.second_m, rel=1e-6)
    assert border.tolerance_m < 1


@pytest.mark.parametrize("name", PAIRS)
def test_equal_edges_bear_any_tolerance(equal, name):
    first, second, km, _ = PAIRS[name]
    around = [shape for code, shape in equal.items() if code not in (first, second)]
    for others, tolerance in itertools.product(([], around), (100, 800)):
        border = shared_border(equal[first], equal[second], others=others, tolerance_m=tolerance)
        assert border.length_m / 1000 == pytest.approx(km, rel=0.005)


@pytest.mark.parametrize("name", PAIRS)
def test_gaps_and_overlaps_give_a_steady_length(simple, name):
    first, second, _, km = PAIRS[name]
    found = [
        shared_border(simple[first], simple[second], tolerance_m=tolerance)
        for tolerance in (None, 100, 200, 400, 800)
    ]
    lengths = np.array([border.length_m for border in found]) / 1000
    assert lengths == pytest.approx(np.full(5, km), rel=0.1)
    assert np.ptp(lengths) < 0.005 * km


@pytest.mark.parametrize("name", PAIRS)
def test_both_sides_tell_the_same(simple, name):
    first, second, _, _ = PAIRS[name]
    for tolerance in (None, 100, 200, 400, 800):
        one = shared_border(simple[first], simple[second], tolerance_m=tolerance)
        two = shared_border(simple[second], simple[first], tolerance_m=tolerance)
        assert one.length_m == two.length_m
        # The two outlines are generalised apart: 330482 draws its side 4 % longer.
        assert one.first_m == pytest.approx(one.second_m, rel=0.05)


@pytest.mark.parametrize("name", PAIRS)
def test_denser_vertices_change_nothing(simple, name):
    first, second, _, _ = PAIRS[name]
    plain = shared_border(simple[first], simple[second])
    dense = shared_border(*shapely.segmentize([simple[first], simple[second]], 0.0005))
    assert dense.length_m == pytest.approx(plain.length_m, rel=1e-4)
    assert dense.tolerance_m == plain.tolerance_m
