"""The result's columns: there and back, and a hash that sees every byte."""

from __future__ import annotations

import numpy as np

from analytics.scores import COLUMN_NAMES, Scores
from tests.analytics.worlds import ruled, run, world


def sample() -> Scores:
    inputs = world(grids=12, periods=10)
    return run(ruled(inputs), inputs, first=8)[-1]


def test_columns_there_and_back() -> None:
    one = sample()
    columns = one.columns()
    assert tuple(columns) == COLUMN_NAMES
    assert {len(values) for values in columns.values()} == {12}
    again = Scores.from_columns(columns, trial=one.trial)
    assert again.hash() == one.hash()
    assert again.trial is one.trial


def test_hash_sees_values_types_and_names() -> None:
    one = sample()
    for name in ("index", "level", "parts"):
        columns = one.columns()
        changed = columns[name].copy()
        changed.flat[0] += 1
        assert Scores.from_columns(columns | {name: changed}).hash() != one.hash()
    wider = one.columns() | {"level": one.level.astype(np.int16)}
    assert Scores.from_columns(wider).hash() != one.hash()


def test_hash_does_not_see_layout_or_byte_order() -> None:
    one = sample()
    columns = one.columns()
    other = columns | {
        "parts": np.asfortranarray(columns["parts"]),
        "index": columns["index"].astype(">f8"),
    }
    assert Scores.from_columns(other).hash() == one.hash()
