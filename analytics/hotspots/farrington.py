"""Farrington and Noufaily (历史同期阈值): is a count above the same time of earlier years?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from analytics.hotspots import regression
from analytics.hotspots.regression import Fit
from analytics.hotspots.thresholds import Bounds, farrington_bounds, noufaily_bounds
from vocab import date_of, day_number

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# Fewer events than this in so many periods raise no alarm whatever the model says.
ENOUGH, RECENT = 5, 4
TREND_YEARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceedance:
    """One period against its threshold.

    ``trend`` is the change of the log mean per period, NaN where no trend is kept. ``enough``:
    at least five events in the last four periods; without it there is no alarm.
    """

    expected: float
    phi: float
    trend: float
    bounds: Bounds
    enough: bool
    alarm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reference:
    """Which old periods are compared with, and how the model is held to them."""

    per_year: int
    years: int
    half_window: int
    seasons: int
    skip: int
    residual_limit: float
    trend_level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Predicted:
    eta: float
    se: float
    phi: float
    trend: float


def farrington(
    counts: npt.ArrayLike,
    *,
    days: npt.ArrayLike | None = None,
    per_year: int = 52,
    years: int = 5,
    half_window: int = 3,
    alpha: float = 0.05,
    power: float = 2 / 3,
) -> Exceedance | None:
    """The last period against windows about the same time of earlier years (Farrington 1996).

    Quasi-Poisson regression with a trend where it is significant at 5 %, spans three years and
    does not lead above everything seen; residuals above 1 lose weight, so that old outbreaks do
    not hide new ones.

    Args:
        counts: (T,) events per period, this period last; NaN = unobserved.
        days: (T,) last days of the periods: the same date of earlier years is then sought
            on the calendar; without them ``per_year`` periods are a year.
        per_year: periods in a year.
        years: how far back.
        half_window: periods on each side of the same time.
        alpha: one-sided level.
        power: scale of the bounds: 1, 1/2 or 2/3.

    Returns:
        None where no model can be fitted (nothing but zeros, for one) or this period is
        unobserved.

    Raises:
        ValueError: the series does not reach back far enough.

    Source: docs/hotspots.md#farrington.
    """
    reference = _Reference(
        per_year=per_year,
        years=years,
        half_window=half_window,
        seasons=1,
        skip=half_window,
        residual_limit=1.0,
        trend_level=0.05,
    )
    y = np.asarray(counts, dtype=np.float64)
    found = _predicted(y, days, reference)
    if found is None:
        return None
    mean = float(np.exp(found.eta))
    seen = float(y[-1])
    bounds = farrington_bounds(mean, found.se * mean, found.phi, seen, alpha=alpha, power=power)
    return _exceedance(y, found, bounds)


def noufaily(
    counts: npt.ArrayLike,
    *,
    days: npt.ArrayLike | None = None,
    per_year: int = 52,
    years: int = 5,
    half_window: int = 3,
    seasons: int = 10,
    skip: int = 26,
    alpha: float = 0.05,
    plugin: bool = True,
) -> Exceedance | None:
    """The last period against all of the earlier years (Noufaily and others 2013).

    As ``farrington``, but with every period of the years in ``seasons`` seasonal steps, the last
    ``skip`` periods left out, only residuals above 2.58 losing weight, a trend wherever it can be
    held, and bounds that are quantiles of a negative binomial.

    Args:
        counts: (T,) events per period, this period last; NaN = unobserved.
        days: (T,) last days of the periods, or None, as in ``farrington``.
        per_year: periods in a year.
        years: how far back.
        half_window: periods on each side of the same time.
        seasons: steps of the year, one of them the window about the same time.
        skip: periods before this one that are left out, lest an outbreak raise its own bar.
        alpha: one-sided level.
        plugin: quantiles about the mean itself; False about its upper bound.

    Raises:
        ValueError: the series does not reach back far enough, or too many seasons.

    Source: docs/hotspots.md#noufaily.
    """
    reference = _Reference(
        per_year=per_year,
        years=years,
        half_window=half_window,
        seasons=seasons,
        skip=skip,
        residual_limit=2.58,
        trend_level=1.0,
    )
    y = np.asarray(counts, dtype=np.float64)
    found = _predicted(y, days, reference)
    if found is None:
        return None
    bounds = noufaily_bounds(
        found.eta, found.se, found.phi, float(y[-1]), alpha=alpha, plugin=plugin
    )
    return _exceedance(y, found, bounds)


def _exceedance(y: Floats, found: _Predicted, bounds: Bounds) -> Exceedance:
    enough = bool(np.nansum(y[-RECENT:]) >= ENOUGH)
    return Exceedance(
        expected=float(np.exp(found.eta)),
        phi=found.phi,
        trend=found.trend,
        bounds=bounds,
        enough=enough,
        alarm=enough and bool(y[-1] > bounds.upper),
    )


def reference_days(day: int, years: int) -> list[int]:
    """Days (since 1970) on the weekday of ``day`` nearest to its date, each year back.

    ``day`` itself comes first. Where the date does not exist the day after it counts.
    """
    now = date_of(day)
    found = []
    for back in range(years + 1):
        try:
            then = day_number(now.replace(year=now.year - back))
        except ValueError:
            then = day_number(dt.date(now.year - back, 3, 1))
        off = (day - then) % 7
        found.append(then + (off if off <= 3 else off - 7))
    return found


def _positions(y: Floats, days: npt.ArrayLike | None, reference: _Reference) -> list[int]:
    """Where the same time of each year lies, this period first."""
    now = len(y) - 1
    if days is None:
        found = [now - back * reference.per_year for back in range(reference.years + 1)]
    else:
        place = {int(day): i for i, day in enumerate(np.asarray(days, dtype=np.int64))}
        found = [
            place.get(day, -1) for day in reference_days(int(np.max(list(place))), reference.years)
        ]
    if min(found) < reference.half_window:
        raise ValueError("the series does not reach back far enough")
    return found


def _seasons(y: Floats, anchors: list[int], reference: _Reference) -> Ints:
    """(T,) seasonal step of each period: 0 = about the same time, -1 = not used."""
    w, steps = reference.half_window, reference.seasons - 1
    season = np.full(len(y), -1, dtype=np.int64)
    for later, anchor in pairwise(anchors):
        season[anchor - w : anchor + w + 1] = 0
        if steps:
            between = np.arange(anchor + w + 1, later - w)
            if len(between) < steps:
                raise ValueError("too many seasons for a year")
            for number, block in enumerate(np.array_split(between, steps)):
                season[block] = number + 1
    season[len(y) - 1 - reference.skip :] = -1
    return season


def outbreak_weights(residuals: Floats, limit: float) -> Floats:
    """Weights that fall with the square of residuals above ``limit`` and add up to their number.

    Args:
        residuals: standardised Anscombe residuals.
        limit: up to here all weigh the same.
    """
    s = np.asarray(residuals, dtype=np.float64)
    above = s > limit
    raw = np.where(above, 1 / np.where(above, s, 1.0) ** 2, 1.0)
    return np.asarray(raw * len(s) / raw.sum())


def _fitted(design: Floats, y: Floats, limit: float) -> Fit | None:
    first = regression.fit(design, y)
    if first is None:
        return None
    mean = first.mean
    raw = 1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean))
    residuals = raw / np.sqrt(first.phi * np.maximum(1 - first.leverage, 1e-12))
    return regression.fit(design, y, outbreak_weights(residuals, limit))


def _keeps_trend(model: Fit, row: Floats, y: Floats, reference: _Reference) -> bool:
    significant = model.p_of(1) < reference.trend_level
    with np.errstate(over="ignore"):
        is_sane = np.exp(model.predict(row)[0]) <= y.max()
    return bool(reference.years >= TREND_YEARS and significant and is_sane)


def _predicted(y: Floats, days: npt.ArrayLike | None, reference: _Reference) -> _Predicted | None:
    """Log mean of this period, its standard error, over-dispersion and trend."""
    season = _seasons(y, _positions(y, days, reference), reference)
    used = (season >= 0) & np.isfinite(y)
    if not np.isfinite(y[-1]) or not used.any():
        return None
    now = len(y) - 1
    others = [number for number in range(1, reference.seasons) if (season[used] == number).any()]
    steps = [season == number for number in others]
    # Time counts from now, so this period's row is 1, 0, 0 ..
    columns = np.column_stack([np.ones(len(y)), np.arange(len(y)) - now, *steps])[used]
    row = np.zeros(columns.shape[1])
    row[0] = 1.0
    response = y[used]
    model = _fitted(columns, response, reference.residual_limit)
    if model is not None and _keeps_trend(model, row, response, reference):
        eta, se = model.predict(row)
        return _Predicted(eta=eta, se=se, phi=model.phi, trend=float(model.coefficients[1]))
    flat = np.delete(columns, 1, axis=1)
    model = _fitted(flat, response, reference.residual_limit)
    if model is None:
        return None
    eta, se = model.predict(np.delete(row, 1))
    return _Predicted(eta=eta, se=se, phi=model.phi, trend=float("nan"))
