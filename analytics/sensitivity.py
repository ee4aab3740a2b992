"""Sensitivity (敏感性): which choice of the rule moves ranks and classes most (Sobol).

Source of the formulas: docs/method.md#sensitivity.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc, rankdata, sobol_indices

from analytics.classes import level_of
from analytics.index import goalposted, overridden, power_mean
from analytics.material import Inputs, is_event
from analytics.posterior import evaluate
from policy import Policy

Floats = npt.NDArray[np.float64]
# How far each choice is asked to move: weights by a quarter, the power from the plain mean to 3,
# half-lives from half to twice, upper goalposts by 15 %.
WEIGHT_SPREAD, POWERS, HALVINGS, GOALPOST_SPREAD = 0.25, (1.0, 3.0), (-1.0, 1.0), 0.15
HALF_LIVES = 9
POWER, HALF_LIFE, GOALPOST, WEIGHT = "power", "half_life", "goalpost", "weight"
OUTPUTS = ("rank", "class")
DRAWS = 512
INTERVAL, RESAMPLES = 0.90, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One choice's share of the variance of one output, alone and with all it acts through.

    ``choice`` is ``weight:<indicator>``, ``power``, ``half_life`` or ``goalpost``.
    """

    choice: str
    output: str
    first: float
    total: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """Effects, and the mean of each output over all choices asked (rank places, share of grids)."""

    effects: tuple[Effect, ...]
    means: dict[str, float]
    grids: int
    draws: int


class _Model:
    """The index under other choices; z is worked out once per half-life."""

    def __init__(self, inputs: Inputs, policy: Policy) -> None:
        self.policy = policy
        self.events = np.array([is_event(rule) for rule in policy.indicators])
        steps = np.linspace(*HALVINGS, HALF_LIVES)
        self.found = [evaluate(inputs, _remembering(policy, 2.0**step)) for step in steps]
        nominal = self.found[HALF_LIVES // 2]
        weights = np.array(policy.weights)
        self.use = nominal.applies[:, weights > 0].any(axis=1)
        index = overridden(
            power_mean(nominal.z, weights, policy.power),
            nominal.z,
            nominal.acute,
            policy.override_share,
        )[self.use]
        self.ranks = rankdata(-index)
        self.levels = level_of(index, policy.cuts)

    def _z(self, place: int, stretch: float) -> tuple[Floats, npt.NDArray[np.bool_]]:
        found = self.found[place]
        z = found.z.copy()
        for k, rule in enumerate(self.policy.indicators):
            if self.events[k] and rule.frozen is not None:
                hi = rule.frozen.lo + (rule.frozen.hi - rule.frozen.lo) * stretch
                new = goalposted(found.theta[:, k], rule.frozen.lo, hi, rule.transform)
                alive = found.applies[:, k] & np.isfinite(found.shape[:, k])
                z[:, k] = np.where(alive, new, z[:, k])
        return z[self.use], found.acute[self.use]

    def one(self, draw: Floats) -> tuple[float, float]:
        """(mean change of rank, share of grids in another class) of one draw in [0, 1)."""
        m = len(self.policy.indicators)
        spread = 1 + WEIGHT_SPREAD * (2 * draw[:m] - 1)
        weights = np.array(self.policy.weights) * spread
        power = POWERS[0] + (POWERS[1] - POWERS[0]) * float(draw[m])
        place = min(int(draw[m + 1] * HALF_LIVES), HALF_LIVES - 1)
        z, acute = self._z(place, 1 + GOALPOST_SPREAD * (2 * float(draw[m + 2]) - 1))
        index = power_mean(z, weights / weights.sum(), power)
        index = overridden(index, z, acute, self.policy.override_share)
        apart = np.abs(rankdata(-index) - self.ranks).mean()
        return float(apart), float((level_of(index, self.policy.cuts) != self.levels).mean())

    def output(self, draws: Floats) -> Floats:
        """(2, n) outputs of (d, n) draws."""
        return np.array([self.one(draw) for draw in draws.T]).T


def _remembering(policy: Policy, factor: float) -> Policy:
    """The rule with every half-life this many times as long."""
    rules = tuple(replace(rule, half_life=rule.half_life * factor) for rule in policy.indicators)
    return replace(policy, indicators=rules)


def sensitivity(
    inputs: Inputs, policy: Policy, *, draws: int = DRAWS, seed: int = 0
) -> Sensitivity:
    """Sobol indices of the last period's index under the rule.

    Args:
        inputs: all periods; the last one is ranked.
        policy: calibrated.
        draws: a power of 2; the index is worked out draws x (choices + 2) times.
        seed: equal seeds give equal results.

    Raises:
        ValueError: ``draws`` is no power of 2.
    """
    model = _Model(inputs, policy)
    names = [f"{WEIGHT}:{rule.code}" for rule in policy.indicators]
    names += [POWER, HALF_LIFE, GOALPOST]
    played = _played(model, len(names), draws, seed)
    first, total = _indices(played)
    spread = _resampled(played, np.random.default_rng(seed))
    low, high = np.quantile(spread, ((1 - INTERVAL) / 2, (1 + INTERVAL) / 2), axis=0)
    effects = tuple(
        Effect(
            choice=name,
            output=OUTPUTS[o],
            first=float(first[o, k]),
            total=float(total[o, k]),
            low=float(low[o, k]),
            high=float(high[o, k]),
        )
        for o in range(len(OUTPUTS))
        for k, name in enumerate(names)
    )
    means = (played.a.mean(axis=1) + played.b.mean(axis=1)) / 2
    return Sensitivity(
        effects=effects,
        means=dict(zip(OUTPUTS, means.tolist(), strict=True)),
        grids=int(model.use.sum()),
        draws=draws,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Played:
    """Outputs (2, n) of two samples, and (d, 2, n) of the first with one choice of the second."""

    a: Floats
    b: Floats
    ab: Floats

    def rows(self, places: npt.NDArray[np.int64]) -> _Played:
        return _Played(a=self.a[:, places], b=self.b[:, places], ab=self.ab[:, :, places])


def _played(model: _Model, size: int, draws: int, seed: int) -> _Played:
    if draws < 1 or draws & (draws - 1):
        raise ValueError(f"no power of 2: {draws}")
    sample = qmc.Sobol(2 * size, rng=np.random.default_rng(seed)).random(draws).T
    one, other = sample[:size], sample[size:]
    mixed = []
    for k in range(size):
        swapped = one.copy()
        swapped[k] = other[k]
        mixed.append(model.output(swapped))
    return _Played(a=model.output(one), b=model.output(other), ab=np.array(mixed))


def _indices(played: _Played) -> tuple[Floats, Floats]:
    """First-order and total indices (2, d); 0 where an output does not vary at all."""
    # Copies: scipy centres what it is given, in place.
    outputs = {"f_A": played.a.copy(), "f_B": played.b.copy(), "f_AB": played.ab.copy()}
    with np.errstate(invalid="ignore", divide="ignore"):
        found = sobol_indices(func=outputs, n=played.a.shape[1])
    return np.nan_to_num(found.first_order), np.nan_to_num(found.total_order)


def _resampled(played: _Played, random: np.random.Generator) -> Floats:
    """(RESAMPLES, 2, d) total indices of draws taken with replacement."""
    n = played.a.shape[1]
    picks = random.integers(0, n, (RESAMPLES, n))
    return np.array([_indices(played.rows(pick))[1] for pick in picks])
