"""春节 The Spring Festival days that the seasonal factor is aligned on."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from vocab import date_of, day_number

FILE = Path(__file__).resolve().parent / "holidays" / "lunar_new_year.toml"


@cache
def new_years() -> dict[int, int]:
    """Gregorian year to the day number (days since 1970) of its lunar new year."""
    days = tomllib.loads(FILE.read_text(encoding="utf-8"))["days"]
    return {day.year: day_number(day) for day in days}


def same_day(day: int, years_back: int, window: int = 28) -> int:
    """The day that plays the part of ``day`` in an earlier year.

    Within ``window`` days of the Spring Festival it keeps its distance to the festival; otherwise,
    and for years outside the table, it is the same calendar date (28 February for the 29th).
    """
    table = new_years()
    date = date_of(day)
    year = date.year
    here, there = table.get(year), table.get(year - years_back)
    if here is not None and there is not None and abs(day - here) <= window:
        return there + day - here
    if (date.month, date.day) == (2, 29):
        date = date.replace(day=28)
    return day_number(date.replace(year=year - years_back))
