"""What the engine is given: arrays of one area, all in the order of the grid codes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from errors import PolicyError
from policy.schema import Exposure, IndicatorKind, IndicatorRule, Measure, Policy

Floats = npt.NDArray[np.float64]
ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Population:
    """人口 One version of the population: persons per grid, each (G,); NaN = not known."""

    residents: Floats
    floating: Floats
    tidal: Floats
    registered: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inputs:
    """Counts, coverage and population of G grids over T periods; the last period is scored.

    Attributes:
        codes: (G,) micro-grid codes, ascending.
        periods: (T,) last day of each period (days since 1970), ascending, without holes.
        counts: indicator to (G, T) events.
        estimated: indicator to (G, T) counts shared by residents (推算); usually empty.
        observed: indicator to (G, T); False where the period is not covered. A missing key
            means all covered.
        population: the versions, named by ``population_of`` (T,).
        area_km2: (G,).
    """

    codes: npt.NDArray[np.str_]
    periods: npt.NDArray[np.int64]
    counts: dict[str, npt.NDArray[Any]]
    estimated: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    observed: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    population: tuple[Population, ...]
    population_of: npt.NDArray[np.int64]
    area_km2: Floats

    @property
    def period(self) -> int:
        return int(self.periods[-1])

    def until(self, length: int) -> Inputs:
        """The first ``length`` periods only."""
        return replace(
            self,
            periods=self.periods[:length],
            counts={key: value[:, :length] for key, value in self.counts.items()},
            estimated={key: value[:, :length] for key, value in self.estimated.items()},
            observed={key: value[:, :length] for key, value in self.observed.items()},
            population_of=self.population_of[:length],
        )

    def covered(self, indicator: str) -> npt.NDArray[np.bool_]:
        """(G, T) whether an indicator was observed."""
        if indicator in self.observed:
            return self.observed[indicator]
        return np.ones((len(self.codes), len(self.periods)), dtype=bool)


def check(policy: Policy, inputs: Inputs) -> None:
    """Refuse inputs that do not fit together, all faults in one message.

    Raises:
        PolicyError: ``engine.inputs`` with the names at fault.
    """
    shape = (len(inputs.codes), len(inputs.periods))
    faults = [
        f"{name}.{key}"
        for name in ("counts", "estimated", "observed")
        for key, value in getattr(inputs, name).items()
        if value.shape != shape
    ]
    faults += [
        f"counts.{rule.code}"
        for rule in policy.indicators
        if rule.kind is IndicatorKind.EVENTS and rule.code not in inputs.counts
    ]
    if shape[1] == 0 or bool(np.any(np.diff(inputs.periods) <= 0)):
        faults.append("periods")
    if shape[0] and bool(np.any(inputs.codes[1:] <= inputs.codes[:-1])):
        faults.append("codes")
    if len(inputs.population_of) != shape[1]:
        faults.append("population_of")
    if faults:
        raise PolicyError("engine.inputs", names=", ".join(faults))


def pools(codes: npt.NDArray[np.str_], digits: int) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Pool codes (town), ascending, and for each grid (G,) which one it is in."""
    if digits == 0 or len(codes) == 0:
        return [ALL], np.zeros(len(codes), dtype=np.int64)
    names, where = np.unique(codes.astype(f"U{digits}"), return_inverse=True)
    return [str(name) for name in names], np.asarray(where, dtype=np.int64)


def exposure(rule: IndicatorRule, population: Population, area_km2: Floats) -> Floats:
    """(G,) what the rate is measured over; 0 where not applicable (also where not known)."""
    if rule.exposure is Exposure.RESIDENTS:
        amount = population.residents
    elif rule.exposure is Exposure.PRESENT:
        amount = population.residents + population.tidal
    elif rule.exposure is Exposure.AREA:
        amount = area_km2
    else:
        amount = np.ones_like(area_km2)
    return np.where(amount > 0, amount, 0.0)


def measure(rule: IndicatorRule, population: Population, area_km2: Floats) -> Floats:
    """(G,) value of a stock indicator; NaN where not applicable."""
    if rule.measure is Measure.RESIDENTS:
        return np.asarray(population.residents, dtype=np.float64)
    is_share = rule.measure is Measure.FLOATING_SHARE
    above = population.floating if is_share else population.residents
    below = population.residents if is_share else area_km2
    held = below > 0
    return np.where(held, above / np.where(held, below, 1.0), np.nan)
