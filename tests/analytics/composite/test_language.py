"""The documented language: every block is read and run, every feature has its example."""

from __future__ import annotations

import re

import numpy as np
import pytest

import settings
from analytics.composite import aggregate
from analytics.composite.reading import parse
from analytics.composite.stepping import KINDS
from analytics.composite.tree import Data, run

TEXT = (settings.ROOT / "docs" / "index-language.md").read_text("utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
META = {
    "IndCode": ["a", "b"],
    "IndWeight": ["1", "2.0"],
    "Direction": ["1.0", "-1"],
    "Denominator": ["people", ""],
    "Type": ["Indicator", "Indicator"],
}


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_every_block_is_a_specification_that_runs(block: str) -> None:
    spec = parse(block, {"indicator_meta.csv": META, "states.csv": {"STATE": ["1"]}})
    random = np.random.default_rng(5)
    size = 40
    texts = {name: random.uniform(1, 9, size).astype(str).astype(object) for name in spec.columns()}
    texts |= {
        name: np.array([f"g{i % 3}" for i in range(size)], dtype=object) for name in spec.groups()
    }
    results = run(spec, Data(texts=texts, size=size))
    assert list(results) == list(spec.nodes)
    for code, result in results.items():
        assert len(result.values) == size
        assert np.isfinite(result.values).all(), code


@pytest.mark.parametrize("name", [*KINDS, *aggregate.KINDS])
def test_every_feature_has_an_example(name: str) -> None:
    assert any(f'"{name}"' in block for block in BLOCKS)


@pytest.mark.parametrize("name", [*KINDS, *aggregate.KINDS])
def test_every_option_is_in_the_tables(name: str) -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|") and f"`{name}`" in line]
    fields = KINDS[name].fields if name in KINDS else aggregate.KINDS[name].fields
    assert rows
    for field in fields:
        assert any(f"`{field.name}`" in row for row in rows), field.name
