"""Venues, stations, zones, roads, cases and patrols of the demo."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.crs import HOME, transform_geometries
from sample import border_cases, patrols, roadnet, surroundings
from sample.boundaries import FIRST_DAY
from sample.seasons import LAST_DAY
from sample.world import World
from vocab import AdminLevel

METRIC = "EPSG:4549"


@pytest.fixture(scope="module")
def sent(demo: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("around")
    return {one.profile: one.path for one in surroundings.write(demo, folder)}


@pytest.fixture(scope="module")
def venues(demo: World) -> gpd.GeoDataFrame:
    return surroundings.venues(demo.sets[-1].micro_grids, np.random.default_rng(1))


@pytest.fixture(scope="module")
def reports(demo: World, venues: gpd.GeoDataFrame) -> pd.DataFrame:
    return patrols.table(demo.sets[-1].micro_grids, venues, np.random.default_rng(2))


@pytest.fixture(scope="module")
def cases(demo: World) -> pd.DataFrame:
    return border_cases.table(demo, np.random.default_rng(3))


def test_every_kind_is_sent_once_and_equal_worlds_give_equal_files(
    demo: World, sent: dict[str, Path], tmp_path: Path
) -> None:
    assert list(sent) == [
        "venues",
        "stations",
        "zones",
        "roads",
        "border_cases",
        "venue_patrols",
    ]
    again = {one.profile: one.path for one in surroundings.write(demo, tmp_path)}
    for name in ("border_cases", "venue_patrols"):
        assert sent[name].read_bytes() == again[name].read_bytes()
    for name in ("venues", "stations", "zones"):
        one, other = (pyogrio.read_dataframe(files[name]) for files in (sent, again))
        assert one.equals(other)


def test_the_main_town_has_a_venue_and_so_has_lanting(
    demo: World, venues: gpd.GeoDataFrame
) -> None:
    towns = demo.sets[-1].layers[AdminLevel.TOWN].set_index("code").geometry
    assert venues.geometry.is_valid.all()
    homes = [str(towns.index[towns.contains(shape.centroid)][0]) for shape in venues.geometry]
    assert homes == ["330603108", "330603108", "330109106"]
    assert venues["code"].is_unique


def test_match_days_are_saturdays_of_the_demo() -> None:
    days = [
        dt.date.fromisoformat(text)
        for text in surroundings.match_days(np.random.default_rng(5)).split(";")
    ]
    assert len(days) == len(set(days)) == surroundings.MATCH_DAYS
    assert {day.weekday() for day in days} == {5}
    assert days == sorted(days)
    assert days[0] > FIRST_DAY and LAST_DAY - days[-1] < dt.timedelta(days=14)


def test_stations_stand_in_their_towns(sent: dict[str, Path]) -> None:
    rows = pyogrio.read_dataframe(sent["stations"])
    assert len(rows) >= 5
    assert rows["code"].is_unique
    assert set(rows.geometry.geom_type) == {"Point"}


def test_zones_lie_on_both_sides_and_the_river_is_a_barrier(
    demo: World, sent: dict[str, Path]
) -> None:
    rows = pyogrio.read_dataframe(sent["zones"]).set_index("code")
    towns = demo.sets[-1].layers[AdminLevel.TOWN].set_index("code").geometry
    assert rows.geometry.is_valid.all()
    for code, (first, second) in zip(("Z01", "Z02"), border_cases.zone_pairs(demo), strict=True):
        zone = rows.geometry[code]
        shares = [zone.intersection(towns[town]).area / zone.area for town in (first, second)]
        assert min(shares) > 0.2
        assert sum(shares) == pytest.approx(1, abs=1e-3)
    river = rows.loc["B01"]
    assert (river["category"], river.geometry.geom_type) == ("屏障", "LineString")


def test_roads_join_their_nodes(sent: dict[str, Path]) -> None:
    nodes = pyogrio.read_dataframe(sent["roads"], layer="nodes").set_index("node")
    edges = pyogrio.read_dataframe(sent["roads"], layer="edges")
    assert set(edges["start"]) | set(edges["end"]) <= set(nodes.index)
    starts = shapely.get_point(edges.geometry.to_numpy(), 0)
    assert shapely.equals(starts, nodes.geometry.reindex(edges["start"]).to_numpy()).all()
    assert (edges["road"] == "bridge").sum() >= 2
    assert set(edges["oneway"].fillna("")) == {"", "yes", "-1"}
    assert edges["length_m"].between(0, roadnet.LONGEST_ROAD_M).all()


def test_reports_lie_round_the_venues_and_crowd_on_match_days(
    venues: gpd.GeoDataFrame, reports: pd.DataFrame
) -> None:
    assert 500 <= len(reports) <= 1600
    spots = transform_geometries(
        shapely.points(reports["lon"], reports["lat"]).astype(object), HOME, METRIC
    )
    shapes = transform_geometries(venues.geometry.to_numpy(), HOME, METRIC)
    away = np.min([shapely.distance(spots, shape) for shape in shapes], axis=0)
    assert (away > 0).all()
    assert (away <= 1000).mean() > 0.85
    days = {day for text in venues["days"] for day in text.split(";")}
    is_match = reports["occurred_at"].dt.date.astype(str).isin(days)
    usual_days = (LAST_DAY - FIRST_DAY).days + 1 - len(days)
    assert is_match.sum() / len(days) > 4 * (~is_match).sum() / usual_days


def test_reports_go_through_the_steps(reports: pd.DataFrame) -> None:
    assert set(reports["category"]) == set(patrols.THEMES)
    assert set(reports["status"]) == set(patrols.STAGES)
    closed = reports["status"] == "办结"
    assert closed.mean() > 0.7
    assert reports.loc[closed, "closed_at"].notna().all()
    assert reports.loc[~closed, "closed_at"].isna().all()
    assert reports.loc[reports["status"] == "触发", "reported_at"].isna().all()
    assert (reports.loc[closed, "closed_at"] > reports.loc[closed, "reported_at"]).all()
    assert reports["event_id"].is_unique
    assert reports["occurred_at"].is_monotonic_increasing


def test_cases_name_their_areas(demo: World, cases: pd.DataFrame) -> None:
    towns = set(demo.sets[-1].layers[AdminLevel.TOWN]["code"])
    assert cases["案件编号"].is_unique
    assert len(cases) == border_cases.CASES
    for row in cases.to_dict("records"):
        areas = row["涉及地"].split(";")
        assert areas[:2] == [row["发现地"], row["移交地"]]
        assert set(areas[:2]) <= towns
    assert (cases["涉及地"].str.count(";") == 2).any()
    pairs = {frozenset(pair) for pair in cases[["发现地", "移交地"]].itertuples(index=False)}
    assert {frozenset(p) for p in (*border_cases.BORDERS, *border_cases.FAR_PAIRS)} == pairs
    assert set(cases["数据说明"]) == {"演示数据"}


def test_cases_go_on_in_order(cases: pd.DataFrame) -> None:
    for row in cases.to_dict("records"):
        steps = [row[name] for name in ("发现日期", "接收日期", "办结日期") if row[name]]
        assert steps == sorted(steps)
        assert steps[-1] <= LAST_DAY.isoformat()
        assert (row["办理状态"] == border_cases.WAITING) == (row["接收日期"] == "")
        assert (row["办理状态"] == border_cases.CLOSED) == (row["办结日期"] != "")
    assert set(cases["办理状态"]) == {"待接收", "办理中", "已办结"}


def test_no_number_can_be_taken_for_a_person(sent: dict[str, Path]) -> None:
    for name in ("border_cases", "venue_patrols"):
        with sent[name].open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        assert len(rows) > 100
        assert all("演示数据" in row for row in rows[1:])


def test_a_town_of_any_size_has_one_to_three_stations() -> None:
    for size in (1, 199, 200, 560, 700, 2_000):
        squares = shapely.box(
            120 + np.arange(size) * 0.001, 30, 120.001 + np.arange(size) * 0.001, 30.001
        )
        codes = [f"330109106201{at:04}" for at in range(size)]
        units = gpd.GeoDataFrame({"code": codes}, geometry=squares, crs="EPSG:4490")
        assert len(surroundings.stations(units)) == min(3, 1 + size // 200)
