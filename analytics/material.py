"""What the engine is given (输入): counts, coverage, population of G grids over T periods.

Source of the formulas: docs/method.md#exposure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from policy import Exposure, IndicatorKind, IndicatorRule, Measure, Policy

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Population:
    """Persons per grid, each (G,): residents = registered + floating; tidal come on top."""

    residents: Floats
    registered: Floats
    floating: Floats
    tidal: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inputs:
    """Everything one run needs; the last period is the one scored.

    ``codes`` (G,) ascending; ``periods`` (T,) last days, no holes; ``counts``, ``estimated``
    (events placed by shares) and ``observed`` per event indicator (G, T); ``population`` versions
    and ``population_of`` (T,) the version of each period; ``area_km2`` (G,).
    """

    codes: npt.NDArray[np.str_]
    periods: npt.NDArray[np.int64]
    counts: dict[str, npt.NDArray[np.generic]]
    estimated: dict[str, Floats]
    observed: dict[str, npt.NDArray[np.bool_]]
    population: tuple[Population, ...]
    population_of: npt.NDArray[np.int64]
    area_km2: Floats

    def until(self, position: int) -> Inputs:
        """The same with period ``position`` as the last."""
        end = position + 1
        return replace(
            self,
            periods=self.periods[:end],
            counts={name: values[:, :end] for name, values in self.counts.items()},
            estimated={name: values[:, :end] for name, values in self.estimated.items()},
            observed={name: values[:, :end] for name, values in self.observed.items()},
            population_of=self.population_of[:end],
        )

    def only_last(self) -> Inputs:
        """The last period alone."""
        return replace(
            self,
            periods=self.periods[-1:],
            counts={name: values[:, -1:] for name, values in self.counts.items()},
            estimated={name: values[:, -1:] for name, values in self.estimated.items()},
            observed={name: values[:, -1:] for name, values in self.observed.items()},
            population_of=self.population_of[-1:],
        )

    @property
    def now(self) -> Population:
        """The population of the last period."""
        return self.population[int(self.population_of[-1])]


def pools_of(inputs: Inputs, policy: Policy) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Names of the pools and the pool number of each grid."""
    if policy.pool_digits == 0 or not len(inputs.codes):
        return [""], np.zeros(len(inputs.codes), dtype=np.int64)
    # Codes ascend, so the grids of a pool stand together: no sorting of texts.
    heads = inputs.codes.astype(f"U{policy.pool_digits}")
    is_new = np.concatenate([[True], heads[1:] != heads[:-1]])
    return heads[is_new].tolist(), np.cumsum(is_new, dtype=np.int64) - 1


def happened(inputs: Inputs, code: str) -> Floats:
    """(G, T) events of an indicator, placed by a point or by shares; 0 where not observed."""
    events = np.where(inputs.observed[code], inputs.counts[code], 0.0)
    shared = inputs.estimated.get(code)
    return events if shared is None else events + np.where(inputs.observed[code], shared, 0.0)


def exposure(inputs: Inputs, rule: IndicatorRule) -> Floats:
    """(V, G) exposure of an event indicator per population version."""

    def one(people: Population) -> Floats:
        if rule.exposure is Exposure.RESIDENTS:
            return people.residents
        if rule.exposure is Exposure.PRESENT:
            return people.residents + people.tidal
        if rule.exposure is Exposure.AREA:
            return inputs.area_km2
        return np.ones(len(inputs.codes))

    return np.array([one(people) for people in inputs.population], dtype=np.float64)


def measure(inputs: Inputs, people: Population, rule: IndicatorRule) -> Floats:
    """(G,) a stock's measure; NaN where nobody lives."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if rule.measure is Measure.FLOATING_SHARE:
            return np.where(people.residents > 0, people.floating / people.residents, np.nan)
        if rule.measure is Measure.DENSITY:
            return np.where(inputs.area_km2 > 0, people.residents / inputs.area_km2, np.nan)
    return people.residents


def is_event(rule: IndicatorRule) -> bool:
    """Whether the indicator counts events (else it is a stock)."""
    return rule.kind is IndicatorKind.EVENTS
