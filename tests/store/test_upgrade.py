"""A folder of the first version, full of rows, becomes one of today."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, select, text

from store import Store, batches, boundaries, counts, engine, events, sites
from store.tables import batch, event
from tests.store.rows import add_batch, add_set, event_rows


@pytest.fixture
def old(url: str) -> Store:
    """A database as version 0001 left it."""
    store = Store.open(url)
    if store.is_sqlite:
        Path(store.url.database or "").parent.mkdir(parents=True)
    with store.begin() as tx:
        command.upgrade(engine._alembic(tx), "0001")
        set_id = add_set(tx)
        number = add_batch(tx, numbers={"rows_read": 4, "placed": 4}, boundary_set_id=set_id)
        events.merge(tx, number, event_rows())
        codes = boundaries.grid_codes(tx, set_id)
        counts.put(tx, set_id, "alert", 1000, [1] * len(codes), at=1, batch_id=number)
    return store


def test_an_old_folder_is_behind_and_is_brought_up(old: Store) -> None:
    assert old.is_behind()
    assert not old.is_ready()
    with old.read() as tx:
        before = tx.execute(select(batch)).all()
        happened = tx.execute(select(event.c.event_id, event.c.batch_id)).all()
    old.upgrade()
    assert old.is_ready()
    assert not old.is_behind()
    with old.begin() as tx:
        assert tx.execute(select(batch)).all() == before
        assert tx.execute(select(event.c.event_id, event.c.batch_id)).all() == happened
        assert sites.current(tx, "venue").empty
        add_batch(tx, "venues")
    old.close()


def test_rows_still_point_to_their_batches(old: Store) -> None:
    old.upgrade()
    with old.begin() as tx:
        keys = inspect(tx).get_foreign_keys("event")
        assert [key["referred_table"] for key in keys] == ["batch"]
        if old.is_sqlite:
            assert tx.execute(text("PRAGMA foreign_key_check")).all() == []
        assert [one.id for one in batches.listed(tx)] == [1]
    old.close()


def test_a_new_folder_is_not_behind(store: Store) -> None:
    assert not store.is_behind()


def test_an_empty_database_is_not_behind(url: str) -> None:
    store = Store.open(url)
    assert not store.is_behind()
    store.close()
