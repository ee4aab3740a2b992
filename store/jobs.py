"""作业 The one place for work: an import or a calculation holds it while it runs.

Times here are the machine's own (``time.time()``), not the product's clock, which stands still
in a demo folder. Claim, heartbeat and release are short transactions of their own.
"""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from errors import BusyError
from store.engine import Tx
from store.tables import job

STALE_SECONDS = 120
WORK = "work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Who holds a place since when. Times are epoch seconds of the machine."""

    name: str
    by: str
    started_at: int
    heartbeat_at: int
    pid: int
    host: str


def _job(row: Row[Any]) -> Job:
    return Job(**row._mapping)


def current(tx: Tx, name: str = WORK) -> Job | None:
    """Who holds the place; None when it is free."""
    row = tx.execute(select(job).where(job.c.name == name)).one_or_none()
    return None if row is None else _job(row)


def claim(tx: Tx, *, by: str, at: int, name: str = WORK, pid: int | None = None) -> Job:
    """Take the place for work.

    It can be taken from a holder that gave no sign for 120 s, or whose process is gone.

    Args:
        tx: a writing transaction, committed before the work begins.
        by: person id.
        at: epoch seconds of the machine.
        name: of the place.
        pid: of the process that works; this one by default.

    Raises:
        BusyError: somebody else is at work.
    """
    mine = Job(
        name=name,
        by=by,
        started_at=at,
        heartbeat_at=at,
        pid=os.getpid() if pid is None else pid,
        host=platform.node(),
    )
    holder = current(tx, name)
    if holder is not None and not _is_gone(holder, mine):
        raise BusyError("store.busy", by=holder.by, seconds=at - holder.started_at)
    tx.execute(delete(job).where(job.c.name == name))
    values = {field: getattr(mine, field) for field in Job.__dataclass_fields__}
    tx.execute(insert(job).values(values))
    return mine


def _is_gone(holder: Job, mine: Job) -> bool:
    if mine.heartbeat_at - holder.heartbeat_at > STALE_SECONDS:
        return True
    return holder.host == mine.host and not _is_running(holder.pid)


def _is_running(pid: int) -> bool:
    if os.name == "nt":
        # There os.kill ends the process, whatever the signal: wait for the heartbeat instead.
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def heartbeat(tx: Tx, held: Job, *, at: int) -> None:
    """Give a sign of life.

    While a long writing transaction is open nobody can take the place on SQLite; give the sign
    in that transaction, last before its commit.

    Raises:
        BusyError: the place was taken by another one meanwhile; stop and write nothing.
    """
    done = tx.execute(update(job).where(_mine(held)).values(heartbeat_at=at))
    if done.rowcount != 1:
        raise BusyError("store.place_lost", by=held.by)


def release(tx: Tx, held: Job) -> None:
    """Leave the place, if it is still held."""
    tx.execute(delete(job).where(_mine(held)))


def _mine(held: Job) -> Any:
    return (
        (job.c.name == held.name)
        & (job.c.pid == held.pid)
        & (job.c.host == held.host)
        & (job.c.started_at == held.started_at)
    )
