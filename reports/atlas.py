"""图册 One page per village with its grids large and its neighbours pale, an index before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layers.backends.sheet_cut import Piece
from reports.leaf import Counted, Leaves, Print, chip, measures, paged, rows_in
from words import GAP, say

# What a page needs besides its map, on A4; the rest of the paper's height is the map's.
BESIDE_MAP_MM, BESIDE_INDEX_MM = 129.0, 181.0
COLUMNS = 4
ROWS_BELOW, ROWS_ON_PAGE = 14, 50
INDEX_FIRST, INDEX_MORE = 26, 50

TEMPLATE = r"""
#let entries(list) = grid(columns: (1fr,) * p.columns, column-gutter: 4mm * k,
  ..list.map(column => grid(columns: (9.5mm * k, 13.5mm * k, 1fr, auto), row-gutter: 0.5mm * k,
    align: (left + horizon, left + horizon, left + horizon, right + horizon),
    ..column.map(e => (small(weight: 600, e.number), fit-line(13.2mm * k, 4mm * k,
        chip(e.chip, size: 7.5pt, high: 4mm)),
      small(e.mark), small(fill: ink("t2"), e.index))).flatten())))

#let index-page(n, page) = {
  headed(p.words.kind, p.title, p.head)
  if n == 0 { framed(p.left, 33 * k, p.overview) }
  let y = if n == 0 { 37 * k + p.overview.height } else { 34 * k }
  at(p.left, y, box(width: p.across * 1mm, table(
    columns: (1.1fr, 3fr) + (1fr,) * (p.words.index.len() - 2),
    align: (x, _) => if x == 1 { left } else { right },
    inset: (x: 1mm * k, y: 1.02mm * k), stroke: none,
    ..p.words.index.map(w => small(fill: ink("t2"), w)), table.hline(stroke: 0.6pt + ink("t1")),
    ..page.map(r => (..r.map(c => small(c)), table.hline(stroke: 0.4pt + ink("line")))).flatten(),
    ..if n == p.index.len() - 1 {
      p.total.map(c => small(weight: 700, c)) + (table.hline(stroke: 0.6pt + ink("t1")),)
    } else { () })))
}

#let village-page(o) = {
  mark(1, o.name)
  headed(o.kind, o.name, p.head)
  if o.map != none {
    framed(p.left, 33 * k, o.map)
    let y = 33 * k + o.map.height + 4 * k
    at(p.left, y, box(width: 46mm * k, {
      counted(o.counts)
      v(2.4mm * k, weak: true)
      measures(o)
      block(above: 1.4mm * k, text(size: 7pt * k, fill: ink("t2"), p.words.doubt))
    }))
    at(p.left + 52 * k, y, box(width: (p.across - 52 * k) * 1mm, {
      block(below: 2mm * k, text(size: 9pt * k, weight: 600, o.changes))
      entries(o.entries)
      if o.note != "" { v(1.4mm * k, weak: true); small(fill: ink("t2"), o.note) }
    }))
  } else {
    at(p.left, 34 * k, box(width: p.across * 1mm, entries(o.entries)))
  }
}
#for (n, page) in p.index.enumerate() {
  if n > 0 { pagebreak() }
  index-page(n, page)
  footed(p.paged.at(n))
}
#for (n, v) in p.villages.enumerate() {
  pagebreak()
  village-page(v)
  footed(p.paged.at(p.index.len() + n))
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One grid of a village: number, level (0 none) with its words, ▲ ▽ or "", index."""

    number: str
    level: int
    words: str
    mark: str
    index: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """One page: the map, its counts, its grids by code, what changed, what has no room."""

    name: str
    town: str
    map: Piece
    counts: tuple[Counted, ...]
    entries: tuple[Entry, ...]
    changes: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """The whole: an overview, and the villages by ascending code.

    ``rows`` are the cells of each village in the index after page and name, ``total`` their sum.
    """

    made_for: Print
    overview: Piece
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]
    villages: tuple[Village, ...]


def map_mm(made_for: Print) -> tuple[float, float]:
    """Width and height of the map of a village."""
    return made_for.across, made_for.sides[1] - BESIDE_MAP_MM * made_for.size


def index_mm(made_for: Print) -> tuple[float, float]:
    """Width and height of the overview."""
    return made_for.across, made_for.sides[1] - BESIDE_INDEX_MM * made_for.size


def index_pages(villages: int) -> int:
    """How many pages the index takes."""
    return 1 + -(-max(villages - INDEX_FIRST, 0) // INDEX_MORE)


def pages_of(grids: int) -> int:
    """How many pages a village of so many grids takes."""
    return 1 + -(-max(grids - COLUMNS * ROWS_BELOW, 0) // (COLUMNS * ROWS_ON_PAGE))


def starts(sizes: Sequence[int]) -> list[int]:
    """The page each village begins on, from the numbers of their grids."""
    at, found = index_pages(len(sizes)) + 1, []
    for grids in sizes:
        found.append(at)
        at += pages_of(grids)
    return found


def pages(made: Atlas) -> int:
    """How many pages the document has."""
    return index_pages(len(made.villages)) + sum(pages_of(len(v.entries)) for v in made.villages)


def draw(made: Atlas) -> bytes:
    """The atlas as one PDF with bookmarks; equal for equal atlases."""
    leaves = Leaves(made.made_for)
    first = starts([len(one.entries) for one in made.villages])
    rows = [
        [str(page), one.name, *cells]
        for page, one, cells in zip(first, made.villages, made.rows, strict=True)
    ]
    index = [rows[:INDEX_FIRST]]
    if len(rows) > INDEX_FIRST:
        index += rows_in(rows[INDEX_FIRST:], INDEX_MORE)
    count = pages(made)
    return leaves.compiled(
        TEMPLATE,
        {
            "columns": COLUMNS,
            "overview": leaves.figure(made.overview),
            "index": index,
            "total": ["", say("atlas.total"), *made.total],
            "villages": [page for one in made.villages for page in _pages(made, one, leaves)],
            "words": {
                "kind": say("atlas.title"),
                "doubt": say("atlas.doubt"),
                "index": [say("atlas.page"), say("atlas.village"), *made.columns],
            },
            "paged": [paged(number, count) for number in range(1, count + 1)],
        },
    )


def _pages(made: Atlas, one: Village, leaves: Leaves) -> list[dict[str, Any]]:
    is_twin = made.made_for.is_twin
    entries = [_entry(entry, is_twin=is_twin) for entry in one.entries]
    below = COLUMNS * ROWS_BELOW
    kind = GAP.join(part for part in (say("atlas.title"), one.town) if part)
    first = {
        "name": one.name,
        "kind": kind,
        "map": leaves.figure(one.map),
        "counts": leaves.counted(one.counts),
        "entries": _columns(entries[:below], ROWS_BELOW),
        "changes": one.changes,
        "note": one.note,
    } | measures(one.map)
    more = rows_in(entries[below:], COLUMNS * ROWS_ON_PAGE) if len(entries) > below else []
    name = say("atlas.continued", name=one.name)
    return [first] + [
        {"name": name, "kind": kind, "map": None, "entries": _columns(part, ROWS_ON_PAGE)}
        for part in more
    ]


def _entry(one: Entry, *, is_twin: bool) -> dict[str, Any]:
    return {
        "number": one.number,
        "chip": chip(one.level, one.words, is_twin=is_twin),
        "mark": one.mark,
        "index": one.index,
    }


def _columns(entries: list[dict[str, Any]], most: int) -> list[list[dict[str, Any]]]:
    """Entries down the columns, as evenly as they go."""
    rows = min(max(-(-len(entries) // COLUMNS), 1), most)
    made = rows_in(entries, rows)
    return made + [[] for _ in range(COLUMNS - len(made))]
