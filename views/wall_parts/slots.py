"""两幅地图 Two maps take turns: one is seen, the other draws the next page behind it.

So a page comes with its map already drawn, and a browser holds two maps however many pages there
are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from views.wall_parts.rotation import PAGES, Page, Plan

NAMES = ("a", "b")
WITH_MAP = frozenset(page for page in Page if page is not Page.MATTERS)


@dataclass(slots=True, kw_only=True)
class Slots:
    """Which page each of the two maps draws, and which of them is in front.

    ``is_covered``: the present page has no map, so none is seen.
    """

    pages: list[Page | None] = field(default_factory=lambda: [None, None])
    front: int = 0
    is_covered: bool = False

    @property
    def seen(self) -> str:
        """Name of the map that is seen; "" none."""
        return "" if self.is_covered else NAMES[self.front]

    def turn(self, page: Page, plan: Plan) -> bool:
        """Bring a page to the front; True where its map was waiting behind or is there already.

        One look later the map behind begins with the page that follows.
        """
        # What has left the plan is not drawn any more.
        self.pages = [one if one in plan else None for one in self.pages]
        self.is_covered = page not in WITH_MAP
        if not self.is_covered and self.pages[self.front] is not page:
            behind = 1 - self.front
            is_ready = self.pages[behind] is page
            self.pages[behind], self.front = page, behind
            return is_ready
        ahead = following(page, plan)
        if ahead not in self.pages:
            self.pages[1 - self.front] = ahead
        return True


def following(page: Page, plan: Plan) -> Page:
    """The next page of the plan that has a map."""
    at = PAGES.index(page)
    order = (*PAGES[at + 1 :], *PAGES[: at + 1])
    return next(one for one in order if one in plan and one in WITH_MAP)
