"""Lunar new year (春节) by calendar year, from the shipped table."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from vocab import day_number

FILE = Path(__file__).resolve().parent / "holidays" / "lunar_new_year.toml"


@cache
def lunar_new_year() -> dict[int, int]:
    """Day number of the first day of the lunar year, by calendar year."""
    dates = tomllib.loads(FILE.read_text(encoding="utf-8"))["dates"]
    return {date.year: day_number(date) for date in dates}
