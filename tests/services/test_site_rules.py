"""Venues, stations and zones from a file into the store: every row ends somewhere."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import GeometryError, NotFoundError, RefusedError
from geo.crs import wgs84_to_gcj02
from sample.faults import fake_mobile
from services import importing, sites
from services.access import OPERATOR
from services.intake import feeds
from services.intake.whereabouts import is_inside
from services.workspace import Workspace
from store.ingest.kind import kinds
from tests.services import small_town as town
from tests.services.around import (
    CASES,
    NUMBERS,
    PLACED,
    SHAPED,
    adds_up,
    case_row,
    disc,
    rules_of,
    vector,
    venue_row,
)
from tests.services.small_town import CODES, middle, take, who
from vocab import day_number


def test_every_kind_has_a_feed() -> None:
    assert set(feeds()) == set(kinds()) == set(importing.KINDS)


def test_shapes_end_placed_unplaced_or_quarantined(small_town: Workspace) -> None:
    bow_tie = shapely.Polygon(
        [(120.19, 30.08), (120.191, 30.081), (120.191, 30.08), (120.19, 30.081)]
    )
    shapes = [disc(CODES[0]), shapely.Point(121, 31), bow_tie, None, shapely.Point(500, 30)]
    result = take(small_town, "venues", vector(small_town, shapes), SHAPED)
    assert adds_up(result)
    assert [getattr(result, name) for name in NUMBERS] == [1, 1, 3]
    assert rules_of(result) == {"broken_shape": 2, "missing_shape": 1}
    assert result.findings == ("有 1 处在所有网格之外，已保存、计为未落图：V1 馆1。",)
    found = sites.sites(small_town, OPERATOR, "venue")
    assert found["code"].tolist() == ["V0", "V1"]
    assert found["geometry"].iloc[0].equals(shapes[0])
    said = importing.explained(result.faults, 9)
    assert all(one.reason and one.remedy for one in said)


def test_metres_become_degrees(small_town: Workspace) -> None:
    frame = gpd.GeoSeries([disc(CODES[5])], crs="EPSG:4490").to_crs("EPSG:4549")
    take(small_town, "venues", vector(small_town, list(frame), "EPSG:4549"), SHAPED)
    shape = sites.sites(small_town, OPERATOR, "venue")["geometry"].iloc[0]
    assert shape.hausdorff_distance(disc(CODES[5])) < 1e-8


def test_xian_80_is_refused(small_town: Workspace) -> None:
    file = vector(small_town, [disc(CODES[0])])
    with pytest.raises(GeometryError, match=r"ingest\.crs_refused"):
        take(small_town, "venues", file, 'crs = "EPSG:4610"\n' + SHAPED)
    assert sites.sites(small_town, OPERATOR, "venue").empty


def test_rows_with_coordinates(small_town: Workspace) -> None:
    rows = [
        venue_row("A"),
        venue_row("B", CODES[1], 经度="", 纬度=""),
        venue_row("C", CODES[2], 经度="0", 纬度="0"),
        venue_row("D", CODES[3], 经度="30.08", 纬度="120.19"),
        venue_row(""),
        venue_row("E", 名称=f"联系 {fake_mobile()}"),
        venue_row("F", 赛事日="2026-10-10；某日"),
        venue_row("G", 网格="999"),
    ]
    result = take(small_town, "venues", pd.DataFrame(rows), PLACED)
    assert adds_up(result)
    assert (result.placed, result.quarantined) == (3, 5)
    assert rules_of(result) == {
        "missing_shape": 1,
        "broken_shape": 1,
        "swapped_lonlat": 1,
        "missing_code": 1,
        "mobile_number": 1,
        "unread_days": 1,
        "unknown_code": 1,
    }
    personal = result.faults[result.faults["rule"] == "mobile_number"]
    assert fake_mobile() not in personal["value"].iloc[0]
    found = sites.sites(small_town, OPERATOR, "venue").set_index("code")
    days = tuple(day_number(dt.date.fromisoformat(d)) for d in ("2026-10-10", "2026-11-14"))
    assert found.loc["A", "days"] == days
    assert found.loc["F", "days"] == days[:1]


def test_of_one_code_in_a_file_the_last_row_holds(small_town: Workspace) -> None:
    rows = [venue_row("A"), venue_row("B"), venue_row("A", 名称="新名"), venue_row("B")]
    result = take(small_town, "venues", pd.DataFrame(rows), PLACED)
    assert adds_up(result)
    assert rules_of(result) == {"duplicate_in_file": 1, "repeat_in_file": 1}
    found = sites.sites(small_town, OPERATOR, "venue")
    assert found["name"].tolist() == ["新名", "馆B"]


def test_a_map_service_s_points_are_put_back(small_town: Workspace) -> None:
    lon, lat = wgs84_to_gcj02(*middle(CODES[0]))
    rows = [venue_row("A", 经度=f"{lon:.7f}", 纬度=f"{lat:.7f}")]
    take(small_town, "venues", pd.DataFrame(rows), PLACED.replace("wgs84", "gcj02"))
    point = sites.sites(small_town, OPERATOR, "venue")["geometry"].iloc[0]
    assert (point.x, point.y) == pytest.approx(middle(CODES[0]), abs=1e-6)


def test_a_wrong_datum_is_refused_by_its_declared_areas(small_town: Workspace) -> None:
    rows = []
    for n in range(48):
        lon, lat = wgs84_to_gcj02(*middle(CODES[n % 12]))
        rows.append(venue_row(f"V{n}", CODES[n % 12], 经度=f"{lon:.7f}", 纬度=f"{lat:.7f}"))
    with pytest.raises(RefusedError, match=r"import\.wrong_datum"):
        take(small_town, "venues", pd.DataFrame(rows), PLACED)
    right = take(small_town, "venues", pd.DataFrame(rows), PLACED.replace("wgs84", "gcj02"))
    assert right.placed == 48
    assert "GCJ02" in right.findings[0]


def test_an_area_of_a_station_becomes_a_point_in_it(small_town: Workspace) -> None:
    text_of = SHAPED.replace('"venues"', '"stations"').replace('days = "赛事日"\n', "")
    take(small_town, "stations", vector(small_town, [disc(CODES[4])]), text_of)
    found = sites.sites(small_town, OPERATOR, "station")
    assert found["geometry"].iloc[0].geom_type == "Point"
    assert disc(CODES[4]).contains(found["geometry"].iloc[0])
    assert found["kind"].tolist() == ["station"]


def test_a_zone_is_no_point(small_town: Workspace) -> None:
    text_of = SHAPED.replace('"venues"', '"zones"').replace('days = "赛事日"\n', "")
    line = shapely.LineString([middle(CODES[0]), middle(CODES[3])])
    shapes = [shapely.Point(middle(CODES[0])), disc(CODES[1]), line]
    result = take(small_town, "zones", vector(small_town, shapes), text_of)
    assert rules_of(result) == {"wrong_shape": 1}
    assert sites.sites(small_town, OPERATOR, "zone")["code"].tolist() == ["V1", "V2"]


def test_correcting_and_undoing(small_town: Workspace) -> None:
    take(small_town, "venues", pd.DataFrame([venue_row("A"), venue_row("B")]), PLACED)
    second = take(small_town, "venues", pd.DataFrame([venue_row("A", 名称="新名")]), PLACED)
    assert (second.added, second.replaced, second.unchanged) == (0, 1, 0)
    assert sites.site(small_town, OPERATOR, "venue", "A")["name"] == "新名"
    done = importing.undo(small_town, who(small_town, "analyst"), second.batch)
    assert done["status"] == "undone"
    assert sites.site(small_town, OPERATOR, "venue", "A")["name"] == "馆A"
    with pytest.raises(NotFoundError, match="A 馆A、B 馆B"):
        sites.site(small_town, OPERATOR, "venue", "C")


def test_without_boundaries_nothing_can_lie_anywhere(tmp_path: Path) -> None:
    ws = town.bare(tmp_path / "bare")
    for kind, profile, sent in (
        ("venues", PLACED, pd.DataFrame([venue_row("A")])),
        ("cases", CASES, pd.DataFrame([case_row("K1")])),
    ):
        with pytest.raises(RefusedError, match=r"site\.no_boundaries"):
            take(ws, kind, sent, profile)
    ws.store.close()


_CELL = st.sampled_from(["", "120.1905", "30.081", "0", "x", "121.7", "1e9", "nan"])
_TEXT = st.sampled_from(["A", "B", "", "3.3E+11", "馆", fake_mobile()])


@given(
    st.lists(
        st.fixed_dictionaries({"编码": _TEXT, "名称": _TEXT, "经度": _CELL, "纬度": _CELL}),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=25)
def test_whatever_is_written_adds_up(law_town: Workspace, rows: list[dict[str, str]]) -> None:
    frame = pd.DataFrame(
        [{"赛事日": "", "网格": CODES[0], "号": n, **row} for n, row in enumerate(rows)]
    )
    result = take(law_town, "venues", frame, PLACED)
    assert adds_up(result)
    assert result.rows_read == len(rows)
    stored = result.added + result.replaced + result.unchanged
    assert stored == result.placed + result.unplaced


@pytest.fixture(scope="module")
def law_town(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return town.copied(town_folder, tmp_path_factory.mktemp("law") / "town")


def test_inside_is_touching() -> None:
    units = pd.DataFrame({"geometry": [shapely.box(0, 0, 1, 1)]})
    shapes = np.array([shapely.Point(1, 1), shapely.Point(2, 2), None], dtype=object)
    assert is_inside(shapes, units).tolist() == [True, False, False]
