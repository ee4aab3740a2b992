"""Who may open the data page."""

from __future__ import annotations

from services.access import Action, Viewer


def is_open_to(viewer: Viewer) -> bool:
    """Whether there is anything for this person to do."""
    return any(viewer.may(action) for action in (Action.IMPORT, Action.CLOSE, Action.SCORE))
