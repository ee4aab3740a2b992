"""导航 Every page in one list: the shell offers them, the server knows their addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.access import Viewer
from views.data_parts import data_page


def _everybody(viewer: Viewer) -> bool:
    return True


def _nobody(viewer: Viewer) -> bool:
    """A page reached from another one only."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page: ``views/<name>.py`` under ``/<name>``; ``title`` is a key of words/.

    Who is not ``offered`` it does not see it in the navigation; behind its address the page
    itself says what may not be seen.
    """

    name: str
    title: str
    offered: Callable[[Viewer], bool] = _everybody


# In the order of the navigation; the first is the page that opens.
PAGES = (
    Entry(name="map", title="nav.map"),
    Entry(name="indicators", title="nav.indicators"),
    Entry(name="meeting", title="nav.meeting"),
    Entry(name="venues", title="nav.venues"),
    Entry(name="borders", title="nav.borders"),
    Entry(name="response", title="nav.response"),
    Entry(name="data", title="nav.data", offered=data_page.is_open_to),
    Entry(name="trust", title="trustpage.title"),
    Entry(name="wall", title="nav.wall"),
    Entry(name="why", title="why.title", offered=_nobody),
)
