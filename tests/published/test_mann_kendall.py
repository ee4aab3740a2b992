"""360 monthly values of rain with 7 gaps, as published with pyMannKendall."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.hotspots import mann_kendall
from tests.published.worlds import case

TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def rain() -> np.ndarray:
    return pd.read_csv(case("12_mann_kendall") / "mk_arbitrary_1d.csv").iloc[:, 0].to_numpy()


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    return dict(json.loads((case("12_mann_kendall") / "expected.json").read_text()))


def test_plain(rain: np.ndarray, expected: dict[str, Any]) -> None:
    assert len(rain) == 360
    assert np.isnan(rain).sum() == 7
    found, known = mann_kendall(rain), expected["original"]
    assert found.s == known["s"]
    for name, value in (("var_s", found.var_s), ("z", found.z), ("p", found.p), ("Tau", found.tau)):
        assert value == pytest.approx(known[name], rel=TOLERANCE)


def test_slope_keeps_the_place_of_gaps(rain: np.ndarray, expected: dict[str, Any]) -> None:
    found = mann_kendall(rain)
    assert found.slope == pytest.approx(expected["sens_slope"]["slope"], rel=TOLERANCE)
    assert found.intercept == pytest.approx(expected["sens_slope"]["intercept"], rel=TOLERANCE)


def test_corrected_for_autocorrelation(rain: np.ndarray, expected: dict[str, Any]) -> None:
    found, known = mann_kendall(rain, method="hamed_rao"), expected["hamed_rao"]
    assert found.s == expected["original"]["s"]
    for name, value in (("var_s", found.var_s), ("z", found.z), ("p", found.p)):
        assert value == pytest.approx(known[name], rel=TOLERANCE)


def test_the_same_with_pymannkendall() -> None:
    peer = pytest.importorskip("pymannkendall", reason="pymannkendall is not installed")
    random = np.random.default_rng(5)
    for n in (8, 30, 90):
        x = np.round(np.cumsum(random.normal(size=n)), 1)
        x[random.choice(n, 2, replace=False)] = np.nan
        for method, theirs in (
            ("plain", peer.original_test(x)),
            ("hamed_rao", peer.hamed_rao_modification_test(x)),
        ):
            ours = mann_kendall(x, method=method)  # type: ignore[arg-type]
            names = ("s", "var_s", "z", "p", "Tau", "slope", "intercept")
            known = [getattr(theirs, name) for name in names]
            assert list(ours) == pytest.approx(known, abs=1e-9, nan_ok=True)
