"""日期用语 Days as they are written everywhere, on a page and on paper."""

from __future__ import annotations

import datetime as dt

from vocab import PeriodKind, PeriodRule, date_of
from words import say


def day(number: int) -> str:
    """2026年11月17日."""
    return say("ui.date.day", **_names(date_of(number)))


def short_day(number: int) -> str:
    """11月17日."""
    return say("ui.date.short", **_names(date_of(number)))


def cut_off(number: int) -> str:
    """2026年11月17日（周二）24:00, the end of a day."""
    return say("ui.date.cut_off", **_names(date_of(number)))


def end_of(rule: PeriodRule, period: int) -> str:
    """Up to when the data of a period count: as ``cut_off``, or its year alone."""
    if rule.kind is PeriodKind.YEAR:
        return say("ui.period.year", y=date_of(period).year)
    return cut_off(period)


def moment(at: dt.datetime) -> str:
    """11月18日 09:12 in the time zone the value carries."""
    return say("ui.date.moment", clock=f"{at:%H:%M}", **_names(at.date()))


def dated_moment(at: dt.datetime) -> str:
    """2026年11月18日 09:12 in the time zone the value carries."""
    day_name = say("ui.date.day", **_names(at.date()))
    return say("ui.date.dated_moment", day=day_name, clock=f"{at:%H:%M}")


def _names(date: dt.date) -> dict[str, object]:
    weekday = say("ui.weekdays").split()[date.weekday()]
    month = say("ui.months").split()[date.month - 1]
    return {"y": date.year, "m": date.month, "d": date.day, "weekday": weekday, "month": month}
