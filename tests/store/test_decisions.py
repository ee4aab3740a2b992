"""Policies, runs, snapshots and the ledger: what was decided and shown."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from errors import NotFoundError, PolicyError, RefusedError
from policy import IndicatorKind, IndicatorRule, Policy
from store import Store, Tx, ledger, policies, runs, snapshots
from tests.store.rows import AT, add_set
from vocab import RunStatus

RULE = IndicatorRule(code="alert", kind=IndicatorKind.EVENTS, weight=1.0)
POLICY = Policy(name="默认", version="1", indicators=(RULE,), area="330109")
OTHER = dataclasses.replace(POLICY, version="2", power=3.0)


def _in_force(tx: Tx, policy: Policy = POLICY, valid_from: int = 100) -> str:
    digest = policies.propose(tx, policy, by="analyst", at=AT)
    policies.approve(tx, digest, by="approver", at=AT + 1, valid_from=valid_from)
    return digest


def test_proposing_twice_is_once(store: Store) -> None:
    with store.begin() as tx:
        digest = policies.propose(tx, POLICY, by="analyst", at=AT, note="年初")
        assert policies.propose(tx, POLICY, by="chair", at=AT + 9) == digest == POLICY.hash
        row = policies.get(tx, digest[:8])
        assert (row.proposed_by, row.status, row.note) == ("analyst", "proposed", "年初")
        assert row.policy == POLICY
        assert len(policies.listed(tx, "proposed")) == len(policies.listed(tx)) == 1
        for unknown in ("0" * 64, digest[:7], ""):
            with pytest.raises(NotFoundError):
                policies.get(tx, unknown)


def test_two_persons(store: Store) -> None:
    with store.begin() as tx:
        digest = policies.propose(tx, POLICY, by="analyst", at=AT)
        with pytest.raises(PolicyError, match="same_person"):
            policies.approve(tx, digest, by="analyst", at=AT, valid_from=100)
        with pytest.raises(PolicyError, match="valid_from_needed"):
            policies.approve(tx, digest, by="approver", at=AT)
    with pytest.raises(DBAPIError, match="two_persons"), store.begin() as tx:
        tx.execute(
            text("UPDATE policy SET status='approved', approved_by='analyst', approved_at=1")
        )
    with pytest.raises(DBAPIError, match="approved"), store.begin() as tx:
        tx.execute(text("UPDATE policy SET status='approved'"))


def test_the_policy_of_a_period(store: Store) -> None:
    with store.begin() as tx:
        first = _in_force(tx)
        second = _in_force(tx, OTHER, 200)
        assert policies.in_force(tx, 199).hash == first
        assert policies.in_force(tx, 200).hash == second
        assert [row.status for row in (policies.get(tx, first), policies.get(tx, second))] == [
            "superseded",
            "approved",
        ]
        with pytest.raises(NotFoundError):
            policies.in_force(tx, 99)
        with pytest.raises(PolicyError, match="approved_already"):
            policies.approve(tx, first, by="approver", at=AT, valid_from=300)


def test_an_alternative_is_approved_but_never_in_force(store: Store) -> None:
    with store.begin() as tx:
        first = _in_force(tx)
        digest = policies.propose(tx, OTHER, by="analyst", at=AT)
        row = policies.approve(tx, digest, by="approver", at=AT, as_alternative=True)
        assert (row.status, row.valid_from) == ("alternative", None)
        assert policies.in_force(tx, 10_000).hash == first
        policies.approve(tx, digest, by="approver", at=AT, valid_from=300)
        assert policies.in_force(tx, 300).hash == digest


@pytest.mark.parametrize(
    "change", ["UPDATE policy SET toml = 'x'", "DELETE FROM policy", "UPDATE policy SET hash = 'x'"]
)
def test_the_text_of_a_policy_stays(store: Store, change: str) -> None:
    with store.begin() as tx:
        _in_force(tx)
    with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
        tx.execute(text(change))


def _run(tx: Tx, period: int = 107, previous: int | None = None, **changes: object) -> runs.Run:
    given = {
        "period": period,
        "policy_hash": POLICY.hash,
        "boundary_set_id": 1,
        "snapshot_hash": snapshots.add(tx, {"level": np.array([1, 2, period])}, {"week": period}),
        "previous_run_id": previous,
        "method": "1.0",
        "seed": 7,
        "at": AT,
        "by": "analyst",
        "revisions": {"alert": {period: 1, period - 7: 2}},
        "summary": {"red": 1},
    }
    return runs.add(tx, **(given | changes))


def _ready(tx: Tx) -> None:
    add_set(tx)
    _in_force(tx)


def test_a_run_comes_back(store: Store) -> None:
    with store.begin() as tx:
        _ready(tx)
        made = _run(tx)
        assert runs.get(tx, made.id) == made
        assert made.revisions == {"alert": {107: 1, 100: 2}}
        assert (made.revision, made.status, made.summary) == (1, "provisional", {"red": 1})
        assert runs.latest(tx) == runs.latest(tx, 107) == made
        assert runs.latest(tx, 1) is None
        with pytest.raises(NotFoundError):
            runs.get(tx, 99)


def test_a_new_run_supersedes_a_provisional_one(store: Store) -> None:
    with store.begin() as tx:
        _ready(tx)
        old, new = _run(tx), _run(tx)
        assert runs.get(tx, old.id).status is RunStatus.SUPERSEDED
        assert new.revision == 2
        assert [r.id for r in runs.listed(tx)] == [new.id]
        assert [r.id for r in runs.listed(tx, with_superseded=True)] == [old.id, new.id]
    with pytest.raises(DBAPIError), store.begin() as tx:
        tx.execute(text("UPDATE run SET status = 'provisional'"))


def test_a_closed_run_never_changes(store: Store) -> None:
    with store.begin() as tx:
        _ready(tx)
        first = _run(tx)
        second = _run(tx, 114, first.id)
        with pytest.raises(RefusedError, match="previous_not_closed"):
            runs.close(tx, second.id, at=AT, by="chair")
        closed = runs.close(tx, first.id, at=AT, by="chair", gap_reason="一村未报")
        assert closed.is_closed
        assert (closed.closed_by, closed.gap_reason) == ("chair", "一村未报")
        assert runs.latest_closed(tx) == closed
        assert runs.latest_closed(tx, before=107) is None
        assert runs.latest(tx).id == second.id
        with pytest.raises(RefusedError, match="run_closed"):
            _run(tx)
        with pytest.raises(RefusedError, match="run_closed"):
            runs.supersede(tx, first.id)
        with pytest.raises(RefusedError, match="run_not_provisional"):
            runs.close(tx, first.id, at=AT, by="chair")
    for change in ("UPDATE run SET seed = 8", "DELETE FROM run"):
        with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
            tx.execute(text(change))


def test_a_policy_cannot_reach_into_closed_periods(store: Store) -> None:
    with store.begin() as tx:
        _ready(tx)
        runs.close(tx, _run(tx).id, at=AT, by="chair")
        digest = policies.propose(tx, OTHER, by="analyst", at=AT)
        with pytest.raises(PolicyError, match="period_closed"):
            policies.approve(tx, digest, by="approver", at=AT, valid_from=107)
        policies.approve(tx, digest, by="approver", at=AT, valid_from=108)


COLUMNS = {
    "code": np.array(["a", "中文", ""]),
    "level": np.array([1, 5, 0], dtype=np.int8),
    "index": np.array([1.5, np.nan, -0.0]),
    "p": np.arange(15, dtype=float).reshape(3, 5),
    "cube": np.arange(24).reshape(3, 4, 2),
    "is_red": np.array([True, False, False]),
}


def test_a_snapshot_comes_back(store: Store) -> None:
    meta = {"week": 107, "名": ["甲", 1.5, None, True]}
    with store.begin() as tx:
        digest = snapshots.add(tx, COLUMNS, meta)
        assert snapshots.add(tx, dict(reversed(COLUMNS.items())), meta) == digest
    with store.read() as tx:
        columns, found = snapshots.get(tx, digest, is_checked=True)
        with pytest.raises(NotFoundError):
            snapshots.get(tx, "0" * 64)
    assert found == meta
    assert set(columns) == set(COLUMNS)
    for name, values in COLUMNS.items():
        np.testing.assert_array_equal(columns[name], values)
        assert columns[name].dtype.kind == values.dtype.kind


def test_the_hash_is_of_what_is_said() -> None:
    base = snapshots.hash_of(COLUMNS, {"a": 1})
    same = COLUMNS | {
        "code": COLUMNS["code"].astype("<U50"),
        "level": COLUMNS["level"].astype(">i4"),
        "p": np.asfortranarray(COLUMNS["p"]),
        "index": np.array([1.5, -np.nan, 0.0]),
    }
    assert snapshots.hash_of(same, {"a": 1}) == base
    assert snapshots.hash_of(COLUMNS, {"a": 2}) != base
    for name, values in COLUMNS.items():
        assert snapshots.hash_of(COLUMNS | {name: values[::-1]}, {"a": 1}) != base
    assert snapshots.hash_of({"x": np.array(["ab", "c"])}, {}) != snapshots.hash_of(
        {"x": np.array(["a", "bc"])}, {}
    )


def test_an_empty_snapshot(store: Store) -> None:
    empty = {"code": np.array([], dtype=str), "p": np.zeros((0, 5))}
    with store.begin() as tx:
        columns, _ = snapshots.get(tx, snapshots.add(tx, empty, {}), is_checked=True)
    assert columns["p"].shape == (0, 5)
    assert columns["code"].shape == (0,)


@pytest.mark.parametrize(
    "bad",
    [{"a": np.array(1)}, {"a": np.array([1j])}, {"a": np.zeros(2), "b": np.zeros(3)}],
)
def test_what_a_snapshot_cannot_hold(bad: dict[str, np.ndarray]) -> None:
    with pytest.raises(ValueError, match="snapshot"):
        snapshots.hash_of(bad, {})


def test_a_snapshot_cannot_be_changed(store: Store) -> None:
    with store.begin() as tx:
        snapshots.add(tx, COLUMNS, {})
    for change in ("UPDATE snapshot SET meta = '{}'", "DELETE FROM snapshot"):
        with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
            tx.execute(text(change))


def _changes(period: int, codes: str, levels: list[int], rule: str = "strong") -> pd.DataFrame:
    rows = pd.DataFrame({"code": list(codes), "to_level": levels})
    return rows.assign(
        period=period,
        from_level=pd.array([None if rule == "first" else 3] * len(rows), dtype="Int64"),
        from_state=None if rule == "first" else "ok",
        to_state=["ok" if level else "no_data" for level in levels],
        rule=rule,
        p_up=np.nan,
        p_down=0.96,
        top=[[["alert", 12.5], ["penalty", -1.0]]] * len(rows),
        events=[[1, 2, 3]] * len(rows),
        policy_hash=POLICY.hash,
    )


def _book(tx: Tx, period: int, previous: int | None, rows: pd.DataFrame) -> int:
    made = _run(tx, period, previous)
    runs.close(tx, made.id, at=AT, by="chair")
    assert ledger.add(tx, made.id, rows) == len(rows)
    return made.id


def test_the_ledger_replays_to_the_map(store: Store) -> None:
    with store.begin() as tx:
        _ready(tx)
        first = _book(tx, 107, None, _changes(107, "abc", [5, 4, 0], "first"))
        second = _book(tx, 114, first, _changes(114, "b", [1]))
        _book(tx, 121, second, _changes(121, "ca", [2, 4]))
        before = ledger.replay(tx, 114)
        assert dict(zip(before["code"], before["level"], strict=True)) == {"a": 5, "b": 1, "c": 0}
        assert before["state"].tolist() == ["ok", "ok", "no_data"]
        after = ledger.replay(tx, 999)
        assert after["level"].tolist() == [4, 1, 2]
        assert after["period"].tolist() == [121, 114, 121]
        assert ledger.replay(tx, 999, "b")["code"].tolist() == ["b"]
        assert ledger.replay(tx, 1).empty
        rows = ledger.every(tx)
        assert rows["code"].tolist() == ["a", "b", "c", "b", "a", "c"]
        assert len(ledger.every(tx, "a", through=114)) == 1
        row = ledger.of_code(tx, "b").iloc[0]
        assert pd.isna(row["from_level"])
        assert pd.isna(row["from_state"])
        assert pd.isna(row["p_up"])
        assert row["top"] == [["alert", 12.5], ["penalty", -1.0]]
        assert row["events"] == [1, 2, 3]
        assert ledger.of_period(tx, 114)["run_id"].tolist() == [second]


def test_ledger_rows_stay(store: Store) -> None:
    with store.begin() as tx:
        _ready(tx)
        _book(tx, 107, None, _changes(107, "a", [5], "first"))
    for change in ("UPDATE ledger SET to_level = 1", "DELETE FROM ledger"):
        with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
            tx.execute(text(change))
