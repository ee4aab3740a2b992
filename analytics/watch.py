"""What to look at this period (研判): hot spots in five words, fresh clusters, the town's level.

Source of the formulas: docs/hotspots.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from analytics.hotspots import (
    Emerging,
    Exceedance,
    SpaceTimeCluster,
    ears,
    excess,
    farrington,
    five_words,
    getis_ord,
    noufaily,
    space_time_scan,
)
from analytics.material import Inputs, exposure, happened, is_event, pools_of
from analytics.posterior import evaluate, pool_values, season_of
from policy import IndicatorRule, Policy

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Disjoint spans whose Gi* are named in words (decision 0068).
SPANS, SPAN_PERIODS = 12, 2
SCAN_PERIODS = 8
SCAN_AT_ONCE = 3000
RECURRENCE = 52.0
LEAST_A_PERIOD = 5.0
# Farrington's windows are three periods wide on each side of the same time.
HALF_WINDOW = 3
EARS_METHODS = ("C1", "C2", "C3")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Level:
    """An area's events this period against what its own past lets expect.

    ``methods`` that can be judged, in order EARS C1 to C3, Farrington, Noufaily; ``raised`` are
    those whose threshold was passed. ``expected`` and ``upper`` are of the last one judged.
    """

    count: float
    expected: float
    upper: float
    methods: tuple[str, ...]
    raised: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Watch:
    """One event indicator over G grids: words, clusters (members are rows of G), level."""

    indicator: str
    words: Emerging
    clusters: tuple[SpaceTimeCluster, ...]
    level: Level | None


def expected(inputs: Inputs, rule: IndicatorRule, policy: Policy, periods: int) -> Floats:
    """(G, periods) events expected at relative risk 1 in the last periods; NaN unobserved."""
    assert rule.frozen is not None  # a calibrated policy
    names, pool = pools_of(inputs, policy)
    rate = pool_values(rule.frozen.rate, names, 0.0)[pool]
    exposed = exposure(inputs, rule)[inputs.population_of[-periods:]].T
    usual = exposed * rate[:, None] * season_of(inputs, rule, policy)[-periods:]
    return np.where(inputs.observed[rule.code][:, -periods:], usual, np.nan)


def words(inputs: Inputs, rule: IndicatorRule, policy: Policy, graph: csr_array) -> Emerging:
    """Five words per grid from Gi* of disjoint spans of two periods.

    Args:
        inputs: counts; up to 24 periods are used, the last span ending now.
        rule: an event indicator.
        policy: calibrated.
        graph: (G, G) neighbours, values used as given.
    """
    spans = max(1, min(SPANS, len(inputs.periods) // SPAN_PERIODS))
    length = min(spans * SPAN_PERIODS, len(inputs.periods))
    y = happened(inputs, rule.code)[:, -length:]
    e = expected(inputs, rule, policy, length)
    scores = [
        getis_ord(
            excess(
                np.where(np.isnan(e[:, part]), 0, y[:, part]).sum(axis=1),
                np.nansum(e[:, part], axis=1),
            ),
            graph,
        ).z
        for part in np.array_split(np.arange(length), spans)
    ]
    return five_words(np.column_stack(scores))


def clusters(
    inputs: Inputs, rule: IndicatorRule, policy: Policy, xy: Floats, *, n_sim: int, seed: int
) -> tuple[SpaceTimeCluster, ...]:
    """Circles with more events of late than their own past lets expect, that recur rarely.

    Usual is the posterior relative risk of each grid as of eight periods ago, times what is
    expected since. Grids or periods that nobody reported count as usual. Up to 3,000 grids are
    scanned at once, more of them town by town.

    Returns:
        those with a recurrence of at least 52 periods, highest score first.
    """
    reach = min(SCAN_PERIODS, len(inputs.periods) - 1)
    if reach < 1:
        return ()
    place = [one.code for one in policy.indicators].index(rule.code)
    theta = evaluate(inputs.until(len(inputs.periods) - 1 - reach), policy).theta[:, place]
    e = expected(inputs, rule, policy, reach)
    usual = np.nan_to_num(e) * theta[:, None]
    y = np.where(np.isnan(e), np.round(usual), happened(inputs, rule.code)[:, -reach:])
    _, pool = pools_of(inputs, policy)
    groups = [np.arange(len(y))] if len(y) <= SCAN_AT_ONCE else _rows_of(pool)
    found: list[SpaceTimeCluster] = []
    for rows in groups:
        made = space_time_scan(
            y[rows], usual[rows], xy[rows], max_periods=reach, n_sim=n_sim, seed=seed
        )
        found += [_renumbered(one, rows) for one in made if one.recurrence >= RECURRENCE]
    return tuple(sorted(found, key=lambda one: -one.score))


def _rows_of(pool: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    return [np.flatnonzero(pool == name) for name in np.unique(pool)]


def _renumbered(one: SpaceTimeCluster, rows: npt.NDArray[np.int64]) -> SpaceTimeCluster:
    return replace(one, members=np.sort(rows[one.members]))


def level(counts: Floats, days: npt.NDArray[np.int64], per_year: int) -> Level | None:
    """The last period of a whole area against the thresholds its history is long enough for.

    Args:
        counts: (T,) events of the area, NaN where not all of it was reported.
        days: (T,) last days of the periods.
        per_year: periods in a year.

    Returns:
        None where this period is unobserved or fewer than five events a period are usual.
    """
    if np.isnan(counts[-1]) or not np.nanmean(counts[-per_year:]) >= LEAST_A_PERIOD:
        return None
    judged: list[tuple[str, bool, float, float]] = []
    for method in EARS_METHODS:
        one = ears(counts, method)  # type: ignore[arg-type]
        if np.isfinite(one.upper[-1]):
            bounds = float(one.expected[-1]), float(one.upper[-1])
            judged.append((method, bool(one.alarm[-1]), *bounds))
    # The window about the same date of the first year begins inside the series.
    step = (days[-1] - days[0]) / max(len(days) - 1, 1)
    years = int((days[-1] - days[0] - (HALF_WINDOW + 1) * step) // 366)
    if years >= 1:
        for name, test in (("Farrington", farrington), ("Noufaily", noufaily)):
            made: Exceedance | None = test(counts, days=days, per_year=per_year, years=years)
            if made is not None:
                judged.append((name, made.alarm, made.expected, made.bounds.upper))
    if not judged:
        return None
    return Level(
        count=float(counts[-1]),
        expected=judged[-1][2],
        upper=judged[-1][3],
        methods=tuple(one[0] for one in judged),
        raised=tuple(one[0] for one in judged if one[1]),
    )


def watch(
    inputs: Inputs,
    policy: Policy,
    graph: csr_array,
    xy: Floats,
    *,
    rows: Bools,
    n_sim: int = 199,
    seed: int = 0,
    told: Callable[[float], None] | None = None,
) -> tuple[Watch, ...]:
    """All event indicators of the last period.

    Args:
        inputs: counts, coverage and population of G grids.
        policy: calibrated.
        graph: (G, G) neighbours.
        xy: (G, 2) projected metres.
        rows: (G,) the area whose level is judged.
        n_sim: simulations of the scan.
        seed: of the simulations.
        told: called with the share done after each indicator.
    """
    found: list[Watch] = []
    rules = [rule for rule in policy.indicators if is_event(rule)]
    for rule in rules:
        seen = inputs.observed[rule.code][rows].all(axis=0)
        total = np.where(seen, happened(inputs, rule.code)[rows].sum(axis=0), np.nan)
        found.append(
            Watch(
                indicator=rule.code,
                words=words(inputs, rule, policy, graph),
                clusters=clusters(inputs, rule, policy, xy, n_sim=n_sim, seed=seed),
                level=level(total, inputs.periods, round(policy.period.per_year())),
            )
        )
        if told is not None:
            told(len(found) / len(rules))
    return tuple(found)
