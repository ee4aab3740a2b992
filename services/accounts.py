"""Persons of a data folder (人员): who is offered at sign-in, and that somebody signed in."""

from __future__ import annotations

import tomllib
from dataclasses import fields

from errors import RefusedError
from services import access
from services.access import Action, Role, Viewer
from services.workspace import Workspace
from store import facts, people
from vocab import Scope


def is_demo(workspace: Workspace) -> bool:
    """Whether this folder holds synthetic demo data."""
    with workspace.store.read() as tx:
        return facts.is_demo(tx)


def offered(workspace: Workspace) -> list[Viewer]:
    """The demo persons anybody may choose; nobody on real data."""
    with workspace.store.read() as tx:
        rows = people.listed(tx)
    return [access.viewer_of(workspace, row.id) for row in rows if row.is_demo and row.is_active]


def enrol(workspace: Workspace, viewer: Viewer, text: str) -> list[str]:
    """Store the persons of a TOML text ([[person]] with id, title, role, scope, purpose).

    A known id is replaced. Nobody signs in by this; the command line acts as them.

    Raises:
        NotAllowedError: only the operator enrols.
        RefusedError: unreadable, an unknown key or role, or a scope that is no area code.
    """
    access.require(viewer, Action.ADMINISTER)
    known = {field.name for field in fields(people.Person)} - {"is_demo", "is_active"}
    try:
        entries = tomllib.loads(text)["person"]
        rows = [people.Person(**{"scope": "", "purpose": "desk", **entry}) for entry in entries]
        for row, entry in zip(rows, entries, strict=True):
            if set(entry) - known or row.id == access.OPERATOR.person:
                raise ValueError(row.id)
            Viewer(
                person=row.id, title=row.title, role=Role(row.role), scope=Scope(prefix=row.scope)
            )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise RefusedError("access.persons_unreadable", reason=str(error)) from error
    with workspace.store.begin() as tx:
        for row in rows:
            people.put(tx, row)
        access.record(tx, workspace, viewer, Action.ADMINISTER, "persons", rows=len(rows))
    return [row.id for row in rows]


def signed_in(workspace: Workspace, viewer: Viewer) -> None:
    """Note the sign-in in the audit table."""
    with workspace.store.begin() as tx:
        access.record(tx, workspace, viewer, Action.VIEW, "session")


def ticket(workspace: Workspace, viewer: Viewer) -> str:
    """A short-lived sign-in for the operator's own link."""
    return access.token(workspace, viewer, access.TICKET_SECONDS)


def data_version(workspace: Workspace) -> str:
    """Changes with every import, correction, run and approval: for cache keys."""
    with workspace.store.read() as tx:
        return facts.version(tx)
