"""Judgements that stood and colours that changed, from the stored maps."""

from __future__ import annotations

import pytest

from services import reliability, situation
from services.access import OPERATOR
from services.reliability import LATER, Week
from tests.services import small_town as town


def test_the_demo_says_what_stood_and_how_often_colours_change(demo) -> None:
    known = situation.available(demo, OPERATOR)
    found = reliability.standing(demo, OPERATOR, known)
    assert len(found.weeks) == reliability.HALF_YEAR
    assert [week.period for week in found.weeks] == [run.period for run in known[-26:]]
    assert sum(one.judged for one in found.exact) <= found.pairs
    assert found.pairs > 20_000
    assert 0 < found.flip_rate < 0.05
    # Who claims more is right more often, as far as maps can say.
    assert found.exact[0].held < found.exact[-1].held
    for one in found.near:
        assert one.judged >= reliability.ENOUGH and 0 <= one.held <= 1


def test_flips_are_the_changes_of_the_week(demo) -> None:
    known = situation.available(demo, OPERATOR)
    found = reliability.standing(demo, OPERATOR, known)
    seen = situation.view(demo, OPERATOR)
    changed = [one for one in (*seen.risen, *seen.fallen)]
    assert found.weeks[-1].moved == len(changed)


def test_only_the_grids_in_scope_count(scored_town) -> None:
    known = situation.available(scored_town, OPERATOR)
    whole = reliability.standing(scored_town, OPERATOR, known)
    own = reliability.standing(scored_town, town.who(scored_town, "villager"), known)
    assert (whole.grids, own.grids) == (12, 4)
    assert own.pairs < whole.pairs
    # Fewer than a hundred judgements say nothing.
    assert own.exact == ()


def test_few_maps_and_none(scored_town) -> None:
    known = situation.available(scored_town, OPERATOR)
    few = reliability.standing(scored_town, OPERATOR, known[:LATER])
    assert few.pairs == 0 and len(few.weeks) == LATER - 1
    none = reliability.standing(scored_town, OPERATOR, [])
    assert none.weeks == () and none.grids == 0
    assert none.flip_rate != none.flip_rate


def test_a_week_without_colours_has_no_share() -> None:
    week = Week(period=1, shown=0, moved=0, is_new_rule=False)
    assert week.share != week.share
    assert Week(period=1, shown=4, moved=1, is_new_rule=False).share == pytest.approx(0.25)


def test_a_new_rule_is_marked(scored_town) -> None:
    from services import scoring

    town.approved(scored_town, town.rule(version="2", power="3.0"), week=8)
    scoring.score(scored_town, OPERATOR)
    known = situation.available(scored_town, OPERATOR)
    found = reliability.standing(scored_town, OPERATOR, known)
    assert [week.period for week in found.weeks if week.is_new_rule] == [town.period_of(8)]
