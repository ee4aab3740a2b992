"""People, truth and events of the demo world."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import shapely

from sample import events, files, risk, rows, seasons, testimony, world
from sample.population import DATES
from sample.seasons import KINDS, LAST_DAY, WEEKS
from sample.world import World

YIQIAO = "330109106"
PENALTY, PETITION, ALERT = range(3)


def in_yiqiao(demo: World) -> np.ndarray:
    return demo.people["code"].str.startswith(YIQIAO).to_numpy()


def test_weeks_run_from_wednesday_to_tuesday() -> None:
    assert testimony.week_end(1) == dt.date(2024, 11, 26)
    assert testimony.week_end(WEEKS) == LAST_DAY == dt.date(2026, 11, 17)
    assert LAST_DAY.weekday() == 1


def test_population_of_yiqiao_is_the_published_one(demo: World) -> None:
    people = demo.people[in_yiqiao(demo)]
    assert people[["registered", "floating", "tidal"]].sum().tolist() == [60_000, 54_000, 15_000]


def test_residents_are_unevenly_spread(demo: World) -> None:
    residents = demo.people["registered"] + demo.people["floating"]
    assert 190 < residents.mean() < 215
    assert residents.std() / residents.mean() > 0.35
    assert 3 <= (residents == 0).sum() <= 20
    assert (demo.people.loc[residents == 0, "tidal"] > 0).any()


def test_population_dates_use_the_codes_of_their_time(demo: World) -> None:
    by_date = demo.population.groupby("ref_date")
    assert tuple(by_date.groups) == DATES
    for one, date in zip((0, 0, 1), DATES, strict=True):
        rows_then = by_date.get_group(date)
        assert set(rows_then["code"]) == set(demo.sets[one].micro_grids["code"])
    floating = by_date["floating"].sum()
    assert floating.is_monotonic_increasing


def test_net_inflow_is_2000_a_year_in_yiqiao(demo: World) -> None:
    town = demo.population[demo.population["code"].str.startswith(YIQIAO)]
    floating = town.groupby("ref_date")["floating"].sum()
    years = (DATES[-1] - DATES[0]).days / 365.25
    assert (floating.iloc[-1] - floating.iloc[0]) / years == pytest.approx(2000, rel=0.03)


@pytest.mark.parametrize(("kind", "weekly"), [(PENALTY, 41), (PETITION, 63), (ALERT, 215)])
def test_weekly_totals_are_near_the_published_rates(demo: World, kind: int, weekly: int) -> None:
    total = demo.counts[:, kind][:, in_yiqiao(demo)].sum(1)
    assert total.mean() == pytest.approx(weekly, rel=0.06)


def test_true_risk_is_spread_and_linked_between_kinds(demo: World) -> None:
    lasting = demo.truth.lasting
    assert ((lasting.var(1) > 0.22) & (lasting.var(1) < 0.4)).all()
    linked = np.corrcoef(lasting)[np.triu_indices(3, 1)]
    assert ((linked > 0.3) & (linked < 0.7)).all()


def test_true_risk_averages_one_over_residents_of_each_town(demo: World) -> None:
    people = demo.people
    residents = (people["registered"] + people["floating"]).to_numpy()
    touched = np.zeros(len(people), dtype=bool)
    for cluster in demo.truth.clusters:
        touched[cluster.grids] = True
    for town in people["code"].str[:9].unique():
        rows_in = (people["code"].str[:9] == town).to_numpy()
        mean = (demo.truth.lasting[:, rows_in] * residents[rows_in]).sum(1) / residents[
            rows_in
        ].sum()
        # Clusters start from ordinary ground, which moves the mean a little.
        assert mean == pytest.approx([1, 1, 1], abs=0.12 if touched[rows_in].any() else 1e-9)


def test_neighbours_are_more_alike_than_strangers(demo: World) -> None:
    xy = shapely.get_coordinates(shapely.centroid(demo.sets[1].micro_grids.geometry.to_numpy()))
    near = shapely.STRtree(shapely.points(xy)).query(
        shapely.points(xy), predicate="dwithin", distance=0.004
    )
    near = near[:, near[0] < near[1]]
    score = np.log(demo.truth.lasting[ALERT])
    assert np.corrcoef(score[near[0]], score[near[1]])[0, 1] > 0.15


def test_events_are_a_little_over_dispersed(demo: World) -> None:
    season = seasons.day_factors().reshape(3, WEEKS, 7).mean(2)
    mean = np.stack(
        [
            events.expected(demo.people, demo.truth, w) * season[:, w - 1, None]
            for w in range(1, 105)
        ]
    )
    chi = ((demo.counts - mean) ** 2 / np.maximum(mean, 1e-9))[mean > 0.05]
    assert chi.mean() == pytest.approx(risk.DISPERSION, abs=0.03)


def test_clusters_come_grow_and_go(demo: World) -> None:
    clusters = {cluster.name: cluster for cluster in demo.truth.clusters}
    assert len(clusters) >= 4
    for cluster in clusters.values():
        assert 5 <= len(cluster.grids) <= 10
        assert 3 <= cluster.course.max() <= 4
        assert cluster.course[0] == 1
    growing = clusters["growing_alerts"].course
    assert (np.diff(growing[-8:]) > 0).all()
    assert clusters["faded_petitions"].course[-1] == 1
    towns = {code[:9] for code in demo.people["code"].iloc[clusters["border_dumping"].grids]}
    assert len(towns) == 2


def test_clusters_can_be_seen_in_the_counts(demo: World) -> None:
    for cluster in demo.truth.clusters:
        kind = cluster.kinds[0]
        on = cluster.course > 0.9 * cluster.course.max()
        off = cluster.course == 1
        series = demo.counts[:, kind][:, cluster.grids].sum(1)
        assert series[on].mean() > 1.9 * series[off].mean(), cluster.name


def test_holidays_and_nights_are_quiet(demo: World) -> None:
    petitions = demo.counts[:, PETITION].sum(1)
    festival = (dt.date(2026, 2, 18) - dt.date(2024, 11, 20)).days // 7
    assert petitions[festival] < 0.6 * petitions.mean()
    draws = demo.draws
    hour = draws.minute[draws.kind == PENALTY] // 60 % 24
    assert np.isin(hour, range(0, 7)).mean() == 0
    assert np.isin(hour, range(8, 18)).mean() > 0.7


def test_points_lie_in_their_grid(demo: World) -> None:
    draws = demo.draws
    shapes = demo.sets[1].micro_grids.geometry.to_numpy()
    chosen = np.arange(0, len(draws), 5)
    assert shapely.contains_xy(
        shapes[draws.grid[chosen]], draws.lon[chosen], draws.lat[chosen]
    ).all()


def test_events_lie_in_their_week(demo: World) -> None:
    assert (demo.draws.minute // (7 * 1440) + 1 == demo.draws.week).all()
    found = np.zeros_like(demo.counts, dtype=np.int64)
    np.add.at(found, (demo.draws.week - 1, demo.draws.kind, demo.draws.grid), 1)
    assert (found == demo.counts).all()


def test_operation_lowers_one_category(demo: World) -> None:
    alerts = rows.table(demo, ALERT)
    word = events.kinds()["alert"]["operation_category"]
    treated = np.isin(alerts["grid"], demo.truth.operation_grids) & (alerts["category"] == word)
    running = risk.operation_weeks()[alerts["week"] - 1]
    last_year = alerts["week"].between(*(np.flatnonzero(risk.operation_weeks())[[0, -1]] + 1 - 52))
    before, during = (treated & last_year).sum(), (treated & running).sum()
    assert before > 30
    assert -0.8 < during / before - 1 < -0.35


def test_equal_seeds_give_equal_worlds() -> None:
    one, two = world.build("town", 5), world.build("town", 5)
    assert one.people.equals(two.people)
    assert (one.counts == two.counts).all()
    assert (one.draws.minute == two.draws.minute).all()
    assert (one.draws.lon == two.draws.lon).all()
    assert rows.table(one, PETITION).equals(rows.table(two, PETITION))


def test_other_seeds_give_other_worlds(demo: World) -> None:
    assert not world.build("town", 5).people.equals(demo.people)


def test_truth_table_holds_every_grid_kind_and_week(demo: World) -> None:
    table = testimony.risks(demo).to_pandas()
    assert len(table) == WEEKS * 3 * len(demo.people)
    assert table["risk"].gt(0).all()
    assert table["events"].sum() == len(demo.draws)
    one = table[(table["indicator"] == "alert") & (table["week"] == LAST_DAY)]
    assert one["risk"].to_numpy() == pytest.approx(demo.truth.in_week(WEEKS)[ALERT], rel=1e-6)


def test_kinds_are_the_three_indicators() -> None:
    assert KINDS == ("penalty", "petition", "alert")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("begin", [1, 70, 84, 92, 100])
def test_files_cover_every_week_from_the_first_once(kind: str, begin: int) -> None:
    spans = files._spans(kind, "330109106001", begin)
    weeks = [week for one in spans for week in range(one.first, one.last + 1)]
    gap = {rows.MISSING_POLICE_WEEK} if kind == "alert" else set()
    assert weeks == [week for week in range(begin, WEEKS + 1) if week not in gap]


def test_a_short_history_has_no_events_before_its_first_week(demo: World) -> None:
    short = events.counts(demo.people, demo.truth, demo.seed, WEEKS - 2)
    assert short[: WEEKS - 3].sum() == 0
    assert (short[WEEKS - 3 :].sum(axis=(1, 2)) > 0).all()
