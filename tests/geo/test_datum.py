import numpy as np
import pandas as pd
import pytest
import shapely

from geo import crs, datum
from geo.datum import Verdict
from vocab import Datum

VILLAGES = pd.DataFrame(
    {
        "code": [f"330109106{i:03d}" for i in range(100)],
        "geometry": [
            shapely.box(
                120 + 0.01 * (i % 10),
                30 + 0.01 * (i // 10),
                120.01 + 0.01 * (i % 10),
                30.01 + 0.01 * (i // 10),
            )
            for i in range(100)
        ],
    }
)


def points(n, seed=3):
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(120, 120.1, n), rng.uniform(30, 30.1, n)
    home = (np.floor((lat - 30) * 100) * 10 + np.floor((lon - 120) * 100)).astype(int)
    return lon, lat, VILLAGES["code"].to_numpy(dtype=object)[home]


WRITE = {
    Datum.WGS84: lambda x, y: (x, y),
    Datum.CGCS2000: lambda x, y: (x, y),
    Datum.GCJ02: crs.wgs84_to_gcj02,
    Datum.BD09: lambda x, y: crs.gcj02_to_bd09(*crs.wgs84_to_gcj02(x, y)),
}


@pytest.mark.parametrize("given", list(Datum))
@pytest.mark.parametrize("true", [Datum.WGS84, Datum.GCJ02, Datum.BD09])
def test_the_detective_finds_the_true_datum(true, given):
    lon, lat, declared = points(500)
    x, y = WRITE[true](lon, lat)
    found = datum.suspect(x, y, declared, VILLAGES, given)
    same = {true, given} <= {Datum.WGS84, Datum.CGCS2000} or true is given
    assert found.is_suspect is not same
    assert found.shares[true] > 0.99
    assert found.checkable == 500
    assert found.best is given if same else found.best in (true, Datum.WGS84)


def test_micro_grid_codes_are_checked_by_their_village():
    lon, lat, declared = points(60)
    found = datum.suspect(lon, lat, [f"{code}007" for code in declared], VILLAGES)
    assert found.verdict is Verdict.AGREES and found.checkable == 60


def test_too_few_rows_cannot_be_checked():
    lon, lat, declared = points(29)
    found = datum.suspect(*crs.wgs84_to_gcj02(lon, lat), declared, VILLAGES)
    assert found.verdict is Verdict.CANNOT_CHECK and not found.is_suspect


def test_rows_without_point_or_known_code_do_not_count():
    lon, lat, declared = points(100)
    lon[:40] = np.nan
    declared[40:80] = ["", "999"] * 20
    found = datum.suspect(lon, lat, declared, VILLAGES)
    assert found.verdict is Verdict.CANNOT_CHECK and found.checkable == 20


def test_a_small_gain_is_no_suspicion():
    lon, lat, declared = points(400)
    wrong = np.random.default_rng(1).random(400) < 0.5
    declared[wrong] = VILLAGES["code"][0]
    assert datum.suspect(lon, lat, declared, VILLAGES).verdict is Verdict.AGREES


def test_the_finding_carries_its_numbers_for_words():
    lon, lat, declared = points(300)
    found = datum.suspect(*crs.wgs84_to_gcj02(lon, lat), declared, VILLAGES)
    values = found.say_values
    assert (values["given"], values["best"], values["checkable"]) == ("WGS84", "GCJ02", 300)
    assert float(values["share_best"]) > 99 > float(values["share_given"])


def test_the_evidence_names_shares_and_distances_of_every_datum():
    lon, lat, declared = points(400)
    found = datum.suspect(*crs.wgs84_to_gcj02(lon, lat), declared, VILLAGES)
    values = found.say_values
    # A village of the board is 1 km across, the shift 500 m: half of the points leave it.
    assert float(str(values["away_given"])) > 10 > float(str(values["away_best"]))
    others = str(values["others"])
    assert "GCJ02 100.0% / 0 m" in others and "BD09" in others
    assert "WGS84" not in others and "CGCS2000" not in others


def test_one_place_is_named_once_in_the_evidence():
    lon, lat, declared = points(60)
    found = datum.suspect(lon, lat, declared, VILLAGES, Datum.BD09)
    others = str(found.say_values["others"])
    assert others.count("100.0%") == 1 and "GCJ02" in others and "BD09" not in others


def test_distances_are_metres_from_the_declared_area():
    lon, lat = np.full(40, 120.0 - 0.01), np.full(40, 30.005)
    found = datum.suspect(lon, lat, ["330109106000"] * 40, VILLAGES)
    assert found.shares[Datum.WGS84] == 0
    assert found.away_m[Datum.WGS84] == pytest.approx(964.8, abs=1)


def test_a_declared_unit_without_a_shape_cannot_be_checked():
    units = VILLAGES.assign(geometry=[None] * 100)
    lon, lat, declared = points(60)
    assert datum.suspect(lon, lat, declared, units).verdict is Verdict.CANNOT_CHECK
