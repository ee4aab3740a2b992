"""What another rule would do: the same rule does nothing, and what is foretold comes true."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from errors import NotFoundError, RefusedError
from policy import parse, to_toml
from services import policies, rule_effect, scoring, situation
from services.access import OPERATOR
from tests.services import small_town as town
from vocab import PeriodKind, PeriodRule


@pytest.fixture(scope="module")
def seen(scored_folder, tmp_path_factory):
    ws = town.copied(scored_folder, tmp_path_factory.mktemp("effect") / "data")
    yield ws
    ws.store.close()


def in_force(ws):
    return situation.view(ws, OPERATOR).policy


def other_rule(ws, **changes):
    rule = in_force(ws)
    weights = {"population": 5.0, "petition": 75.0, "alert": 20.0}
    indicators = tuple(replace(one, weight=weights[one.code]) for one in rule.indicators)
    return replace(rule, version="2", indicators=indicators, **changes)


def test_the_rule_in_force_changes_nothing(seen):
    found = rule_effect.effect(seen, OPERATOR, in_force(seen))
    assert found.pair.changed.empty and found.moves == {}
    assert (found.other.grids["level"] == found.now.grids["level"]).all()
    assert len(found.weeks) == rule_effect.WEEKS
    for week in found.weeks:
        assert (week.moved, week.reds) == (week.other_moved, week.other_reds)


def test_weeks_are_those_of_the_stored_maps(seen):
    found = rule_effect.effect(seen, OPERATOR, other_rule(seen))
    maps = {week: situation.view(seen, OPERATOR, week=town.end_of(week)) for week in range(4, 12)}
    assert [week.period for week in found.weeks] == [one.period for one in maps.values()]
    for week, shown in zip(found.weeks, maps.values(), strict=True):
        both = (shown.grids["level"] > 0) & (shown.grids["previous_level"] > 0)
        moved = both & (shown.grids["level"] != shown.grids["previous_level"])
        assert (week.moved, week.reds) == (int(moved.sum()), shown.per_colour["red"])


def test_what_is_foretold_comes_true(scored_town):
    rule = other_rule(scored_town)
    told = rule_effect.effect(scored_town, OPERATOR, rule)
    assert len(told.pair.changed) > 0
    digest = policies.propose(scored_town, town.who(scored_town, "analyst"), to_toml(told.policy))
    policies.approve(
        scored_town, town.who(scored_town, "approver"), digest["hash"], week=town.end_of(11)
    )
    scoring.score(scored_town, OPERATOR)
    came = situation.view(scored_town, OPERATOR)
    assert came.policy.hash == told.policy.hash
    for column in ("level", "state", "index", "p_within_one"):
        assert came.grids[column].equals(told.other.grids[column]), column
    assert (came.grids["previous_level"] != came.grids["level"]).sum() > 0


def test_moves_and_pair_count_the_same_grids(seen):
    found = rule_effect.effect(seen, OPERATOR, other_rule(seen), weeks=0)
    assert found.weeks == ()
    assert sum(found.moves.values()) == len(found.pair.changed) > 0
    assert list(found.moves.values()) == sorted(found.moves.values(), reverse=True)
    worse = sum(n for (then, level), n in found.moves.items() if 0 < level < then)
    assert worse == found.pair.risen
    marks = found.other.grids.set_index("code")
    for row in found.pair.changed.itertuples():
        assert marks.loc[row.code, "previous_level"] == row.then_level


def test_nothing_is_stored(seen):
    before = policies.listed(seen, OPERATOR), situation.available(seen, OPERATOR)
    rule_effect.effect(seen, OPERATOR, other_rule(seen))
    assert (policies.listed(seen, OPERATOR), situation.available(seen, OPERATOR)) == before


def test_a_rule_without_figures_is_calibrated_first(seen):
    bare = parse(town.rule("9").replace("weight = 50", "weight = 40"))
    found = rule_effect.effect(seen, OPERATOR, bare, weeks=0)
    assert found.policy.is_calibrated and not bare.is_calibrated


def test_an_area_and_an_older_week(seen):
    village = town.VILLAGES[1]
    week = town.end_of(8)
    found = rule_effect.effect(seen, OPERATOR, other_rule(seen), week=week, prefix=village)
    assert set(found.other.grids["village"]) == set(found.now.grids["village"])
    assert len(found.other.grids) == 4
    assert found.weeks[-1].period == town.period_of(8)
    assert all(week.reds <= 4 for week in found.weeks)


def test_who_is_not_cleared_gets_no_fine_numbers(seen):
    leader = town.who(seen, "leader")
    found = rule_effect.effect(seen, leader, other_rule(seen), weeks=0)
    index = found.other.grids["index"].dropna()
    assert (index == index.round(0)).all()
    exact = rule_effect.effect(seen, OPERATOR, other_rule(seen), weeks=0).other.grids["index"]
    assert (exact.dropna() != exact.dropna().round(0)).any()
    assert np.array_equal(
        found.other.grids["level"],
        rule_effect.effect(seen, OPERATOR, other_rule(seen), weeks=0).other.grids["level"],
    )


def test_a_rule_of_another_calendar_is_refused(seen):
    monthly = other_rule(seen, period=PeriodRule(kind=PeriodKind.MONTH))
    with pytest.raises(RefusedError) as caught:
        rule_effect.effect(seen, OPERATOR, monthly)
    assert caught.value.code == "rules.other_period"


def test_before_the_first_map_there_is_nothing_to_compare(small_town):
    with small_town.store.read() as tx:
        rule = policies.first(tx).policy
    with pytest.raises(NotFoundError):
        rule_effect.effect(small_town, OPERATOR, rule)


def test_the_first_map_has_no_weeks_behind_it(seen):
    found = rule_effect.effect(seen, OPERATOR, other_rule(seen), week=town.end_of(0))
    assert found.weeks == ()


def test_progress_ends_at_the_end(seen):
    told = []
    rule_effect.effect(
        seen, OPERATOR, in_force(seen), progress=lambda share, words: told.append(share)
    )
    assert told[-1] == 1.0 and all(0 < share <= 1 for share in told)


def test_as_plain_values_it_adds_up(seen):
    found = rule_effect.effect(seen, OPERATOR, other_rule(seen))
    told = rule_effect.as_dict(found)
    assert json.loads(json.dumps(told)) == told
    assert told["changed"] == len(told["list"]) == sum(one["grids"] for one in told["moves"])
    assert told["changed"] == told["worse"] + told["better"] + told["gained_or_lost"]
    assert told["residents"] == pytest.approx(sum(r["residents"] for r in told["list"]), abs=6)
    assert [week["period"] for week in told["weeks"]] == [town.end_of(n) for n in range(4, 12)]
