"""Self test (自检): the town's own dates permuted, beside worlds in which nothing happens.

It uses only what a permuted real world knows; what needs a truth belongs to simulated worlds.
Source of the formulas: docs/method.md#selftest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analytics.alarms import FALSE_SHARE, window_alarms
from analytics.engine import score
from analytics.forecast import next_period
from analytics.material import Inputs, happened, is_event, pools_of
from analytics.posterior import pool_values
from analytics.scorecard import PIT_BINS, pit, uniform_distance
from analytics.scores import Scores
from policy import Policy

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# A year of memory, six periods to settle, half a year judged.
PERIODS, SETTLING, JUDGED = 84, 6, 26
LIMIT, PERMUTED, NULL_WORLDS = 2_000, 4, 20
# Both kinds of world are drawn with as few: the comparison stays fair and takes half the time.
DRAWS = 128
FLIP_FACTOR = 1.3
PIT_BOUND = 0.05
# Kolmogorov's 5 % point: what chance alone does to the distance of n values is this / sqrt(n).
KOLMOGOROV = 1.36
FLIPS, ALARMS, PIT = "flips", "alarms", "pit"

Told = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One figure and what it may be at most."""

    name: str
    figure: float
    bound: float

    @property
    def holds(self) -> bool:
        return not self.figure > self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTest:
    """What was tested and what came out; no bounds where there were too few periods.

    ``null_flips`` are those of each null world, ``pit`` the shares of the predictive's randomised
    PIT by tenths.
    """

    grids: int
    periods: int
    permutations: int
    null_worlds: int
    seed: int
    bounds: tuple[Bound, ...] = ()
    null_flips: tuple[float, ...] = ()
    pit: tuple[float, ...] = ()

    @property
    def is_measured(self) -> bool:
        return bool(self.bounds)

    @property
    def is_usable(self) -> bool:
        """Whether every bound holds; if not, the map is 不可用于决策."""
        return all(bound.holds for bound in self.bounds)


def sampled(inputs: Inputs, policy: Policy, limit: int, random: np.random.Generator) -> Inputs:
    """The last ``PERIODS`` periods of at most ``limit`` grids, at the population of the last.

    Whole pools are taken, in random order, as far as they fit: a prior of a few grids of each
    pool would not be the prior of the map.
    """
    names, pool = pools_of(inputs, policy)
    sizes = np.bincount(pool, minlength=len(names))
    order = random.permutation(len(names))
    fits = np.cumsum(sizes[order]) <= limit
    chosen = order[fits] if fits.any() else order[:1]
    rows = np.flatnonzero(np.isin(pool, chosen))
    if len(rows) > limit:
        rows = np.sort(random.choice(rows, limit, replace=False))

    def part(table: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        return table[rows, -PERIODS:]

    people = inputs.now
    return replace(
        inputs,
        codes=inputs.codes[rows],
        periods=inputs.periods[-PERIODS:],
        counts={code: part(table) for code, table in inputs.counts.items()},
        estimated={c: part(t).astype(np.float64) for c, t in inputs.estimated.items()},
        observed={c: part(t).astype(np.bool_) for c, t in inputs.observed.items()},
        population=(
            replace(
                people,
                residents=people.residents[rows],
                registered=people.registered[rows],
                floating=people.floating[rows],
                tidal=people.tidal[rows],
            ),
        ),
        population_of=np.zeros(len(inputs.periods[-PERIODS:]), dtype=np.int64),
        area_km2=inputs.area_km2[rows],
    )


def permuted(inputs: Inputs, random: np.random.Generator) -> Inputs:
    """Each grid's observed periods in another order, for each indicator by itself."""
    counts, estimated = dict(inputs.counts), dict(inputs.estimated)
    for code, seen in inputs.observed.items():
        keys = np.where(seen, random.random(seen.shape), 2.0)
        source = np.argsort(keys, axis=1)
        target = np.argsort(~seen, axis=1, kind="stable")
        for tables in (counts, estimated):
            if code in tables:
                table = np.array(tables[code])
                drawn = np.take_along_axis(table, source, axis=1)
                np.put_along_axis(table, target, drawn, axis=1)
                tables[code] = table
    return replace(inputs, counts=counts, estimated=estimated)


def null_world(inputs: Inputs, policy: Policy, random: np.random.Generator) -> Inputs:
    """Events drawn anew at each grid's own mean and the rule's dispersion; nothing changes."""
    names, pool = pools_of(inputs, policy)
    counts: dict[str, npt.NDArray[np.generic]] = {}
    for rule in policy.indicators:
        if not is_event(rule):
            continue
        assert rule.frozen is not None  # a calibrated policy
        seen = inputs.observed[rule.code]
        own = happened(inputs, rule.code).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
        phi = pool_values(rule.frozen.phi, names, 1.0)[pool]
        mean = own.copy()
        wide = (phi > 1) & (own > 0)
        # A gamma mean of variance (phi - 1) x mean makes Poisson counts of variance phi x mean.
        weekly = np.repeat(mean[:, None], seen.shape[1], axis=1)
        size = (own[wide] / (phi[wide] - 1))[:, None]
        weekly[wide] = random.gamma(
            size, (phi[wide] - 1)[:, None], (int(wide.sum()), seen.shape[1])
        )
        counts[rule.code] = random.poisson(weekly)
    return replace(inputs, counts=counts, estimated={})


def first_position(periods: int, policy: Policy) -> int:
    """The first period scored: enough memory, then time to settle before the judged ones."""
    return max(policy.min_periods - 1, periods - JUDGED - SETTLING)


def judged(periods: int, policy: Policy) -> range:
    """Positions of the periods whose maps are judged; empty when there are too few."""
    return range(max(first_position(periods, policy) + 1, periods - JUDGED), periods)


def flip_rate(inputs: Inputs, policy: Policy) -> float:
    """Mean share of coloured grids that change their colour in a judged period."""
    chain: Scores | None = None
    moved = shown = 0
    positions = judged(len(inputs.periods), policy)
    for position in range(first_position(len(inputs.periods), policy), len(inputs.periods)):
        chain = score(policy, inputs.until(position), chain)
        if position in positions:
            both = (chain.level > 0) & (chain.previous_level > 0)
            shown += int(both.sum())
            moved += int((chain.level != chain.previous_level)[both].sum())
    return moved / shown if shown else float("nan")


def false_alarms(inputs: Inputs, policy: Policy) -> tuple[int, int]:
    """Alarms in the judged periods, and families (pool, indicator, period) they came from."""
    pools = len(pools_of(inputs, policy)[0])
    found = families = 0
    for position in judged(len(inputs.periods), policy):
        alarms = window_alarms(inputs.until(position), policy)
        found += int(alarms.alarm.sum())
        families += pools * len(alarms.indicators)
    return found, families


def pit_values(inputs: Inputs, policy: Policy, random: np.random.Generator) -> Floats:
    """Randomised PIT of every observed grid, indicator and judged period."""
    values = [np.zeros(0)]
    for position in judged(len(inputs.periods), policy):
        forecast = next_period(inputs.until(position - 1), policy)
        codes = forecast.indicators
        if not codes:
            continue
        y = np.column_stack([happened(inputs, code)[:, position] for code in codes])
        seen = np.column_stack([inputs.observed[code][:, position] for code in codes])
        drawn = pit(forecast, np.round(y), random)
        values.append(drawn[seen & np.isfinite(drawn)])
    return np.concatenate(values)


def run(
    inputs: Inputs,
    policy: Policy,
    *,
    seed: int,
    limit: int = LIMIT,
    permutations: int = PERMUTED,
    null_worlds: int = NULL_WORLDS,
    told: Told = lambda share: None,
) -> SelfTest:
    """Test the method on the town's own events with their dates permuted.

    Bounds: flips <= 1.3 x the mean of the null worlds, or the most of any one of them; alarms <=
    q per pool, indicator and period, PIT within .05 of uniform, both widened by what chance alone
    does to so few values.

    Args:
        inputs: all periods; the last ones of a sample are used.
        policy: calibrated, the rule in force.
        seed: equal seeds give equal results.
        limit: grids at most.
        permutations: permuted worlds; their figures are averaged.
        null_worlds: simulated ones.
        told: is called with the share of the work that is done.
    """
    random = np.random.default_rng(seed)
    light = replace(policy, draws=DRAWS)
    base = sampled(inputs, light, limit, random)
    frame = SelfTest(
        grids=len(base.codes),
        periods=len(judged(len(base.periods), light)),
        permutations=permutations,
        null_worlds=null_worlds,
        seed=seed,
    )
    if not frame.periods or not frame.grids:
        return frame
    worlds = [permuted(base, random) for _ in range(permutations)]
    steps = permutations + null_worlds
    flips, quiet = [], []
    for number, world in enumerate(worlds, 1):
        flips.append(flip_rate(world, light))
        told(number / steps)
    for number in range(permutations + 1, steps + 1):
        quiet.append(flip_rate(null_world(base, light, random), light))
        told(number / steps)
    values = np.concatenate([pit_values(world, light, random) for world in worlds])
    tenths = np.histogram(values, PIT_BINS, (0.0, 1.0))[0] / max(len(values), 1)
    bounds = (
        _flip_bound(flips, quiet),
        _alarm_bound([false_alarms(world, light) for world in worlds]),
        Bound(
            name=PIT,
            figure=uniform_distance(values),
            bound=PIT_BOUND + KOLMOGOROV / max(len(values), 1) ** 0.5,
        ),
    )
    return replace(
        frame, bounds=bounds, null_flips=tuple(quiet), pit=tuple(float(x) for x in tenths)
    )


def _flip_bound(flips: list[float], quiet: list[float]) -> Bound:
    return Bound(
        name=FLIPS,
        figure=float(np.mean(flips)),
        bound=max(FLIP_FACTOR * float(np.mean(quiet)), *quiet),
    )


def _alarm_bound(counted: list[tuple[int, int]]) -> Bound:
    found, families = (sum(numbers) for numbers in zip(*counted, strict=True))
    chance = 2 * (FALSE_SHARE / max(families, 1)) ** 0.5
    return Bound(
        name=ALARMS,
        figure=found / families if families else float("nan"),
        bound=FALSE_SHARE + chance,
    )
