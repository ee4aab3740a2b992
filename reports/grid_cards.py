"""网格风险卡 One A4 page per grid: colour, why, course, neighbours, open matters, plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layers.backends.sheet_cut import Piece
from layers.theme import INKS, Ground, palette
from reports import figures
from reports.figures import Number
from reports.leaf import Leaves, Print, chip, paged
from words import GAP, say

MAP_MM = (88.0, 67.0)
STEPS_MM = (84.0, 40.0)
COURSE_MM = (94.0, 40.0)
NEIGHBOURS = 12
MATTERS = 4

# Everything has its place on the page; only sentences are set smaller where they are long.
TEMPLATE = r"""
#let cell(words, ..rest) = text(..rest, words)
#let head(words) = text(size: 0.9em, fill: ink("t2"), words)
#let sizes = (9.5pt, 9pt, 8.5pt, 8pt, 7.5pt, 7pt, 6.5pt, 6pt)
#let table-of(columns, align, titles, rows) = table(
  columns: columns, align: align, inset: (x: 0pt, y: 0.45em), column-gutter: 3mm, stroke: none,
  ..titles.map(head), table.hline(stroke: 0.5pt + ink("edge")),
  ..rows.map(row => (..row, table.hline(stroke: 0.5pt + ink("line")))).flatten())

#let banner(c) = box(width: p.across * 1mm, height: 15.5mm,
  fill: if c.chip.fill == "" { none } else { rgb(c.chip.fill) },
  stroke: if c.chip.fill == "" { (paint: ink("edge"), thickness: 1pt, dash: "densely-dashed") },
  inset: (x: 6mm), {
    set text(fill: rgb(c.chip.ink))
    let change = text(size: 13pt, weight: 600, c.change)
    place(right + horizon, change)
    let rest = p.across * 1mm - 18mm
    place(left + horizon, context fit-line(rest - measure(change).width, 15mm, box({
      text(size: 21pt, weight: 700, c.numeral)
      if c.numeral != "" { h(2.5mm) }
      text(size: 20pt, weight: 700, c.level)
      h(6mm)
      text(size: 12.5pt, c.facts.join("　"))
    })))
  })

#let card(c, number) = {
  mark(2, c.title)
  headed(c.small, c.title, p.head)
  at(p.left, 33.5, banner(c))

  at(p.left, 54, figure(c.map))
  at(p.left, 54, rect(width: c.map.width * 1mm, height: c.map.height * 1mm,
    stroke: 0.6pt + ink("edge")))
  at(p.left + 2, 54 + c.map.height - 10, box(fill: ink("panel"), width: (c.bar + 8) * 1mm,
    height: 8mm, radius: 0.6mm, {
      place(top + center, dy: 1mm, text(size: 8pt, p.bar.at(c.bar_text)))
      place(bottom + center, dy: -1.4mm, box(width: c.bar * 1mm, height: 1.3mm,
        stroke: (left: 0.8pt + ink("t1"), right: 0.8pt + ink("t1"), bottom: 0.8pt + ink("t1"))))
    }))

  let x = p.left + 94
  at(x, 54, titled(c.why_title))
  at(x, 60.5, fit(86mm, 18mm, (10pt, 9.5pt, 9pt, 8.5pt, 8pt, 7.5pt), par(c.why)))
  at(x, 80.5, if c.steps == none { text(size: 9.5pt, fill: ink("t2"), p.no_steps) }
    else { figure(c.steps) })

  at(p.left, 127, titled(p.words.ruler))
  at(p.left, 132, figure(c.ruler))

  at(p.left, 158, titled(p.words.course))
  at(p.left, 165, figure(c.course))
  let x = p.left + 102
  at(x, 158, titled(p.words.indicators))
  at(x, 164, fit(78mm, 44mm, sizes, {
    table-of((auto, 20mm, 1fr), (left, right, right), p.words.columns,
      c.rows.map(r => (cell(r.at(0)), cell(weight: 600, r.at(1)), cell(r.at(2)))))
    v(-1.2mm)
    text(size: 7.5pt, fill: ink("t2"), p.words.fewer)
  }))

  at(p.left, 211, titled(p.words.matters))
  at(p.left, 217, fit(94mm, 29mm, sizes, if c.matters.len() == 0 {
    v(1.5mm)
    text(fill: ink("t2"), p.words.no_matters)
  } else {
    table-of((1fr, auto, auto), (left, left, right), p.words.matter_columns,
      c.matters.map(m => (cell(m.title), cell(m.owner),
        cell({ if m.late { tag(p.words.late); h(1.2mm) }; m.due }))))
    if c.more_matters != "" {
      v(-1.2mm)
      text(size: 0.9em, fill: ink("t2"), c.more_matters)
    }
  }))
  at(x, 211, titled(p.words.neighbours))
  at(x, 218, box(width: 78mm, {
    grid(columns: (1fr, 1fr, 1fr), row-gutter: 1.9mm, column-gutter: 2mm,
      ..c.neighbours.map(n => fit-line(24.5mm, 5mm, { chip(n.chip, size: 8pt); h(1mm)
        text(size: 8.5pt, n.name) })))
    if c.more_neighbours != "" { v(2mm, weak: true) }
    text(size: 8.5pt, fill: ink("t2"), c.more_neighbours)
  }))

  at(p.left, 248, titled(p.words.plan))
  at(p.left, 254, fit(p.across * 1mm, if c.planned { 11mm } else { 6mm },
    (10pt, 9.5pt, 9pt, 8.5pt, 8pt), par(c.plan)))
  if not c.planned { at(p.left, 265.5, line(length: p.across * 1mm, stroke: 0.5pt + ink("edge"))) }
  for (n, words) in p.words.signs.enumerate() {
    at(p.left + n * 62, 269.5, box(width: 56mm, grid(columns: (auto, 1fr), column-gutter: 2mm,
      align: bottom, text(size: 9pt, words), line(length: 100%, stroke: 0.7pt + ink("t1")))))
  }
  footed(p.paged.at(number))
}
#for (n, c) in p.cards.enumerate() {
  if n > 0 { pagebreak() }
  if c.area != "" { mark(1, c.area) }
  card(c, n)
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """An adjacent grid: its level (0 none), chip words (Ⅱ 橙 or the state) and name."""

    level: int
    words: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """An open matter; ``due`` is ready to print."""

    title: str
    owner: str
    due: str
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One grid as its page shows it; every text is ready to print.

    ``numeral`` and ``colour`` (红 ... or the state) name the level; ``facts`` stand in the
    banner; ``index`` is None without a colour; ``parts`` are the indicators' points, largest
    first; ``course`` has the index and the level of each period, oldest first, and the names of
    the first and the last; ``rows`` are name, number of this period, comparison in words.
    """

    code: str
    name: str
    area: str
    level: int
    numeral: str
    colour: str
    facts: tuple[str, ...]
    change: str
    why_title: str
    why: str
    reference: Number
    parts: tuple[tuple[str, Number], ...]
    index: Number | None
    before: Number | None
    course: tuple[tuple[float | None, ...], tuple[int, ...], tuple[str, str]]
    rows: tuple[tuple[str, str, str], ...]
    neighbours: tuple[Neighbour, ...]
    matters: tuple[Matter, ...]
    plan: tuple[str, ...]
    turn: str
    map: Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """All cards of one document.

    ``issue`` is 第 46 期 or ""; ``cuts`` the four cut points; ``fewer`` the note on small
    counts.
    """

    made_for: Print
    issue: str
    cuts: tuple[float, ...]
    course_title: str
    columns: tuple[str, str, str]
    fewer: str
    cards: tuple[Card, ...]


def draw(deck: Deck) -> bytes:
    """The cards as one PDF, a page each, in the order given; equal for equal decks.

    Bookmarks lead to the areas and the grids.
    """
    leaves = Leaves(deck.made_for)
    bars: list[str] = []
    cards, area = [], ""
    for one in deck.cards:
        values = _card(deck, one, leaves, bars)
        values["area"] = one.area if one.area != area else ""
        area = one.area
        cards.append(values)
    count = len(cards)
    return leaves.compiled(
        TEMPLATE,
        {
            "cards": cards,
            "bar": bars,
            "words": _words(deck),
            "no_steps": say("gridcard.no_steps"),
            "paged": [paged(number, count) for number in range(1, count + 1)],
        },
    )


def _words(deck: Deck) -> dict[str, Any]:
    return {
        "ruler": say("gridcard.ruler"),
        "course": deck.course_title,
        "indicators": say("gridcard.indicators"),
        "columns": list(deck.columns),
        "fewer": deck.fewer,
        "matters": say("gridcard.matters"),
        "no_matters": say("gridcard.no_matters"),
        "matter_columns": [say(f"gridcard.{name}") for name in ("matter", "owner", "due")],
        "late": say("gridcard.late"),
        "neighbours": say("gridcard.neighbours"),
        "plan": say("gridcard.plan"),
        "signs": [say(f"gridcard.{name}") for name in ("keeper", "office", "checked")],
    }


def _card(deck: Deck, one: Card, leaves: Leaves, bars: list[str]) -> dict[str, Any]:
    is_twin = deck.made_for.is_twin
    colours = palette(twin=is_twin)
    values, levels, ends = one.course
    steps = None
    if one.index is not None:
        drawn = figures.steps(one.reference, one.parts, one.index, one.level, colours, STEPS_MM)
        steps = leaves.figure(drawn)
    across = deck.made_for.across
    bar_m, bar_mm = one.map.bar
    words = say("sheet.metres", number=f"{bar_m:g}")
    if bar_m >= 1000:
        words = say("sheet.kilometres", number=f"{bar_m / 1000:g}")
    if words not in bars:
        bars.append(words)
    ruler = figures.ruler(deck.cuts, one.index, one.before, colours, across)
    course = figures.course(values, levels, ends, deck.cuts, colours, COURSE_MM)
    return {
        "title": one.name,
        "small": GAP.join(
            part for part in (say("gridcard.title"), deck.issue, one.area, one.code) if part
        ),
        "chip": chip(one.level, "", is_twin=is_twin),
        "numeral": one.numeral,
        "level": one.colour,
        "facts": list(one.facts),
        "change": one.change,
        "map": leaves.figure(one.map),
        "bar": bar_mm,
        "bar_text": bars.index(words),
        "why_title": one.why_title,
        "why": one.why,
        "steps": steps,
        "ruler": leaves.figure(ruler),
        "course": leaves.figure(course),
        "rows": [list(row) for row in one.rows],
        "plan": _plan(one),
        "planned": bool(one.plan),
        **_neighbours(one.neighbours, is_twin=is_twin),
        **_matters(one.matters),
    }


def _plan(one: Card) -> str:
    numbered = [
        say("gridcard.item", number=say("gridcard.numbers")[k : k + 1] or str(k + 1), text=text)
        for k, text in enumerate(one.plan)
    ]
    return "".join([*numbered, one.turn])


def _neighbours(found: Sequence[Neighbour], *, is_twin: bool) -> dict[str, Any]:
    shown = found[:NEIGHBOURS]
    more = len(found) - len(shown)
    inks = INKS[Ground.LIGHT]
    return {
        "neighbours": [
            {"chip": chip(one.level, one.words, is_twin=is_twin), "name": one.name} for one in shown
        ],
        "more_neighbours": say("gridcard.more_neighbours", count=more)
        if more
        else ("" if found else say("gridcard.no_neighbours")),
        "ink": inks.t1,
    }


def _matters(found: Sequence[Matter]) -> dict[str, Any]:
    # A line is left for the sentence about those that are not listed.
    shown = found if len(found) <= MATTERS else found[: MATTERS - 1]
    more = len(found) - len(shown)
    return {
        "matters": [
            {"title": one.title, "owner": one.owner, "due": one.due, "late": one.is_late}
            for one in shown
        ],
        "more_matters": say("gridcard.more_matters", count=more) if more else "",
    }
