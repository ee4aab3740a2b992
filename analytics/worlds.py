"""Simulated worlds (模拟世界) with a known truth, and what the method must reach in them.

Source of the bounds: docs/method.md#worlds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analytics import selftest
from analytics.alarms import window_alarms
from analytics.classes import level_of
from analytics.engine import Inputs, Population, Scores, calibrate, score
from analytics.index import goalposted, power_mean
from analytics.material import happened, is_event
from analytics.posterior import evaluate
from policy import IndicatorKind, IndicatorRule, Policy
from vocab import PeriodRule

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# Events per person and week of the published null world.
RATE = 0.00125
# Its residents: log-normal, median 560, none below 120.
MIDDLE_LOG, SPREAD_LOG, LEAST_RESIDENTS = 6.33, 0.46, 120.0
GRIDS, YEAR, FIRST_DAY = 560, 52, 20_000
HALF_LIFE = 6.6
LATE = range(26, YEAR)
STEPPED, FACTOR, WEEKS_AFTER, LEAST_BASE = 20, 4, 12, 0.5
BIN = 1_000
Told = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One figure of a kind of world; ``low`` and ``high`` are its bounds, None where it has none.

    NaN where it could not be measured: no bound holds then.
    """

    world: str
    name: str
    figure: float
    low: float | None = None
    high: float | None = None

    @property
    def holds(self) -> bool:
        above = self.low is None or self.figure >= self.low
        return above and (self.high is None or self.figure <= self.high)


@dataclass(frozen=True, kw_only=True, eq=False)
class Played:
    """A world scored week by week, and the true level of every grid."""

    inputs: Inputs
    scores: list[Scores]
    true: Ints
    policy: Policy

    @property
    def levels(self) -> Ints:
        """(T, G) levels shown."""
        return np.array([one.level for one in self.scores], dtype=np.int64)


def inputs_of(counts: npt.NDArray[np.generic], residents: Floats) -> Inputs:
    """Inputs of one indicator, everything observed.

    Args:
        counts: (G, T) alerts.
        residents: (G,).
    """
    grids, weeks = counts.shape
    nobody = np.zeros(grids)
    first = PeriodRule().containing(FIRST_DAY)
    return Inputs(
        codes=np.array([f"{i:06d}" for i in range(grids)]),
        periods=first + 7 * np.arange(weeks, dtype=np.int64),
        counts={"alert": counts},
        estimated={},
        observed={"alert": np.ones((grids, weeks), dtype=np.bool_)},
        population=(
            Population(residents=residents, registered=residents, floating=nobody, tidal=nobody),
        ),
        population_of=np.zeros(weeks, dtype=np.int64),
        area_km2=np.ones(grids),
    )


def play(
    counts: npt.NDArray[np.generic],
    residents: Floats,
    risk: Floats,
    *,
    half_life: float = HALF_LIFE,
    baseline: int = YEAR,
) -> Played:
    """Calibrate on the first weeks, score all; true class = same goalposts and cuts.

    Args:
        counts: (G, T).
        residents: (G,).
        risk: (G,) true relative risk at the end.
        half_life: of the memory, in weeks.
        baseline: weeks to calibrate on.
    """
    inputs = inputs_of(counts, residents)
    rule = IndicatorRule(code="alert", kind=IndicatorKind.EVENTS, weight=1.0, half_life=half_life)
    draft = Policy(name="world", version="1", pool_digits=0, indicators=(rule,))
    policy = calibrate(draft, inputs.until(baseline - 1))
    frozen = policy.indicators[0].frozen
    assert frozen is not None
    z = goalposted(risk, frozen.lo, frozen.hi, rule.transform)
    true = np.asarray(level_of(z, policy.cuts), dtype=np.int64)
    return Played(inputs=inputs, scores=_scored(policy, inputs), true=true, policy=policy)


def _scored(policy: Policy, inputs: Inputs, first: int = 0) -> list[Scores]:
    done: list[Scores] = []
    for position in range(first, len(inputs.periods)):
        done.append(score(policy, inputs.until(position), done[-1] if done else None))
    return done


def residents_of(random: np.random.Generator, grids: int = GRIDS) -> Floats:
    """(G,) residents, spread like those of the published null world."""
    people = np.exp(random.normal(MIDDLE_LOG, SPREAD_LOG, grids))
    return np.asarray(np.round(np.maximum(people, LEAST_RESIDENTS)))


def null_world(seed: int, grids: int = GRIDS) -> Played:
    """Nothing changes for a year; true relative risks are Gamma(4) with mean 1."""
    random = np.random.default_rng(seed)
    people, risk = residents_of(random, grids), random.gamma(4, 0.25, grids)
    return play(random.poisson((people * risk * RATE)[:, None], (grids, YEAR)), people, risk)


# --- figures of worlds in which nothing changes -------------------------------------------


def flips(world: Played, weeks: range = LATE) -> float:
    """Mean share of the coloured grids that change their colour in a week."""
    levels, weekly = world.levels, []
    for week in weeks:
        both = (levels[week] > 0) & (levels[week - 1] > 0)
        weekly.append((levels[week] != levels[week - 1])[both].mean() if both.any() else np.nan)
    return float(np.mean(weekly))


def near(world: Played, distance: int, weeks: range = LATE) -> float:
    """Share of shown colours at most ``distance`` classes from the true one."""
    levels = world.levels[weeks.start : weeks.stop]
    shown = levels > 0
    return float((np.abs(levels - world.true) <= distance)[shown].mean())


def claims(worlds: list[Played], weeks: range = LATE) -> list[tuple[int, float, float]]:
    """(grid-weeks, mean claim, share of hits) of the most probable colour, by tenths."""
    said, hit = [], []
    for world in worlds:
        for one in world.scores[weeks.start : weeks.stop]:
            said.append(one.p.max(axis=1))
            hit.append(one.p.argmax(axis=1) + 1 == world.true)
    return _binned(np.concatenate(said), np.concatenate(hit))


def shown_claims(worlds: list[Played], weeks: range = LATE) -> list[tuple[int, float, float]]:
    """The same of the colour that is shown."""
    said, hit = [], []
    for world in worlds:
        for one in world.scores[weeks.start : weeks.stop]:
            shown = one.level > 0
            said.append(one.p_shown[shown])
            hit.append((one.level == world.true)[shown])
    return _binned(np.concatenate(said), np.concatenate(hit))


def _binned(said: Floats, hit: npt.NDArray[np.bool_]) -> list[tuple[int, float, float]]:
    place = np.digitize(said, np.arange(0.1, 1, 0.1))
    rows = []
    for number in np.unique(place):
        mine = place == number
        if mine.sum() >= BIN:
            rows.append((int(mine.sum()), float(said[mine].mean()), float(hit[mine].mean())))
    return rows


def alarms_a_week(world: Played, weeks: range = LATE) -> float:
    """Mean alarms a week and indicator."""
    found = [window_alarms(world.inputs.until(week), world.policy).alarm for week in weeks]
    return float(np.mean([one.sum(axis=0) for one in found]))


def spread(world: Played) -> float:
    """v/m^2 of the prior as found in the last week: 0.25 in a Gamma(4) world."""
    found = evaluate(world.inputs, world.policy)
    # Gamma(a, b) has mean m = a/b and variance v = a/b^2, so v/m^2 = 1/(m b).
    b = found.rate[0, 0] - found.n[0, 0]
    return float(1 / (found.memory_mean[0, 0] * b))


def _worst(rows: list[tuple[int, float, float]], *, is_both_ways: bool) -> float:
    gaps = [abs(said - hit) if is_both_ways else said - hit for _, said, hit in rows]
    return max(gaps, default=float("nan"))


def measured_null(worlds: list[Played]) -> tuple[Measured, ...]:
    """Figures of the null worlds, which are Gamma(4) worlds too, with their bounds."""
    mean = {
        "flips": (float(np.mean([flips(one) for one in worlds])), None, 0.030),
        "within_one": (float(np.mean([near(one, 1) for one in worlds])), 0.91, None),
        "exact": (float(np.mean([near(one, 0) for one in worlds])), None, None),
        "claim_gap": (_worst(claims(worlds), is_both_ways=True), None, 0.05),
        "shown_gap": (_worst(shown_claims(worlds), is_both_ways=False), None, 0.05),
        "alarms": (float(np.mean([alarms_a_week(one) for one in worlds])), None, 0.15),
    }
    ratios = [spread(one) for one in worlds]
    red = min(float((one.scores[-1].level == 1).mean()) for one in worlds)
    gamma = {
        "spread": (float(np.mean(ratios)), 0.20, 0.33),
        "least_spread": (min(ratios), None, None),
        "most_spread": (max(ratios), None, None),
        "least_red": (red, 1e-9, None),
    }
    return tuple(
        Measured(world=world, name=name, figure=figure, low=low, high=high)
        for world, table in (("null", mean), ("gamma", gamma))
        for name, (figure, low, high) in table.items()
    )


# --- steps --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """Weeks from a step to each sign, one per stepped grid; infinite where it never came."""

    alarm: tuple[float, ...] = ()
    orange: tuple[float, ...] = ()
    red: tuple[float, ...] = ()

    def __add__(self, other: Delays) -> Delays:
        return Delays(
            alarm=self.alarm + other.alarm,
            orange=self.orange + other.orange,
            red=self.red + other.red,
        )


def step_world(seed: int, grids: int = GRIDS) -> Delays:
    """After a calm year 20 grids have four times the events: how long until it shows.

    Counted over stepped grids with a base of half an event a week or more; red only where the
    true class is red.
    """
    random = np.random.default_rng(seed)
    people, risk = residents_of(random, grids), random.gamma(4, 0.25, grids)
    stepped = random.choice(grids, STEPPED, replace=False)
    factor = np.ones((grids, YEAR + WEEKS_AFTER))
    factor[stepped, YEAR:] = FACTOR
    base = people * risk * RATE
    later = np.where(np.isin(np.arange(grids), stepped), FACTOR, 1) * risk
    world = play(random.poisson(base[:, None] * factor), people, later)
    after = world.levels[YEAR:]
    weeks = range(YEAR, YEAR + WEEKS_AFTER)
    alarm = np.array(
        [window_alarms(world.inputs.until(week), world.policy).alarm[:, 0] for week in weeks]
    )
    busy = stepped[base[stepped] >= LEAST_BASE]
    return Delays(
        alarm=tuple(_first(alarm[:, grid]) for grid in busy),
        orange=tuple(_first((after[:, grid] > 0) & (after[:, grid] <= 2)) for grid in busy),
        red=tuple(_first(after[:, grid] == 1) for grid in busy if world.true[grid] == 1),
    )


def _first(is_reached: npt.NDArray[np.bool_]) -> float:
    places = np.flatnonzero(is_reached)
    return float(places[0] + 1) if len(places) else float("inf")


def measured_steps(delays: Delays) -> tuple[Measured, ...]:
    """Median weeks to each sign, with their bounds."""
    bounds = {"alarm": 5.0, "orange": 3.0, "red": 6.0}
    return tuple(
        Measured(
            world="step",
            name=name,
            figure=float(np.median(weeks)) if weeks else float("nan"),
            high=bounds[name],
        )
        for name, weeks in (("alarm", delays.alarm), ("orange", delays.orange), ("red", delays.red))
    )


# --- the town's own rates -----------------------------------------------------------------


def own_world(inputs: Inputs, policy: Policy, seed: int) -> Played:
    """A null world at the town's own rates, its true level from these rates."""
    random = np.random.default_rng(seed)
    light = replace(policy, draws=selftest.DRAWS)
    base = selftest.sampled(inputs, light, selftest.LIMIT, random)
    world = selftest.null_world(base, light, random)
    found = evaluate(base, light)
    z = found.z.copy()
    for k, rule in enumerate(light.indicators):
        if not is_event(rule) or rule.frozen is None:
            continue
        weeks = np.maximum(base.observed[rule.code].sum(axis=1), 1)
        own = happened(base, rule.code).sum(axis=1) / weeks
        usual = found.usual[:, k]
        risk = np.divide(own, usual, out=np.zeros(len(own)), where=usual > 0)
        true = goalposted(risk, rule.frozen.lo, rule.frozen.hi, rule.transform)
        z[:, k] = np.where(found.applies[:, k], true, z[:, k])
    s = power_mean(z, np.array(light.weights), light.power)
    first = selftest.first_position(len(world.periods), light)
    return Played(
        inputs=world,
        scores=_scored(light, world, first),
        true=np.asarray(level_of(s, light.cuts), dtype=np.int64),
        policy=light,
    )


def judged_weeks(worlds: list[Played]) -> range:
    """Places in ``scores`` of the judged maps; every world has the same periods."""
    scored = len(worlds[0].scores)
    return range(max(1, scored - selftest.JUDGED), scored)


def measured_own(worlds: list[Played]) -> tuple[Measured, ...]:
    """Figures at the town's own rates; the bounds are those of the null and demo worlds."""
    span = judged_weeks(worlds)
    counted = [selftest.false_alarms(one.inputs, one.policy) for one in worlds]
    alarms = sum(found for found, _ in counted) / max(sum(number for _, number in counted), 1)
    table = {
        "flips": (float(np.mean([flips(one, span) for one in worlds])), None, 0.030),
        "within_one": (float(np.mean([near(one, 1, span) for one in worlds])), 0.80, None),
        "exact": (float(np.mean([near(one, 0, span) for one in worlds])), 0.38, None),
        "claim_gap": (_worst(claims(worlds, span), is_both_ways=True), None, 0.05),
        "alarms": (alarms, None, 0.15),
    }
    return tuple(
        Measured(world="own", name=name, figure=figure, low=low, high=high)
        for name, (figure, low, high) in table.items()
    )
