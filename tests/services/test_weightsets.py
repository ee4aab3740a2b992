"""What the weights decide in the demo and in the small town."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from policy import parse
from services import situation, weightsets
from services.access import OPERATOR
from services.weightsets import Other, WeightSets
from services.wording import colour
from tests.services import small_town as town


@pytest.fixture(scope="module")
def found(demo) -> WeightSets:
    return weightsets.compared(demo, OPERATOR, situation.available(demo, OPERATOR)[-1])


def everywhere(found: WeightSets) -> np.ndarray:
    return np.ones(len(found.codes), dtype=bool)


def test_the_approved_demand_rule_is_the_demand_map(found) -> None:
    assert found.demand is found.approved[0]
    assert found.demand.is_approved
    assert found.demand.indicators == ("petition", "alert")


def test_robust_reds_are_red_under_both(found) -> None:
    robust = found.robust_red()
    assert robust.sum() > 0
    assert (found.levels[robust] == 1).all() and (found.demand.levels[robust] == 1).all()


def test_shares_are_of_coloured_grids(found) -> None:
    rows = everywhere(found)
    use = (found.levels > 0) & (found.without_penalties > 0)
    by_hand = (found.levels != found.without_penalties)[use].mean()
    assert found.penalty_share(rows) == pytest.approx(by_hand)
    assert 0 < found.penalty_share(rows) < found.demand_share(rows) < 1
    assert np.isnan(found.penalty_share(~rows))


def test_more_weight_moves_more_grids(found) -> None:
    counts = [count for _, count in found.moved_by(everywhere(found))]
    assert counts == sorted(counts) and counts[-1] > counts[0] > 0
    assert counts[-1] <= (found.levels > 0).sum()


def test_one_grid_in_words(found) -> None:
    red = int(np.flatnonzero(found.robust_red())[0])
    told = weightsets.beside(found, str(found.codes[red]), 1, colour)
    assert told.startswith("只看信访矛调、有效警情，也应是红色。")
    assert "都应是红色" in told
    calm = int(np.flatnonzero((found.levels == 5) & (found.demand.levels == 4))[0])
    told = weightsets.beside(found, str(found.codes[calm]), 5, colour)
    assert told == "只看信访矛调、有效警情，应是蓝色。"
    assert weightsets.beside(found, str(found.codes[calm]), 0, colour) == ""
    assert weightsets.beside(found, "nowhere", 1, colour) == ""


def test_a_red_that_hangs_on_the_rule_is_said_so() -> None:
    other = Other(
        name="o",
        version="1",
        indicators=("alert",),
        levels=np.array([2]),
        states=np.array([0]),
        is_approved=True,
    )
    one = WeightSets(
        codes=np.array(["a"]),
        levels=np.array([1]),
        approved=(other,),
        demand=None,
        without_penalties=None,
        dearest=np.array([np.nan]),
    )
    assert "不是每份" in weightsets.beside(one, "a", 1, colour)
    rows = np.array([True])
    assert np.isnan(one.penalty_share(rows)) and np.isnan(one.demand_share(rows))
    assert [count for _, count in one.moved_by(rows)] == [0, 0, 0, 0]


def test_without_an_approved_one_the_demand_map_is_derived_and_says_so(scored_town) -> None:
    run = situation.available(scored_town, OPERATOR)[-1]
    found = weightsets.compared(scored_town, OPERATOR, run)
    assert found.approved == () and found.without_penalties is None
    assert found.demand is not None and not found.demand.is_approved
    assert found.demand.indicators == ("petition", "alert")
    assert (found.robust_red() == (found.levels == 1)).all()


def test_alternatives_with_other_cuts_of_time_are_left_out(scored_town) -> None:
    month = town.rule(version="m", cuts="[20, 40, 60, 80]")
    town.approved(scored_town, month, week=None)
    run = situation.available(scored_town, OPERATOR)[-1]
    assert len(weightsets.compared(scored_town, OPERATOR, run).approved) == 1


def test_what_counts_as_demand() -> None:
    assert not weightsets.is_demand(parse(town.rule()))
    events = SimpleNamespace(
        indicators=tuple(r for r in parse(town.rule()).indicators if r.code != "population")
    )
    assert weightsets.is_demand(events)
