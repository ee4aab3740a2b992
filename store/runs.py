"""计算 Runs: one calculation of one period, provisional until closed; closed ones never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from errors import NotFoundError, RefusedError
from store.engine import Tx
from store.tables import run
from vocab import RunStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. ``revisions``: indicator -> period -> revision of the counts it used."""

    id: int
    period: int
    revision: int
    status: RunStatus
    policy_hash: str
    boundary_set_id: int
    snapshot_hash: str
    previous_run_id: int | None
    method: str
    seed: int
    made_at: int
    made_by: str
    closed_at: int | None
    closed_by: str | None
    gap_reason: str
    revisions: dict[str, dict[int, int]]
    summary: dict[str, Any]

    @property
    def is_closed(self) -> bool:
        return self.status is RunStatus.CLOSED


def _run(row: Row[Any]) -> Run:
    values: dict[str, Any] = dict(row._mapping)
    values["status"] = RunStatus(values["status"])
    # JSON knows only text as keys.
    values["revisions"] = {
        name: {int(period): revision for period, revision in periods.items()}
        for name, periods in values["revisions"].items()
    }
    return Run(**values)


def add(
    tx: Tx,
    *,
    period: int,
    policy_hash: str,
    boundary_set_id: int,
    snapshot_hash: str,
    previous_run_id: int | None,
    method: str,
    seed: int,
    at: int,
    by: str,
    revisions: Mapping[str, Mapping[int, int]],
    summary: Mapping[str, Any],
) -> Run:
    """Store a provisional run; a provisional one of the same period is superseded.

    Args:
        tx: a writing transaction.
        period: last day of the period.
        policy_hash: policy in force.
        boundary_set_id: boundary set of its grids.
        snapshot_hash: kept before by ``snapshots.add``.
        previous_run_id: the run it goes on from; None for the first.
        method: METHOD version.
        seed: of the draws.
        at: epoch seconds.
        by: person id.
        revisions: indicator -> period -> revision of the counts used.
        summary: plain JSON values.

    Raises:
        RefusedError: the period is closed.
    """
    old = latest(tx, period)
    if old is not None:
        supersede(tx, old.id)
    highest = select(func.max(run.c.revision)).where(run.c.period == period)
    values = {
        "period": period,
        "revision": (tx.execute(highest).scalar_one() or 0) + 1,
        "status": str(RunStatus.PROVISIONAL),
        "policy_hash": policy_hash,
        "boundary_set_id": boundary_set_id,
        "snapshot_hash": snapshot_hash,
        "previous_run_id": previous_run_id,
        "method": method,
        "seed": seed,
        "made_at": at,
        "made_by": by,
        "gap_reason": "",
        "revisions": {name: dict(periods) for name, periods in revisions.items()},
        "summary": dict(summary),
    }
    return get(tx, int(tx.execute(insert(run).values(values).returning(run.c.id)).scalar_one()))


def get(tx: Tx, run_id: int) -> Run:
    """One run.

    Raises:
        NotFoundError: there is none of this id.
    """
    row = tx.execute(select(run).where(run.c.id == run_id)).one_or_none()
    if row is None:
        raise NotFoundError("store.no_run", id=run_id)
    return _run(row)


def supersede(tx: Tx, run_id: int) -> None:
    """Set a provisional run aside for a newer one.

    Raises:
        RefusedError: it is closed.
    """
    if get(tx, run_id).is_closed:
        raise RefusedError("store.run_closed", id=run_id)
    tx.execute(update(run).where(run.c.id == run_id).values(status=str(RunStatus.SUPERSEDED)))


def note(tx: Tx, run_id: int, **values: Any) -> None:
    """Add plain JSON values to the summary of a provisional run; no snapshot hash holds them.

    Raises:
        RefusedError: it is not provisional.
    """
    old = get(tx, run_id)
    if old.status is not RunStatus.PROVISIONAL:
        raise RefusedError("store.run_not_provisional", id=run_id, status=str(old.status))
    tx.execute(update(run).where(run.c.id == run_id).values(summary={**old.summary, **values}))


def close(tx: Tx, run_id: int, *, at: int, by: str, gap_reason: str = "") -> Run:
    """Close a provisional run for good; from now on the database refuses any change of it.

    Raises:
        RefusedError: it is not provisional, or the run before it is not closed.
    """
    old = get(tx, run_id)
    if old.status is not RunStatus.PROVISIONAL:
        raise RefusedError("store.run_not_provisional", id=run_id, status=str(old.status))
    if old.previous_run_id is not None and not get(tx, old.previous_run_id).is_closed:
        raise RefusedError("store.previous_not_closed", id=run_id, previous=old.previous_run_id)
    tx.execute(
        update(run)
        .where(run.c.id == run_id)
        .values(status=str(RunStatus.CLOSED), closed_at=at, closed_by=by, gap_reason=gap_reason)
    )
    return get(tx, run_id)


def latest(tx: Tx, period: int | None = None) -> Run | None:
    """The run that holds for a period, or of the newest period with one; None without any."""
    query = select(run).where(run.c.status != str(RunStatus.SUPERSEDED))
    query = query.order_by(run.c.period.desc()).limit(1)
    if period is not None:
        query = query.where(run.c.period == period)
    row = tx.execute(query).one_or_none()
    return None if row is None else _run(row)


def latest_closed(tx: Tx, before: int | None = None) -> Run | None:
    """The newest closed run, of periods before ``before`` when given."""
    query = select(run).where(run.c.status == str(RunStatus.CLOSED))
    if before is not None:
        query = query.where(run.c.period < before)
    row = tx.execute(query.order_by(run.c.period.desc()).limit(1)).one_or_none()
    return None if row is None else _run(row)


def listed(tx: Tx, *, with_superseded: bool = False) -> list[Run]:
    """Runs by period ascending; of one period by revision."""
    query = select(run).order_by(run.c.period, run.c.revision)
    if not with_superseded:
        query = query.where(run.c.status != str(RunStatus.SUPERSEDED))
    return [_run(row) for row in tx.execute(query)]
