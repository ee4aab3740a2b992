"""节日 Days of Chinese festivals by calendar year, offline: lunar ones from the shipped table."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from vocab import day_number

FILE = Path(__file__).resolve().parent / "holidays" / "festivals.toml"


class Festival(StrEnum):
    """What people's days turn around; the value is the key of its name in words/."""

    NEW_YEAR = "new_year"
    SPRING = "spring_festival"
    LANTERN = "lantern"
    QINGMING = "qingming"
    LABOUR = "labour_day"
    DRAGON_BOAT = "dragon_boat"
    MID_AUTUMN = "mid_autumn"
    NATIONAL = "national_day"
    DOUBLE_NINTH = "double_ninth"


# Month and day of those that keep to the solar calendar.
_FIXED = {Festival.NEW_YEAR: (1, 1), Festival.LABOUR: (5, 1), Festival.NATIONAL: (10, 1)}


@cache
def festivals() -> Mapping[Festival, Mapping[int, int]]:
    """Day number of each festival's own day, by calendar year 2005 to 2040."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    days = {
        Festival(name): {date.year: day_number(date) for date in dates}
        for name, dates in table.items()
    }
    years = days[Festival.SPRING]
    for name, (month, day) in _FIXED.items():
        days[name] = {year: day_number(dt.date(year, month, day)) for year in years}
    return {name: days[name] for name in Festival}


def lunar_new_year() -> Mapping[int, int]:
    """Day number of the first day of the lunar year, by calendar year."""
    return festivals()[Festival.SPRING]
