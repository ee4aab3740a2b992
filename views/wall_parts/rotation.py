"""轮播 Where the rotation of the wall stands; plain time arithmetic, no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

SECONDS = 30
LEAST, MOST = 5, 600


class Page(StrEnum):
    """The pages in the order they follow each other."""

    OVERVIEW = "overview"
    CHANGES = "changes"
    VENUES = "venues"
    BORDERS = "borders"
    RESPONSE = "response"
    MATTERS = "matters"


PAGES = tuple(Page)
# How long one thing of a page is spoken of: a changed grid, a venue, a border.
HOLD_SECONDS = {Page.CHANGES: 8, Page.VENUES: 20, Page.BORDERS: 20}
# Pages there are to be shown, with the number of things each speaks of.
Plan = Mapping[Page, int]


@dataclass(slots=True, kw_only=True)
class Rotation:
    """Which page, since when (seconds of any steady clock), and whether it goes on by itself.

    A page that speaks of several things stays until each was shown once.
    """

    seconds: int = SECONDS
    page: Page = Page.OVERVIEW
    since: float = 0.0
    paused_at: float | None = None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    def pause(self, now: float) -> None:
        """Stand still, or go on where it stood."""
        if self.paused_at is None:
            self.paused_at = now
        else:
            self.since += now - self.paused_at
            self.paused_at = None

    def gone(self, now: float) -> float:
        """Seconds the page has stood, without the time of the pause."""
        return (now if self.paused_at is None else self.paused_at) - self.since

    def step(self, by: int, now: float, plan: Plan) -> None:
        """To the next or an earlier page of the plan, by hand."""
        way = 1 if by > 0 else -1
        at = PAGES.index(self.page)
        for _ in range(abs(by)):
            at = (at + way) % len(PAGES)
            while PAGES[at] not in plan:
                at = (at + way) % len(PAGES)
        self.page, self.since = PAGES[at], now
        self.paused_at = None if self.paused_at is None else now

    def turn(self, now: float, plan: Plan) -> None:
        """Go on when the page has had its time, or is no longer to be shown."""
        is_over = not self.is_paused and self.gone(now) >= self.length(plan)
        if is_over or self.page not in plan:
            self.step(1, now, plan)

    def length(self, plan: Plan) -> float:
        """Seconds the present page stays."""
        return float(max(self.seconds, self._hold() * plan.get(self.page, 1)))

    def _hold(self) -> int:
        return HOLD_SECONDS.get(self.page, 0)

    def shown(self, now: float, plan: Plan) -> int:
        """Which of the page's things is spoken of, from 0."""
        number = plan.get(self.page, 1)
        hold = self._hold()
        return int(self.gone(now) // hold) % number if hold and number else 0

    def share(self, now: float, plan: Plan) -> float:
        """How much of the page's time is over, 0 to 1."""
        return min(max(self.gone(now) / self.length(plan), 0.0), 1.0)


def seconds_of(text: str, usual: int = SECONDS, least: int = LEAST) -> int:
    """``?rotate=30``: seconds within bounds up to 600; the usual ones where it is no number."""
    return min(max(int(text), least), MOST) if text.isdigit() else usual
