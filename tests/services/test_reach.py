import numpy as np
import pandas as pd
import pytest
import shapely

from errors import NotAllowedError, NotFoundError, PolicyError, RefusedError
from services import reach
from services.access import OPERATOR
from services.reach import Weight
from tests.services import small_town as town
from tests.services import stations


@pytest.fixture
def ready(scored_town):
    """A station in the first square and roads over two of three rows; min_nodes is small."""
    (scored_town.settings.data / "reach.toml").write_text("[pace]\nmin_nodes = 2\n", "utf-8")
    stations.put_stations(scored_town, 0)
    stations.put_roads(scored_town)
    return scored_town


def test_minutes_go_over_the_roads(ready):
    made = reach.circle(ready, OPERATOR, minutes=2.5)
    # 75 km/h x 0.8 = a kilometre a minute.
    steps = np.array([0, 1, 2, 3, 1, 2, 3, 4])
    assert made.grids["minutes"][:8].to_numpy() == pytest.approx(steps, abs=0.02)
    assert made.grids["minutes"][8:].tolist() == [np.inf] * 4
    assert made.grids["station"].tolist() == ["Z0"] * 8 + [""] * 4
    assert made.grids["is_covered"].tolist() == [step <= 2.5 for step in steps] + [False] * 4
    assert not made.is_estimate and not made.is_coarse and made.unread_roads == 0


def test_shares_have_numerator_and_denominator(ready):
    made = reach.circle(ready, OPERATOR, minutes=2.5)
    inside = made.grids["is_covered"]
    assert (made.share(Weight.GRIDS).part, made.share(Weight.GRIDS).whole) == (5, 12)
    residents = made.share(Weight.RESIDENTS)
    assert residents.whole == town.people()[["户籍", "流动"]].sum().sum()
    assert residents.part == made.grids.loc[inside, "residents"].sum()
    assert residents.value == pytest.approx(residents.part / residents.whole)
    rows = len(town.events("警情", "A", 3.0)) + len(town.events("信访", "P", 1.0))
    assert made.share(Weight.EVENTS).whole == rows
    assert made.share(Weight.EVENTS).part == made.grids.loc[inside, "events"].sum()
    assert made.events_to == town.period_of(11)
    assert made.events_from == town.period_of(0) - 6


def test_only_the_periods_of_the_rule_are_counted(ready):
    (ready.settings.data / "reach.toml").write_text("periods = 2\n[pace]\nmin_nodes = 2\n", "utf-8")
    made = reach.circle(ready, OPERATOR)
    sent = pd.concat([town.events("警情", "A", 3.0), town.events("信访", "P", 1.0)])
    recent = pd.to_datetime(sent["时间"]) >= pd.Timestamp(town.date_of(10))
    assert made.share(Weight.EVENTS).whole == recent.sum()
    assert made.events_from == town.period_of(10) - 6


def test_the_uncovered_are_listed_most_residents_first(ready):
    lacking = reach.circle(ready, OPERATOR, minutes=2.5).uncovered
    assert len(lacking) == 7
    assert (np.diff(lacking["residents"]) <= 0).all()


def test_zones_are_those_of_the_rule_and_the_target(ready):
    made = reach.circle(ready, OPERATOR, minutes=2.5)
    assert made.zones.minutes == (2.5, 4.0, 8.0, 12.0)
    middles = shapely.points(made.grids[["lon", "lat"]].to_numpy())
    for minutes, shape in zip(made.zones.minutes, made.zones.shapes, strict=True):
        # Beside the border itself the outline may pass on either side of a middle.
        clear = np.abs(made.grids["minutes"] - minutes) > 0.5
        told = shapely.contains(shape, middles)
        assert (told == (made.grids["minutes"] <= minutes))[clear].all()


def test_a_one_way_road_makes_the_way_longer(ready):
    before = reach.circle(ready, OPERATOR).grids["minutes"]
    stations.put_roads(ready, oneway=["-1", *[""] * 12])
    after = reach.circle(ready, OPERATOR).grids["minutes"]
    assert before[1] == pytest.approx(1, abs=0.02)
    assert after[1] == pytest.approx(3, abs=0.02)


def test_without_roads_it_is_an_estimate_and_says_so(scored_town):
    stations.put_stations(scored_town, 0)
    made = reach.circle(scored_town, OPERATOR)
    assert made.is_estimate and made.zones.is_estimate
    assert np.isfinite(made.grids["minutes"]).all()
    assert made.grids["minutes"][0] == pytest.approx(0, abs=1e-3)


def test_marks_nobody_could_read_are_counted(ready):
    stations.put_roads(ready, oneway=["sometimes", *[""] * 12])
    assert reach.circle(ready, OPERATOR).unread_roads == 1


def test_a_station_far_from_any_road_is_named(ready):
    stations.put_stations(ready, 0, 11)
    made = reach.circle(ready, OPERATOR)
    assert made.stations["is_off_road"].tolist() == [False, False]
    (ready.settings.data / "reach.toml").write_text("", "utf-8")
    # With ten nodes needed the last row of four is no network any more.
    again = reach.circle(ready, OPERATOR)
    assert again.stations["is_off_road"].all()


def test_small_counts_are_withheld_and_sums_are_in_tens(ready):
    leader = town.who(ready, "leader")
    made, exact = (
        reach.circle(ready, leader, minutes=2.5),
        reach.circle(ready, OPERATOR, minutes=2.5),
    )
    assert made.is_coarse
    assert made.grids["events"].isna().all() and made.uncovered["events"].isna().all()
    for name in ("part", "whole"):
        shown = getattr(made.share(Weight.EVENTS), name)
        assert shown % 10 == 0
        assert abs(shown - getattr(exact.share(Weight.EVENTS), name)) <= 5
    assert made.share(Weight.RESIDENTS) == exact.share(Weight.RESIDENTS)
    assert made.grids["minutes"].equals(exact.grids["minutes"])


def test_an_area_has_its_own_sums_and_may_be_served_from_outside(ready):
    villager = town.who(ready, "villager")
    made = reach.circle(ready, villager)
    assert made.scope == town.VILLAGES[0]
    assert made.grids["code"].tolist() == town.CODES[:4]
    assert made.grids["is_covered"].all()
    with pytest.raises(NotAllowedError):
        reach.circle(ready, villager, prefix=town.VILLAGES[1])
    near = reach.circle(ready, OPERATOR, prefix=town.VILLAGES[1])
    assert near.grids["station"].tolist() == ["Z0"] * 4


def test_before_the_first_run_events_are_unknown_and_not_zero(small_town):
    stations.put_stations(small_town, 0)
    made = reach.circle(small_town, OPERATOR)
    assert np.isnan(made.share(Weight.EVENTS).whole) and np.isnan(made.share(Weight.EVENTS).value)
    assert (made.events_from, made.events_to) == (None, None)
    assert made.share(Weight.RESIDENTS).whole > 0


def test_nothing_to_start_from_is_said(scored_town, tmp_path):
    with pytest.raises(NotFoundError) as caught:
        reach.circle(scored_town, OPERATOR)
    assert caught.value.code == "reach.no_stations"
    empty = town.bare(tmp_path / "bare")
    stations.put_stations(empty, 0)
    with pytest.raises(NotFoundError):
        reach.circle(empty, OPERATOR)
    empty.store.close()


@pytest.mark.parametrize("minutes", [0, -1, 121, float("nan")])
def test_minutes_out_of_bounds_are_refused(ready, minutes):
    with pytest.raises(RefusedError):
        reach.circle(ready, OPERATOR, minutes=minutes)


def test_a_wrong_rule_of_the_folder_is_refused(ready):
    (ready.settings.data / "reach.toml").write_text("target = 0\n", "utf-8")
    with pytest.raises(PolicyError):
        reach.circle(ready, OPERATOR)


def test_a_cached_network_is_used(ready):
    graph = reach.network(ready, OPERATOR)
    stations.put_roads(ready, metres=100.0)
    made = reach.circle(ready, OPERATOR, roads=lambda: graph)
    assert made.grids["minutes"][3] == pytest.approx(3, abs=0.02)


def test_a_concave_grid_is_timed_at_a_point_inside():
    horseshoe = shapely.Polygon([(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)])
    shapes = np.array([horseshoe, shapely.box(0, 0, 2, 2)], dtype=object)
    points = reach._middles(shapes)
    assert shapely.contains_xy(horseshoe, *points[0])
    assert points[1].tolist() == [1.0, 1.0]
