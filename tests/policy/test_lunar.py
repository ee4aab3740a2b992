"""The table of lunar new years."""

from __future__ import annotations

import itertools

from policy.lunar import lunar_new_year
from vocab import date_of


def test_every_year_once_between_21_january_and_20_february() -> None:
    table = lunar_new_year()
    assert list(table) == list(range(2005, 2041))
    for year, day in table.items():
        date = date_of(day)
        assert date.year == year
        assert (1, 21) <= (date.month, date.day) <= (2, 21)


def test_steps_are_twelve_or_thirteen_moons() -> None:
    days = list(lunar_new_year().values())
    for before, after in itertools.pairwise(days):
        assert after - before in {353, 354, 355, 383, 384, 385}


def test_known_days() -> None:
    table = lunar_new_year()
    assert str(date_of(table[2024])) == "2024-02-10"
    assert str(date_of(table[2026])) == "2026-02-17"
