"""How the judgements of the stored maps stood (站得住), and how often colours change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics import reliability
from analytics.reliability import Bin
from analytics.scores import Scores
from services import access, card
from services.access import Action, Viewer
from services.card import Reader
from services.workspace import Workspace
from store import runs

HALF_YEAR = 26
LATER = 4
# Fewer judgements than this say nothing about a share.
ENOUGH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One map against the one before: grids coloured in both, and those that changed colour.

    ``is_new_rule`` marks a map made under another rule or boundary set than the one before.
    """

    period: int
    shown: int
    moved: int
    is_new_rule: bool

    @property
    def share(self) -> float:
        """Flip rate; NaN where no grid had a colour in both maps."""
        return self.moved / self.shown if self.shown else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the stored maps of half a year say of themselves.

    ``exact`` sets the chance claimed for the shown colour against how often the map ``LATER``
    periods on shows the same; ``near`` the same for one class up or down. ``grids`` is the number
    of grids of the newest map that the viewer sees.
    """

    exact: tuple[Bin, ...]
    near: tuple[Bin, ...]
    pairs: int
    weeks: tuple[Week, ...]
    grids: int

    @property
    def flip_rate(self) -> float:
        """Mean share of coloured grids that change their colour in a period."""
        shown = sum(week.shown for week in self.weeks)
        return sum(week.moved for week in self.weeks) / shown if shown else float("nan")


def standing(
    workspace: Workspace,
    viewer: Viewer,
    known: Sequence[runs.Run],
    read: Reader | None = None,
) -> Standing:
    """Judgements and flips of the last 26 maps, over the grids in the viewer's scope.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        known: the scored periods, oldest first.
        read: a cached snapshot reader; the store itself where absent.

    Raises:
        NotAllowedError: the role may not look at maps.
    """
    access.require(viewer, Action.VIEW)
    read = read or card.reader(workspace)
    past = list(known)[-HALF_YEAR:]
    maps = [Scores.from_columns(read(run.snapshot_hash)) for run in past]
    if not maps:
        return Standing(exact=(), near=(), pairs=0, weeks=(), grids=0)
    rows = [_own(one, viewer) for one in maps]
    pairs = [
        reliability.later_claims(now, later, own)
        for now, later, own in zip(maps, maps[LATER:], rows, strict=False)
    ]
    claims = reliability.joined(pairs)
    return Standing(
        exact=reliability.binned(claims.exact, claims.same, ENOUGH),
        near=reliability.binned(claims.near, claims.close, ENOUGH),
        pairs=len(claims.exact),
        weeks=_weeks(list(known), maps, rows),
        grids=len(rows[-1]),
    )


def _own(scores: Scores, viewer: Viewer) -> npt.NDArray[np.str_]:
    return scores.codes[access.visible(scores.codes, viewer)]


def _weeks(
    known: list[runs.Run], maps: list[Scores], rows: list[npt.NDArray[np.str_]]
) -> tuple[Week, ...]:
    weeks = []
    first = len(known) - len(maps)
    for place, (one, own) in enumerate(zip(maps, rows, strict=True), first):
        if place == 0:
            continue
        run, before = known[place], known[place - 1]
        shown, moved = reliability.moved(one, own)
        is_new = (run.policy_hash, run.boundary_set_id) != (
            before.policy_hash,
            before.boundary_set_id,
        )
        weeks.append(Week(period=run.period, shown=shown, moved=moved, is_new_rule=is_new))
    return tuple(weeks)
