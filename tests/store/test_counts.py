"""Count vectors and coverage."""

from __future__ import annotations

import tempfile
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import NotFoundError
from store import Store, batches, counts, coverage
from tests.store.rows import TOWN, add_batch, add_set


def test_an_equal_vector_is_no_new_revision(store: Store) -> None:
    with store.begin() as tx:
        set_id = add_set(tx, 3)
        assert counts.put(tx, set_id, "alert", 7, [0, 2, 5], at=1) == (1, True)
        assert counts.put(tx, set_id, "alert", 7, np.array([0.0, 2.0, 5.0]), at=2) == (1, False)
        assert counts.put(tx, set_id, "alert", 7, [0, 2, 6], at=3) == (2, True)
        assert counts.put(tx, set_id, "alert", 7, [0, 2, 5], at=4) == (3, True)


def test_counts_as_matrices(store: Store) -> None:
    with store.begin() as tx:
        set_id = add_set(tx, 3)
        counts.put(tx, set_id, "alert", 7, [0, 2, 5], at=1)
        counts.put(tx, set_id, "alert", 14, [1, 1, 1], at=1)
        counts.put(tx, set_id, "alert", 14, [1, 1, 2], at=1)
        counts.put(tx, set_id, "penalty", 14, [9, 0, 0], at=1, estimated=[0, 0.5, 0.25])
        found = counts.latest(tx, set_id, ["alert", "penalty"], [14, 7, 21])
        assert found.periods == (14, 7, 21)
        assert found.n["alert"].tolist() == [[1, 0, 0], [1, 2, 0], [2, 5, 0]]
        assert found.n["alert"].dtype == np.int32
        assert found.revisions == {"alert": {14: 2, 7: 1}, "penalty": {14: 1}}
        assert list(found.estimated) == ["penalty"]
        assert found.estimated["penalty"][:, 0].tolist() == [0, 0.5, 0.25]
        old = counts.at_revisions(tx, set_id, ["alert"], [7, 14], {"alert": {14: 1}})
        assert old.n["alert"].tolist() == [[0, 1], [0, 1], [0, 1]]
        assert old.revisions == {"alert": {14: 1}}


def test_no_counts_at_all(store: Store) -> None:
    with store.begin() as tx:
        set_id = add_set(tx, 3)
        assert counts.latest(tx, set_id, ["alert"], []).n["alert"].shape == (3, 0)
        assert counts.latest(tx, set_id, [], [7]).n == {}
        with pytest.raises(NotFoundError):
            counts.latest(tx, 99, ["alert"], [7])
        assert counts.latest(tx, set_id, ["alert"], [7]).n["alert"].tolist() == [[0]] * 3


@pytest.mark.parametrize("bad", [[1, 2], [1, 2, -1], [[1, 2, 3]]])
def test_a_wrong_vector_is_a_bug(store: Store, bad: list[int]) -> None:
    with pytest.raises(ValueError, match="not 3 numbers"), store.begin() as tx:
        counts.put(tx, add_set(tx, 3), "alert", 7, bad, at=1)


CODES = np.array([f"{TOWN}201001", f"{TOWN}201002", f"{TOWN}202001", "330603111201001"])


def _observed(store: Store, sources: list[str], first: list[int], last: list[int]) -> list[str]:
    with store.read() as tx:
        seen = coverage.observed(tx, CODES, sources, first, last)
    return ["".join("x" if cell else "." for cell in row) for row in seen]


def test_every_day_of_a_period_must_be_covered(store: Store) -> None:
    with store.begin() as tx:
        batch = add_batch(tx)
        coverage.add(tx, batch, "police", "330109", 1, 10)
        coverage.add(tx, add_batch(tx), "police", TOWN, 11, 13)
        coverage.add(tx, add_batch(tx), "police", f"{TOWN}202", 14, 14)
    assert _observed(store, ["police"], [1, 8, 15], [7, 14, 21]) == ["x..", "x..", "xx.", "..."]
    assert _observed(store, ["police"], [3], [3]) == ["x", "x", "x", "."]
    assert _observed(store, ["police", "court"], [3], [3]) == ["."] * 4
    assert _observed(store, [], [3], [3]) == ["."] * 4
    assert _observed(store, ["police"], [], []) == [""] * 4


def test_the_days_covered_at_all(store: Store) -> None:
    with store.begin() as tx:
        assert coverage.span(tx) is None
        early = add_batch(tx)
        coverage.add(tx, early, "police", "33", 3, 9)
        coverage.add(tx, add_batch(tx), "court", "33", 5, 20, gaps=["3301"])
        assert coverage.span(tx) == (3, 20)
        batches.undo(tx, early, at=1, by="x")
        assert coverage.span(tx) == (5, 20)


def test_a_gap_is_filled_by_a_later_batch_only(store: Store) -> None:
    with store.begin() as tx:
        first = add_batch(tx)
        coverage.add(tx, first, "police", "", 1, 7, gaps=[f"{TOWN}201", "330603"])
    assert _observed(store, ["police"], [1], [7]) == [".", ".", "x", "."]
    with store.begin() as tx:
        late = add_batch(tx)
        coverage.add(tx, late, "police", f"{TOWN}201", 5, 7)
    assert _observed(store, ["police"], [1, 5], [7, 7]) == [".x", ".x", "xx", ".."]
    with store.begin() as tx:
        batches.undo(tx, first, at=1, by="x")
        assert coverage.listed(tx)["batch_id"].tolist() == [late]
    assert _observed(store, ["police"], [1, 5], [7, 7]) == [".x", ".x", "..", ".."]


_SPAN = st.tuples(st.integers(0, 20), st.integers(0, 6)).map(lambda s: (s[0], s[0] + s[1]))
_AREA = st.sampled_from(["", "33", TOWN, f"{TOWN}201", f"{TOWN}201001", "330603", "9"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), _AREA, _SPAN, st.booleans()), max_size=8),
    st.lists(_SPAN, min_size=1, max_size=3),
)
def test_observed_is_what_the_definition_says(
    rows: list[tuple[int, str, tuple[int, int], bool]], periods: list[tuple[int, int]]
) -> None:
    folder = tempfile.TemporaryDirectory()
    store = Store.open(f"sqlite:///{folder.name}/a.db")
    store.upgrade()
    with store.begin() as tx:
        ids = {i: add_batch(tx) for i in (1, 2, 3)}
        for name, area, (first, last), is_gap in rows:
            # A gap of its own days and batch, without the area around it.
            coverage.add(tx, ids[name], "police", area, first, last, gaps=[area] if is_gap else [])

    def is_covered(code: str, day: int) -> bool:
        for name in ids:
            mine = [r for r in rows if r[0] == name and code.startswith(r[1])]
            mine = [r for r in mine if r[2][0] <= day <= r[2][1]]
            if mine and not any(r[3] for r in mine):
                return True
        return False

    expected = [
        [all(is_covered(code, d) for d in range(a, b + 1)) for a, b in periods] for code in CODES
    ]
    with store.read() as tx:
        first, last = zip(*periods, strict=True)
        assert coverage.observed(tx, CODES, ["police"], first, last).tolist() == expected
    store.close()
    folder.cleanup()


def test_coverage_of_a_district_is_quick(store: Store) -> None:
    """Ten thousand grids, 104 weeks, 300 declarations: far below a second."""
    codes = np.array([f"330109{i // 100:06d}{i % 100:03d}" for i in range(10_000)])
    first = np.arange(104) * 7
    with store.begin() as tx:
        for week in first.tolist():
            for source in ("police", "court"):
                gaps = [f"330109{(week * 7) % 100:06d}"]
                coverage.add(tx, add_batch(tx), source, "330109", week, week + 6, gaps=gaps)
    started = time.perf_counter()
    with store.read() as tx:
        seen = coverage.observed(tx, codes, ["police", "court"], first, first + 6)
    assert time.perf_counter() - started < 5
    assert seen.sum() == 104 * (10_000 - 100)
