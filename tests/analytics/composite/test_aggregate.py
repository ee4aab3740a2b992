"""Many numbers into one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.composite.aggregate import KINDS, combine
from analytics.composite.fields import read_table
from errors import RefusedError

NAN = np.nan


def done(
    name: str,
    rows: object,
    weights: object = None,
    skip: bool = False,
    at_least: int = 1,
    **options: object,
) -> list[float]:
    faults: list[RefusedError] = []
    values = np.array(rows, dtype=float)
    read = read_table(KINDS[name].fields, options, name, faults)
    assert faults == []
    by = np.ones(values.shape[1]) if weights is None else np.array(weights, dtype=float)
    made = combine(values, by, name, read, skip=skip, at_least=at_least, node="x")
    return made.tolist()


def test_means() -> None:
    assert done("arithmetic", [[1, 4]], [1, 2]) == [3]
    assert done("geometric", [[1, 4], [0, 9]]) == [pytest.approx(2), 0]
    assert done("geometric", [[2, 4, 8]]) == [pytest.approx(4)]
    assert done("power", [[3, 4]], power=2) == [pytest.approx(np.sqrt(12.5))]
    assert done("power", [[2, 6]], power=-1) == [pytest.approx(3)]
    assert done("power", [[1, 4]], power=0) == done("geometric", [[1, 4]])
    assert done("power", [[0, 4]], power=-1) == [0]


def test_informs_mean_as_its_spreadsheet_writes_it() -> None:
    # =(10-GEOMEAN((10-G)/10*9+1,(10-H)/10*9+1))/9*10
    g, h = 7.3, 2.1
    cell = (10 - np.sqrt(((10 - g) / 10 * 9 + 1) * ((10 - h) / 10 * 9 + 1))) / 9 * 10
    assert done("inverted_geometric", [[g, h]]) == [pytest.approx(cell)]
    assert done("inverted_geometric", [[10, 10], [0, 0]]) == [pytest.approx(10), pytest.approx(0)]
    assert done("inverted_geometric", [[50, 50]], scale=[0, 100]) == [pytest.approx(50)]
    assert done("inverted_geometric", [[g, NAN]], skip=True) == [pytest.approx(g)]


def test_missing_passes_up_or_is_skipped() -> None:
    rows = [[1, NAN, 3], [NAN, NAN, 3], [NAN, NAN, NAN]]
    for name in ("arithmetic", "geometric", "sum", "product", "max", "min"):
        assert np.isnan(done(name, rows)).all()
    assert np.isnan(done("count_above", rows, above=1)).all()
    np.testing.assert_allclose(done("arithmetic", rows, [1, 5, 3], skip=True), [2.5, 3, NAN])
    np.testing.assert_allclose(done("sum", rows, skip=True), [4, 3, NAN])
    np.testing.assert_allclose(done("product", rows, skip=True), [3, 3, NAN])
    np.testing.assert_allclose(done("max", rows, skip=True), [3, 3, NAN])
    np.testing.assert_allclose(done("min", rows, skip=True), [1, 3, NAN])
    np.testing.assert_allclose(done("count_above", rows, above=1, skip=True), [1, 1, NAN])
    np.testing.assert_allclose(done("arithmetic", rows, skip=True, at_least=2), [2, NAN, NAN])


def test_largest_after_its_discount() -> None:
    assert done("max", [[4, 10], [8, 10]], [1, 0.7]) == [7, 8]
    assert done("min", [[4, 10]]) == [4]


def test_products_sums_ratios() -> None:
    assert done("product", [[6, 2, 3]], [1, 1, -1]) == [4]
    np.testing.assert_array_equal(done("product", [[6, 0]], [1, -1]), [NAN])
    np.testing.assert_array_equal(done("product", [[6, 0]], [1, -1], skip=True), [NAN])
    assert done("product", [[-2, 3]]) == [-6]
    assert done("sum", [[5, 3]], [1, -1]) == [2]
    np.testing.assert_array_equal(done("ratio", [[6, 3], [6, 0]]), [2, NAN])


def test_counts_above_a_bound() -> None:
    assert done("count_above", [[0.9, 0.95, 0.1]], above=0.9) == [1]
    assert done("count_above", [[0.9, 0.95, 0.1]], above=0.9, inclusive=True) == [2]


@pytest.mark.parametrize(
    ("name", "rows", "options"),
    [
        ("geometric", [[-1, 2]], {}),
        ("power", [[-1, 2]], {"power": 2}),
        ("inverted_geometric", [[50, 2]], {}),
    ],
)
def test_numbers_an_aggregation_is_not_made_for_are_refused(name, rows, options) -> None:
    with pytest.raises(RefusedError, match="not_for_aggregate"):
        done(name, rows, **options)


def test_a_negative_number_has_no_broken_power() -> None:
    with pytest.raises(RefusedError, match="not_for_aggregate"):
        done("product", [[-2, 3]], [0.5, 1])


POSITIVE = st.lists(st.floats(0.01, 10), min_size=2, max_size=6)


@given(POSITIVE, st.floats(-4, 4))
def test_every_mean_lies_between_the_least_and_the_largest(numbers: list[float], p: float) -> None:
    low, high = min(numbers) - 1e-9, max(numbers) + 1e-9
    for name, options in (
        ("arithmetic", {}),
        ("geometric", {}),
        ("inverted_geometric", {}),
        ("power", {"power": 0 if abs(p) < 0.05 else p}),
    ):
        assert low <= done(name, [numbers], **options)[0] <= high
    assert done("geometric", [numbers])[0] <= done("arithmetic", [numbers])[0] + 1e-9
    # The turned mean leans to the worst, as the plain one leans to the best.
    assert done("inverted_geometric", [numbers])[0] >= done("arithmetic", [numbers])[0] - 1e-9
