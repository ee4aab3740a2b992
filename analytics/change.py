"""Change of the index (变化分解): one input swapped at a time; a method is never taken for risk.

Source of the formulas: docs/method.md#change.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import numpy.typing as npt

from analytics.material import Inputs, Population, is_event
from analytics.posterior import Posterior, evaluate, season_of
from policy import Policy

Floats = npt.NDArray[np.float64]
Seasons = dict[str, Floats]
PARTS = ("data", "correction", "population", "boundary", "season", "policy")


def seasons_of(inputs: Inputs, policy: Policy) -> Seasons:
    """Seasonal factors of every event indicator."""
    return {r.code: season_of(inputs, r, policy) for r in policy.indicators if is_event(r)}


def _held(seasons: Seasons) -> Seasons:
    """The last period with the factors of the one before."""
    return {code: np.concatenate([f[:-1], f[-2:-1]]) for code, f in seasons.items()}


def _population_held(inputs: Inputs) -> Inputs:
    """The last period with the population of the one before."""
    version = inputs.population_of
    return replace(inputs, population_of=np.concatenate([version[:-1], version[-2:-1]]))


def uncorrected(inputs: Inputs, used: Inputs) -> Inputs:
    """The new period on top of the earlier ones as the last run used them, matched by code.

    A grid the last run did not hold keeps what is known of it now.
    """
    if len(used.periods) + 1 != len(inputs.periods):
        return inputs
    place = np.clip(np.searchsorted(used.codes, inputs.codes), 0, max(len(used.codes) - 1, 0))
    known = np.flatnonzero(used.codes[place] == inputs.codes) if len(used.codes) else place[:0]
    place = place[known]

    def joined(
        new: npt.NDArray[np.generic], old: npt.NDArray[np.generic]
    ) -> npt.NDArray[np.generic]:
        table = new.astype(np.result_type(new, old))
        table[known, :-1] = old[place]
        return table

    def people(version: Population) -> Population:
        arrays = {field.name: getattr(inputs.now, field.name).copy() for field in fields(version)}
        for name, values in arrays.items():
            values[known] = getattr(version, name)[place]
        return Population(**arrays)

    def shared(table: Inputs, code: str) -> Floats:
        nothing = np.zeros((len(table.codes), len(table.periods)))
        return table.estimated.get(code, nothing)

    codes = [code for code in inputs.counts if code in used.counts]
    some = [code for code in codes if code in inputs.estimated or code in used.estimated]
    offset = len(used.population)
    version_of = np.append(used.population_of, offset + inputs.population_of[-1])
    return replace(
        inputs,
        counts=inputs.counts | {c: joined(inputs.counts[c], used.counts[c]) for c in codes},
        observed=inputs.observed
        | {c: joined(inputs.observed[c], used.observed[c]).astype(np.bool_) for c in codes},
        estimated=inputs.estimated
        | {c: np.asarray(joined(shared(inputs, c), shared(used, c)), np.float64) for c in some},
        population=(*(people(version) for version in used.population), *inputs.population),
        population_of=version_of,
    )


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
        inputs: now, at least two periods.
        used: what the last run used where that differs (late rows), on the same grids.
        old_policy: of the last run.
        final: the posterior of this run.
        policy: of this run.
        is_moved: the boundary set is another one; its step is taken first, on the new grids.
    """
    result = {name: np.zeros(len(start)) for name in PARTS}
    at = start
    for name, world, seasons in _worlds(inputs, used, old_policy, is_moved=is_moved):
        after = evaluate(world, old_policy, seasons).index
        result[name] = after - at
        at = after
    # What is left is the policy; without a new one the last step was this run itself.
    last = "policy" if policy.hash != old_policy.hash else "data"
    result[last] = result[last] + (final.index - at)
    return np.column_stack([result[name] for name in PARTS])


def _worlds(
    inputs: Inputs, used: Inputs | None, policy: Policy, *, is_moved: bool
) -> list[tuple[str, Inputs, Seasons]]:
    """The steps from the last run to this one: each swaps one input more."""
    steps: list[tuple[str, Inputs, Seasons]] = []
    seasons = seasons_of(inputs, policy)
    if is_moved:
        short = {code: f[:-1] for code, f in seasons.items()}
        steps.append(("boundary", inputs.until(len(inputs.periods) - 2), short))
    base = inputs if used is None else uncorrected(inputs, used)
    late = _population_held(base)
    steps.append(("data", late, _held(seasons_of(base, policy))))
    if used is not None:
        mended = replace(
            late, counts=inputs.counts, observed=inputs.observed, estimated=inputs.estimated
        )
        steps.append(("correction", mended, _held(seasons_of(mended, policy))))
    if used is not None or late.population_of[-1] != inputs.population_of[-1]:
        steps.append(("population", inputs, _held(seasons)))
    if any(f[-1] != f[-2] for f in seasons.values()):
        steps.append(("season", inputs, seasons))
    return steps
