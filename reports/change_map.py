"""两周对照 Two weeks side by side, the grids that changed marked, and the list of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layers.backends.sheet_cut import Piece
from reports.leaf import Counted, Leaves, Print, chip, measures, paged, rows_in
from words import say

LIST_MM, GAP_MM = 62.0, 4.0
TOP_MM, TITLE_MM, BELOW_MM, FOOT_MM = 32.0, 6.0, 25.0, 19.0
LINE_MM = 5.0
COLUMNS = 4

TEMPLATE = r"""
#let line-of(e) = if e.head { block(above: 0mm, height: p.line * 1mm, align(horizon,
    text(size: 9pt * k, weight: 700, e.words))) } else {
  block(above: 0mm, height: p.line * 1mm, width: 100%, grid(
    columns: (6mm * k, auto, 3.6mm * k, auto, 1fr), column-gutter: 0.9mm * k,
    align: left + horizon, rows: p.line * 1mm,
    text(size: 8pt * k, weight: 700, e.number), chip(e.before, size: 7.5pt, high: 4mm),
    align(center, text(size: 8pt * k, "→")), chip(e.after, size: 7.5pt, high: 4mm),
    fit-line(e.room * 1mm, p.line * 1mm, text(size: 8pt * k, e.name))))
}
#let list(lines) = { set block(spacing: 0mm); for e in lines { line-of(e) } }

#headed(p.words.kind, p.title, p.head)
#for (n, m) in p.maps.enumerate() {
  let x = p.left + n * (p.wide + p.gap)
  at(x, p.begin, box(width: p.wide * 1mm, height: p.title_mm * 1mm, {
    place(left + horizon, text(size: 11pt * k, weight: 700, m.name))
    place(right + horizon, small(fill: ink("t2"), m.note))
  }))
  framed(x, p.begin + p.title_mm, m.map)
  at(x, p.begin + p.title_mm + m.map.height + 2.5 * k, box(width: p.wide * 1mm, {
    set par(leading: 1.6mm * k)
    in-a-row(m.counts)
  }))
}
#let below = p.begin + p.title_mm + p.maps.at(0).map.height + 9 * k
#at(p.left, below, box(width: p.wide * 1mm, measures(p.measures)))
#at(p.left + p.wide + p.gap, below, box(width: p.wide * 1mm,
  text(size: 8pt * k, fill: ink("t2"), p.words.note)))
#let x = p.left + 2 * (p.wide + p.gap)
#at(x, p.begin, box(width: p.list * 1mm, { titled(p.words.changes) }))
#at(x, p.begin + p.title_mm, box(width: p.list * 1mm, list(p.first)))
#footed(p.paged.at(0))
#for (n, page) in p.more.enumerate() {
  pagebreak()
  headed(p.words.kind, p.words.continued, p.head)
  let each = (p.across - 3 * p.gap) / 4
  for (c, column) in page.enumerate() {
    at(p.left + c * (each + p.gap), p.begin, box(width: each * 1mm, list(column)))
  }
  footed(p.paged.at(n + 1))
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One week: its name, what is said beside it, the map, its counts."""

    name: str
    note: str
    map: Piece
    counts: tuple[Counted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A grid that changed: its number on the maps, levels (0 none) with words, its name."""

    number: str
    before: tuple[int, str]
    after: tuple[int, str]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMap:
    """Both weeks, the earlier first, and the changes in groups under a heading each."""

    made_for: Print
    sides: tuple[Side, Side]
    groups: tuple[tuple[str, tuple[Moved, ...]], ...]
    title: str
    note: str


def map_mm(made_for: Print) -> tuple[float, float]:
    """Width and height of each map."""
    k = made_for.size
    wide = (made_for.across - (LIST_MM + 2 * GAP_MM) * k) / 2
    return wide, made_for.sides[1] - (TOP_MM + TITLE_MM + BELOW_MM + FOOT_MM) * k


def draw(made: ChangeMap) -> tuple[bytes, int]:
    """The document as PDF or PNG, and its pages; equal for equal values.

    Raises:
        RefusedError: a picture whose list does not fit on its page.
    """
    leaves, made_for = Leaves(made.made_for), made.made_for
    k = made_for.size
    first, more = _lists(made)
    count = 1 + len(more)
    wide = map_mm(made_for)[0]
    body = leaves.compiled(
        TEMPLATE,
        {
            "wide": wide,
            "gap": GAP_MM * k,
            "list": LIST_MM * k,
            "begin": TOP_MM * k,
            "title_mm": TITLE_MM * k,
            "line": LINE_MM * k,
            "maps": [
                {
                    "name": one.name,
                    "note": one.note,
                    "map": leaves.figure(one.map),
                    "counts": leaves.counted(one.counts),
                }
                for one in made.sides
            ],
            "measures": measures(made.sides[1].map),
            "first": first,
            "more": more,
            "words": {
                "kind": say("changemap.title"),
                "changes": made.title,
                "continued": say("atlas.continued", name=made.title),
                "note": made.note,
            },
            "paged": [paged(number, count) for number in range(1, count + 1)],
        },
    )
    return body, count


def _lists(made: ChangeMap) -> tuple[list[dict[str, Any]], list[list[list[dict[str, Any]]]]]:
    """The lines beside the maps, and those of further pages by page and column."""
    made_for = made.made_for
    k, height = made_for.size, made_for.sides[1]
    beside = int((height - (TOP_MM + TITLE_MM + FOOT_MM) * k) / (LINE_MM * k))
    on_page = int((height - (TOP_MM + FOOT_MM) * k) / (LINE_MM * k))
    lines = [line for title, moved in made.groups for line in _group(made, title, moved)]
    if len(lines) <= beside:
        return lines, []
    first, rest = _whole(lines, beside)
    columns = []
    while rest:
        column, rest = _whole(rest, on_page)
        columns.append(column)
    return first, rows_in(columns, COLUMNS)


def _whole(
    lines: Sequence[dict[str, Any]], most: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """As many lines as have room; a heading does not stand alone at the end."""
    at = min(most, len(lines))
    if at < len(lines) and lines[at - 1]["head"]:
        at -= 1
    return list(lines[:at]), list(lines[at:])


def _group(made: ChangeMap, title: str, moved: Sequence[Moved]) -> list[dict[str, Any]]:
    k, is_twin = made.made_for.size, made.made_for.is_twin
    lines: list[dict[str, Any]] = [{"head": True, "words": title}]
    for one in moved:
        lines.append(
            {
                "head": False,
                "number": one.number,
                "before": chip(*one.before, is_twin=is_twin),
                "after": chip(*one.after, is_twin=is_twin),
                "name": one.name,
                "room": (25.0 if one.before[0] and one.after[0] else 18.0) * k,
            }
        )
    return lines
