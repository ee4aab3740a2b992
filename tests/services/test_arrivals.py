"""Silent grids and late events of a period, by source."""

from __future__ import annotations

import pandas as pd
import pytest

from errors import NotFoundError
from services.access import OPERATOR
from services.arrivals import arrivals
from tests.services import small_town as town


def by_source(ws, week, viewer=OPERATOR):
    return {one.source: one for one in arrivals(ws, viewer, town.period_of(week))}


def test_every_source_of_the_rule_is_named_and_whole_where_all_came(small_town):
    found = by_source(small_town, 11)
    assert set(found) == {"office", "police"}
    assert all(one.is_whole for one in found.values())


def test_a_period_nobody_reported_is_silent_everywhere(small_town):
    found = by_source(small_town, 12)
    assert all(len(one.silent) == 12 for one in found.values())
    assert found["police"].silent[0] == "格0"


def test_grids_of_the_own_scope_only(small_town):
    villager = town.who(small_town, "villager")
    assert len(by_source(small_town, 12, villager)["police"].silent) == 4


def test_what_was_written_down_after_the_end_is_late(small_town):
    profile = town.feed("police").replace(
        'occurred_at = "时间"', 'occurred_at = "时间"\nreported_at = "上报"'
    )
    code, day = town.CODES[0], town.date_of(11, 6)
    late = town.date_of(11, 6).replace(day=18)
    rows = [
        town.event("L1", code, day) | {"上报": f"{late} 00:00:00"},
        town.event("L2", code, day) | {"上报": f"{day} 23:59:59"},
        town.event("L3", code, day) | {"上报": ""},
    ]
    town.take(small_town, "events", pd.DataFrame(rows), profile)
    assert by_source(small_town, 11)["police"].late == 1
    assert not by_source(small_town, 11)["police"].is_whole
    assert by_source(small_town, 10)["police"].late == 0


def test_before_any_rule_there_is_nothing_to_say(tmp_path):
    ws = town.bare(tmp_path / "bare")
    with pytest.raises(NotFoundError):
        arrivals(ws, OPERATOR, town.period_of(3))
    ws.store.close()
