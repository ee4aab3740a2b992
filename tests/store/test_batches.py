"""Batches, quarantine and population."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy.exc import IntegrityError

from errors import NotFoundError, RefusedError
from store import Store, Tx, batches, boundaries, counts, events, population
from tests.store.rows import add_batch, add_set, event_rows


def test_a_batch_comes_back(store: Store) -> None:
    with store.begin() as tx:
        batch_id = add_batch(tx, profile="alerts", covers=(10, 16), area="3301")
        batches.record(tx, batch_id, rows_read=5, placed=3, unplaced=1, quarantined=1)
        found = batches.get(tx, batch_id)
    assert (found.covers_from, found.covers_to, found.area) == (10, 16, "3301")
    assert (found.rows_read, found.placed, found.unplaced, found.quarantined) == (5, 3, 1, 1)
    assert found.is_active


@pytest.mark.parametrize("kind", ["events", "population"])
def test_event_sums_must_add_up(store: Store, kind: str) -> None:
    numbers = {"rows_read": 5, "placed": 3}
    if kind == "population":
        with store.begin() as tx:
            add_batch(tx, kind, numbers=numbers)
        return
    with pytest.raises(IntegrityError), store.begin() as tx:
        add_batch(tx, kind, numbers=numbers)


def test_numbers_are_known_ones(store: Store) -> None:
    with pytest.raises(ValueError, match="palced"), store.begin() as tx:
        add_batch(tx, numbers={"palced": 3})


def test_lists_and_same_files(store: Store) -> None:
    with store.begin() as tx:
        first = add_batch(tx, sha256="a" * 64)
        second = add_batch(tx, "population", sha256="a" * 64)
        assert [b.id for b in batches.listed(tx)] == [second, first]
        assert [b.id for b in batches.listed(tx, kind="events")] == [first]
        assert [b.id for b in batches.same_file(tx, "a" * 64)] == [first, second]
        batches.undo(tx, first, at=1, by="x")
        assert [b.id for b in batches.same_file(tx, "a" * 64)] == [second]
        undone = batches.get(tx, first)
        assert (undone.status, undone.undone_at, undone.undone_by) == ("undone", 1, "x")
        with pytest.raises(NotFoundError):
            batches.get(tx, 99)


def test_quarantine_keeps_file_order(store: Store) -> None:
    faults = [
        {
            "file": "a.xlsx",
            "sheet": "表1",
            "row": row,
            "column": "编号",
            "value": "3.30E+11",
            "rule": "ingest.code_number",
            "values": {"nearest": "330109", "n": row},
        }
        for row in (7, 3)
    ]
    with store.begin() as tx:
        batch_id = add_batch(tx)
        assert batches.add_quarantine(tx, batch_id, faults) == 2
        rows = batches.quarantined(tx, batch_id)
        assert rows.to_dict("records") == faults
        assert batches.quarantined(tx, 99).empty


def test_undoing_boundaries_takes_the_set_out_of_use(store: Store) -> None:
    with store.begin() as tx:
        batch_id = add_batch(tx, "boundaries")
        set_id = add_set(tx)
        batches.set_boundary_set(tx, batch_id, set_id)
        batches.undo(tx, batch_id, at=1, by="x")
        assert boundaries.sets(tx) == []


def test_undoing_events_leaves_their_set_alone(store: Store) -> None:
    with store.begin() as tx:
        set_id = add_set(tx)
        batch_id = add_batch(tx, boundary_set_id=set_id)
        events.merge(tx, batch_id, event_rows(1))
        batches.undo(tx, batch_id, at=1, by="x")
        assert boundaries.get(tx, set_id).is_active


def test_undoing_counts_needs_the_later_ones_undone_first(store: Store) -> None:
    with store.begin() as tx:
        set_id = add_set(tx, 2)
        ids = [add_batch(tx, "counts") for _ in range(2)]
        for number, batch_id in enumerate(ids):
            counts.put(tx, set_id, "alert", 7, [number, 1], at=1, batch_id=batch_id)
        with pytest.raises(RefusedError, match="undo_later_first"):
            batches.undo(tx, ids[0], at=1, by="x")
    with store.begin() as tx:
        batches.undo(tx, ids[1], at=1, by="x")
        assert counts.latest(tx, set_id, ["alert"], [7]).n["alert"].tolist() == [[0], [1]]
        batches.undo(tx, ids[0], at=1, by="x")
        assert counts.latest(tx, set_id, ["alert"], [7]).revisions == {"alert": {}}


def _people(codes: str, ref_date: int, residents: float) -> pd.DataFrame:
    rows = pd.DataFrame({"code": list(codes), "ref_date": ref_date, "registered": 1.0})
    return rows.assign(floating=residents - 1.0, residents=residents, tidal=0.0)


def _residents(tx: Tx, day: int, prefix: str = "") -> dict[str, float]:
    rows = population.at(tx, day, prefix)
    return dict(zip(rows["code"], rows["residents"], strict=True))


def test_population_by_reference_date(store: Store) -> None:
    with store.begin() as tx:
        batch_id = add_batch(tx, "population")
        changes = population.add(tx, batch_id, _people("abc", 100, 5))
        assert (changes.added, changes.replaced, changes.unchanged) == (3, 0, 0)
        population.add(tx, batch_id, _people("bd", 200, 9))
        assert _residents(tx, 150) == {"a": 5, "b": 5, "c": 5, "d": 9}
        assert _residents(tx, 200) == {"a": 5, "b": 9, "c": 5, "d": 9}
        assert _residents(tx, 50, "b") == {"b": 5}
        assert population.dates(tx) == [100, 200]
        every = population.every(tx)
        assert every["code"].tolist() == ["a", "b", "c", "b", "d"]
        assert every["ref_date"].tolist() == [100, 100, 100, 200, 200]


def test_population_changes_and_undo(store: Store) -> None:
    with store.begin() as tx:
        population.add(tx, add_batch(tx, "population"), _people("ab", 100, 5))
        second = add_batch(tx, "population")
        mixed = pd.concat([_people("a", 100, 5), _people("b", 100, 6), _people("c", 100, 7)])
        changes = population.add(tx, second, mixed)
        assert (changes.added, changes.replaced, changes.unchanged) == (1, 1, 1)
        assert _residents(tx, 100) == {"a": 5, "b": 6, "c": 7}
        batches.undo(tx, second, at=1, by="x")
        assert _residents(tx, 100) == {"a": 5, "b": 5}
        third = population.add(tx, add_batch(tx, "population"), _people("c", 100, 7))
        assert third.added == 1
        assert _residents(tx, 100)["c"] == 7


def test_population_twice_in_a_file_is_refused(store: Store) -> None:
    with pytest.raises(RefusedError), store.begin() as tx:
        twice = pd.concat([_people("a", 1, 5), _people("a", 1, 6)])
        population.add(tx, add_batch(tx, "population"), twice)


def test_no_population_is_an_empty_frame(store: Store) -> None:
    with store.read() as tx:
        assert population.at(tx, 5).empty
        assert population.dates(tx) == []
