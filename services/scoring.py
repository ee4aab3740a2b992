"""Bring every missing period up to date (计算), and close a week (关闭) into the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from analytics import engine
from analytics.engine import Scores
from errors import NotFoundError, RefusedError
from policy import Policy
from services import access, inputs, ledgering, periods, policies, selftests
from services.access import Action, Viewer
from services.inputs import Material
from services.progress import Progress, silent
from services.working import Alive, at_work
from services.workspace import Workspace
from store import Tx, boundaries, coverage, runs, snapshots
from vocab import METHOD_VERSION, RunStatus, day_number
from words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One period to bring up to date: its rule and the boundary set in force."""

    period: int
    policy: Policy
    set_id: int


def local_day(workspace: Workspace, time_zone: str) -> int:
    """Today as a day number in the town's time zone."""
    return day_number(workspace.clock.now().astimezone(ZoneInfo(time_zone)).date())


def _last_finished(workspace: Workspace, policy: Policy) -> int:
    """The newest period that is over by the folder's clock."""
    today = local_day(workspace, policy.period.time_zone)
    return policy.period.previous(policy.period.containing(today))


def _steps(tx: Tx, workspace: Workspace, to: str) -> list[Step]:
    span = coverage.span(tx)
    if span is None:
        raise NotFoundError("period.none")
    first_policy = policies.first(tx)
    rule = first_policy.policy.period
    last = (
        min(_last_finished(workspace, first_policy.policy), rule.containing(span[1]))
        if to == "latest"
        else periods.read(to, rule)
    )
    if last > rule.containing(local_day(workspace, rule.time_zone)):
        raise RefusedError("period.future", period=periods.shown(last))
    start = max(rule.containing(span[0]), first_policy.valid_from)
    if last < start:
        raise NotFoundError("policy.none_in_force", period=periods.shown(last))
    steps = []
    for period in rule.between(start, last):
        policy = policies.in_force(tx, period)
        chosen = boundaries.set_for(tx, period)
        steps.append(Step(period=period, policy=policy, set_id=chosen.id))
    return steps


def _known(workspace: Workspace, steps: list[Step]) -> list[int]:
    """All periods with data up to the last step."""
    with workspace.store.read() as tx:
        span = coverage.span(tx)
    if span is None or not steps:
        return []
    return steps[0].policy.period.between(span[0], steps[-1].period)


class Scorer:
    """Scores periods in order, loading the material of each rule and boundary set once.

    ``periods`` begin with the first one that has data, before any rule held: memory is older
    than the first map.
    """

    def __init__(self, workspace: Workspace, viewer: Viewer, steps: list[Step]) -> None:
        self.workspace = workspace
        self.viewer = viewer
        self.periods = _known(workspace, steps)
        self._material: dict[tuple[str, int], Material] = {}

    def material(self, tx: Tx, policy: Policy, set_id: int) -> Material:
        key = (policy.hash, set_id)
        if key not in self._material:
            if len(self._material) > 3:
                self._material.clear()
            self._material[key] = inputs.load(tx, policy, set_id, self.periods)
        return self._material[key]

    def step(self, step: Step) -> runs.Run | None:
        """Bring one period up to date; None when it already was."""
        position = self.periods.index(step.period)
        with self.workspace.store.read() as tx:
            present = runs.latest(tx, step.period)
            if present is not None and present.status is RunStatus.CLOSED:
                return None
            before = runs.latest(tx, step.policy.period.previous(step.period))
            material = self.material(tx, step.policy, step.set_id)
            input_hash = f"{material.hashes[position]}:{before.snapshot_hash if before else ''}"
            if present is not None and _same(present, step, input_hash):
                return None
            scores = self._scores(tx, step, position, before)
        return self._save(step, position, scores, before, input_hash, material)

    def _scores(self, tx: Tx, step: Step, position: int, before: runs.Run | None) -> Scores:
        now = self.material(tx, step.policy, step.set_id).until(position)
        if before is None:
            return engine.score(step.policy, now, None)
        previous = Scores.from_columns(snapshots.get(tx, before.snapshot_hash)[0])
        earlier = policies.by_hash(tx, before.policy_hash).policy
        both = _with_indicators_of(step.policy, earlier)
        if both is not step.policy:
            now = inputs.load(tx, both, step.set_id, self.periods).until(position)
        moved = before.boundary_set_id != step.set_id
        used = self.material(tx, earlier, before.boundary_set_id)
        corrected = used.hashes[position - 1] != str(before.summary["input_hash"]).partition(":")[0]
        if corrected:
            known = [p for p in self.periods if p < step.period]
            used = inputs.load(tx, earlier, before.boundary_set_id, known, before.revisions)
        return engine.score(
            step.policy,
            now,
            previous,
            previous_inputs=used.until(position - 1) if moved or corrected else None,
            previous_policy=earlier if earlier.hash != step.policy.hash else None,
            boundary_changed=moved,
            corrected=corrected,
        )

    def _save(
        self,
        step: Step,
        position: int,
        scores: Scores,
        before: runs.Run | None,
        input_hash: str,
        material: Material,
    ) -> runs.Run:
        used = {
            name: {p: r for p, r in rows.items() if p <= step.period}
            for name, rows in material.revisions.items()
        }
        meta = {
            "period": step.period,
            "input_hash": input_hash,
            "policy_hash": step.policy.hash,
            "method": METHOD_VERSION,
            "seed": step.policy.seed,
            "boundary_set": step.set_id,
            "indicators": [rule.code for rule in step.policy.indicators],
            "warnings": list(scores.warnings),
            "trial": scores.trial,
            "town_factor": scores.town_factor,
        }
        with self.workspace.store.begin() as tx:
            return runs.add(
                tx,
                period=step.period,
                policy_hash=step.policy.hash,
                boundary_set_id=step.set_id,
                previous_run_id=before.id if before else None,
                snapshot_hash=snapshots.add(tx, scores.columns(), meta),
                method=METHOD_VERSION,
                seed=step.policy.seed,
                revisions=used,
                summary={"input_hash": input_hash, "selftest": selftests.name_of_last(tx)},
                at=self.workspace.today,
                by=self.viewer.person,
            )


def _with_indicators_of(policy: Policy, earlier: Policy) -> Policy:
    """The rule with the indicators only the earlier one has: its map is made under both."""
    known = {rule.code for rule in policy.indicators}
    extra = tuple(rule for rule in earlier.indicators if rule.code not in known)
    return replace(policy, indicators=(*policy.indicators, *extra)) if extra else policy


def _same(present: runs.Run, step: Step, input_hash: str) -> bool:
    return (
        present.summary["input_hash"] == input_hash
        and present.policy_hash == step.policy.hash
        and present.boundary_set_id == step.set_id
    )


def score(
    workspace: Workspace, viewer: Viewer, *, to: str = "latest", progress: Progress = silent
) -> list[dict[str, Any]]:
    """Calculate every period up to ``to`` that is missing or whose inputs changed.

    Closed periods stay as they are. Each period is one transaction and one snapshot.

    Raises:
        NotAllowedError, BusyError, NotFoundError (no data or no rule), RefusedError (bad date).
    """
    access.require(viewer, Action.SCORE)
    with at_work(workspace, viewer) as alive:
        return _score_steps(workspace, viewer, to, progress, alive)


def _score_steps(
    workspace: Workspace, viewer: Viewer, to: str, progress: Progress, alive: Alive
) -> list[dict[str, Any]]:
    with workspace.store.read() as tx:
        steps = _steps(tx, workspace, to)
    scorer = Scorer(workspace, viewer, steps)
    made = []
    for number, step in enumerate(steps, 1):
        alive()
        run = scorer.step(step)
        if run is not None:
            made.append(_brief(run))
        progress(number / len(steps), say("progress.score", period=periods.shown(step.period)))
    with workspace.store.begin() as tx:
        access.record(tx, workspace, viewer, Action.SCORE, f"to {to}", rows=len(made))
    return made


def _brief(run: runs.Run) -> dict[str, Any]:
    return {
        "period": periods.shown(run.period),
        "revision": run.revision,
        "status": run.status.value,
        "snapshot": run.snapshot_hash,
        "policy": run.policy_hash,
        "boundary_set": run.boundary_set_id,
    }


def close(
    workspace: Workspace,
    viewer: Viewer,
    *,
    week: str,
    gap_reason: str = "",
    progress: Progress = silent,
) -> dict[str, Any]:
    """Close a period: its run becomes final and its changes are written to the ledger.

    Raises:
        NotAllowedError: the role may not close.
        RefusedError: not over yet, already closed, the one before is open, or data are missing
            and no reason was given.
    """
    access.require(viewer, Action.CLOSE)
    with at_work(workspace, viewer) as alive:
        with workspace.store.read() as tx:
            steps = _steps(tx, workspace, week)
            if not steps:
                raise NotFoundError("period.not_scored", period=week)
            _may_close(tx, workspace, steps[-1])
        _score_steps(workspace, viewer, week, silent, alive)
        scorer = Scorer(workspace, viewer, steps)
        return close_step(workspace, viewer, scorer, steps[-1], gap_reason)


def close_all(
    workspace: Workspace, viewer: Viewer, *, but_last: int, gap_reason: str, progress: Progress
) -> int:
    """Close every open period but the newest ``but_last``; returns how many were closed."""
    access.require(viewer, Action.CLOSE)
    with at_work(workspace, viewer) as alive:
        with workspace.store.read() as tx:
            steps = _steps(tx, workspace, "latest")
            still_open = {p.period for p in runs.listed(tx) if p.status is RunStatus.PROVISIONAL}
        scorer = Scorer(workspace, viewer, steps)
        chosen = [step for step in steps[: len(steps) - but_last] if step.period in still_open]
        for number, step in enumerate(chosen, 1):
            alive()
            close_step(workspace, viewer, scorer, step, gap_reason)
            progress(number / len(chosen), say("progress.close", period=periods.shown(step.period)))
    return len(chosen)


def _may_close(tx: Tx, workspace: Workspace, step: Step) -> None:
    if local_day(workspace, step.policy.period.time_zone) <= step.period:
        raise RefusedError("period.running", period=periods.shown(step.period))
    present = runs.latest(tx, step.period)
    if present is not None and present.status is RunStatus.CLOSED:
        raise RefusedError("period.is_closed", period=periods.shown(step.period))
    before = runs.latest(tx, step.policy.period.previous(step.period))
    if before is not None and before.status is not RunStatus.CLOSED:
        raise RefusedError("period.earlier_open", period=periods.shown(before.period))


def _gaps(material: Material, position: int) -> tuple[int, list[str]]:
    """How many grids lack an indicator in this period, and which indicators."""
    missing = {code: ~observed[:, position] for code, observed in material.inputs.observed.items()}
    concerned = [code for code, rows in missing.items() if rows.any()]
    grids = np.logical_or.reduce(list(missing.values())) if missing else np.zeros(0, dtype=bool)
    return int(grids.sum()), concerned


def close_step(
    workspace: Workspace, viewer: Viewer, scorer: Scorer, step: Step, gap_reason: str
) -> dict[str, Any]:
    """Close one scored period whose predecessor is closed, inside the held place for work."""
    position = scorer.periods.index(step.period)
    with workspace.store.begin() as tx:
        run = runs.latest(tx, step.period)
        if run is None:
            raise NotFoundError("period.not_scored", period=periods.shown(step.period))
        count, concerned = _gaps(scorer.material(tx, step.policy, step.set_id), position)
        if count and not gap_reason.strip():
            raise RefusedError("period.gaps", count=count, sources=", ".join(concerned))
        scores = Scores.from_columns(snapshots.get(tx, run.snapshot_hash)[0])
        rows = ledgering.write(tx, run, scores, step.policy)
        reason = gap_reason.strip() if count else ""
        runs.note(tx, run.id, selftest=selftests.name_of_last(tx))
        runs.close(tx, run.id, at=workspace.today, by=viewer.person, gap_reason=reason)
        access.record(tx, workspace, viewer, Action.CLOSE, periods.shown(step.period), rows=rows)
    return {
        "period": periods.shown(step.period),
        "status": RunStatus.CLOSED.value,
        "snapshot": run.snapshot_hash,
        "ledger_rows": rows,
        "grids_with_gaps": count,
        "gap_reason": reason,
    }


def cut_off(period: int, time_zone: str) -> dt.datetime:
    """The instant a period's data end: midnight after its last day, local time."""
    return dt.datetime.combine(
        dt.date(1970, 1, 1) + dt.timedelta(days=period + 1), dt.time(), ZoneInfo(time_zone)
    )
