"""Change of the index (变化分解): one input swapped at a time, so method is never taken for risk."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from analytics.material import Inputs, is_event
from analytics.posterior import Posterior, evaluate, season_of
from policy import Policy

Floats = npt.NDArray[np.float64]
PARTS = ("data", "correction", "population", "boundary", "season", "policy")


def seasons_of(inputs: Inputs, policy: Policy) -> dict[str, Floats]:
    """Seasonal factors of every event indicator."""
    return {r.code: season_of(inputs, r, policy) for r in policy.indicators if is_event(r)}


def _held(f: Floats) -> Floats:
    """The last period with the factor of the one before."""
    held = f.copy()
    if len(f) > 1:
        held[-1] = f[-2]
    return held


def uncorrected(inputs: Inputs, used: Inputs) -> Inputs:
    """The new period's counts on top of the earlier ones as the last run used them."""

    def joined(
        new: dict[str, npt.NDArray[np.generic]], old: dict[str, npt.NDArray[np.generic]]
    ) -> dict[str, npt.NDArray[np.generic]]:
        return {
            code: np.concatenate([old[code], values[:, -1:]], axis=1)
            if code in old and old[code].shape[1] + 1 == values.shape[1]
            else values
            for code, values in new.items()
        }

    return replace(
        inputs,
        counts=joined(inputs.counts, used.counts),
        observed=joined(inputs.observed, used.observed),  # type: ignore[arg-type]
    )


def _population_held(inputs: Inputs) -> Inputs:
    held = inputs.population_of.copy()
    if len(held) > 1:
        held[-1] = held[-2]
    return replace(inputs, population_of=held)


def parts(
    start: Floats,
    inputs: Inputs,
    used: Inputs | None,
    old_policy: Policy,
    final: Posterior,
    policy: Policy,
    *,
    is_moved: bool,
) -> Floats:
    """(G, 6) parts in the order of ``PARTS``; they add up to the index less ``start``.

    Args:
        start: (G,) index of the last run, NaN for a grid it did not hold.
        inputs: now.
        used: what the last run used where that differs (late rows), on the same grids.
        old_policy: of the last run.
        final: the posterior of this run.
        policy: of this run.
        is_moved: the boundary set is another one; its step is taken first, on the new grids.
    """
    result = {name: np.zeros(len(start)) for name in PARTS}
    at = start
    seasons = seasons_of(inputs, old_policy)
    held = {code: _held(f) for code, f in seasons.items()}
    if is_moved and len(inputs.periods) > 1:
        before = inputs.until(len(inputs.periods) - 2)
        short = {code: f[:-1] for code, f in seasons.items()}
        at = _step(result, "boundary", at, evaluate(before, old_policy, short).index)
    frozen_people = _population_held(inputs)
    if used is not None:
        late = uncorrected(frozen_people, used)
        at = _step(result, "data", at, evaluate(late, old_policy, held).index)
        at = _step(result, "correction", at, evaluate(frozen_people, old_policy, held).index)
    else:
        at = _step(result, "data", at, evaluate(frozen_people, old_policy, held).index)
    if inputs.population_of[-1] != frozen_people.population_of[-1]:
        at = _step(result, "population", at, evaluate(inputs, old_policy, held).index)
    if any((held[code] != f).any() for code, f in seasons.items()):
        at = _step(result, "season", at, evaluate(inputs, old_policy, seasons).index)
    last = "policy" if policy.hash != old_policy.hash else "data"
    result[last] = result[last] + (final.index - at)
    return np.column_stack([result[name] for name in PARTS])


def _step(result: dict[str, Floats], name: str, before: Floats, after: Floats) -> Floats:
    result[name] = after - before
    return after
