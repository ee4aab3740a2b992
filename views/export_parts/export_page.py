"""Who may open the export page."""

from __future__ import annotations

from services.access import Action, Viewer


def is_open_to(viewer: Viewer) -> bool:
    """Whether this person may take anything away."""
    return viewer.may(Action.EXPORT)
