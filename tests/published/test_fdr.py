"""The worked example of Benjamini and Hochberg 1995."""

from __future__ import annotations

import json

import pytest

from analytics.hotspots import false_discovery
from tests.published.worlds import case


@pytest.mark.parametrize(
    ("method", "named", "rejected"),
    [
        ("bonferroni", "bonferroni", 3),
        ("holm", "holm", 3),
        ("bh", "fdr_bh", 4),
        ("by", None, 3),
        ("tsbh", None, 8),
    ],
)
def test_number_of_rejections(method: str, named: str | None, rejected: int) -> None:
    expected = json.loads((case("16_fdr_bh1995") / "expected.json").read_text())
    if named is not None:
        assert expected["rejected"][named] == rejected
    found = false_discovery(expected["p"], expected["alpha"], method)  # type: ignore[arg-type]
    assert found.sum() == rejected
    assert found[:rejected].all()
