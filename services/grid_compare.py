"""网格对比 Two to four grids beside each other: what each has, and what may be said of the order.

An order is only stated where the likely ranges of the index do not overlap; else it is
分不出高下 (docs/decisions/0147-ties-between-grids.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.scores import Scores
from errors import NotFoundError, RefusedError
from services import card, matters, numerals, telling, wording
from services.access import Viewer
from services.card import GridCard, Reader
from services.matters import Row
from services.situation import P_COLUMNS, Situation
from services.telling import ColourWord, Seen
from services.workspace import Workspace
from store import runs
from words import say

FEWEST, MOST = 2, 4
# The middle 80 % of where the index may lie.
TAIL = 0.1
TOP = 100.0
# Below this many points nothing is named as what makes the difference.
NAMED_POINTS = 1.0
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Beside:
    """One of the grids.

    ``likely`` is the range the index lies in with 80 %; None without a colour. ``headline`` says
    why it has its colour, ``difference`` what sets it apart from the one with the highest index,
    ``standing`` how many of the others are surely lower, surely higher, or neither.
    """

    card: GridCard
    likely: tuple[float, float] | None
    headline: str
    difference: str
    standing: str
    matters: tuple[Row, ...]

    @property
    def code(self) -> str:
        return str(self.card.grid.code)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """The grids in the order asked for, and one sentence about their order."""

    grids: tuple[Beside, ...]
    order: str


def likely(p: npt.NDArray[np.float64], cuts: Sequence[float]) -> tuple[float, float] | None:
    """Where the index lies with 80 %, from the chances of the five classes.

    Args:
        p: chances of the classes, worst first, shape (5,); need not add up to 1 exactly.
        cuts: the four ascending cut points.

    Returns:
        Lowest and highest index; inside a class all places are taken as equally likely. None
        where no chance is known.
    """
    known = np.nan_to_num(np.asarray(p, dtype=np.float64))
    if known.sum() <= 0:
        return None
    below = np.concatenate([[0.0], np.cumsum(known[::-1] / known.sum())])
    bounds = np.array([0.0, *cuts, max(TOP, cuts[-1] * 1.1)])
    low, high = np.interp([TAIL, 1 - TAIL], below, bounds).tolist()
    return float(low), float(high)


def overlap(a: tuple[float, float] | None, b: tuple[float, float] | None) -> bool:
    """Whether two ranges have a place in common; an unknown one overlaps with every other."""
    return a is None or b is None or (a[0] <= b[1] and b[0] <= a[1])


def _ranges(seen: Situation, rows: Sequence[object]) -> list[tuple[float, float] | None]:
    found: list[tuple[float, float] | None] = []
    for row in rows:
        if not getattr(row, "level", 0):
            found.append(None)
            continue
        p = np.array([getattr(row, name) for name in P_COLUMNS], dtype=np.float64)
        made, index = likely(p, seen.policy.cuts), float(getattr(row, "index", NAN))
        # The index shown is the middle of its own range or lies outside of a coarse one.
        found.append(None if made is None else (min(made[0], index), max(made[1], index)))
    return found


def _standing(at: int, ranges: Sequence[tuple[float, float] | None]) -> str:
    own = ranges[at]
    if own is None:
        return say("gridcompare.standing.none")
    others = [one for k, one in enumerate(ranges) if k != at and one is not None]
    above = sum(own[0] > one[1] for one in others)
    under = sum(own[1] < one[0] for one in others)
    level = len(others) - above - under
    parts = [
        say(f"gridcompare.standing.{name}", count=count)
        for name, count in (("above", above), ("under", under), ("level", level))
        if count
    ]
    return say("gridcompare.join").join(parts) if parts else say("gridcompare.standing.alone")


def _order(cards: Sequence[GridCard], ranges: Sequence[tuple[float, float] | None]) -> str:
    """The pairs whose order is sure; else that there is none."""
    known = [k for k, one in enumerate(ranges) if one is not None]
    if len(known) < FEWEST:
        return say("gridcompare.order.unknown")
    sure, pairs = [], 0
    for a in known:
        lower = [b for b in known if not overlap(ranges[a], ranges[b]) and _is_above(ranges, a, b)]
        pairs += len(lower)
        if lower:
            names = say("gridcompare.and").join(str(cards[b].grid.name) for b in lower)
            sure.append(say("gridcompare.order.above", name=cards[a].grid.name, others=names))
    if not sure:
        return say("gridcompare.order.tie")
    if 2 * pairs < len(known) * (len(known) - 1):
        sure.append(say("gridcompare.order.rest"))
    return say("gridcompare.join").join(sure)


def _is_above(ranges: Sequence[tuple[float, float] | None], a: int, b: int) -> bool:
    one, other = ranges[a], ranges[b]
    return one is not None and other is not None and one[0] > other[1]


def _difference(one: GridCard, top: GridCard, pair: tuple[tuple[float, float] | None, ...]) -> str:
    """What makes this grid differ from the one with the highest index, in one sentence."""
    names = {"name": one.grid.name, "top": top.grid.name}
    if one is top:
        return say("gridcompare.difference.top")
    if not one.grid.level or not top.grid.level:
        return say("gridcompare.difference.none")
    gap = float(top.grid.index) - float(one.grid.index)
    own = {cause.indicator: cause.points for cause in one.causes}
    gaps = {
        cause.indicator: float(np.nan_to_num(cause.points) - np.nan_to_num(own[cause.indicator]))
        for cause in top.causes
    }
    main = max(gaps, key=lambda code: gaps[code])
    points = numerals.whole(gap)
    is_named = gaps[main] >= NAMED_POINTS
    key = ("tie" if is_named else "same") if overlap(*pair) else "lower"
    return say(
        f"gridcompare.difference.{key}",
        **names,
        points=points,
        indicator=wording.indicator(main),
        share=numerals.whole(gaps[main]),
    )


def compare(
    workspace: Workspace,
    viewer: Viewer,
    seen: Situation,
    codes: Sequence[str],
    *,
    neighbours: Mapping[str, list[str]],
    known: Sequence[runs.Run],
    read: Reader | None = None,
    word: ColourWord = wording.colour,
    is_new: bool = True,
) -> Comparison:
    """Set some grids of a week beside each other; exact counts shown are written to the audit.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        seen: the week, already filtered for this viewer.
        codes: two to four grids of ``seen``.
        neighbours: adjacent codes of each grid.
        known: the scored periods, oldest first.
        read: a cached snapshot reader; the store itself where absent.
        word: the name of a level's colour in the palette shown.
        is_new: False when the same picture is only drawn again.

    Raises:
        RefusedError: fewer than two or more than four different grids.
        NotFoundError: a grid is not among those the viewer sees.
    """
    reader = read or card.reader(workspace)
    cards = [
        card.card(
            workspace,
            viewer,
            seen,
            code,
            neighbours=neighbours.get(code, []),
            known=known,
            read=reader,
            is_new=is_new,
        )
        for code in _distinct(codes)
    ]
    ranges = _ranges(seen, [one.grid for one in cards])
    scores = Scores.from_columns(reader(seen.snapshot))
    differences = _differences(cards, ranges)
    return Comparison(
        grids=tuple(
            Beside(
                card=one,
                likely=ranges[at],
                headline=_headline(seen, scores, one, word),
                difference=differences[at],
                standing=_standing(at, ranges),
                matters=_open(workspace, viewer, str(one.grid.code)),
            )
            for at, one in enumerate(cards)
        ),
        order=_order(cards, ranges),
    )


def _distinct(codes: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(codes))
    if not FEWEST <= len(wanted) <= MOST:
        raise RefusedError("gridcompare.number", count=len(wanted), fewest=FEWEST, most=MOST)
    return wanted


def _differences(
    cards: Sequence[GridCard], ranges: Sequence[tuple[float, float] | None]
) -> list[str]:
    index = [float(one.grid.index) if one.grid.level else -1.0 for one in cards]
    top = int(np.argmax(index))
    return [_difference(one, cards[top], (ranges[at], ranges[top])) for at, one in enumerate(cards)]


def _open(workspace: Workspace, viewer: Viewer, code: str) -> tuple[Row, ...]:
    found = matters.at_place(workspace, viewer, code)
    return tuple(row for row in found if not row.is_closed)


def _headline(seen: Situation, scores: Scores, one: GridCard, word: ColourWord) -> str:
    at = int(np.searchsorted(scores.codes, one.grid.code))
    return telling.headline(Seen(seen=seen, scores=scores, at=at, row=one.grid, word=word))[0]


def _measures(grids: pd.DataFrame) -> pd.DataFrame:
    """What makes two grids alike, each in its own spread: people, density, share of floating."""
    people = grids["residents"].to_numpy(dtype=np.float64)
    area = grids["area_m2"].to_numpy(dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {"people": np.log(people), "density": np.log(people / area)}
    share = grids.get("rate_population")
    if share is not None and share.notna().any():
        columns["floating"] = share.to_numpy(dtype=np.float64)
    table = pd.DataFrame(columns, index=grids["code"]).replace([np.inf, -np.inf], NAN)
    spread = table.std().replace(0.0, 1.0)
    return table / spread


def most_alike(seen: Situation, code: str, count: int = MOST - 1) -> tuple[str, ...]:
    """The coloured grids nearest to one in people, density and share of floating people.

    Raises:
        NotFoundError: the grid is not among those seen.
    """
    measures = _measures(seen.grids)
    if code not in measures.index:
        raise NotFoundError("grid.unknown", code=code)
    coloured = set(seen.grids.loc[seen.grids["level"] > 0, "code"])
    away = ((measures - measures.loc[code]) ** 2).sum(axis=1, skipna=False) ** 0.5
    near = away[away.index.isin(coloured - {code})].dropna().sort_values(kind="stable")
    return tuple(str(one) for one in near.index[:count])


def around(
    seen: Situation, code: str, near: Callable[[str], list[str]], count: int = MOST - 1
) -> tuple[str, ...]:
    """The neighbours of a grid that the viewer sees, those with the highest index first."""
    own = seen.grids[seen.grids["code"].isin(near(code))]
    ranked = own.sort_values(["index", "code"], ascending=[False, True], na_position="last")
    return tuple(str(one) for one in ranked["code"].head(count))
