"""What is stored follows from what is stored, or is named."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.composite.audit import audit
from analytics.composite.reading import parse
from analytics.composite.tree import Data
from errors import RefusedError

SPEC = """
missing = [-999]
[[node]]
each = ["x", "y"]
code = "r_{each}"
from = "{each}"
steps = ["percent_rank"]
parent = "sum"
[[node]]
code = "sum"
stored = "SPL"
aggregate = "sum"
[[node]]
code = "rank"
from = "sum"
steps = ["percent_rank"]
[[node]]
code = "word"
from = "rank"
[[node.steps]]
do = "classes"
scheme = "fixed"
cuts = [0.5]
labels = ["low", "high"]
missing_label = "none"
"""
GOOD = {
    "x": ["1", "2", "3", "-999"],
    "y": ["5", "6", "9", "7"],
    "r_x": ["0", "0.5", "1", "-999"],
    "r_y": ["0", "0.3333", "1", "0.6667"],
    "SPL": ["0", "0.8333", "2", "-999"],
    "rank": ["0", "0.5", "1", "-999"],
    "word": ["low", "low", "high", "none"],
}


def findings(columns: dict[str, list[str]], tolerance: float = 1e-3) -> dict[str, object]:
    texts = {name: np.array(cells, dtype=object) for name, cells in columns.items()}
    data = Data(texts=texts, size=4)
    return {one.column: one for one in audit(parse(SPEC), data, tolerance)}


def test_a_good_table_follows() -> None:
    found = findings(GOOD)
    assert {one.state for one in found.values()} == {"follows"}
    assert found["r_y"].largest == pytest.approx(1 / 3 - 0.3333)
    assert all(one.following == 4 for one in found.values())


def test_the_tolerance_itself_follows_and_a_little_less_does_not() -> None:
    off = {**GOOD, "rank": ["0.1", "0.5", "1", "-999"]}
    assert findings(off, 0.1)["rank"].state == "follows"
    found = findings(off, 0.0999)["rank"]
    assert (found.state, found.following, found.worst) == ("differs", 3, 0)


def test_a_fault_is_named_where_it_is_and_does_not_spread() -> None:
    found = findings({**GOOD, "r_x": ["0.2", "0.5", "1", "-999"]})
    assert {name for name, one in found.items() if one.state == "differs"} == {"r_x", "SPL"}
    assert found["r_x"].largest == pytest.approx(0.2)
    assert found["rank"].state == "follows"


def test_a_number_on_one_side_only_does_not_follow() -> None:
    found = findings({**GOOD, "SPL": ["0", "0.8333", "2", "1.1"]})
    assert found["SPL"].state == "differs"
    assert (found["SPL"].one_missing, found["SPL"].worst) == (1, 3)


def test_a_wrong_word_does_not_follow_and_a_strange_one_is_refused() -> None:
    assert findings({**GOOD, "word": ["high", "low", "high", "none"]})["word"].state == "differs"
    with pytest.raises(RefusedError, match="not_numbers"):
        findings({**GOOD, "word": ["hihg", "low", "high", "none"]})


def test_a_parent_that_is_not_stored_is_recomputed() -> None:
    found = findings({name: cells for name, cells in GOOD.items() if name not in ("r_x", "r_y")})
    assert found["SPL"].state == "follows"
    assert set(found) == {"SPL", "rank", "word"}


def test_a_column_without_stored_parents_stays_unchecked() -> None:
    kept = {name: cells for name, cells in GOOD.items() if name not in ("x", "y")}
    found = findings(kept)
    assert (found["r_x"].state, found["r_x"].lacking) == ("unchecked", ("x",))
    assert found["SPL"].state == "follows"


def test_a_column_that_is_its_own_source_is_given() -> None:
    spec = parse('[[node]]\ncode = "x"\nsteps = ["z_score"]\n')
    data = Data(texts={"x": np.array(["1", "2"], dtype=object)}, size=2)
    assert [one.state for one in audit(spec, data, 0.0)] == ["given"]


def test_a_table_that_stores_nothing_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        findings({"other": ["1"] * 4})
    assert len(caught.value.values["faults"]) == 5
