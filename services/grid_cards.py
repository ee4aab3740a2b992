"""网格卡册 Grid cards of an area or of chosen grids as one PDF, a page each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from errors import NotFoundError, RefusedError
from geo.boundaries import adjacency
from layers.backends.sheet_cut import Corner, Land, Piece, corner, cut, fitted, located
from layers.map_view import MapView
from policy import IndicatorKind
from reports.figures import Number
from reports.grid_cards import MAP_MM as MAP
from reports.grid_cards import Card, Deck, Matter, Neighbour, draw
from reports.leaf import Print
from services import card, day_names, grid_matters, numerals, printing, why, wording
from services.access import Viewer
from services.card import GridCard
from services.grid_matters import OfGrid, OfWeek
from services.matters import Row
from services.printing import Desk, Printed
from services.progress import Progress, silent
from services.situation import Situation
from services.why import Why
from services.workspace import Workspace
from store import coverage, runs
from vocab import POPULATION, AdminLevel, colour_of_level
from words import GAP, say

LIMIT = 2000
WEEKS = 13
# A grid is drawn this large, whatever its size; its outline takes less than half of the map.
SIDE_MM = 13.0
ROOM = 2.2
CORNER_MM = (30.0, 25.0)
SNAPSHOTS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which cards: all grids of an area, or those of ``codes`` in it."""

    week: str = "latest"
    prefix: str = ""
    codes: tuple[str, ...] = ()
    is_twin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Book:
    """What all cards of an order share.

    ``place`` is the row of each code on the land; ``near`` its adjacent codes; ``reported``
    holds per indicator the codes whose sources have all reported.
    """

    desk: Desk
    seen: Situation
    view: MapView
    ground: Land
    small: Corner
    place: dict[str, int]
    near: dict[str, list[str]]
    matters: OfWeek
    reported: dict[str, frozenset[str]]
    past: tuple[runs.Run, ...]


def make(
    workspace: Workspace, viewer: Viewer, order: Order, progress: Progress = silent
) -> Printed:
    """The cards as one PDF by ascending code. Written to the audit.

    Small counts are withheld as from every export. Equal orders of an equal snapshot and an
    equal meeting give equal bytes.

    Raises:
        NotAllowedError: the role may not export, or the area is not the viewer's.
        NotFoundError: the week is not scored, or a grid is not in the area.
        RefusedError: more cards than one file may hold.
    """
    desk = printing.desk(workspace, viewer, order.prefix)
    own = desk.week(order.week)
    codes = _wanted(own, order.codes)
    prefix = printing.around(codes, viewer.scope)
    seen = desk.week(order.week, prefix)
    book = _book(desk, seen, prefix, codes, is_twin=order.is_twin)
    title = say("gridcard.title_of", place=_place(seen, codes))
    made_for = Print(
        caption=printing.caption_of(desk, seen, title),
        is_twin=order.is_twin,
        made_at=seen.made_at,
    )
    cards = []
    for number, one in enumerate(_cards(book, codes)):
        cards.append(one)
        progress(0.7 * (number + 1) / len(codes), one.name)
    deck = Deck(
        made_for=made_for,
        issue=_issue(book.matters, codes),
        cuts=tuple(seen.policy.cuts),
        course_title=say("gridcard.course", count=min(WEEKS, len(book.past))),
        columns=(say("gridcard.indicator"), say("gridcard.now"), say("gridcard.compared")),
        fewer=say("gridcard.fewer_note", limit=seen.policy.suppress_below),
        cards=tuple(cards),
    )
    body = draw(deck)
    progress(1.0, title)
    desk.record("gridcards pdf", seen, len(codes), f"codes={','.join(order.codes)}")
    return Printed(body=body, seen=own, pages=len(codes))


def write(
    workspace: Workspace, viewer: Viewer, order: Order, out: Path, progress: Progress = silent
) -> dict[str, Any]:
    """:func:`make` into a PDF file, whole or not at all.

    Raises:
        RefusedError: not a PDF, or the file cannot be written; else as :func:`make`.
    """
    printing.kind_of(out, ("pdf",), say("gridcard.title"))
    return printing.write(make(workspace, viewer, order, progress), out)


def _wanted(own: Situation, codes: Sequence[str]) -> list[str]:
    every = own.grids["code"].tolist()
    strange = sorted(set(codes) - set(every))
    if strange:
        raise NotFoundError("grid.unknown", code=" ".join(strange))
    found = sorted(set(codes)) if codes else every
    if len(found) > LIMIT:
        raise RefusedError("gridcard.too_many", limit=LIMIT, count=len(found))
    return found


def _place(seen: Situation, codes: Sequence[str]) -> str:
    rows = seen.grids[seen.grids["code"].isin(codes)]
    if len(rows) == 1:
        return str(rows["name"].iloc[0])
    for column in (AdminLevel.VILLAGE.value, AdminLevel.TOWN.value):
        names = rows[column].unique()
        if len(names) == 1 and names[0]:
            return str(names[0])
    return str(say("map.whole"))


def _issue(found: OfWeek, codes: Sequence[str]) -> str:
    """第 46 期, where all grids belong to one meeting."""
    held = [area for area in found.numbers if all(code.startswith(area) for code in codes)]
    return say("gridcard.issue", number=found.numbers[max(held, key=len)]) if held else ""


def _book(
    desk: Desk, seen: Situation, prefix: str, codes: Sequence[str], *, is_twin: bool
) -> _Book:
    ground = desk.land(seen, prefix)
    rows = ground.base.rows
    graph = adjacency(rows, rule="rook")
    named = rows["code"].to_numpy(dtype=object)
    place = {code: at for at, code in enumerate(named)}
    near = {
        code: named[graph.indices[graph.indptr[at] : graph.indptr[at + 1]]].tolist()
        for code in codes
        if (at := place.get(code)) is not None
    }
    workspace = desk.workspace
    with workspace.store.read() as tx:
        newest = max(printing.known(tx))
        past = sorted(runs.listed(tx), key=lambda run: run.period)
    return _Book(
        desk=desk,
        seen=seen,
        view=printing.view(seen, is_twin=is_twin, marked=False),
        ground=ground,
        small=corner(ground, *CORNER_MM),
        place=place,
        near=near,
        matters=grid_matters.of_week(
            workspace, codes, seen.period, is_newest=seen.period == newest
        ),
        reported=_reported(workspace, seen, codes),
        past=tuple(run for run in past if run.period <= seen.period),
    )


def _reported(
    workspace: Workspace, seen: Situation, codes: Sequence[str]
) -> dict[str, frozenset[str]]:
    listed = np.array(codes, dtype=np.str_)
    found: dict[str, frozenset[str]] = {}
    with workspace.store.read() as tx:
        for rule in seen.policy.indicators:
            if rule.kind is not IndicatorKind.EVENTS:
                continue
            told = coverage.observed(tx, listed, rule.sources, [seen.first_day], [seen.period])
            found[rule.code] = frozenset(listed[told[:, 0]].tolist())
    return found


def _cards(book: _Book, codes: Sequence[str]) -> Iterator[Card]:
    read = lru_cache(maxsize=SNAPSHOTS)(card.reader(book.desk.workspace))
    word = partial(printing.colour, is_twin=book.view.is_twin)
    told = why.explain_all(
        book.desk.workspace, book.seen, codes, known=book.past, read=read, word=word
    )
    for code, reasons in zip(codes, told, strict=True):
        found = card.card(
            book.desk.workspace,
            book.desk.viewer,
            book.seen,
            code,
            neighbours=book.near.get(code, []),
            known=book.past,
            read=read,
        )
        yield _card(book, found, reasons)


def _card(book: _Book, found: GridCard, reasons: Why) -> Card:
    row, seen = found.grid, book.seen
    level = int(row.level)
    index, before = _number(row.index if level else None), _number(row.previous_index)
    own = book.matters.by_grid.get(row.code, OfGrid())
    is_twin = book.view.is_twin
    colour = printing.colour(level, row.state, is_twin=is_twin)
    known = colour_of_level(level)
    return Card(
        code=row.code,
        name=row.name,
        area=GAP.join(name for name in (row.town, row.village) if name),
        level=level,
        numeral="" if known is None else known.numeral,
        colour=f"{colour}{GAP}{say(f'ui.level.{level}')}" if level else colour,
        facts=_facts(found, reasons, index, colour, len(book.past)),
        change=_change(index, before),
        why_title=say("gridcard.why", colour=colour) if level else say("gridcard.why_none"),
        why=_told(reasons.headline, *reasons.notes, *reasons.sure_notes),
        reference=_number(row.reference) or Number(value=0.0, words=numerals.NONE),
        parts=tuple(
            (wording.indicator(one.indicator), _signed(one.points)) for one in reasons.causes
        ),
        index=index,
        before=before,
        course=_course(found),
        rows=tuple(_row(book, row, reasons, rule.code) for rule in seen.policy.indicators),
        neighbours=_neighbours(found, is_twin=is_twin),
        matters=tuple(_matter(one, seen.period) for one in own.carried),
        plan=tuple(
            say(
                "gridcard.task",
                owner=one.owner,
                title=one.title,
                due=day_names.short_day(one.due_on),
            )
            for one in own.planned
        ),
        turn=_turn(reasons),
        map=_piece(book, row.code),
    )


def _facts(
    found: GridCard, reasons: Why, index: Number | None, colour: str, weeks: int
) -> tuple[str, ...]:
    if index is None:
        return ()
    # What lasts longer than the course looks back is told so.
    is_long = found.since >= len(found.course.periods) < weeks
    key = "gridcard.since_long" if is_long else "gridcard.since"
    since = say(key, colour=colour, count=found.since)
    return say("gridcard.index", value=index.words), reasons.sure, since


def _told(*sentences: str) -> str:
    """Sentences one after the other, as the language sets them."""
    return reduce(lambda first, then: say("print.then", first=first, then=then), sentences)


def _turn(reasons: Why) -> str:
    """怎样变成黄色：….."""
    return say("gridcard.turn", title=reasons.turn_title, text=_told(*reasons.turn_notes[:1]))


def _number(value: float | None) -> Number | None:
    """A whole number as an export shows it; None where there is none."""
    if value is None or not np.isfinite(value):
        return None
    return Number(value=float(numerals.rounded(value, "1")), words=numerals.whole(value))


def _signed(value: float) -> Number:
    """+16, −1, 0."""
    words = numerals.whole(value)
    known = float(numerals.rounded(value, "1"))
    return Number(value=known, words=f"+{words}" if known > 0 else words)


def _change(index: Number | None, before: Number | None) -> str:
    if index is None or before is None:
        return ""
    if index.value == before.value:
        return say("gridcard.change_none")
    return say("gridcard.change", value=_signed(index.value - before.value).words)


def _course(
    found: GridCard,
) -> tuple[tuple[float | None, ...], tuple[int, ...], tuple[str, str]]:
    way = found.course
    last = slice(-WEEKS, None)
    values: npt.NDArray[np.float64] = way.index[last]
    ends = way.periods[last]
    return (
        tuple(float(value) if np.isfinite(value) else None for value in values),
        tuple(int(level) for level in way.level[last]),
        (day_names.short_day(ends[0]), day_names.short_day(ends[-1])),
    )


def _row(book: _Book, row: Any, reasons: Why, code: str) -> tuple[str, str, str]:
    """Name of an indicator, its number of this period, how it stands against elsewhere."""
    sentence = next((one.sentence for one in reasons.pairs if one.indicator == code), "")
    rule = next(one for one in book.seen.policy.indicators if one.code == code)
    if rule.kind is not IndicatorKind.EVENTS:
        people = say("gridcard.people", count=numerals.whole(row.residents))
        now = people if code == POPULATION and np.isfinite(row.residents) else numerals.NONE
        return wording.indicator(code), now, sentence
    count = getattr(row, f"count_{code}")
    if row.code not in book.reported[code]:
        now = say("gridcard.not_reported")
    elif np.isfinite(count):
        now = say("gridcard.events", count=numerals.whole(count))
    else:
        now = say("gridcard.fewer", limit=book.seen.policy.suppress_below)
    return wording.indicator(code), now, sentence


def _neighbours(found: GridCard, *, is_twin: bool) -> tuple[Neighbour, ...]:
    ranked = found.neighbours.assign(rank=found.neighbours["level"].replace(0, 9))
    made = []
    for one in ranked.sort_values(["rank", "code"]).itertuples(index=False):
        words = printing.sign(int(one.level), one.state, is_twin=is_twin)
        made.append(Neighbour(level=int(one.level), words=words, name=one.name))
    return tuple(made)


def _matter(one: Row, period: int) -> Matter:
    return Matter(
        title=one.title,
        owner=one.owner,
        due=day_names.short_day(one.due_on),
        is_late=one.due_on < period,
    )


def _piece(book: _Book, code: str) -> Piece:
    """The grid in the middle of its neighbours, the whole land in the corner."""
    at, ground = book.place[code], book.ground
    bounds = ground.bounds(np.array([at]))
    side = float(np.sqrt(ground.cells[at].area))
    place = fitted(ground, bounds, MAP, size=1.35, room=ROOM, least=1000 * side / SIDE_MM)
    bar = place.bar()[1]
    middle = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    clear = (1.6, MAP[1] - 10.4, bar + 10.4, MAP[1])
    made = cut(ground, book.view, place, haloed=at)
    return located(made, book.small, middle, book.view, clear=clear)
