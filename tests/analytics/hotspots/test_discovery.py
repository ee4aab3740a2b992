"""Which p-values may be called findings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from analytics.hotspots import false_discovery

P = st.lists(st.floats(0, 1), min_size=1, max_size=30)
METHODS = ["bh", "by", "tsbh", "bonferroni", "holm"]


@given(P, st.sampled_from(["bh", "by"]), st.sampled_from([0.05, 0.1, 0.2]))
def test_as_scipy_adjusts(p: list[float], method: str, q: float) -> None:
    adjusted = false_discovery_control(p, method=method)
    # On the edge itself rounding decides.
    clear = np.abs(adjusted - q) > 1e-9
    found = false_discovery(p, q, method)  # type: ignore[arg-type]
    assert (found == (adjusted <= q))[clear].all()


@given(P, st.sampled_from(METHODS))
def test_the_smallest_are_rejected_first(p: list[float], method: str) -> None:
    found = false_discovery(p, 0.1, method)  # type: ignore[arg-type]
    values = np.array(p)
    assert len(found) == len(p)
    if found.any():
        assert found[values < values[found].max()].all()


@given(P)
def test_order_of_strictness(p: list[float]) -> None:
    counts = {m: false_discovery(p, 0.1, m).sum() for m in METHODS}  # type: ignore[arg-type]
    assert counts["bonferroni"] <= counts["holm"] <= counts["bh"] <= counts["tsbh"]
    assert counts["by"] <= counts["bh"]


@pytest.mark.parametrize("method", METHODS)
def test_what_was_not_tested_is_not_counted(method: str) -> None:
    p = [0.001, np.nan, 0.04, np.nan, 0.9]
    found = false_discovery(p, 0.05, method)  # type: ignore[arg-type]
    known = false_discovery([0.001, 0.04, 0.9], 0.05, method)  # type: ignore[arg-type]
    assert found.tolist() == [known[0], False, known[1], False, known[2]]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("p", [[], [np.nan, np.nan]])
def test_nothing_tested(method: str, p: list[float]) -> None:
    assert false_discovery(p, 0.05, method).sum() == 0  # type: ignore[arg-type]


def test_faults() -> None:
    with pytest.raises(ValueError, match="no such method"):
        false_discovery([0.1], 0.05, "none")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="between 0 and 1"):
        false_discovery([1.5], 0.05)


def test_false_findings_stay_within_the_level() -> None:
    random = np.random.default_rng(3)
    shares = []
    for _ in range(200):
        p = random.uniform(size=100)
        p[:10] = random.beta(0.1, 10, 10)
        found = false_discovery(p, 0.1)
        shares.append(found[10:].sum() / max(found.sum(), 1))
    assert np.mean(shares) <= 0.1
