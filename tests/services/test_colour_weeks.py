"""Grids per colour over the last weeks."""

from __future__ import annotations

import pytest

from errors import NotAllowedError
from services import card, colour_weeks, policies, scoring, situation
from services.access import OPERATOR
from tests.services import small_town as town
from vocab import date_of


def weeks(ws, viewer=OPERATOR, prefix="", count=13):
    known = situation.available(ws, viewer)
    return colour_weeks.colour_weeks(viewer, prefix, known, card.reader(ws), count)


def test_every_grid_is_counted_once_in_every_week(scored_town):
    found = weeks(scored_town)
    assert [one.period for one in found] == [town.period_of(week) for week in range(12)]
    assert all(sum(one.counts) + one.uncoloured == 12 for one in found)
    seen = situation.view(scored_town, OPERATOR)
    assert found[-1].counts == tuple(seen.per_colour.values())


def test_the_newest_come_last_and_no_more_than_asked(scored_town):
    assert weeks(scored_town, count=3) == weeks(scored_town)[-3:]
    assert all(one.is_provisional for one in weeks(scored_town, count=3))
    scoring.close(scored_town, OPERATOR, week=town.end_of(0))
    assert [one.is_provisional for one in weeks(scored_town)] == [False] + [True] * 11


def test_a_new_rule_is_marked_once(scored_town):
    town.approved(scored_town, town.rule("2", power="1.0"), week=9)
    scoring.score(scored_town, OPERATOR)
    found = weeks(scored_town)
    assert [one.is_new_rule for one in found] == [week == 9 for week in range(12)]
    assert {one.rule for one in found} == {
        row["hash"] for row in policies.listed(scored_town, OPERATOR)
    }
    assert weeks(scored_town, count=3)[0].is_new_rule


def test_an_area_within_the_scope_only(scored_town):
    villager = town.who(scored_town, "villager")
    own = weeks(scored_town, villager)
    assert all(sum(one.counts) + one.uncoloured == 4 for one in own)
    assert own == weeks(scored_town, OPERATOR, town.VILLAGES[0])
    with pytest.raises(NotAllowedError):
        weeks(scored_town, villager, town.VILLAGES[1])


def test_the_reds_of_a_week_are_those_of_its_map(scored_town):
    for prefix in ("", town.VILLAGES[0]):
        for one in weeks(scored_town, prefix=prefix)[-4:]:
            week = date_of(one.period).isoformat()
            seen = situation.view(scored_town, OPERATOR, week=week, prefix=prefix)
            assert one.reds == int((seen.grids["level"] == 1).sum())


def test_an_area_without_grids_has_no_reds(scored_town):
    assert {one.reds for one in weeks(scored_town, prefix="330109107")} == {0}
