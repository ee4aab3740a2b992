"""Seasonal factors: alignment by the lunar new year, never from the present or later."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from analytics import season
from policy.lunar import lunar_new_year
from tests.analytics.worlds import periods_of, policy_of
from vocab import PeriodKind, PeriodRule, date_of, day_number

NEW_YEAR = lunar_new_year()


def day(text: str) -> int:
    return day_number(dt.date.fromisoformat(text))


@pytest.mark.parametrize(
    ("now", "years", "then"),
    [
        ("2026-02-17", 1, "2025-01-29"),  # new year's day itself
        ("2026-02-24", 1, "2025-02-05"),  # a week after it
        ("2026-01-20", 2, "2024-01-13"),  # four weeks before it
        ("2026-07-01", 1, "2025-07-01"),  # far from it: the same date
        ("2024-12-30", 1, "2024-01-11"),  # 30 days before 2025-01-29, across the turn of the year
        ("2028-02-29", 1, "2027-03-12"),  # 34 days after 2028-01-26
        ("2024-02-29", 1, "2023-02-10"),  # 19 days after 2024-02-10
    ],
)
def test_aligned_day(now: str, years: int, then: str) -> None:
    assert str(date_of(season.aligned_day(day(now), years, NEW_YEAR))) == then


def test_leap_day_without_a_table() -> None:
    assert str(date_of(season.aligned_day(day("2024-02-29"), 1, {}))) == "2023-02-28"


def wave(periods: np.ndarray, depth: float = 0.5) -> np.ndarray:
    """A dip of two weeks from each lunar new year on."""
    starts = np.array(sorted(NEW_YEAR.values()))
    since = periods - starts[np.searchsorted(starts, periods, side="right") - 1]
    return np.where(since < 14, depth, 1.0)


def test_no_factor_before_two_years() -> None:
    periods = periods_of(PeriodRule(), 104)
    f = season.factors(wave(periods), periods, policy_of(), NEW_YEAR)
    assert (f == 1).all()


def test_dip_is_found_at_the_new_year() -> None:
    periods = periods_of(PeriodRule(), 190, day("2023-01-03"))
    ratio = wave(periods)
    f = season.factors(ratio, periods, policy_of(season_smoothing=1), NEW_YEAR)
    late = np.arange(190) > 110
    dips = late & (ratio < 1)
    assert dips.sum() >= 2
    assert f[dips].mean() < 0.65
    assert np.abs(f[late & (ratio == 1)].mean() - 1) < 0.05


def test_smoothing_is_a_mean_of_three() -> None:
    values = np.array([1.0, 4.0, np.nan, 2.0])
    got = season._smooth(values, 3)
    assert got.tolist() == [2.5, 2.5, 3.0, 2.0]


def test_factors_stay_within_the_range() -> None:
    periods = periods_of(PeriodRule(), 170)
    ratio = np.where(np.arange(170) % 52 == 30, 50.0, 0.01)
    f = season.factors(ratio, periods, policy_of(season_smoothing=1), {})
    assert f.max() == 2.0
    assert f.min() == 0.5


def test_a_flat_series_has_no_season_whatever_its_level() -> None:
    periods = periods_of(PeriodRule(), 140)
    f = season.factors(np.full(140, 7.3), periods, policy_of(), NEW_YEAR)
    np.testing.assert_allclose(f, 1.0)


def test_present_and_later_weeks_do_not_enter() -> None:
    periods = periods_of(PeriodRule(), 150)
    ratio = np.random.default_rng(0).gamma(20, 0.05, 150)
    one = season.factors(ratio, periods, policy_of(), NEW_YEAR)
    for t in (105, 120, 149):
        other = ratio.copy()
        other[t:] *= 9
        changed = season.factors(other, periods, policy_of(), NEW_YEAR)
        np.testing.assert_array_equal(one[: t + 1], changed[: t + 1])


def test_unobserved_weeks_are_left_out() -> None:
    periods = periods_of(PeriodRule(), 150)
    ratio = np.ones(150)
    ratio[40:60] = np.nan
    f = season.factors(ratio, periods, policy_of(), NEW_YEAR)
    np.testing.assert_allclose(f, 1.0)


@pytest.mark.parametrize("kind", [PeriodKind.MONTH, PeriodKind.QUARTER])
def test_month_keeps_its_name(kind: PeriodKind) -> None:
    rule = PeriodRule(kind=kind)
    year = round(rule.per_year())
    periods = periods_of(rule, 3 * year + 1)
    ratio = np.array([1.5 if date_of(int(p)).month in {1, 3} else 1.0 for p in periods])
    f = season.factors(ratio, periods, policy_of(period=rule, season_smoothing=1), NEW_YEAR)
    high = ratio == 1.5
    assert (f[2 * year :][high[2 * year :]] > 1.15).all()
    assert (f[2 * year :][~high[2 * year :]] < 1.0).all()


def test_off_and_yearly_have_none() -> None:
    weeks = periods_of(PeriodRule(), 150)
    ratio = wave(weeks)
    assert (season.factors(ratio, weeks, policy_of(season=False), NEW_YEAR) == 1).all()
    yearly = PeriodRule(kind=PeriodKind.YEAR)
    years = periods_of(yearly, 6)
    got = season.factors(np.arange(6.0), years, policy_of(period=yearly), NEW_YEAR)
    assert (got == 1).all()
