"""From the store to the engine's arrays: counts, coverage, population of one boundary set."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.engine import Inputs, Population
from policy import IndicatorKind, IndicatorRule, Policy
from services import sharing
from store import Tx, boundaries, counts, coverage, population
from vocab import AdminLevel

POPULATION_COLUMNS = ("residents", "registered", "floating", "tidal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Inputs over all periods, and a running hash that names the inputs up to each one."""

    inputs: Inputs
    hashes: tuple[str, ...]
    revisions: dict[str, dict[int, int]]

    def until(self, position: int) -> Inputs:
        """The inputs as they stand when period ``position`` is the last."""
        return self.inputs.until(position)


def event_rules(policy: Policy) -> list[IndicatorRule]:
    """The indicators that count events, in the policy's order."""
    return [rule for rule in policy.indicators if rule.kind is IndicatorKind.EVENTS]


def _population_arrays(frame: pd.DataFrame, codes: npt.NDArray[np.str_]) -> Population:
    """The newest value of each grid up to a date; the earliest later one where there is none."""
    values = frame.set_index("code").reindex(codes)[list(POPULATION_COLUMNS)]
    arrays = values.fillna(0.0).to_numpy(dtype=np.float64).T
    return Population(**dict(zip(POPULATION_COLUMNS, arrays, strict=True)))


def populations(
    tx: Tx, codes: npt.NDArray[np.str_], periods: npt.NDArray[np.int64]
) -> tuple[tuple[Population, ...], npt.NDArray[np.int64]]:
    """Population versions of a set of grids and which of them each period (last day) uses.

    A grid has its newest value up to a version's date, the earliest later one where none is; a new
    grid without any has its part of the one it was made from (推算).
    """
    known = sharing.with_inherited(tx, codes, population.every(tx), POPULATION_COLUMNS)
    known = known.sort_values("ref_date", kind="stable")
    dates = np.unique(known["ref_date"].to_numpy(dtype=np.int64))
    if not len(dates):
        empty = np.zeros(len(codes))
        nobody = Population(residents=empty, registered=empty, floating=empty, tidal=empty)
        return (nobody,), np.zeros(len(periods), dtype=np.int64)
    versions = []
    for date in dates:
        later = known[known["ref_date"] > date].drop_duplicates("code", keep="first")
        sofar = known[known["ref_date"] <= date].drop_duplicates("code", keep="last")
        both = pd.concat([sofar, later]).drop_duplicates("code", keep="first")
        versions.append(_population_arrays(both, codes))
    place = np.searchsorted(dates, periods, side="right") - 1
    return tuple(versions), np.clip(place, 0, None).astype(np.int64)


def _people_hash(version: Population) -> str:
    columns = (getattr(version, name) for name in POPULATION_COLUMNS)
    return hashlib.sha256(b"".join(np.ascontiguousarray(c).tobytes() for c in columns)).hexdigest()


def _running_hashes(inputs: Inputs) -> tuple[str, ...]:
    state = hashlib.sha256("\n".join(inputs.codes.tolist()).encode())
    state.update(np.ascontiguousarray(inputs.area_km2).tobytes())
    people = [_people_hash(version) for version in inputs.population]
    names = []
    for position, period in enumerate(inputs.periods):
        # Only the version in use: a population of a later date changes nothing before it.
        state.update(f"{period} {people[int(inputs.population_of[position])]}".encode())
        for table in (inputs.counts, inputs.estimated, inputs.observed):
            for code in sorted(table):
                state.update(code.encode())
                state.update(np.ascontiguousarray(table[code][:, position]).tobytes())
        names.append(state.hexdigest())
    return tuple(names)


def load(
    tx: Tx,
    policy: Policy,
    set_id: int,
    periods: Sequence[int],
    revisions: dict[str, dict[int, int]] | None = None,
) -> Material:
    """Everything the engine needs for ``periods`` (ascending, no holes) on one boundary set.

    Args:
        tx: an open transaction.
        policy: says which indicators, sources, area and calendar.
        set_id: the boundary set whose grids are scored.
        periods: last days.
        revisions: counts as an earlier run used them (indicator, period, revision); the newest
            where absent.
    """
    units = boundaries.units(tx, set_id, (AdminLevel.MICRO_GRID,), with_geometry=False)
    chosen = units["code"].str.startswith(policy.area).to_numpy()
    codes = units["code"].to_numpy(dtype=np.str_)[chosen]
    last = np.asarray(periods, dtype=np.int64)
    first = np.array([policy.period.first_day(period) for period in periods], dtype=np.int64)
    names = [rule.code for rule in event_rules(policy)]
    used = counts.revisions(tx, set_id, names) if revisions is None else revisions
    block = counts.at_revisions(tx, set_id, names, list(periods), used)
    versions, version_of = populations(tx, codes, last)
    inputs = Inputs(
        codes=codes,
        periods=last,
        counts={name: block.n[name][chosen] for name in names},
        estimated={name: values[chosen] for name, values in block.estimated.items()},
        observed={
            rule.code: coverage.observed(tx, codes, rule.sources, first, last)
            for rule in event_rules(policy)
        },
        population=versions,
        population_of=version_of,
        area_km2=units["area_m2"].to_numpy(dtype=np.float64)[chosen] / 1e6,
    )
    return Material(inputs=inputs, hashes=_running_hashes(inputs), revisions=block.revisions)
