"""A tampered folder is found out."""

import hashlib
import sqlite3
import zlib
from contextlib import closing

import numpy as np
import pytest

from errors import NotAllowedError
from services import checking, scoring
from services.access import OPERATOR
from services.workspace import opened
from tests.services import small_town as town


@pytest.fixture
def closed_town(scored_town):
    """Eight weeks closed: colours in the ledger."""
    for week in range(8):
        scoring.close(scored_town, OPERATOR, week=town.end_of(week))
    return scored_town


def tampered(ws, *statements, values=()):
    """Reopened after somebody wrote into the file past all triggers."""
    ws.store.close()
    with closing(sqlite3.connect(ws.settings.data / "wusetu.db")) as raw:
        triggers = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            raw.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            raw.execute(statement, values if "?" in statement else ())
        raw.commit()
    return opened(ws.settings)


def found(ws):
    told = {fault["check"] for fault in checking.check(ws)["faults"]}
    ws.store.close()
    return told


def test_a_sound_folder_has_no_faults(closed_town):
    told = checking.check(closed_town)
    assert told["faults"] == [] and told["checks"] == len(checking.CHECKS)


def test_a_changed_count_is_found(closed_town):
    newest = "(SELECT max(period) FROM count_block)"
    statement = f"UPDATE count_block SET hash = replace(hash, 'a', 'b') WHERE period = {newest}"
    assert "store.fault.counts" in found(tampered(closed_town, statement))


def test_a_count_made_again_with_its_hash_is_still_not_what_the_events_say(closed_town):
    vector = np.zeros(12, dtype="<i4")
    vector[0] = 99
    digest = hashlib.sha256(vector.tobytes()).hexdigest()
    statement = "UPDATE count_block SET n = ?, hash = ? WHERE indicator = 'alert' AND period = ?"
    values = (zlib.compress(vector.tobytes()), digest, town.period_of(2))
    assert "check.counts" in found(tampered(closed_town, statement, values=values))


def test_a_changed_snapshot_is_found(closed_town):
    statement = "UPDATE snapshot SET meta = replace(meta, '\"seed\":2', '\"seed\":3')"
    assert "store.fault.snapshot" in found(tampered(closed_town, statement))


def test_a_changed_ledger_is_found(closed_town):
    statement = (
        "UPDATE ledger SET to_level = 6 - to_level WHERE id = "
        "(SELECT max(id) FROM ledger WHERE to_level IN (1, 2, 4, 5))"
    )
    assert "check.replay" in found(tampered(closed_town, statement))


def test_a_missing_ledger_row_is_found(closed_town):
    statement = "DELETE FROM ledger WHERE id = (SELECT max(id) FROM ledger)"
    assert "check.replay" in found(tampered(closed_town, statement))


def test_a_lost_event_is_found(closed_town):
    statement = "UPDATE event SET is_current = 0 WHERE id = (SELECT max(id) FROM event)"
    assert found(tampered(closed_town, statement)) >= {"store.fault.current", "check.counts"}


def test_a_changed_rule_is_found(closed_town):
    statement = "UPDATE policy SET toml = replace(toml, 'weight = 50', 'weight = 49')"
    assert "store.fault.policy" in found(tampered(closed_town, statement))


def test_only_the_operator_checks(closed_town):
    with pytest.raises(NotAllowedError):
        checking.check(closed_town, town.who(closed_town, "analyst"))


def test_events_moved_to_another_week_in_the_counts_are_found(closed_town):
    # Whole vectors change places: every sum and every hash stays right.
    ws = closed_town
    one, other = town.period_of(2), town.period_of(3)
    where = "indicator = 'alert' AND revision = 1 AND period"
    swap = [
        f"UPDATE count_block SET period = -1 WHERE {where} = {one}",
        f"UPDATE count_block SET period = {one} WHERE {where} = {other}",
        f"UPDATE count_block SET period = {other} WHERE {where} = -1",
    ]
    assert "check.counts" in found(tampered(ws, *swap))
