"""Integrity of a data folder (完整性检查): hashes, replay of the ledger, conservation, codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from services import access, periods, placing
from services.access import Action, Viewer
from services.progress import Progress, silent
from services.workspace import Workspace
from store import (
    Tx,
    boundaries,
    counts,
    coverage,
    events,
    integrity,
    ledger,
    locations,
    runs,
    snapshots,
)
from vocab import STATES, RunStatus
from words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it must be."""

    check: str
    message: str


def _stored(tx: Tx) -> Iterator[Finding]:
    for fault in integrity.check(tx):
        yield Finding(check=fault.key, message=say(fault.key, **fault.values))


def _replay(tx: Tx) -> Iterator[Finding]:
    """The fold of the ledger up to each closed run's period gives that run's map."""
    closed = [run for run in runs.listed(tx) if run.status is RunStatus.CLOSED]
    for run in closed[-1:] + closed[:-1:13]:
        columns, _ = snapshots.get(tx, run.snapshot_hash)
        folded = ledger.replay(tx, run.period).set_index("code")
        stale = folded[~folded.index.isin(columns["codes"]) & (folded["level"] > 0)]
        folded = folded.reindex(columns["codes"])
        states = np.array([state.value for state in STATES])[columns["state"]]
        differs = (folded["level"].to_numpy() != columns["level"]) | (
            folded["state"].to_numpy() != states
        )
        if differs.any() or len(stale):
            astray = [*columns["codes"][differs].tolist(), *stale.index]
            code, week = astray[0], periods.shown(run.period)
            yield Finding(
                check="check.replay",
                message=say("check.replay", period=week, count=len(astray), code=code),
            )


def _recount(tx: Tx) -> Iterator[Finding]:
    """The newest stored counts are what the placed events add up to."""
    rule, span, names = placing.period_rule(tx), coverage.span(tx), events.indicators(tx)
    if span is None or not names:
        return
    for chosen in boundaries.sets(tx):
        last = span[1] if chosen.valid_to is None else min(span[1], chosen.valid_to)
        if last < span[0]:
            continue
        spans = rule.between(span[0], last)
        stored = counts.latest(tx, chosen.id, names, spans)
        first = rule.first_day(spans[0])
        rows = locations.tally(tx, chosen.id, names, first, spans[-1])
        codes = boundaries.grid_codes(tx, chosen.id)
        place = np.searchsorted(codes, rows["code"].to_numpy(dtype=np.str_))
        column = np.searchsorted(spans, rule.last_days(rows["day"].to_numpy(dtype=np.int64)))
        for name in names:
            mine = (rows["indicator"] == name).to_numpy()
            own = np.zeros(stored.n[name].shape, dtype=np.int64)
            np.add.at(own, (place[mine], column[mine]), rows["n"].to_numpy()[mine])
            differ = int((own != stored.n[name]).sum())
            if differ:
                sums = {"events": int(own.sum()), "counts": int(stored.n[name].sum())}
                yield Finding(
                    check="check.counts",
                    message=say("check.counts", name=name, cells=differ, **sums),
                )


CHECKS: tuple[Callable[[Tx], Iterator[Finding]], ...] = (_stored, _replay, _recount)


def check(
    workspace: Workspace, viewer: Viewer = access.OPERATOR, *, progress: Progress = silent
) -> dict[str, Any]:
    """Run all checks; ``faults`` is empty when everything is as it must be."""
    access.require(viewer, Action.ADMINISTER)
    faults: list[Finding] = []
    with workspace.store.read() as tx:
        for number, one in enumerate(CHECKS, 1):
            faults += one(tx)
            progress(number / len(CHECKS), say("progress.verify", what=workspace.settings.data))
    with workspace.store.begin() as tx:
        access.record(
            tx,
            workspace,
            viewer,
            Action.ADMINISTER,
            "check",
            rows=len(faults),
            result="faults" if faults else "ok",
        )
    return {
        "checks": len(CHECKS),
        "faults": [{"check": f.check, "message": f.message} for f in faults],
    }
