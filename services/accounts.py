"""Persons of a data folder (人员): who is offered at sign-in, and that somebody signed in."""

from __future__ import annotations

from services import access
from services.access import Action, Viewer
from services.workspace import Workspace
from store import facts, people


def is_demo(workspace: Workspace) -> bool:
    """Whether this folder holds synthetic demo data."""
    with workspace.store.read() as tx:
        return facts.is_demo(tx)


def offered(workspace: Workspace) -> list[Viewer]:
    """The demo persons anybody may choose; nobody on real data."""
    with workspace.store.read() as tx:
        rows = people.listed(tx)
    return [access.viewer_of(workspace, row.id) for row in rows if row.is_demo and row.is_active]


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
