"""Domain words: colours, states, levels, periods, scopes, column names."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

import numpy as np
import numpy.typing as npt

GridCode = NewType("GridCode", str)
IndicatorCode = NewType("IndicatorCode", str)

POPULATION = IndicatorCode("population")
PENALTY = IndicatorCode("penalty")
PETITION = IndicatorCode("petition")
ALERT = IndicatorCode("alert")

EPOCH = dt.date(1970, 1, 1)
METHOD_VERSION = "1.0"


class Colour(StrEnum):
    """五色 Area risk, worst first."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"
    GREEN = "green"

    @property
    def level(self) -> int:
        """1 (Ⅰ, worst) to 5 (Ⅴ)."""
        return COLOURS.index(self) + 1

    @property
    def numeral(self) -> str:
        return "ⅠⅡⅢⅣⅤ"[self.level - 1]


COLOURS: tuple[Colour, ...] = tuple(Colour)


def colour_of_level(level: int) -> Colour | None:
    """The colour of level 1..5; None for 0 (no colour)."""
    return COLOURS[level - 1] if 1 <= level <= 5 else None


class State(StrEnum):
    """Whether a grid carries a colour, and if not, why. The order is the stored number."""

    OK = "ok"
    SMALL_SAMPLE = "small_sample"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"


STATES: tuple[State, ...] = tuple(State)

# One digit per grid for the browser: 1..5 the level, then the three non-colours, "." hidden.
DIGIT_OF_STATE = {State.SMALL_SAMPLE: "6", State.NO_DATA: "7", State.NOT_APPLICABLE: "8"}
HIDDEN_DIGIT = "."


class Rule(StrEnum):
    """Why a row stands in the ledger (变更台账). The order is the stored number, 0 = no change."""

    NONE = "none"
    FIRST = "first"
    STRONG = "strong"
    TWICE = "twice"
    POLICY = "policy"
    BOUNDARY = "boundary"
    CORRECTION = "correction"
    STATE = "state"


RULES: tuple[Rule, ...] = tuple(Rule)


class AdminLevel(StrEnum):
    """行政层级 From province down to micro-grid, highest first."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    TOWN = "town"
    VILLAGE = "village"
    GRID = "grid"
    MICRO_GRID = "micro_grid"


class RunStatus(StrEnum):
    PROVISIONAL = "provisional"
    CLOSED = "closed"
    SUPERSEDED = "superseded"


class Outcome(StrEnum):
    """Where an imported row ended. The three counts of a batch add up to its rows read."""

    PLACED = "placed"
    UNPLACED = "unplaced"
    QUARANTINED = "quarantined"


class Located(StrEnum):
    """How an event came to its grid."""

    POINT = "point"
    DECLARED = "declared"
    CORRECTED = "corrected"
    SHARED = "shared"


class Datum(StrEnum):
    """坐标基准 of the points of a file."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class PeriodKind(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def date_of(day: int) -> dt.date:
    """The date of a day number."""
    return EPOCH + dt.timedelta(days=day)


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRule:
    """周期规则 Cuts time into periods; a period is named by its last day (days since 1970).

    ``week_ends`` is the weekday a week closes on, Monday 0, so Tuesday is 1.
    """

    kind: PeriodKind = PeriodKind.WEEK
    week_ends: int = 1
    time_zone: str = "Asia/Shanghai"

    def last_days(self, days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The period (its last day) that holds each day; array in, array of equal shape out."""
        days = np.asarray(days, dtype=np.int64)
        if self.kind is PeriodKind.WEEK:
            # Day 0 of 1970 was a Thursday, weekday 3.
            return days + (self.week_ends - (days + 3)) % 7
        span = _MONTHS[self.kind]
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        following = (months // span + 1) * span
        starts = following.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        return np.asarray(starts - 1, dtype=np.int64)

    def containing(self, day: int) -> int:
        return int(self.last_days(np.array([day]))[0])

    def first_day(self, period: int) -> int:
        """First day of the period that ends on day ``period``."""
        return self.previous(period) + 1

    def previous(self, period: int) -> int:
        if self.kind is PeriodKind.WEEK:
            return period - 7
        date = date_of(period)
        months = date.year * 12 + date.month - 1 - _MONTHS[self.kind]
        year, month = divmod(months, 12)
        return day_number(dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1]))

    def following(self, period: int) -> int:
        return self.containing(period + 1)

    def shift(self, period: int, steps: int) -> int:
        for _ in range(abs(steps)):
            period = self.following(period) if steps > 0 else self.previous(period)
        return period

    def between(self, first: int, last: int) -> list[int]:
        """All periods from the one holding day ``first`` to the one holding day ``last``."""
        periods = [self.containing(first)]
        while periods[-1] < last:
            periods.append(self.following(periods[-1]))
        return periods

    def per_year(self) -> float:
        """Periods in a year: 365.25/7 weeks, 12, 4 or 1."""
        if self.kind is PeriodKind.WEEK:
            return 365.25 / 7
        return 12 / _MONTHS[self.kind]


_CODE = re.compile(r"[0-9A-Za-z_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """范围 All areas whose code starts with ``prefix``; the empty prefix is everything."""

    prefix: str = ""

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.prefix) or len(self.prefix) > 40:
            raise ValueError(f"not an area code: {self.prefix!r}")

    def holds(self, code: str) -> bool:
        return code.startswith(self.prefix)

    def within(self, other: Scope) -> bool:
        return self.prefix.startswith(other.prefix)
