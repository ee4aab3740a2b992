"""Rules (规则): propose, approve by another person, compare, and which is in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import policy as rules
from analytics import engine
from errors import NotAllowedError, NotFoundError, PolicyError, RefusedError
from policy import Policy
from services import access, ballots, inputs, periods, placing
from services.access import Action, Viewer
from services.working import at_work
from services.workspace import Workspace
from store import Tx, boundaries, coverage
from store import policies as table


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A stored rule and the period it starts with."""

    policy: Policy
    valid_from: int


def by_hash(tx: Tx, start: str) -> InForce:
    """The stored rule whose hash starts so.

    Raises:
        NotFoundError: none does, or several do.
    """
    row = table.get(tx, start)
    return InForce(policy=row.policy, valid_from=row.valid_from or 0)


def in_force(tx: Tx, period: int) -> Policy:
    """The approved rule of a period.

    Raises:
        NotFoundError: none is approved for it.
    """
    return table.in_force(tx, period).policy


def first(tx: Tx) -> InForce:
    """The earliest approved rule.

    Raises:
        NotFoundError: none is approved yet.
    """
    rows = [row for row in table.listed(tx) if row.valid_from is not None]
    if not rows:
        raise NotFoundError("policy.none_in_force", period="—")
    row = min(rows, key=lambda one: one.valid_from or 0)
    return InForce(policy=row.policy, valid_from=row.valid_from or 0)


def one(workspace: Workspace, viewer: Viewer, start: str) -> Policy:
    """The stored rule whose hash starts so.

    Raises:
        NotAllowedError: the role may not look at maps.
        NotFoundError: none does, or several do.
    """
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        return by_hash(tx, start).policy


def calibrated(tx: Tx, proposed: Policy) -> Policy:
    """Fill in what the baseline year says: rates, dispersion, goalposts, cuts.

    Raises:
        PolicyError: too few periods of data.
    """
    if proposed.is_calibrated:
        return proposed
    span = coverage.span(tx)
    if span is None:
        raise PolicyError("policy.too_short", periods=0, needed=proposed.min_periods)
    start, end = proposed.baseline or (span[0], span[1])
    chosen = proposed.period.between(max(start, span[0]), min(end, span[1]))
    chosen_set = boundaries.set_for(tx, chosen[-1])
    material = inputs.load(tx, proposed, chosen_set.id, chosen)
    return engine.calibrate(proposed, material.inputs)


def _cut_time(tx: Tx, workspace: Workspace, proposed: Policy) -> None:
    """Before any rule is in force the folder cuts time as the proposed one does.

    Raises:
        PolicyError: a rule in force cuts it otherwise; counts of two kinds cannot be joined.
    """
    asked, own = proposed.period, placing.period_rule(tx)
    if asked == own:
        return
    is_decided = any(row.status in table.IN_FORCE for row in table.listed(tx))
    if is_decided and (asked.kind, asked.week_ends) != (own.kind, own.week_ends):
        raise PolicyError("policy.other_period")
    placing.use_period_rule(tx, asked)
    span = coverage.span(tx)
    if span is not None:
        placing.recount(tx, span, at=workspace.today)


def propose(workspace: Workspace, viewer: Viewer, text: str) -> dict[str, Any]:
    """Store a rule as proposed, with its figures calibrated on the data where they are absent.

    Raises:
        NotAllowedError, PolicyError, NotFoundError, BusyError.
        RefusedError: its votes cannot be weighed.
    """
    access.require(viewer, Action.PROPOSE)
    proposed = rules.parse(text)
    ballots.require(proposed)
    with at_work(workspace, viewer), workspace.store.begin() as tx:
        _cut_time(tx, workspace, proposed)
        complete = calibrated(tx, proposed)
        table.propose(tx, complete, by=viewer.person, at=workspace.today)
        access.record(tx, workspace, viewer, Action.PROPOSE, f"policy {complete.hash[:12]}")
    return {"hash": complete.hash, "name": complete.name, "version": complete.version}


def approve(
    workspace: Workspace, viewer: Viewer, start: str, week: str | None = None
) -> dict[str, Any]:
    """Put a proposed rule in force from a period on; without one it is an approved alternative.

    Raises:
        NotAllowedError, NotFoundError, PolicyError (same person, not proposed, period closed).
    """
    access.require(viewer, Action.APPROVE)
    with workspace.store.begin() as tx:
        stored = by_hash(tx, start)
        valid_from = None
        if week is not None:
            valid_from = periods.read(week, stored.policy.period)
        table.approve(
            tx,
            stored.policy.hash,
            by=viewer.person,
            at=workspace.today,
            valid_from=valid_from,
            as_alternative=valid_from is None,
        )
        access.record(tx, workspace, viewer, Action.APPROVE, f"policy {stored.policy.hash[:12]}")
    return {
        "hash": stored.policy.hash,
        "valid_from": None if valid_from is None else periods.shown(valid_from),
    }


def withdraw(workspace: Workspace, viewer: Viewer, start: str, reason: str) -> dict[str, Any]:
    """Take back a rule that is proposed and not approved yet; it stays on record.

    Raises:
        NotAllowedError: neither the proposer nor the operator.
        NotFoundError, PolicyError (not a proposal any more).
        RefusedError: no reason given.
    """
    access.require(viewer, Action.PROPOSE)
    if not reason.strip():
        raise RefusedError("rules.no_reason")
    with workspace.store.begin() as tx:
        stored = table.get(tx, start)
        if stored.proposed_by != viewer.person and not viewer.may(Action.ADMINISTER):
            raise NotAllowedError("rules.not_yours", who=viewer.title)
        table.withdraw(tx, stored.hash, by=viewer.person, at=workspace.today, reason=reason.strip())
        access.record(
            tx, workspace, viewer, Action.PROPOSE, f"policy {stored.hash[:12]}", result="withdrawn"
        )
    return {"hash": stored.hash, "status": "withdrawn", "reason": reason.strip()}


def listed(workspace: Workspace, viewer: Viewer) -> list[dict[str, Any]]:
    """All rules, newest first, without their texts; instants are epoch seconds."""
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        rows, reasons = table.listed(tx), table.reasons(tx)
    return [
        {
            "hash": row.hash,
            "name": row.name,
            "version": row.version,
            "status": row.status,
            "valid_from": None if row.valid_from is None else periods.shown(row.valid_from),
            "proposed_by": row.proposed_by,
            "proposed_at": row.proposed_at,
            "approved_by": row.approved_by,
            "approved_at": row.approved_at,
            "withdrawn": reasons.get(row.hash, ""),
        }
        for row in rows
    ]


def diff(workspace: Workspace, viewer: Viewer, one: str, other: str) -> dict[str, Any]:
    """The lines in which two rules differ, key by key."""
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        first_policy, second = by_hash(tx, one).policy, by_hash(tx, other).policy
    left, right = _flat(first_policy), _flat(second)
    changed = [
        {"key": key, "first": left.get(key), "second": right.get(key)}
        for key in sorted(left.keys() | right.keys())
        if left.get(key) != right.get(key)
    ]
    return {"first": first_policy.hash, "second": second.hash, "differences": changed}


def _flat(policy: Policy) -> dict[str, str]:
    """Every line of the canonical text by its table and key."""
    lines: dict[str, str] = {}
    place, indicator = "", ""
    for line in rules.to_toml(policy).splitlines():
        if line.startswith("["):
            place = line.strip("[]")
        elif " = " in line:
            key, _, value = line.partition(" = ")
            indicator = value.strip('"') if (place, key) == ("indicator", "code") else indicator
            where = place.replace("indicator", f"indicator.{indicator}", 1)
            lines[f"{where}.{key}".lstrip(".")] = value
    return lines
