"""Before and after an operation (专项行动): treated grids against the rest.

Source of the formulas: docs/method.md#operation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics import memory

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
# Two-sided 95 %.
WIDTH = 1.959963984540054
HALF_EVENT = 0.5
PRIOR_FLOOR = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What became of the treated grids beside the untreated ones.

    ``ratio`` of ratios with its 95 % interval ``low``..``high``: 0.79 is 21 % fewer than without
    the operation. ``treated_ratio`` and ``untreated_ratio`` are during over before of each group,
    per period observed. ``regression`` is what the treated grids alone would have come to by
    returning to their usual level (1 = they were not chosen at a high); ``regression_ratio`` is
    ``ratio`` with that taken out, ``regression_low``..``regression_high`` its interval. Counts are
    of events; ``phi`` the dispersion within grids that widens the intervals. NaN where a group
    has nothing to compare.
    """

    treated_grids: int
    untreated_grids: int
    treated_before: float
    treated_during: float
    untreated_before: float
    untreated_during: float
    treated_ratio: float
    untreated_ratio: float
    ratio: float
    low: float
    high: float
    regression: float
    regression_ratio: float
    regression_low: float
    regression_high: float
    phi: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Group:
    """Events before, scaled to the periods seen during, and events during; their sums."""

    before: float
    during: float
    scaled: float

    @property
    def ratio(self) -> float:
        return self.during / self.scaled if self.scaled > 0 else float("nan")

    @property
    def noise(self) -> float:
        """Variance of the log of the ratio at dispersion 1."""
        return 1 / max(self.before, HALF_EVENT) + 1 / max(self.during, HALF_EVENT)


def before_after(
    counts: npt.NDArray[np.generic],
    observed: Bools,
    treated: Bools,
    before: Bools,
    during: Bools,
    *,
    exposure: Floats | None = None,
    untreated_counts: npt.NDArray[np.generic] | None = None,
    past: Bools | None = None,
) -> Effect:
    """Effect of an operation as a ratio of ratios.

    (treated during / before) / (untreated during / before); the interval is log-normal with
    variance phi (sum of 1/count over the four counts), 0 counting as half an event. A grid takes
    part where it was observed in both windows, its earlier events scaled to its later periods.

    Args:
        counts: (G, T) events.
        observed: (G, T).
        treated: (G,) where the operation was; all others are the comparison.
        before: (T,) periods before it.
        during: (T,) periods of it.
        exposure: (G,) e.g. residents, for the usual level of a grid; equal where absent.
        untreated_counts: (G, T) events that stand for the rest; ``counts`` where absent.
        past: (T,) periods still earlier. They say what is usual in the treated grids, beside the
            rest; without them the usual level is what their own counts shrink to.

    Raises:
        ValueError: no treated or no untreated grid, or the windows are empty or overlap.
    """
    _require(treated, before, during)
    rest = counts if untreated_counts is None else untreated_counts
    size = np.ones(len(treated)) if exposure is None else exposure
    both = np.asarray((observed & before).any(axis=1) & (observed & during).any(axis=1))
    groups = (both & treated, both & ~treated)
    ours = _group(counts, observed, before, during, groups[0])
    others = _group(rest, observed, before, during, groups[1])
    phi = max(
        _dispersion(table, observed & before, own)
        for table, own in zip((counts, rest), groups, strict=True)
    )
    if past is not None and past.any():
        regression = _fall_to_usual(counts, rest, observed, past, before, groups, phi)
    else:
        regression = _regression(counts, observed & before, treated & both, both, size, phi)
    return _effect(ours, others, groups, phi, regression)


def _effect(
    ours: _Group, others: _Group, groups: tuple[Bools, Bools], phi: float, regression: float
) -> Effect:
    ratio = ours.ratio / others.ratio if others.ratio > 0 else float("nan")
    middle = ratio if ratio != 0 else HALF_EVENT / ours.scaled / others.ratio  # never log 0
    width = _width(ours, others, phi)
    return Effect(
        treated_grids=int(groups[0].sum()),
        untreated_grids=int(groups[1].sum()),
        treated_before=ours.before,
        treated_during=ours.during,
        untreated_before=others.before,
        untreated_during=others.during,
        treated_ratio=ours.ratio,
        untreated_ratio=others.ratio,
        ratio=ratio,
        low=middle / width,
        high=middle * width,
        regression=regression,
        regression_ratio=ratio / regression,
        regression_low=middle / width / regression,
        regression_high=middle * width / regression,
        phi=phi,
    )


def _fall_to_usual(
    counts: npt.NDArray[np.generic],
    rest: npt.NDArray[np.generic],
    observed: Bools,
    past: Bools,
    before: Bools,
    groups: tuple[Bools, Bools],
    phi: float,
) -> float:
    """Usual level over the level before, 1 where the level before was no high beyond chance."""
    ours = _group(counts, observed, past, before, groups[0])
    others = _group(rest, observed, past, before, groups[1])
    if not (ours.ratio > 0 and others.ratio > 0):
        return 1.0
    high = ours.ratio / others.ratio
    return 1 / high if high / _width(ours, others, phi) > 1 else 1.0


def _width(ours: _Group, others: _Group, phi: float) -> float:
    """Factor from the middle to either end of the interval."""
    return float(np.exp(WIDTH * np.sqrt(phi * (ours.noise + others.noise))))


def _require(treated: Bools, before: Bools, during: Bools) -> None:
    if treated.all() or not treated.any() or not before.any() or not during.any():
        raise ValueError("an operation needs treated and untreated grids and both windows")
    if (before & during).any():
        raise ValueError("before and during overlap")


def _group(
    counts: npt.NDArray[np.generic], observed: Bools, before: Bools, during: Bools, use: Bools
) -> _Group:
    seen_before = (observed & before)[use].sum(axis=1)
    seen_during = (observed & during)[use].sum(axis=1)
    y_before = np.where(observed & before, counts, 0.0)[use].sum(axis=1)
    y_during = np.where(observed & during, counts, 0.0)[use].sum(axis=1)
    return _Group(
        before=float(y_before.sum()),
        during=float(y_during.sum()),
        scaled=float((y_before * seen_during / np.maximum(seen_before, 1)).sum()),
    )


def _dispersion(counts: npt.NDArray[np.generic], seen: Bools, use: Bools) -> float:
    """Dispersion within the grids of one group over the periods before."""
    table = np.asarray(counts)[use]
    whole = np.zeros(len(table), dtype=np.int64)
    return float(memory.dispersion(table, np.ones(table.shape), seen[use], whole, 1)[0])


def _regression(
    counts: npt.NDArray[np.generic],
    seen: Bools,
    treated: Bools,
    use: Bools,
    size: Floats,
    phi: float,
) -> float:
    """Usual level of the treated grids over what they had before: shrunk to all grids' prior."""
    y = np.where(seen, counts, 0.0).sum(axis=1)
    exposed = seen.sum(axis=1) * size
    usable = use & (exposed > 0)
    total = exposed[usable].sum()
    if not total > 0 or not y[usable].sum() > 0 or not y[treated & usable].sum() > 0:
        return float("nan")
    e = np.where(usable, exposed * y[usable].sum() / total, 0.0)
    risk = np.divide(y, e, out=np.zeros(len(e)), where=e > 0)
    n = e / phi
    prior = memory.prior_of(risk, n, np.zeros(len(e), dtype=np.int64), 1, PRIOR_FLOOR)
    usual = (prior.a + risk * n) / (prior.b + n) * e
    chosen = treated & usable
    return float(usual[chosen].sum() / y[chosen].sum())
