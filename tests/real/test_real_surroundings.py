"""Real roads and real sheets through the import: nothing lost, nothing bent."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

import settings
from geo.roads import build
from policy.reach import parse
from services import sites
from services.access import OPERATOR
from services.workspace import Workspace
from tests.services.small_town import take

REAL = Path(os.environ.get("WUSETU_REAL_DATA", settings.ROOT.parent / "shared" / "data"))
pytestmark = pytest.mark.skipif(
    not (REAL / "roads").is_dir(),
    reason="no real data: set WUSETU_REAL_DATA or provide ../shared/data",
)
ANDORRA = """
name = "andorra"
kind = "roads"
source = "map"
[edges]
start = "u"
end = "v"
road = "highway"
length_m = "length"
speed_kmh = "maxspeed"
oneway = "oneway"
[nodes]
file = "andorra_drive_nodes.parquet"
node = "id"
"""
ALONE = """
name = "andorra_lines"
kind = "roads"
source = "lines"
[edges]
road = "highway"
oneway = "oneway"
"""
CODES = """
name = "codes"
kind = "cases"
source = "sheet"
[columns]
case = "CODE"
found_in = "CODE"
[constants]
day = "2026-01-05"
"""


@pytest.fixture
def sent() -> pd.DataFrame:
    return pd.read_parquet(REAL / "roads" / "andorra_drive_edges.parquet")


def test_andorra_comes_in_whole(small_town: Workspace, sent: pd.DataFrame) -> None:
    file = REAL / "roads" / "andorra_drive_edges.parquet"
    result = take(small_town, "roads", file, ANDORRA)
    assert (result.rows_read, result.unplaced, result.quarantined) == (len(sent), len(sent), 0)
    found = sites.roads(small_town, OPERATOR)
    assert len(found.nodes) == 15_936
    written = sent["oneway"].fillna("").tolist()
    assert found.edges["oneway"].tolist() == written
    stated = np.isfinite(found.edges["speed_kmh"]).mean()
    assert stated == pytest.approx(sent["maxspeed"].notna().mean())
    assert 0.12 < stated < 0.14


def test_andorra_s_travel_times_stay(small_town: Workspace, sent: pd.DataFrame) -> None:
    take(small_town, "roads", REAL / "roads" / "andorra_drive_edges.parquet", ANDORRA)
    found = sites.roads(small_town, OPERATOR)
    pace = parse().pace
    ours = build(found.nodes, found.edges, pace)
    nodes = pd.read_parquet(REAL / "roads" / "andorra_drive_nodes.parquet")
    names = {"u": "start", "v": "end", "highway": "road", "length": "length_m"}
    edges = sent.rename(columns={**names, "maxspeed": "speed_kmh"})
    edges["geometry"] = shapely.from_wkb(sent["geometry"].to_numpy())
    raw = build(nodes.rename(columns={"id": "node"}), edges, pace)
    for name in ("forward_minutes", "backward_minutes"):
        np.testing.assert_allclose(getattr(ours, name), getattr(raw, name))
    assert ours.minutes.nnz == raw.minutes.nnz
    assert ours.is_usable.tolist() == raw.is_usable.tolist()


def test_lines_alone_make_nearly_the_same_network(
    small_town: Workspace, sent: pd.DataFrame
) -> None:
    result = take(small_town, "roads", REAL / "roads" / "andorra_drive_edges.parquet", ALONE)
    assert result.quarantined == 0
    found = sites.roads(small_town, OPERATOR)
    assert abs(len(found.nodes) - 15_936) < 20
    # Measured along the line on the ellipsoid, against the length stated in the file.
    total = found.edges["length_m"].sum()
    assert total == pytest.approx(sent["length"].sum(), rel=0.005)


def test_codes_of_a_gbk_sheet_stay_text(small_town: Workspace) -> None:
    file = REAL / "spreadsheets" / "xiaoshan_adcode_gbk.csv"
    head = file.read_bytes().decode("gb18030").splitlines()[0].split(",")
    profile = CODES.replace("CODE", head[0])
    result = take(small_town, "cases", file, profile)
    assert result.rows_read == result.placed + result.unplaced + result.quarantined
    assert result.placed == 0
    found = sites.cases(small_town, OPERATOR)
    assert found["areas"].map(len).eq(1).all()
    assert found["areas"].map(lambda areas: areas[0].isdigit()).all()
    assert len(found) == result.added
