"""Comparisons (环比、同比): windows of equal length, change in percent and percentage points.

One decimal, halves away from zero, on exact decimals: 23 of 80 is 28.8 and never 28.7.

Source of the formulas: docs/method.md#compare.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeVar

from vocab import date_of, day_number

# With fewer events before than this a percentage says nothing: counts only.
PERCENT_FROM = 20
_ONE_DECIMAL = Decimal("0.1")


def _exact(value: float) -> Decimal:
    """The number that was written, not its binary neighbour."""
    return Decimal(repr(float(value)))


def percent_change(now: float, before: float) -> float | None:
    """((now - before) / before) x 100, one decimal; None over a base of 0.

    Raises:
        ValueError: the base is negative.
    """
    if before < 0:
        raise ValueError("the base of a change in percent is negative")
    if before == 0:
        return None
    share = (_exact(now) - _exact(before)) * 100 / _exact(before)
    return float(share.quantize(_ONE_DECIMAL, ROUND_HALF_UP))


def count_change(now: float, before: float) -> float | None:
    """Change of a number of events in percent; None where the earlier number is below 20."""
    return percent_change(now, before) if before >= PERCENT_FROM else None


def point_change(now: float, before: float) -> float:
    """Change of a share (0 to 1) in percentage points (个百分点), one decimal."""
    points = (_exact(now) - _exact(before)) * 100
    return float(points.quantize(_ONE_DECIMAL, ROUND_HALF_UP))


class Alignment(StrEnum):
    """同比口径 How a window of this year finds its fellow of last year."""

    WEEKDAY = "weekday"
    DATE = "date"
    HOLIDAY = "holiday"


Name = TypeVar("Name", bound=str)
WEEKS_IN_DAYS = 364
# How far from a window a festival may lie and still set it beside last year's; the days around
# the spring festival, when people travel, reach further.
NEAR_DAYS = 7
NEAR_SPRING_DAYS = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """时段 Days ``first`` to ``last`` (day numbers), both included."""

    first: int
    last: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1

    def moved(self, days: int) -> Span:
        """The same length so many days later."""
        return Span(first=self.first + days, last=self.last + days)

    def cut(self, last: int) -> Span:
        """The same start, ending no later than ``last``.

        Raises:
            ValueError: nothing is left.
        """
        if last < self.first:
            raise ValueError("the span has not begun")
        return Span(first=self.first, last=min(self.last, last))

    def distance(self, day: int) -> int:
        """Days between the span and a day; 0 inside."""
        return max(self.first - day, day - self.last, 0)


def beginning(whole: Span, running: Span) -> Span:
    """As many first days of an earlier period as a running one has seen.

    A period that is shorter than the running one is taken whole: the lengths then differ, and
    ``Span.days`` of both says so.
    """
    return whole.cut(whole.first + running.days - 1)


def _same_date(day: int) -> int:
    date = date_of(day)
    last = 28 if (date.month, date.day) == (2, 29) else date.day
    return day_number(dt.date(date.year - 1, date.month, last))


def near_festival(
    span: Span, festivals: Mapping[Name, Mapping[int, int]], spring: Name
) -> tuple[Name, int] | None:
    """The festival a window lies at, and its year; None when none is near.

    Args:
        span: the window.
        festivals: day number by calendar year, by name; the first of two as near counts.
        spring: the name whose reach is wider.
    """
    year = date_of(span.last).year
    found: list[tuple[int, int, Name, int]] = []
    for order, (name, days) in enumerate(festivals.items()):
        reach = NEAR_SPRING_DAYS if name == spring else NEAR_DAYS
        for other in (year - 1, year, year + 1):
            if other in days and other - 1 in days and span.distance(days[other]) <= reach:
                found.append((span.distance(days[other]), order, name, other))
    return min(found)[2:] if found else None


def year_before(
    span: Span,
    alignment: Alignment,
    festivals: Mapping[Name, Mapping[int, int]],
    spring: Name,
) -> Span | None:
    """The window of equal length a year earlier; None by holiday where no festival is near.

    By weekday it lies 364 days back, by date it ends on the same date (28 February for the
    29th), by holiday it lies as many days from the festival as this one.
    """
    if alignment is Alignment.WEEKDAY:
        return span.moved(-WEEKS_IN_DAYS)
    if alignment is Alignment.DATE:
        return span.moved(_same_date(span.last) - span.last)
    near = near_festival(span, festivals, spring)
    if near is None:
        return None
    name, year = near
    return span.moved(festivals[name][year - 1] - festivals[name][year])
