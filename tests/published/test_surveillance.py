"""Outbreak thresholds as published with the R package surveillance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.hotspots import (
    ears,
    farrington,
    farrington_bounds,
    noufaily,
    noufaily_bounds,
    outbreak_weights,
    reference_days,
)
from tests.published.worlds import case
from vocab import date_of

TOLERANCE = 1e-6
POWERS = {"none": 1.0, "half": 1 / 2, "two_thirds": 2 / 3}


@pytest.fixture(scope="module")
def folder() -> Path:
    return case("13_ears_farrington")


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "expected.json").read_text()))


@pytest.fixture(scope="module")
def newport(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "salmonella_newport_weekly.csv", parse_dates=["week_start"])


def test_ears_c1(newport: pd.DataFrame, expected: dict[str, Any]) -> None:
    known = expected["ears_c1"]
    found = ears(newport[known["series"]], "C1", baseline=known["baseline"], alpha=known["alpha"])
    year = newport["week_start"].dt.isocalendar()["year"] == known["iso_year"]
    first = np.flatnonzero(year)[:4]
    assert found.upper[first] == pytest.approx(known["upperbound_first4"], abs=TOLERANCE)


@pytest.mark.parametrize("name", list(POWERS))
def test_farrington_bounds(name: str, expected: dict[str, Any]) -> None:
    known, given = expected["farrington"], expected["farrington"]["input"]
    found = farrington_bounds(
        given["predFit"],
        given["predSeFit"],
        given["phi"],
        given["y"],
        alpha=given["alpha"],
        power=POWERS[name],
    )
    assert list(found) == pytest.approx(known[name], abs=TOLERANCE)


@pytest.mark.parametrize("name", ["muan_phi1_5", "muan_phi1", "nbPlugin_phi1_5", "nbPlugin_phi1"])
def test_noufaily_bounds(name: str, expected: dict[str, Any]) -> None:
    method, phi = name.split("_phi")
    found = noufaily_bounds(
        np.log(5),
        np.log(2),
        float(phi.replace("_", ".")),
        11,
        alpha=expected["noufaily"]["input"]["alpha"],
        plugin=method == "nbPlugin",
    )
    assert list(found) == pytest.approx(expected["noufaily"][name], abs=TOLERANCE)


def test_reference_weeks(expected: dict[str, Any]) -> None:
    known = expected["reference_weeks"]
    day = int(pd.Timestamp(known["day"]).timestamp() // 86_400)
    days = sorted(reference_days(day, known["b"]))
    assert [date_of(one).isoformat() for one in days] == known["expect"]


def test_weights_of_old_outbreaks(expected: dict[str, Any]) -> None:
    known = expected["weights"]
    found = outbreak_weights(np.array(known["s"]), known["threshold"])
    assert found == pytest.approx(known["expect"])


def test_whole_runs_on_the_published_series(folder: Path, newport: pd.DataFrame) -> None:
    """No alarm list was published; what the published tests demand of every alarm holds."""
    agona = pd.read_csv(folder / "salmonella_agona.txt", sep=r"\s+")["observed"].to_numpy()
    days = (newport["week_start"] - pd.Timestamp(1970, 1, 1)).dt.days.to_numpy()
    series = (
        (agona.astype(np.float64), None),
        (newport["total"].to_numpy(dtype=np.float64), days),
    )
    for counts, dates in series:
        alarms = 0
        for end in range(len(counts) - 40, len(counts) + 1):
            for method in (farrington, noufaily):
                part = None if dates is None else dates[:end]
                found = method(counts[:end], days=part)
                assert found is not None
                assert found.alarm == (found.enough and counts[end - 1] > found.bounds.upper)
                assert found.phi >= 1
                alarms += found.alarm
        assert alarms < 40
