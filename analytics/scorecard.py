"""Scorecard (成绩单): what the forecasts were worth, always beside a plain 52-period count.

Source of the formulas: docs/method.md#scorecard.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt
from scipy.special import betaln

from analytics.forecast import Forecast, next_period, plain_count
from analytics.material import Inputs, happened
from policy import Policy

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
AREA_SHARE = 0.05
LOW, HIGH = 0.10, 0.90
BLOCK, RESAMPLES = 4, 999
INTERVAL = (0.025, 0.975)
PIT_BINS = 10
MEASURES = ("log_score", "crps", "coverage", "promised", "hit_rate", "pai", "pei")
# What one period gives: cells scored, four sums over them, events, hits, best possible hits.
_CELLS, _LOG, _CRPS, _COVERED, _PROMISED, _EVENTS, _HITS, _BEST = range(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measure over all windows with its 95 % block-bootstrap interval; NaN where undefined."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Card:
    """One indicator over the same windows: model, plain count, and their difference.

    Keys are ``MEASURES``: mean log score and CRPS (smaller is better), share of counts inside the
    80 % interval and the share those whole-number intervals promise, and hit rate, PAI and PEI*
    at ``area_share``. ``difference`` is model minus plain, resampled together. ``pit`` (10,)
    shares of the randomised PIT by tenths, ``pit_distance`` its largest distance from uniform.
    """

    indicator: str
    windows: int
    events: float
    area_share: float
    model: dict[str, Figure]
    plain: dict[str, Figure]
    difference: dict[str, Figure]
    pit: Floats
    pit_distance: float


def log_score(count: Floats, mean: Floats, size: Floats) -> Floats:
    """-log P(Y = count) of negative binomials; same shape, NaN stays NaN."""
    log_p = np.log(mean) - np.log(size + mean)
    log_q = np.log(size) - np.log(size + mean)
    # C(y + size - 1, y) = 1 / ((y + size) B(y + 1, size)): no difference of large numbers.
    choices = -betaln(count + 1, size) - np.log(count + size)
    return np.asarray(-(choices + size * log_q + count * log_p))


@numba.njit(cache=True)
def _crps(count: Floats, mean: Floats, size: Floats) -> Floats:
    result = np.full(len(count), np.nan)
    for i in range(len(count)):
        m, r, y = mean[i], size[i], count[i]
        if not (m > 0 and r > 0 and y >= 0):
            continue
        spread = np.sqrt(m + m * m / r)
        k = max(0.0, np.floor(min(m - 12 * spread, y)))
        log_p, log_q = np.log(m / (r + m)), np.log(r / (r + m))
        below, total = 0.0, 0.0
        while below < 1 - 1e-12 or k < y:
            log_mass = math.lgamma(k + r) - math.lgamma(r) - math.lgamma(k + 1.0)
            below += np.exp(log_mass + r * log_q + k * log_p)
            total += (below - 1.0) ** 2 if k >= y else below**2
            k += 1
            if k > y and k > m + 60 * spread:
                break
        result[i] = total
    return result


def crps(count: Floats, mean: Floats, size: Floats) -> Floats:
    """Continuous ranked probability score, sum_k (F(k) - 1[k >= count])^2; NaN stays NaN."""
    flat = [
        np.ascontiguousarray(values, dtype=np.float64).ravel() for values in (count, mean, size)
    ]
    return np.asarray(_crps(*flat)).reshape(np.shape(count))


def pit(forecast: Forecast, count: Floats, random: np.random.Generator) -> Floats:
    """Randomised probability integral transform: uniform when the forecast is right."""
    low, high = forecast.at_most(count - 1), forecast.at_most(count)
    return np.asarray(low + random.random(count.shape) * (high - low))


def uniform_distance(values: Floats) -> float:
    """Largest distance of the distribution of ``values`` from the uniform; NaN of none."""
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return float("nan")
    steps = np.arange(len(known) + 1) / len(known)
    return float(max((steps[1:] - known).max(), (known - steps[:-1]).max()))


def covered(order: Floats, area: Floats, share: float) -> Floats:
    """Share of each grid that a patrol of this area covers, best places first.

    Grids of equal order are one place, and the last place is covered in part: every list covers
    exactly the same area and none depends on the order of the rows.

    Args:
        order: (G,) events expected per area, larger first; NaN counts as last.
        area: (G,) > 0.
        share: of the whole area.
    """
    values = np.where(np.isnan(order), -np.inf, order)
    _, place = np.unique(-values, return_inverse=True)
    blocks = np.bincount(place, area)
    before = np.cumsum(blocks) - blocks
    part = np.clip((share * area.sum() - before) / blocks, 0, 1)
    return np.asarray(part[place])


def _window(
    forecast: Forecast, y: Floats, seen: Bools, use: Bools, area: Floats, share: float
) -> Floats:
    """The eight sums of one period and indicator."""
    low, high = forecast.quantile(LOW)[:, 0], forecast.quantile(HIGH)[:, 0]
    promised = forecast.at_most(high[:, None]) - forecast.at_most(low[:, None] - 1)
    mean, size, count = forecast.mean[use, 0], forecast.size[use, 0], y[use]
    events = np.where(seen, y, 0.0)
    chosen = covered(forecast.mean[:, 0] / area, area, share)
    best = covered(events / area, area, share)
    return np.array(
        [
            use.sum(),
            log_score(count, mean, size).sum(),
            crps(count, mean, size).sum(),
            ((count >= low[use]) & (count <= high[use])).sum(),
            promised[use, 0].sum(),
            events.sum(),
            (events * chosen).sum(),
            (events * best).sum(),
        ]
    )


def _measures(sums: Floats, share: float) -> Floats:
    """(..., 7) of (..., 8) sums over the windows, in the order of ``MEASURES``."""
    cells, events, hits = sums[..., _CELLS], sums[..., _EVENTS], sums[..., _HITS]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.stack(
            [
                sums[..., _LOG] / cells,
                sums[..., _CRPS] / cells,
                sums[..., _COVERED] / cells,
                sums[..., _PROMISED] / cells,
                hits / events,
                hits / events / share,
                hits / sums[..., _BEST],
            ],
            axis=-1,
        )


def blocks(windows: int, random: np.random.Generator, resamples: int = RESAMPLES) -> Ints:
    """(resamples, windows) places drawn in runs of ``BLOCK``, around the end to the start."""
    length = min(BLOCK, windows)
    starts = random.integers(0, windows, (resamples, -(-windows // length)))
    runs = (starts[:, :, None] + np.arange(length)) % windows
    return np.asarray(runs.reshape(resamples, -1)[:, :windows])


def _figures(value: Floats, drawn: Floats) -> dict[str, Figure]:
    figures = {}
    for k, name in enumerate(MEASURES):
        known = drawn[np.isfinite(drawn[:, k]), k]
        low, high = np.quantile(known, INTERVAL) if len(known) else (np.nan, np.nan)
        figures[name] = Figure(value=float(value[k]), low=float(low), high=float(high))
    return figures


@dataclass(slots=True, kw_only=True, eq=False)
class _Tally:
    """One indicator's windows as they are gone through."""

    model: list[Floats]
    plain: list[Floats]
    pit: list[Floats]


def scorecards(
    inputs: Inputs,
    policy: Policy,
    *,
    windows: int,
    area_share: float = AREA_SHARE,
    seed: int = 0,
    rows: Bools | None = None,
) -> tuple[Card, ...]:
    """Forecast each of the last ``windows`` periods from what was known before it, and judge.

    Args:
        inputs: all periods; every forecast sees only those before its own.
        policy: calibrated. Its rates scale the model but hardly move a forecast: the prior is
            fitted to the memory before each window.
        windows: periods to judge; fewer where the data begin later.
        area_share: share of the area a patrol can really cover, 0 to 1.
        seed: of PIT and bootstrap.
        rows: (G,) grids to judge; all where absent. Every grid still speaks for the priors.

    Returns:
        One card per event indicator. A cell counts where it was observed and both the model and
        the plain count speak; events of all observed grids count as events to be hit.

    Raises:
        ValueError: the share is not between 0 and 1.
    """
    if not 0 < area_share <= 1:
        raise ValueError(f"not a share of an area: {area_share}")
    random = np.random.default_rng(seed)
    last = len(inputs.periods) - 1
    mine = np.ones(len(inputs.codes), dtype=np.bool_) if rows is None else rows
    area = inputs.area_km2[mine]
    tallies: dict[str, _Tally] = {}
    for position in range(max(policy.min_periods - 1, last - windows), last):
        known = inputs.until(position)
        model, plain = next_period(known, policy), plain_count(known, policy)
        for k, code in enumerate(model.indicators):
            seen = inputs.observed[code][mine, position + 1]
            tally = tallies.setdefault(code, _Tally(model=[], plain=[], pit=[]))
            y = np.round(happened(inputs, code)[mine, position + 1])
            one, other = model.column(k).part(mine), plain.column(k).part(mine)
            use = seen & np.isfinite(one.size[:, 0]) & np.isfinite(other.size[:, 0])
            if not use.any():
                continue
            tally.model.append(_window(one, y, seen, use, area, area_share))
            tally.plain.append(_window(other, y, seen, use, area, area_share))
            tally.pit.append(pit(one, y[:, None], random)[use, 0])
    return tuple(_card(code, tally, area_share, random) for code, tally in tallies.items())


def _card(code: str, tally: _Tally, share: float, random: np.random.Generator) -> Card:
    windows = len(tally.model)
    nothing = np.zeros((1, 8))
    model = np.array(tally.model) if windows else nothing
    plain = np.array(tally.plain) if windows else nothing
    rows = blocks(len(model), random)
    value = [_measures(table.sum(axis=0), share) for table in (model, plain)]
    drawn = [_measures(table[rows].sum(axis=1), share) for table in (model, plain)]
    values = np.concatenate(tally.pit) if windows else np.zeros(0)
    tenths = np.histogram(values, PIT_BINS, (0.0, 1.0))[0] / max(len(values), 1)
    return Card(
        indicator=code,
        windows=windows,
        events=float(model[:, _EVENTS].sum()),
        area_share=share,
        model=_figures(value[0], drawn[0]),
        plain=_figures(value[1], drawn[1]),
        difference=_figures(value[0] - value[1], drawn[0] - drawn[1]),
        pit=tenths,
        pit_distance=uniform_distance(values),
    )
