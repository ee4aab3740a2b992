"""Opening, upgrading, transactions and the guards of the tables."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from errors import BusyError
from store import Store, facts
from store.tables import fact, metadata


def test_a_missing_file_is_not_ready_and_is_not_made(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'none.db'}")
    assert not store.is_ready()
    assert not (tmp_path / "none.db").exists()


def test_an_empty_database_is_not_ready(url: str) -> None:
    store = Store.open(url)
    assert not store.is_ready()
    store.upgrade()
    assert store.is_ready()
    store.close()


def test_a_file_that_is_no_database_is_not_ready(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database at all" * 100)
    store = Store.open(f"sqlite:///{tmp_path / 'x.db'}")
    assert not store.is_ready()
    store.close()


def test_a_server_that_is_away_is_not_ready(tmp_path: Path) -> None:
    store = Store.open(f"postgresql://nobody@/none?host={tmp_path}")
    assert store.url.drivername == "postgresql+psycopg"
    assert not store.is_ready()


def test_upgrading_twice_keeps_the_rows(store: Store) -> None:
    with store.begin() as tx:
        facts.put(tx, "demo", "true")
    store.upgrade()
    with store.read() as tx:
        assert facts.is_demo(tx)


def test_migrations_make_the_tables_as_declared(store: Store) -> None:
    with store.begin() as tx:
        assert compare_metadata(MigrationContext.configure(tx), metadata) == []


def test_an_exception_keeps_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as tx:
        facts.put(tx, "demo", "true")
        _ = 1 / 0
    with store.read() as tx:
        assert facts.get(tx, "demo") == ""


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError), store.read() as tx:
        facts.put(tx, "demo", "true")
    with store.begin() as tx:
        facts.put(tx, "demo", "false")


def test_reading_sees_one_state(store: Store) -> None:
    with store.read() as before:
        assert facts.get(before, "demo") == ""
        with store.begin() as tx:
            facts.put(tx, "demo", "true")
        assert facts.get(before, "demo") == ""
    with store.read() as after:
        assert facts.get(after, "demo") == "true"


def test_sqlite_is_set_as_promised(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'a.db'}")
    store.upgrade()
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    with store.read() as tx:
        found = {name: tx.execute(text(f"PRAGMA {name}")).scalar_one() for name in wanted}
    store.close()
    assert found == wanted


def test_a_second_writer_waits_and_then_says_busy(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'a.db'}", busy_seconds=0.05)
    store.upgrade()
    with store.begin():
        with pytest.raises(BusyError), store.begin():
            pass
        with store.read() as tx:
            assert facts.get(tx, "demo") == ""
    store.close()


def test_threads_share_a_store(store: Store) -> None:
    def work(number: int) -> None:
        with store.begin() as tx:
            facts.put(tx, f"k{number}", "1")

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as tx:
        assert len(tx.execute(select(fact)).all()) == 8


_AUDIT = (
    'INSERT INTO audit (at, "by", role, action, object, filter, result) '
    "VALUES (1, 'a', 'b', 'c', 'd', '', 'ok')"
)


@pytest.mark.parametrize("change", ["UPDATE audit SET result = 'x'", "DELETE FROM audit"])
def test_audit_rows_stay(store: Store, change: str) -> None:
    with store.begin() as tx:
        tx.execute(text(_AUDIT))
    with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
        tx.execute(text(change))


def test_replacing_is_deleting(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'a.db'}")
    store.upgrade()
    with store.begin() as tx:
        tx.execute(text(_AUDIT))
    again = _AUDIT.replace("INSERT", "INSERT OR REPLACE").replace("(at", "(id, at")
    with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
        tx.execute(text(again.replace("(1", "(1, 1")))
    store.close()


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_truncate_is_refused_too(store: Store) -> None:
    for table in ("audit", "ledger", "snapshot", "run", "policy"):
        with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
            tx.execute(text(f"TRUNCATE {table} CASCADE"))
