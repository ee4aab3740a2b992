"""Numbers and days as they are printed everywhere (数字与日期)."""

from __future__ import annotations

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal

from analytics.compare import count_change
from vocab import PeriodKind, PeriodRule, date_of
from words import say

MINUS = "\u2212"
NONE = "—"


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def _is_missing(value: float | None) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def whole(value: float | None) -> str:
    """113,842; missing is —, never 0. Halves go up."""
    if value is None or _is_missing(value):
        return NONE
    return _signed(f"{_round(value, '1'):,}")


def decimal(value: float | None) -> str:
    """One decimal, half up: 4.35 is 4.4."""
    if value is None or _is_missing(value):
        return NONE
    return _signed(f"{_round(value, '0.1'):,}")


def _round(value: float, step: str) -> Decimal:
    # repr, so that 4.35 is the number that was written and not its binary neighbour.
    rounded = Decimal(repr(float(value))).quantize(Decimal(step), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def signed(value: float) -> str:
    """+16, −1, 0."""
    text = whole(value)
    return text if text.startswith(MINUS) or text == "0" else f"+{text}"


def percent(share: float | None) -> str:
    """0.823 as 82%; never 100% or 0% for something that is not certain."""
    if share is None or _is_missing(share):
        return NONE
    if 0 < share < 0.005:
        return "<1%"
    if share >= 0.995:
        return ">99%"
    return f"{_round(share * 100, '1')}%"


def count(value: float | None, below: int = 0) -> str:
    """A count; 少于 5 where it is above zero and below the limit of the viewer."""
    if value is None or _is_missing(value):
        return NONE
    if 0 < value < below:
        return say("ui.fewer", limit=below)
    return whole(value)


def change(now: int, before: int) -> str:
    """下降 6.1%, 持平, or — over a base of 0; below 20 before only counts: 6 件，上期 5 件."""
    if now == before:
        return say("ui.change.same")
    if before == 0:
        return NONE
    size = count_change(now, before)
    if size is None:
        return say("ui.change.counts", now=whole(now), before=whole(before))
    return say("ui.change.up" if now > before else "ui.change.down", size=decimal(abs(size)))


def _names(day: dt.date) -> dict[str, object]:
    weekday = say("ui.weekdays").split()[day.weekday()]
    month = say("ui.months").split()[day.month - 1]
    return {
        "y": day.year,
        "m": day.month,
        "d": day.day,
        "weekday": weekday,
        "month": month,
    }


def day(number: int) -> str:
    """2026年11月17日."""
    return say("ui.date.day", **_names(date_of(number)))


def short_day(number: int) -> str:
    """11月17日."""
    return say("ui.date.short", **_names(date_of(number)))


def month_day(number: int) -> str:
    """11.17, for narrow columns."""
    date = date_of(number)
    return f"{date.month}.{date.day}"


def cut_off(number: int) -> str:
    """2026年11月17日（周二）24:00, the end of a day."""
    return say("ui.date.cut_off", **_names(date_of(number)))


def period_name(rule: PeriodRule, period: int) -> str:
    """2026.11.11—11.17, 2026年11月, 2026年第4季度 or 2026年, by the kind of period."""
    date = date_of(period)
    if rule.kind is PeriodKind.WEEK:
        text = span(rule.first_day(period), period)
        return text if text.count(".") > 2 else f"{date.year}.{text}"
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


def moment(value: dt.datetime) -> str:
    """11月18日 09:12 in the time zone the value carries."""
    names = _names(value.date())
    return say("ui.date.moment", clock=value.strftime("%H:%M"), **names)
