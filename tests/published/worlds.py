"""Simulated worlds with a known truth, on the published population where it is present."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.classes import level_of
from analytics.engine import Inputs, Population, Scores, calibrate, score
from analytics.index import goalposted
from policy import IndicatorKind, IndicatorRule, Policy
from settings import ROOT
from tests.analytics.worlds import periods_of
from vocab import PeriodRule

RATE = 0.00125


def tell(figures: str) -> None:
    """Show what was measured when pytest runs with -s."""
    sys.stdout.write(f"\n{figures}")


def case(name: str) -> Path:
    """A folder of published inputs and results.

    Skips where they are absent: some are under licences that keep them out of the repository.
    """
    near = ROOT.parent / "shared" / "cases"
    folder = Path(os.environ.get("WUSETU_CASES", near)) / name
    if not folder.is_dir():
        pytest.skip(f"published case {name} is not here: set WUSETU_CASES")
    return folder


@dataclass(frozen=True, kw_only=True)
class Played:
    """A world scored week by week, and the true level of every grid."""

    inputs: Inputs
    scores: list[Scores]
    true: np.ndarray
    policy: Policy

    @property
    def levels(self) -> np.ndarray:
        return np.array([one.level for one in self.scores])


def inputs_of(counts: np.ndarray, residents: np.ndarray) -> Inputs:
    grids, weeks = counts.shape
    nobody = np.zeros(grids)
    return Inputs(
        codes=np.array([f"{i:04d}" for i in range(grids)]),
        periods=periods_of(PeriodRule(), weeks),
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
    counts: np.ndarray,
    residents: np.ndarray,
    risk: np.ndarray,
    *,
    half_life: float = 6.6,
    baseline: int = 52,
) -> Played:
    """Calibrate on the first weeks, score all; true class = same goalposts and cuts."""
    inputs = inputs_of(counts, residents)
    rule = IndicatorRule(code="alert", kind=IndicatorKind.EVENTS, weight=1.0, half_life=half_life)
    draft = Policy(name="world", version="1", pool_digits=0, indicators=(rule,))
    policy = calibrate(draft, inputs.until(baseline - 1))
    done: list[Scores] = []
    for week in range(counts.shape[1]):
        done.append(score(policy, inputs.until(week), done[-1] if done else None))
    frozen = policy.indicators[0].frozen
    assert frozen is not None
    z = goalposted(risk, frozen.lo, frozen.hi, rule.transform)
    return Played(inputs=inputs, scores=done, true=level_of(z, policy.cuts), policy=policy)


def null_case() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts (560, 52), residents and true relative risk of the published null world."""
    table = pd.read_csv(case("17_null_world_560x52") / "counts.csv")
    weeks = [column for column in table if column.startswith("w")]
    return (
        table[weeks].to_numpy(),
        table["pop"].to_numpy(dtype=np.float64),
        table["true_rr"].to_numpy(dtype=np.float64),
    )
