"""Numbers and days as they are printed everywhere (数字与日期)."""

from __future__ import annotations

from services.day_names import cut_off, day, moment, short_day
from services.numerals import MINUS, NONE, decimal, is_missing, percent, whole
from vocab import PeriodKind, PeriodRule, date_of
from words import say

__all__ = ["MINUS", "NONE", "cut_off", "day", "decimal", "moment", "percent", "short_day", "whole"]


def signed(value: float) -> str:
    """+16, −1, 0."""
    text = whole(value)
    return text if text.startswith(MINUS) or text == "0" else f"+{text}"


def count(value: float | None, below: int = 0) -> str:
    """A count; 少于 5 where it is above zero and below the limit of the viewer."""
    if value is None or is_missing(value):
        return NONE
    if 0 < value < below:
        return say("ui.fewer", limit=below)
    return whole(value)


def month_day(number: int) -> str:
    """11.17, for narrow columns."""
    date = date_of(number)
    return f"{date.month}.{date.day}"


def period_name(rule: PeriodRule, period: int) -> str:
    """2026.11.11—11.17, 2026年11月, 2026年第4季度 or 2026年, by the kind of period."""
    date = date_of(period)
    if rule.kind is PeriodKind.WEEK:
        return dated_span(rule.first_day(period), period)
    quarter = (date.month + 2) // 3
    return say(f"ui.period.{rule.kind.value}", y=date.year, m=date.month, quarter=quarter)


def axis_name(rule: PeriodRule, period: int) -> str:
    """The name of a period at the end of an axis: 2026.11.17, or as ``period_name``."""
    date = date_of(period)
    if rule.kind is PeriodKind.WEEK:
        return f"{date.year}.{date.month}.{date.day}"
    return period_name(rule, period)


def span(first: int, last: int) -> str:
    """11.11—11.17; years appear when they differ."""
    a, b = date_of(first), date_of(last)
    if a.year != b.year:
        return f"{a.year}.{a.month}.{a.day}—{b.year}.{b.month}.{b.day}"
    return f"{a.month}.{a.day}—{b.month}.{b.day}"


def dated_span(first: int, last: int) -> str:
    """2026.11.11—11.17; the year of the end again where it differs."""
    text = span(first, last)
    return text if text.count(".") > 2 else f"{date_of(last).year}.{text}"
