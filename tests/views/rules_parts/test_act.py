"""From which period a rule may begin."""

from types import SimpleNamespace

from policy import IndicatorKind, IndicatorRule, Policy
from views.rules_parts.act import AHEAD, BACK, starts
from vocab import RunStatus

RULE = Policy(
    name="规则",
    version="2",
    indicators=(IndicatorRule(code="alert", kind=IndicatorKind.EVENTS, weight=1.0),),
)
# 2026-11-17 is a Tuesday, the last day of a week.
NEWEST = 20774


def run(period, status):
    return SimpleNamespace(period=period, status=status)


def test_weeks_that_are_closed_are_not_offered():
    known = [run(NEWEST - 7, RunStatus.CLOSED), run(NEWEST, RunStatus.PROVISIONAL)]
    found = starts(RULE, known, NEWEST + 1)
    assert list(found)[:2] == ["2026-11-17", "2026-11-24"] and len(found) == 1 + AHEAD
    assert "要重算" in found["2026-11-17"] and "要重算" not in found["2026-11-24"]


def test_before_the_first_map_a_year_that_went_by_is_offered():
    found = list(starts(RULE, [], NEWEST + 1))
    assert len(found) == len(set(found)) == AHEAD + BACK
    assert found[BACK] == "2026-11-24" and found == sorted(found)
    assert list(starts(RULE, [], NEWEST))[BACK] == "2026-11-17"
