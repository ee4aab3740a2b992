"""多期小图 Up to thirteen periods of one area on one page, each with its counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layers.backends.sheet_cut import Piece
from reports.leaf import Counted, Leaves, Print, chip, measures, paged
from words import say

COLUMNS, ROWS = 5, 3
MOST = COLUMNS * ROWS - 2
GAP_MM = 4.0
TITLE_MM, COUNTS_MM = 5.4, 5.2
TOP_MM, FOOT_MM = 32.0, 19.0

TEMPLATE = r"""
#headed(p.words.kind, p.title, p.head)
#let wide = p.maps.first().map.width
#let high = p.maps.first().map.height
#for (n, m) in p.maps.enumerate() {
  let x = p.left + calc.rem(n, p.columns) * (wide + p.gap)
  let y = p.begin + calc.quo(n, p.columns) * p.step
  let last = n == p.maps.len() - 1
  at(x, y, box(width: wide * 1mm, height: p.title_mm * 1mm, {
    place(left + horizon, text(size: 9pt * k, weight: if last { 700 } else { 600 }, m.name))
    place(right + horizon, small(fill: ink("t2"), m.changes))
  }))
  framed(x, y + p.title_mm, m.map, weight: if last { 1.4pt } else { 0.5pt },
    paint: if last { "t1" } else { "edge" })
  let each = wide / m.counts.len() * 1mm
  at(x, y + p.title_mm + high + 0.8 * k, stack(dir: ltr, ..m.counts.map(c => fit-line(each, 4mm * k,
    box({ chip(c.chip, size: 6.5pt, high: 3.4mm, pad: 0.7mm); h(0.7mm * k)
      text(size: 7pt * k, weight: 600, c.count); h(0.8mm * k) })))))
}
#let x = p.left + (p.columns - 2) * (wide + p.gap)
#let y = p.begin + (p.rows - 1) * p.step + p.title_mm
#at(x + 4 * k, y, box(width: (wide - 4 * k) * 1mm, counted(p.legend)))
#at(x + wide + p.gap + 4 * k, y, box(width: (wide - 4 * k) * 1mm, {
  measures(p.measures)
  block(above: 2mm * k, text(size: 7pt * k, fill: ink("t2"), p.words.note))
}))
#footed(p.paged)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One period: its name, the map, its counts, ▲4 ▽1 against the one before or ""."""

    name: str
    map: Piece
    counts: tuple[Counted, ...]
    changes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiples:
    """The page: periods, oldest first, and the legend of the last one."""

    made_for: Print
    periods: tuple[Period, ...]
    legend: tuple[Counted, ...]
    note: str


def map_mm(made_for: Print) -> tuple[float, float]:
    """Width and height of one small map."""
    k, (_, height) = made_for.size, made_for.sides
    wide = (made_for.across - (COLUMNS - 1) * GAP_MM * k) / COLUMNS
    step = (height - (TOP_MM + FOOT_MM) * k) / ROWS
    return wide, step - (TITLE_MM + COUNTS_MM + 2.0) * k


def draw(made: Multiples) -> bytes:
    """The page as PDF or PNG; equal for equal pages."""
    leaves, made_for = Leaves(made.made_for), made.made_for
    k, is_twin = made_for.size, made_for.is_twin
    height = made_for.sides[1]
    return leaves.compiled(
        TEMPLATE,
        {
            "columns": COLUMNS,
            "rows": ROWS,
            "gap": GAP_MM * k,
            "begin": TOP_MM * k,
            "step": (height - (TOP_MM + FOOT_MM) * k) / ROWS,
            "title_mm": TITLE_MM * k,
            "maps": [
                {
                    "name": one.name,
                    "changes": one.changes,
                    "map": leaves.figure(one.map),
                    "counts": _short(one.counts, is_twin=is_twin),
                }
                for one in made.periods
            ],
            "legend": leaves.counted(made.legend),
            "measures": measures(made.periods[-1].map),
            "words": {"kind": say("multiples.title"), "note": made.note},
            "paged": paged(1, 1),
        },
    )


def _short(lines: Sequence[Counted], *, is_twin: bool) -> list[dict[str, Any]]:
    """Numeral and count of each colour; what has no colour together."""
    made = [
        {"chip": chip(line.level, line.sign, is_twin=is_twin), "count": f"{line.count:,}"}
        for line in lines
        if line.level
    ]
    none = sum(line.count for line in lines if not line.level)
    if none:
        made.append({"chip": chip(0, "—", is_twin=is_twin), "count": f"{none:,}"})
    return made
