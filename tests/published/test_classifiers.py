"""Five-class schemes on California's employment, as mapclassify publishes them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

import settings
from analytics.classes import class_set, classify, head_tail, natural_breaks

CASES = Path(os.environ.get("WUSETU_CASES", settings.ROOT.parent / "shared" / "cases"))
CASE = CASES / "06_classify_calemp"
pytestmark = pytest.mark.skipif(not CASE.is_dir(), reason=f"{CASE}: published case not here")


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    return np.array((CASE / "calemp.csv").read_text("utf-8").split()[1:], dtype=float)


@pytest.fixture(scope="module")
def expected() -> dict:
    return json.loads((CASE / "expected.json").read_text("utf-8"))


def check(made, wanted: dict, values: np.ndarray) -> None:
    if "bins" in wanted:
        bins = [*made.cuts, values.max()]
        np.testing.assert_allclose(bins, wanted["bins"], rtol=0, atol=1e-6)
    if "counts" in wanted:
        counts = np.bincount(made.classes, minlength=len(made.bounds))
        assert counts.tolist() == wanted["counts"]


@pytest.mark.parametrize(
    ("name", "scheme", "cuts"),
    [
        ("Quantiles_k5", "quantile", ()),
        ("FisherJenks_k5", "exact", ()),
        ("NaturalBreaks_k5", "exact", ()),
        ("StdMean", "standard_mean", ()),
        ("UserDefined_20_30", "fixed", (20.0, 30.0)),
    ],
)
def test_bins_and_counts(values, expected, name, scheme, cuts) -> None:
    check(class_set(values, scheme, k=5, cuts=cuts), expected[name], values)


def test_other_published_cuts_go_in_as_fixed(values, expected) -> None:
    for name in ("EqualInterval_k5", "MaximumBreaks_k5", "Percentiles", "BoxPlot"):
        cuts = expected[name]["bins"][:-1]
        check(class_set(values, "fixed", cuts=cuts), expected[name], values)


def test_head_and_tail_of_a_power_law(expected) -> None:
    powers = np.arange(1, 1000.0) ** -2
    made = class_set(powers, "head_tail")
    assert np.bincount(made.classes).tolist() == expected["HeadTail_pow"]["counts"]
    assert len(head_tail(powers)) == 3


def test_best_classes_leave_the_least_absolute_deviation(values, expected) -> None:
    made = class_set(values, "exact", k=5)
    left = sum(
        np.abs(values[made.classes == c] - np.median(values[made.classes == c])).sum()
        for c in range(5)
    )
    assert left == pytest.approx(expected["FisherJenks_k5"]["adcm"], abs=1e-6)


def test_where_new_numbers_fall(values, expected) -> None:
    told = expected["find_bin_FJ5"]
    cuts = natural_breaks(values, 5)
    assert classify(told["x"], cuts).tolist() == told["bin"]


@pytest.mark.parametrize("shift", [1.0, 1e3, 1e6])
def test_a_shift_shifts_the_cuts(values, shift) -> None:
    np.testing.assert_allclose(
        natural_breaks(values + shift, 5), natural_breaks(values, 5) + shift, rtol=0, atol=1e-6
    )
