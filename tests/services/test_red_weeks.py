"""Reds per week: the same number as the map of that week, whatever the area."""

from __future__ import annotations

import pytest

from errors import NotAllowedError
from services import card, situation
from services.red_weeks import red_weeks
from tests.services import small_town as town
from vocab import Scope, date_of


def weeks(ws, prefix="", count=13, person="analyst", **changed):
    viewer = town.who(ws, person)
    if changed:
        viewer = type(viewer)(person=viewer.person, title=viewer.title, role=viewer.role, **changed)
    known = situation.available(ws, viewer)
    return red_weeks(viewer, prefix, known, card.reader(ws), count)


def test_each_week_counts_the_reds_of_its_own_map(scored_town):
    viewer = town.who(scored_town, "analyst")
    for prefix in ("", town.VILLAGES[0]):
        for one in weeks(scored_town, prefix)[-4:]:
            week = date_of(one.period).isoformat()
            seen = situation.view(scored_town, viewer, week=week, prefix=prefix)
            assert one.reds == int((seen.grids["level"] == 1).sum())


def test_the_newest_come_last_and_no_more_than_asked(scored_town):
    found = weeks(scored_town, count=5)
    periods = [one.period for one in found]
    assert periods == sorted(periods) and len(found) == 5
    assert date_of(periods[-1]) == town.LAST
    assert all(one.is_provisional for one in found)
    assert len(weeks(scored_town, count=500)) == len(weeks(scored_town, count=52))


def test_another_area_than_ones_own_is_refused(scored_town):
    with pytest.raises(NotAllowedError):
        weeks(scored_town, town.VILLAGES[0], scope=Scope(prefix=town.VILLAGES[1]))
    own = weeks(scored_town, scope=Scope(prefix=town.VILLAGES[1]))
    assert own == weeks(scored_town, town.VILLAGES[1])


def test_an_area_without_grids_has_no_reds(scored_town):
    assert {one.reds for one in weeks(scored_town, "330109107")} == {0}
