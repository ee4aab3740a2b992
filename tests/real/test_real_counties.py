"""The simplified county file, whose borders between cities share nothing, made to fit."""

import os
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import crs
from geo.boundaries import Limits, areas_m2, border_lengths, check
from geo.snapping import snap
from vocab import Datum

ROOT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("WUSETU_REAL_DATA", ROOT.parent / "shared" / "data"))
FILE = REAL / "counties" / "datav_v3_zj_sh_counties_2022_gcj02.geojson"
pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason="no real data: set WUSETU_REAL_DATA or provide ../shared/data"
)
# Length of the border, km, on the simplified file.
BORDERS_KM = {("330109", "330603"): 83, ("330482", "310116"): 56, ("330603", "330681"): 49}


@pytest.fixture(scope="module")
def counties():
    read = gpd.read_file(FILE)
    units = pd.DataFrame({"code": read["adcode"].astype("str"), "level": "district", "parent": ""})
    shapes = read.geometry.to_numpy(dtype=object)
    return units.assign(geometry=crs.to_home(shapes, "EPSG:4490", Datum.GCJ02))


def borders(units):
    lengths = border_lengths(units).toarray() / 1000
    row = {code: i for i, code in enumerate(units["code"])}
    return {pair: lengths[row[pair[0]], row[pair[1]]] for pair in BORDERS_KM}


def amounts(units):
    faults = check(units, limits=Limits(overlap_share=0.0))
    return faults.groupby("fault")["amount"].sum()


def test_snapping_brings_the_borders_back(counties):
    assert borders(counties)["330482", "310116"] < 1
    before, tolerance = amounts(counties), 200.0
    assert min(before["overlap"], before["gap"] + before["sliver"]) > 1_000_000
    repaired = snap(counties, tolerance)
    for pair, length in borders(repaired.units).items():
        assert length == pytest.approx(BORDERS_KM[pair], rel=0.1)
    assert repaired.units["code"].tolist() == counties["code"].tolist()
    shapes = repaired.units["geometry"].to_numpy(dtype=object)
    assert shapely.is_valid(shapes).all()
    after = amounts(repaired.units)
    assert after.get("overlap", 0.0) < 0.1 * before["overlap"]
    assert after["sliver"] < 10_000
    # Nobody gains or loses more than the tolerance along the whole outline.
    outline = dict(zip(counties["code"], _outlines(counties), strict=True))
    for row in repaired.changes.itertuples():
        assert row.gained_m2 + row.lost_m2 < tolerance * outline[row.code]
    whole = areas_m2(counties["geometry"].to_numpy(dtype=object)).sum()
    assert areas_m2(shapes).sum() == pytest.approx(whole, rel=1e-3)


def _outlines(units):
    from geo.areas import lengths_m

    return lengths_m(shapely.boundary(units["geometry"].to_numpy(dtype=object)))
