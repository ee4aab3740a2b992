"""轮播 Where the rotation of the wall stands; plain time arithmetic, no widget."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SECONDS = 30
LEAST, MOST = 5, 600
HOLD_SECONDS = 8


class Page(StrEnum):
    OVERVIEW = "overview"
    CHANGES = "changes"
    MATTERS = "matters"


PAGES = tuple(Page)


@dataclass(slots=True, kw_only=True)
class Rotation:
    """Which page, since when (seconds of any steady clock), and whether it goes on by itself.

    The page of the changes stays until every change was shown once.
    """

    seconds: int = SECONDS
    at: int = 0
    since: float = 0.0
    is_paused: bool = False

    @property
    def page(self) -> Page:
        return PAGES[self.at]

    def step(self, by: int, now: float) -> None:
        """To the next or an earlier page, by hand."""
        self.at = (self.at + by) % len(PAGES)
        self.since = now

    def turn(self, now: float, changes: int) -> None:
        """Go on when the page has had its time."""
        if not self.is_paused and now - self.since >= self.length(changes):
            self.step(1, now)

    def length(self, changes: int) -> float:
        """Seconds the present page stays."""
        if self.page is Page.CHANGES:
            return max(self.seconds, HOLD_SECONDS * changes)
        return self.seconds

    def shown(self, now: float, changes: int) -> int:
        """Which of the changes is spoken of, from 0."""
        return int((now - self.since) // HOLD_SECONDS) % max(changes, 1)

    def share(self, now: float, changes: int) -> float:
        """How much of the page's time is over, 0 to 1."""
        return min(max((now - self.since) / self.length(changes), 0.0), 1.0)


def seconds_of(text: str) -> int:
    """``?rotate=30``: seconds a page stays, within 5 to 600; the usual 30 where it is no number."""
    if not text.isdigit():
        return SECONDS
    return min(max(int(text), LEAST), MOST)
