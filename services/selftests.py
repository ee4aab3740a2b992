"""Self test (自检) of the folder's newest map: run it, keep it, read it."""

from __future__ import annotations

import functools
import hashlib
import json
from typing import Any

import numpy as np

from analytics import selftest
from analytics.engine import Inputs
from analytics.selftest import SelfTest
from errors import NotFoundError
from policy import Policy
from services import access, inputs, periods, policies
from services.access import Action, Viewer
from services.progress import Progress, silent
from services.workspace import Workspace
from store import Tx, coverage, facts, runs
from store.runs import Run
from vocab import RunStatus
from words import say

FACT = "selftest"


def newest(tx: Tx) -> tuple[Run, Policy]:
    """The newest run and its rule.

    Raises:
        NotFoundError: nothing is scored yet.
    """
    listed = runs.listed(tx)
    if not listed:
        raise NotFoundError("period.none")
    run = max(listed, key=lambda one: (one.period, one.revision))
    return run, policies.by_hash(tx, run.policy_hash).policy


def known_inputs(tx: Tx, run: Run, policy: Policy, last: int | None = None) -> Inputs:
    """Counts of all periods up to a run's (the newest ``last`` of them), on its boundary set.

    Raises:
        NotFoundError: no data.
    """
    span = coverage.span(tx)
    if span is None:
        raise NotFoundError("period.none")
    known = policy.period.between(span[0], run.period)
    return inputs.load(tx, policy, run.boundary_set_id, known[-last:] if last else known).inputs


def run(
    workspace: Workspace,
    viewer: Viewer = access.OPERATOR,
    *,
    progress: Progress = silent,
    **sizes: int,
) -> dict[str, Any]:
    """Test the newest map and keep the result.

    Args:
        workspace: the data folder.
        viewer: who may administer.
        progress: told while it runs.
        sizes: ``limit``, ``permutations``, ``null_worlds`` of the test.

    Raises:
        NotAllowedError, NotFoundError (nothing scored yet).
    """
    access.require(viewer, Action.ADMINISTER)
    with workspace.store.read() as tx:
        newest_run, policy = newest(tx)
        material = known_inputs(tx, newest_run, policy, selftest.PERIODS)

    def told(share: float) -> None:
        progress(share, say("trust.testing", period=periods.shown(newest_run.period)))

    result = selftest.run(material, policy, seed=policy.seed, told=told, **sizes)
    kept = {
        "period": periods.shown(newest_run.period),
        "snapshot": newest_run.snapshot_hash,
        "policy": policy.hash,
        "made_at": workspace.today,
        **as_object(result),
    }
    with workspace.store.begin() as tx:
        name = _keep(tx, kept)
        present = runs.get(tx, newest_run.id)
        # Closed or scored anew meanwhile: what is closed stays, a newer run was not tested.
        if present.status is RunStatus.PROVISIONAL:
            runs.note(tx, present.id, selftest=name)
        outcome = "ok" if result.is_usable else "faults"
        access.record(
            tx, workspace, viewer, Action.ADMINISTER, "selftest", rows=result.grids, result=outcome
        )
    return kept


def _keep(tx: Tx, kept: dict[str, Any]) -> str:
    """Store a result under the hash of its text, and as the last one; returns the hash."""
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    name = hashlib.sha256(text.encode()).hexdigest()
    facts.put(tx, f"{FACT}:{name}", text)
    facts.put(tx, FACT, text)
    return name


def name_of_last(tx: Tx) -> str:
    """The hash a run names the last self test by; "" before the first."""
    text = facts.get(tx, FACT)
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def named(workspace: Workspace, viewer: Viewer, run: Run) -> dict[str, Any] | None:
    """The self test a run names: the last one known when it was made or closed; None of none.

    Raises:
        NotAllowedError: the role may not look at maps.
    """
    access.require(viewer, Action.VIEW)
    name = str(run.summary.get("selftest", ""))
    if not name:
        return None
    with workspace.store.read() as tx:
        text = facts.get(tx, f"{FACT}:{name}")
    return dict(json.loads(text)) if text else None


def mark(tx: Tx) -> str:
    """不可用于决策 while a bound of the last self test is broken; "" else."""
    return say("trust.unusable") if _is_broken(facts.get(tx, FACT)) else ""


@functools.lru_cache(maxsize=4)
def _is_broken(text: str) -> bool:
    """Asked with every run of a page; the text is long and seldom another."""
    kept = json.loads(text) if text else {"is_measured": False}
    return bool(kept["is_measured"] and not kept["is_usable"])


def last(workspace: Workspace, viewer: Viewer) -> dict[str, Any] | None:
    """The last self test as it was kept; None before the first.

    Raises:
        NotAllowedError: the role may not look at maps.
    """
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        text = facts.get(tx, FACT)
    return dict(json.loads(text)) if text else None


def as_object(result: SelfTest) -> dict[str, Any]:
    """The result as plain JSON values; a figure that could not be measured is null."""
    flips = result.null_flips
    return {
        "grids": result.grids,
        "periods": result.periods,
        "permutations": result.permutations,
        "null_worlds": result.null_worlds,
        "seed": result.seed,
        "is_measured": result.is_measured,
        "is_usable": result.is_usable,
        "mark": "" if result.is_usable else say("trust.unusable"),
        "bounds": [
            {
                "name": bound.name,
                "figure": round(bound.figure, 5) if np.isfinite(bound.figure) else None,
                "bound": round(bound.bound, 5) if np.isfinite(bound.bound) else None,
                "holds": bound.holds,
            }
            for bound in result.bounds
        ],
        "null_flips": [round(x, 5) for x in flips if np.isfinite(x)],
        "pit": [round(x, 5) for x in result.pit],
    }


def sentences(kept: dict[str, Any] | None) -> list[str]:
    """The last self test for a reader: one sentence per bound, or why there is none."""
    if kept is None:
        return [say("trust.no_selftest")]
    if not kept["is_measured"]:
        return [say("trust.not_measured")]
    told = [] if kept["is_usable"] else [say("trust.unusable")]
    for bound in kept["bounds"]:
        if bound["figure"] is None:
            continue
        key = f"trust.bound.{bound['name']}"
        told.append(say(key, figure=f"{bound['figure']:.2%}", bound=f"{bound['bound']:.2%}"))
    return told
