"""导航 Every page in one list: the shell offers them, the server knows their addresses."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from services.access import Viewer
from views.data_parts import data_page
from views.export_parts import export_page


def _everybody(viewer: Viewer) -> bool:
    return True


def _nobody(viewer: Viewer) -> bool:
    """A page reached from another one only."""
    return False


class Group(StrEnum):
    """组 What stands in the bar; its title is ``nav.group.<value>``. ``BAR`` is the bar itself."""

    BAR = ""
    ANALYSIS = "analysis"
    MEETING = "meeting"
    DATA = "data"
    GROUNDS = "grounds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page: ``views/<name>.py`` under ``/<name>``; ``title`` is a key of words/.

    Who is not ``offered`` it does not see it in the navigation; behind its address the page
    itself says what may not be seen.
    """

    name: str
    title: str
    group: Group = Group.BAR
    offered: Callable[[Viewer], bool] = _everybody


# In the order of the navigation; the first is the page that opens, its address is "/".
PAGES = (
    Entry(name="map", title="nav.map"),
    Entry(name="indicators", title="nav.indicators", group=Group.ANALYSIS),
    Entry(name="events", title="events.title", group=Group.ANALYSIS),
    Entry(name="compare", title="gridcompare.title", group=Group.ANALYSIS),
    Entry(name="venues", title="nav.venues", group=Group.ANALYSIS),
    Entry(name="borders", title="nav.borders", group=Group.ANALYSIS),
    Entry(name="response", title="nav.response", group=Group.ANALYSIS),
    Entry(name="meeting", title="nav.meeting", group=Group.MEETING),
    Entry(name="wall", title="nav.wall", group=Group.MEETING),
    Entry(name="data", title="nav.data", group=Group.DATA, offered=data_page.is_open_to),
    Entry(name="export", title="nav.export", group=Group.DATA, offered=export_page.is_open_to),
    Entry(name="rules", title="nav.rules", group=Group.GROUNDS),
    Entry(name="trust", title="trustpage.title", group=Group.GROUNDS),
    Entry(name="why", title="why.title", offered=_nobody),
)


def menus(viewer: Viewer) -> dict[Group, list[Entry]]:
    """The bar of one person: its own entries first, then a menu for each group.

    Entries that are not offered stand in the bar, where they are hidden, so that no menu of a
    person is empty.
    """
    bar: dict[Group, list[Entry]] = {group: [] for group in Group}
    for entry in PAGES:
        bar[entry.group if entry.offered(viewer) else Group.BAR].append(entry)
    return {group: entries for group, entries in bar.items() if entries}


@functools.lru_cache(maxsize=512)
def is_in_menu(viewer: Viewer, name: str) -> bool:
    """Whether the page is reached by a menu of the bar, not by an item of its own."""
    return all(entry.name != name for entry in menus(viewer)[Group.BAR])


@functools.lru_cache(maxsize=512)
def place(viewer: Viewer, name: str) -> int:
    """Which item of the person's bar leads to the page, from 1; 0 if none does."""
    bar = menus(viewer)
    items = [[entry] for entry in bar.pop(Group.BAR) if entry.offered(viewer)]
    items += bar.values()
    return next((k for k, found in enumerate(items, 1) if name in {e.name for e in found}), 0)
