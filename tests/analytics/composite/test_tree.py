"""Every node for every row."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.composite.reading import parse
from analytics.composite.tree import Data, numbers, run
from errors import RefusedError

NAN = np.nan


def data(**columns: list[str]) -> Data:
    size = len(next(iter(columns.values())))
    texts = {name: np.array(cells, dtype=object) for name, cells in columns.items()}
    return Data(texts=texts, size=size)


def test_a_tree_of_three_levels() -> None:
    spec = parse(
        """
missing = [-999]
[units]
"*" = "score"
[[node]]
code = "index"
from = ["left", "c"]
aggregate = "arithmetic"
when_missing = "skip"
steps = [{ do = "round", places = 1 }]
[[node]]
code = "left"
from = ["a", "b"]
aggregate = "sum"
"""
    )
    made = run(spec, data(a=["1", "-999.0", "3"], b=["2", "2", ""], c=["0.25", "4", "NA"]))
    assert list(made) == ["index", "left"]
    np.testing.assert_array_equal(made["left"].values, [3, NAN, NAN])
    np.testing.assert_array_equal(made["index"].values, [1.6, 4, NAN])
    np.testing.assert_array_equal(made["index"].stages["aggregate"], [1.625, 4, NAN])
    assert list(made["index"].stages) == ["aggregate", "round"]


def test_a_nodes_own_name_is_the_column_and_stages_are_told_apart() -> None:
    spec = parse(
        """
[[node]]
code = "a"
steps = [{ do = "linear", b = 2 }, { do = "linear", a = 1 }]
[[node]]
code = "node"
from = "a"
[[node]]
code = "raw"
from = "column:a"
"""
    )
    made = run(spec, data(a=["1", "2"]))
    assert made["node"].values.tolist() == [3, 5]
    assert made["raw"].values.tolist() == [1, 2]
    assert list(made["a"].stages) == ["linear", "linear.2"]


def test_a_denominator_may_be_a_node() -> None:
    spec = parse(
        """
[[node]]
code = "rate"
from = "n"
denominator = "people"
steps = ["denominator"]
[[node]]
code = "people"
from = ["in", "out"]
aggregate = "sum"
[units]
in = "count"
out = "count"
"""
    )
    made = run(spec, data(n=["3"], **{"in": ["1"], "out": ["5"]}))
    assert made["rate"].values.tolist() == [0.5]
    assert spec.order[-1] == "rate"


def test_missing_codes_of_a_node_are_its_own() -> None:
    spec = parse('[[node]]\ncode = "x"\nfrom = "a"\nmissing = [0, "-"]\n[[node]]\ncode = "a"\n')
    spec_b = parse('[[node]]\ncode = "a"\n[[node]]\ncode = "x"\nfrom="column:a"\nmissing=[0]\n')
    made = run(spec_b, data(a=["0", "1"]))
    np.testing.assert_array_equal(made["x"].values, [NAN, 1])
    np.testing.assert_array_equal(made["a"].values, [0, 1])
    assert spec.nodes["x"].missing == (0, "-")


def test_all_columns_and_cells_at_fault_are_named() -> None:
    spec = parse(
        '[[node]]\ncode = "people"\n[[node]]\ncode = "b"\nsteps=[{do="z_score",group="g"}]'
    )
    with pytest.raises(RefusedError) as caught:
        run(spec, data(peoples=["1"]))
    told = caught.value.values["faults"]
    assert [one.values["columns"] for one in told] == ["b", "g", "people"]
    assert told[2].values["near"] == "peoples"
    with pytest.raises(RefusedError) as caught:
        run(spec, data(people=["1", "many"], b=["x", "1,5"], g=["", ""]))
    assert [one.values["column"] for one in caught.value.values["faults"]] == ["people", "b"]


def test_cells_as_numbers() -> None:
    cells = np.array(["1e3", "-0.5", "", "NA", "nan", "-99", "..", "007"], dtype=object)
    np.testing.assert_array_equal(
        numbers("x", cells, (-99, "..")), [1000, -0.5, NAN, NAN, NAN, NAN, NAN, 7]
    )
    for bad in ("1_000", "inf", "1 %", "１万"):
        with pytest.raises(RefusedError, match="not_numbers"):
            numbers("x", np.array([bad], dtype=object), ())


def test_no_rows_give_no_rows() -> None:
    spec = parse('[[node]]\ncode = "a"\nsteps = ["min_max", "percent_rank", "treat"]\n')
    empty = Data(texts={"a": np.array([], dtype=object)}, size=0)
    assert run(spec, empty)["a"].values.tolist() == []
