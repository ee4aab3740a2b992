"""Each broken rule is found, and a whole database has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

import words
from store import (
    Store,
    Tx,
    batches,
    boundaries,
    counts,
    events,
    integrity,
    locations,
    policies,
    runs,
    snapshots,
)
from store.tables import batch, boundary_set, count_block, event, event_location, unit
from tests.store.rows import AT, TOWN, add_batch, add_set, event_rows
from tests.store.test_decisions import COLUMNS, POLICY


def _world(tx: Tx) -> None:
    set_id = add_set(tx)
    codes = boundaries.grid_codes(tx, set_id).tolist()
    sums = {"rows_read": 3, "placed": 2, "quarantined": 1, "added": 2}
    first = add_batch(tx, numbers=sums)
    fault = {"file": "a", "sheet": "", "row": 3, "column": "b", "value": "c", "rule": "r"}
    batches.add_quarantine(tx, first, [fault | {"values": {}}])
    merged = events.merge(tx, first, event_rows(2))
    locations.add(tx, set_id, merged.pk, codes[:2], ["point"] * 2, [""] * 2)
    second = add_batch(tx, numbers={"rows_read": 1, "unplaced": 1, "replaced": 1})
    merged = events.merge(tx, second, event_rows(1, category="改"))
    locations.add(tx, set_id, merged.pk, [None], [""], ["locate.outside"])
    counts.put(tx, set_id, "alert", 7, range(6), at=AT, estimated=[0.5] * 6)
    digest = policies.propose(tx, POLICY, by="analyst", at=AT)
    policies.approve(tx, digest, by="approver", at=AT, valid_from=1)
    snapshots.add(tx, COLUMNS, {"week": 7})


def _keys(tx: Tx) -> list[str]:
    faults = integrity.check(tx)
    for fault in faults:
        assert words.say(fault.key, **fault.values)
    return [fault.key.rpartition(".")[2] for fault in faults]


def test_a_whole_database_has_no_faults(store: Store) -> None:
    with store.begin() as tx:
        assert integrity.check(tx) == []
        _world(tx)
        assert integrity.check(tx) == []
        batches.undo(tx, 2, at=1, by="x")
        assert integrity.check(tx) == []


BROKEN = {
    "current": update(event).where(event.c.id == 3).values(is_current=False),
    "place": update(event_location).where(event_location.c.event_pk == 1).values(code="nowhere"),
    "code": update(unit).where(unit.c.code == f"{TOWN}202").values(parent="gone"),
    "grids": update(boundary_set).values(grid_count=7),
    "counts": update(count_block).values(n=b"not packed"),
    "sums": update(batch).where(batch.c.id == 1).values(added=1),
}


@pytest.mark.parametrize("key", BROKEN)
def test_a_broken_rule_is_named(store: Store, key: str) -> None:
    with store.begin() as tx:
        _world(tx)
        tx.execute(BROKEN[key])
        # A wrong number of grids also makes the vectors look short.
        assert _keys(tx) == ([key, "counts"] if key == "grids" else [key])


def test_counts_with_another_content_are_named(store: Store) -> None:
    with store.begin() as tx:
        _world(tx)
        tx.execute(update(count_block).values(hash="0"))
        assert _keys(tx) == ["counts"]


def test_a_code_that_a_spreadsheet_spoiled_is_named(store: Store) -> None:
    with store.begin() as tx:
        _world(tx)
        tx.execute(update(unit).where(unit.c.level == "town").values(code="3.30E+08"))
        assert set(_keys(tx)) == {"code"}


@pytest.mark.parametrize("key", ["snapshot", "policy"])
def test_what_got_past_the_triggers_is_named(store: Store, key: str) -> None:
    changes = {
        "snapshot": ("snapshot", "UPDATE snapshot SET meta = '{}'"),
        "policy": ("policy", "UPDATE policy SET toml = toml || ' '"),
    }
    table, change = changes[key]
    with store.begin() as tx:
        _world(tx)
        if store.is_sqlite:
            for name in (f"{table}_no_update", "policy_text"):
                tx.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        else:
            tx.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        tx.execute(text(change))
        assert _keys(tx) == [key]


def test_a_ledger_of_an_open_run_is_named(store: Store) -> None:
    with store.begin() as tx:
        _world(tx)
        made = runs.add(
            tx,
            period=7,
            policy_hash=POLICY.hash,
            boundary_set_id=1,
            snapshot_hash=snapshots.add(tx, COLUMNS, {"week": 7}),
            previous_run_id=None,
            method="1.0",
            seed=1,
            at=AT,
            by="analyst",
            revisions={},
            summary={},
        )
        tx.execute(
            text(
                "INSERT INTO ledger (run_id, period, code, to_level, to_state, rule, top, events, "
                f"policy_hash) VALUES ({made.id}, 7, 'a', 1, 'ok', 'first', '[]', '[]', "
                f"'{POLICY.hash}')"
            )
        )
        assert _keys(tx) == ["ledger"]


def test_the_database_itself_refuses_orphans(store: Store) -> None:
    with pytest.raises(DBAPIError), store.begin() as tx:
        counts_of = "INSERT INTO coverage (batch_id, source, area, first_day, last_day, is_gap) "
        tx.execute(text(counts_of + "VALUES (99, 'a', '', 1, 2, false)"))


def test_orphans_are_named(store: Store) -> None:
    with store.begin() as tx:
        _world(tx)
    with store.begin() as tx:
        if store.is_sqlite:
            # Foreign keys can be switched off outside of a transaction only.
            tx.exec_driver_sql("ROLLBACK")
            tx.exec_driver_sql("PRAGMA foreign_keys = OFF")
            tx.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            tx.execute(text("ALTER TABLE coverage DISABLE TRIGGER ALL"))
        row = "INSERT INTO coverage (batch_id, source, area, first_day, last_day, is_gap) "
        tx.execute(text(row + "VALUES (99, 'a', '', 1, 2, false)"))
        assert _keys(tx) == ["orphan"]


def test_a_damaged_file_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("damaged") / "a.db"
    store = Store.open(f"sqlite:///{path}")
    store.upgrade()
    with store.begin() as tx:
        _world(tx)
        root = tx.execute(
            text("SELECT rootpage FROM sqlite_master WHERE name = 'ix_event_day'")
        ).scalar_one()
        size = tx.execute(text("PRAGMA page_size")).scalar_one()
    store.close()
    with path.open("r+b") as file:
        file.seek((root - 1) * size + 100)
        file.write(b"\xff" * 1000)
        file.seek((root - 1) * size + size - 300)
        file.write(b"\x00" * 300)
    with store.read() as tx:
        found = list(integrity.storage(tx))
    store.close()
    assert found


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_word_of_the_store_is_there(language: str) -> None:
    texts = words.catalogue(language)
    folder = Path(integrity.__file__).parent
    used = {
        key
        for file in folder.glob("*.py")
        for key in re.findall(r'"(store\.[a-z_.]+)"', file.read_text(encoding="utf-8"))
    }
    assert used <= set(texts)
    unused = {key for key in texts if key.startswith("store.")} - used
    assert not unused
