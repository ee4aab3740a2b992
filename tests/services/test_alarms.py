"""Alarms of a week for each kind of reader."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from errors import NotAllowedError, NotFoundError
from services import alarms, scoring
from services.access import OPERATOR
from store import audit
from tests.services import small_town as town

BURST = 60


@pytest.fixture
def alarmed(scored_town):
    """Sixty more calls in one grid in the last week."""
    rows = [
        town.event(f"X-{n}", town.CODES[0], town.date_of(11, n % 7), "警情") for n in range(BURST)
    ]
    town.take(scored_town, "events", pd.DataFrame(rows), town.feed("police"), covers=[])
    scoring.score(scored_town, OPERATOR)
    return scored_town


def test_a_burst_is_an_alarm_with_its_numbers_for_who_may_see_them(alarmed) -> None:
    sheet = alarms.alarms(alarmed, town.who(alarmed, "chair"))
    one = next(one for one in sheet.alarms if one.code == town.CODES[0])
    assert (one.indicator, one.name) == ("alert", "格0")
    assert one.count is not None and one.count >= BURST and one.expected < one.count / 3
    assert one.p is not None and one.p < 0.01
    table = {code: (tested, found, false) for code, tested, found, false in sheet.per_indicator}
    tested, found, false = table["alert"]
    assert tested == 12 and found >= 1
    assert false == pytest.approx(sheet.q * found)
    assert sheet.period == town.period_of(11)


def test_a_calm_week_before_has_no_alarm_in_that_grid(alarmed) -> None:
    sheet = alarms.alarms(alarmed, town.who(alarmed, "chair"), week=town.end_of(10))
    assert town.CODES[0] not in {one.code for one in sheet.alarms}


def test_who_is_not_cleared_reads_no_number(alarmed) -> None:
    sheet = alarms.alarms(alarmed, town.who(alarmed, "leader"))
    assert sheet.alarms and not sheet.is_exact
    for one in sheet.alarms:
        assert one.count is None and one.expected is None and one.p is None
    told = alarms.as_object(sheet)
    assert all(row["count"] is None and row["p"] is None for row in told["alarms"])
    assert [one.code for one in sheet.alarms] == sorted(one.code for one in sheet.alarms)


def test_a_scope_sees_its_own_alarms_only(alarmed) -> None:
    villager = town.who(alarmed, "villager")
    own = alarms.alarms(alarmed, villager)
    assert all(one.code.startswith(town.VILLAGES[0]) for one in own.alarms)
    assert {tested for _, tested, _, _ in own.per_indicator} == {4}
    with pytest.raises(NotAllowedError):
        alarms.alarms(alarmed, villager, prefix=town.VILLAGES[1])
    other = alarms.alarms(alarmed, town.who(alarmed, "chair"), prefix=town.VILLAGES[2])
    assert all(one.code.startswith(town.VILLAGES[2]) for one in other.alarms)


def test_looking_is_written_to_the_audit(alarmed) -> None:
    alarms.alarms(alarmed, town.who(alarmed, "chair"))
    with alarmed.store.read() as tx:
        rows = audit.listed(tx)
    mine = rows[(rows["object"] == "alarms") & (rows["by"] == "chair")]
    assert mine["action"].tolist() == ["exact"]


def test_plain_values_name_the_week_the_share_and_the_rule(alarmed) -> None:
    told = alarms.as_object(alarms.alarms(alarmed, town.who(alarmed, "chair")))
    assert told["period"] == town.end_of(11) == dt.date(2026, 11, 17).isoformat()
    assert told["q"] == 0.1 and len(told["policy"]) == 64
    assert told["alarms"][0]["indicator"] == "有效警情"


def test_nothing_scored_has_no_alarms(small_town) -> None:
    with pytest.raises(NotFoundError):
        alarms.alarms(small_town, town.who(small_town, "chair"))
