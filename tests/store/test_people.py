"""Persons, audit, jobs, corrections, facts and the file cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from errors import BusyError, NotFoundError, RefusedError
from store import Store, audit, batches, boundaries, corrections, events, facts, jobs, locations
from store import people as persons
from store.files import Files
from tests.store.rows import add_batch, add_set, event_rows

CHAIR = persons.Person(id="chair", title="主持人", role="chair", scope="330109106", is_demo=True)


def test_persons(store: Store) -> None:
    with store.begin() as tx:
        persons.put(tx, CHAIR)
        persons.put(tx, persons.Person(id="auditor", title="审计员", role="auditor", scope=""))
        assert persons.get(tx, "chair") == CHAIR
        assert [p.id for p in persons.listed(tx)] == ["auditor", "chair"]
        persons.deactivate(tx, "auditor")
        assert [p.id for p in persons.listed(tx)] == ["chair"]
        for nobody in ("auditor", "x"):
            with pytest.raises(NotFoundError):
                persons.get(tx, nobody)
        persons.put(tx, persons.Person(id="chair", title="新主持人", role="chair", scope="33"))
        assert persons.get(tx, "chair").title == "新主持人"


def test_audit_is_listed_newest_first(store: Store) -> None:
    with store.begin() as tx:
        for at, action in ((10, "import"), (20, "export"), (30, "export")):
            audit.write(
                tx, at=at, by="chair", role="chair", action=action, object="events", rows=at
            )
        audit.write(tx, at=40, by="x", role="r", action="show", object="o", result="access.scope")
        assert audit.listed(tx)["at"].tolist() == [40, 30, 20, 10]
        assert audit.listed(tx, since=20, by="chair", action="export")["rows"].tolist() == [30, 20]
        assert audit.listed(tx, limit=1)["result"].tolist() == ["access.scope"]
        assert audit.listed(tx)["rows"].isna().sum() == 1


def test_one_at_a_time(store: Store) -> None:
    with store.begin() as tx:
        held = jobs.claim(tx, by="analyst", at=100)
        assert jobs.current(tx) == held
        assert jobs.claim(tx, by="chair", at=100, name="nightly").by == "chair"
    with pytest.raises(BusyError, match="analyst"), store.begin() as tx:
        jobs.claim(tx, by="chair", at=220)
    with store.begin() as tx:
        jobs.heartbeat(tx, held, at=150)
    with pytest.raises(BusyError), store.begin() as tx:
        jobs.claim(tx, by="chair", at=270)
    with store.begin() as tx:
        jobs.release(tx, held)
        assert jobs.current(tx) is None


def test_a_silent_holder_loses_its_place(store: Store) -> None:
    with store.begin() as tx:
        lost = jobs.claim(tx, by="analyst", at=100)
        held = jobs.claim(tx, by="chair", at=221)
        with pytest.raises(BusyError, match="place_lost"):
            jobs.heartbeat(tx, lost, at=222)
        jobs.release(tx, lost)
        assert jobs.current(tx) == held


def test_a_dead_process_holds_nothing(store: Store) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with store.begin() as tx:
        jobs.claim(tx, by="analyst", at=100, pid=gone.pid)
        assert jobs.claim(tx, by="chair", at=101).pid == os.getpid()


def test_a_process_of_another_user_or_host_is_alive(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(pid: int, signal: int) -> None:
        raise PermissionError

    with store.begin() as tx:
        jobs.claim(tx, by="analyst", at=100, pid=4_000_000)
        monkeypatch.setattr("os.kill", forbidden)
        with pytest.raises(BusyError):
            jobs.claim(tx, by="chair", at=101)
        monkeypatch.undo()
        monkeypatch.setattr("platform.node", lambda: "elsewhere")
        with pytest.raises(BusyError):
            jobs.claim(tx, by="chair", at=101)


def test_corrections(store: Store) -> None:
    with store.begin() as tx:
        set_id = add_set(tx)
        codes = boundaries.grid_codes(tx, set_id).tolist()
        pks = events.add(tx, add_batch(tx), event_rows(2))
        outside = ["locate.outside"] * 2
        locations.add(tx, set_id, pks, [None, None], ["", ""], outside)
        pk = int(pks[0])
        first = corrections.place(tx, pk, set_id, codes[1], by="analyst", at=5, note="电话核实")
        assert locations.of(tx, set_id, [pk])["how"].tolist() == ["corrected"]
        assert len(locations.unplaced(tx, set_id)) == 1
        second = corrections.place(tx, pk, set_id, codes[2], by="analyst", at=6)
        active = corrections.active(tx, set_id)
        assert active[["id", "event_id", "code"]].values.tolist() == [[second, "E0", codes[2]]]
        with pytest.raises(RefusedError):
            corrections.undo(tx, first, by="chair", at=7)
        corrections.undo(tx, second, by="chair", at=7)
        assert locations.of(tx, set_id, [pk])["code"].tolist() == [codes[1]]
        corrections.undo(tx, first, by="chair", at=8)
        assert locations.of(tx, set_id, [pk])["reason"].tolist() == ["locate.outside"]
        assert corrections.active(tx, set_id).empty
        with pytest.raises(RefusedError):
            corrections.undo(tx, first, by="chair", at=9)
        with pytest.raises(NotFoundError):
            corrections.undo(tx, 99, by="chair", at=9)


def test_a_correction_names_a_micro_grid_and_an_event(store: Store) -> None:
    with store.begin() as tx:
        set_id = add_set(tx)
        code = str(boundaries.grid_codes(tx, set_id)[0])
        with pytest.raises(NotFoundError):
            corrections.place(tx, 5, set_id, code, by="a", at=1)
        for bad in (code[:12], "nowhere"):
            with pytest.raises(RefusedError):
                corrections.place(tx, 5, set_id, bad, by="a", at=1)


def test_facts_and_the_version_of_the_data(store: Store) -> None:
    with store.begin() as tx:
        assert facts.get(tx, "x", "none") == "none"
        facts.put(tx, facts.DEMO, "true")
        facts.put(tx, facts.DEMO, "true")
        assert facts.is_demo(tx)
        seen = [facts.version(tx)]
        batch_id = add_batch(tx)
        seen.append(facts.version(tx))
        batches.undo(tx, batch_id, at=1, by="x")
        seen.append(facts.version(tx))
        audit.write(tx, at=1, by="a", role="r", action="show", object="o")
        assert facts.version(tx) == seen[-1]
        assert len(set(seen)) == 3
        assert facts.sizes(tx)["batch"] == 1


def test_files_by_their_hash(tmp_path: Path) -> None:
    files = Files(tmp_path / "cache")
    digest = files.put(b"index")
    assert files.put(b"index") == digest
    assert files.get(digest) == b"index"
    with pytest.raises(NotFoundError):
        files.get("0" * 64)
    with pytest.raises(ValueError, match="not a hash"):
        files.path("../etc/passwd")
    files.path(digest).write_bytes(b"other")
    with pytest.raises(RefusedError):
        files.get(digest)
    assert files.put(b"index") == digest
    assert files.get(digest) == b"index"


def test_files_by_a_key(tmp_path: Path) -> None:
    files = Files(tmp_path / "cache")
    assert files.get_as("index 1") is None
    digest = files.put_as("index 1", b"one")
    files.put_as("index 1", b"two")
    assert files.get_as("index 1") == b"two"
    assert files.get(digest) == b"one"
    files.path(files.put(b"two")).write_bytes(b"broken")
    assert files.get_as("index 1") is None
    assert not list((tmp_path / "cache").rglob(".part-*"))


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        Files(tmp_path).put(b"x")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
