"""The table of festivals."""

from __future__ import annotations

import itertools

import pytest

from policy.lunar import Festival, festivals, lunar_new_year
from vocab import date_of

# Earliest and latest month and day each can fall on.
RANGES = {
    Festival.SPRING: ((1, 21), (2, 21)),
    Festival.LANTERN: ((2, 4), (3, 7)),
    Festival.QINGMING: ((4, 4), (4, 6)),
    Festival.DRAGON_BOAT: ((5, 25), (6, 25)),
    Festival.MID_AUTUMN: ((9, 7), (10, 8)),
    Festival.DOUBLE_NINTH: ((9, 30), (11, 2)),
}
# Days between a lunar festival and the new year of its own year: whole months of 29 or 30 days.
AFTER = {Festival.LANTERN: {14}, Festival.DRAGON_BOAT: set(range(120, 154))}


def test_every_festival_has_every_year_once() -> None:
    assert set(festivals()) == set(Festival)
    for days in festivals().values():
        assert list(days) == list(range(2005, 2041))
        assert all(date_of(day).year == year for year, day in days.items())


@pytest.mark.parametrize("name", RANGES)
def test_every_festival_keeps_to_its_season(name: Festival) -> None:
    low, high = RANGES[name]
    for day in festivals()[name].values():
        date = date_of(day)
        assert low <= (date.month, date.day) <= high


@pytest.mark.parametrize("name", AFTER)
def test_lunar_festivals_stand_where_the_lunar_year_puts_them(name: Festival) -> None:
    spring = lunar_new_year()
    for year, day in festivals()[name].items():
        assert day - spring[year] in AFTER[name]


@pytest.mark.parametrize(
    "name", [Festival.SPRING, Festival.DRAGON_BOAT, Festival.MID_AUTUMN, Festival.DOUBLE_NINTH]
)
def test_steps_are_twelve_or_thirteen_moons(name: Festival) -> None:
    days = list(festivals()[name].values())
    for before, after in itertools.pairwise(days):
        assert after - before in {353, 354, 355, 383, 384, 385}


def test_known_days() -> None:
    known = {
        (Festival.SPRING, 2024): "2024-02-10",
        (Festival.SPRING, 2026): "2026-02-17",
        (Festival.QINGMING, 2025): "2025-04-04",
        (Festival.DRAGON_BOAT, 2026): "2026-06-19",
        (Festival.MID_AUTUMN, 2025): "2025-10-06",
        (Festival.NATIONAL, 2026): "2026-10-01",
    }
    for (name, year), date in known.items():
        assert str(date_of(festivals()[name][year])) == date
