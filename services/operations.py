"""专项行动 Operations: register, list and withdraw; what one changed is in operation_effect."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

from errors import RefusedError
from services import access, policies
from services.access import Action, Viewer
from services.inputs import event_rules
from services.workspace import Workspace
from store import Tx, boundaries, operations
from store.operations import Operation
from vocab import Scope, day_number

_NEEDED = ("name", "indicator", "first_day", "last_day", "areas")
_KNOWN = {*_NEEDED, "category", "note"}


def _day(values: dict[str, Any], name: str) -> int:
    value = values[name]
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return day_number(value)
    try:
        return day_number(dt.date.fromisoformat(str(value)))
    except ValueError as error:
        raise RefusedError("operation.bad_day", key=name, value=str(value)) from error


def _read(text: str) -> list[dict[str, Any]]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RefusedError("operation.unreadable", reason=str(error)) from error
    listed = table.get("operation")
    if not isinstance(listed, list) or not listed:
        raise RefusedError("operation.unreadable", reason="[[operation]]")
    return listed


def _checked(tx: Tx, viewer: Viewer, values: dict[str, Any]) -> dict[str, Any]:
    """One operation with its faults found.

    Raises:
        RefusedError: something is missing, unknown or impossible; what and where is said.
        NotAllowedError: an area outside the viewer's scope.
    """
    missing = [name for name in _NEEDED if not values.get(name)]
    strange = sorted(set(values) - _KNOWN)
    if missing or strange:
        raise RefusedError("operation.keys", keys="、".join([*missing, *strange]))
    first, last = _day(values, "first_day"), _day(values, "last_day")
    if last < first:
        raise RefusedError("operation.order", name=values["name"])
    codes = boundaries.units(tx, boundaries.sets(tx)[-1].id, with_geometry=False)["code"]
    areas = tuple(str(area) for area in values["areas"])
    for area in areas:
        if not codes.str.startswith(area).any():
            raise RefusedError("operation.no_area", area=area)
        access.require(viewer, Action.PLAN, Scope(prefix=area))
    policy = policies.in_force(tx, last)
    known = [rule.code for rule in event_rules(policy)]
    if values["indicator"] not in known:
        raise RefusedError(
            "operation.no_indicator", code=values["indicator"], known="、".join(known)
        )
    return {
        "name": str(values["name"]),
        "indicator": str(values["indicator"]),
        "category": str(values.get("category", "")),
        "first_day": first,
        "last_day": last,
        "areas": areas,
        "note": str(values.get("note", "")),
    }


def register(workspace: Workspace, viewer: Viewer, text: str) -> list[int]:
    """Register the operations of a TOML text; all of them or none.

    Each ``[[operation]]`` has name, indicator, first_day, last_day, areas (code prefixes) and may
    have category and note.

    Raises:
        NotAllowedError, RefusedError.
    """
    access.require(viewer, Action.PLAN)
    with workspace.store.begin() as tx:
        if not boundaries.sets(tx):
            raise RefusedError("import.no_boundaries", file="[[operation]]")
        ids = [
            operations.add(tx, **_checked(tx, viewer, values), by=viewer.person, at=workspace.today)
            for values in _read(text)
        ]
        access.record(tx, workspace, viewer, Action.PLAN, "operation", rows=len(ids))
    return ids


def withdraw(workspace: Workspace, viewer: Viewer, number: int) -> dict[str, Any]:
    """Take an operation off the list; it stays stored with who and when.

    Raises:
        NotAllowedError, NotFoundError, RefusedError.
    """
    access.require(viewer, Action.PLAN)
    with workspace.store.begin() as tx:
        for area in operations.get(tx, number).areas:
            access.require(viewer, Action.PLAN, Scope(prefix=area))
        old = operations.withdraw(tx, number, by=viewer.person, at=workspace.today)
        access.record(tx, workspace, viewer, Action.PLAN, f"withdraw operation {number}", rows=1)
    return {"id": number, "name": old.name, "status": "withdrawn"}


def listed(workspace: Workspace, viewer: Viewer) -> list[Operation]:
    """Operations in the viewer's scope, newest first."""
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        return [one for one in operations.listed(tx) if is_seen(viewer, one)]


def is_seen(viewer: Viewer, one: Operation) -> bool:
    """Whether any of its areas lies in the viewer's scope."""
    own = viewer.scope.prefix
    return any(area.startswith(own) for area in one.areas)
