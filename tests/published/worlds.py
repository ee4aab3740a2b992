"""The published worlds where they are present; the simulated ones are analytics.worlds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.worlds import RATE, Played, play
from settings import ROOT

__all__ = ["RATE", "Played", "case", "null_case", "play", "tell"]


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


def null_case() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts (560, 52), residents and true relative risk of the published null world."""
    table = pd.read_csv(case("17_null_world_560x52") / "counts.csv")
    weeks = [column for column in table if column.startswith("w")]
    return (
        table[weeks].to_numpy(),
        table["pop"].to_numpy(dtype=np.float64),
        table["true_rr"].to_numpy(dtype=np.float64),
    )
