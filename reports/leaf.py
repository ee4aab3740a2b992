"""版面 What all printed documents share: paper, inks, head, foot, drawings with texts on them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from layers.backends.sheet import Form, compiled
from layers.backends.sheet_cut import Piece
from layers.backends.sheet_legend import state_swatch
from layers.backends.sheet_paper import MM_PER_PX, SIZES, Paper
from layers.backends.sheet_shapes import svg
from layers.map_view import Caption
from layers.theme import FAMILY, INKS, Ground, palette
from reports.figures import Figure
from vocab import State
from words import GAP, say

NAMES = ("panel", "t1", "t2", "t3", "line", "edge", "track")

# ``figure`` sets a drawing of ``Leaf.figure``; ``fit`` the largest of some sizes that has room.
HEAD = r"""
#let p = json("page.json")
#let k = p.size
#let ink(name) = rgb(p.inks.at(name))
#set page(width: p.width * 1mm, height: p.height * 1mm, margin: 0mm, fill: ink("panel"))
#set text(font: p.family, size: 10pt * k, fill: ink("t1"), lang: "zh", region: "cn",
  cjk-latin-spacing: none, number-type: "lining", number-width: "tabular")
#set par(leading: 0.62em, spacing: 0.7em)
#set document(title: p.title, date: auto)

#let at(x, y, body) = place(top + left, dx: x * 1mm, dy: y * 1mm, body)
#let sides = (start: (left, 0mm), middle: (center, 100mm), end: (right, 200mm))
#let word(t) = {
  let (side, back) = sides.at(t.at("side", default: "middle"))
  let body(extra) = text(size: t.pt * 1pt, weight: t.weight, fill: rgb(t.ink),
    top-edge: "bounds", bottom-edge: "bounds", ..extra, t.text)
  let spot(inner) = place(top + left, dx: t.x * 1mm - back, dy: t.y * 1mm - 20mm,
    block(width: 200mm, height: 40mm, align(side + horizon, inner)))
  if t.halo != "" {
    spot(body((stroke: (paint: rgb(t.halo), thickness: t.pt * 0.24pt, join: "round"))))
  }
  spot(body((:)))
}
#let figure(f) = box(width: f.width * 1mm, height: f.height * 1mm, {
  place(top + left, image(f.file, width: f.width * 1mm, height: f.height * 1mm))
  for t in f.texts { word(t) }
})
#let fit(width, height, sizes, body) = context {
  let chosen = sizes.last()
  for size in sizes {
    if measure(block(width: width, text(size: size, body))).height <= height {
      chosen = size
      break
    }
  }
  block(width: width, height: height, text(size: chosen, body))
}
#let fit-line(width, high, body) = context {
  let wide = measure(body).width
  let share = if wide > width { width / wide * 100% } else { 100% }
  box(width: width, height: high, align(horizon, scale(share, reflow: true, body)))
}
#let rule(y, weight: 1.2pt) = at(p.left, y, line(length: p.across * 1mm,
  stroke: weight * k + ink("t1")))
#let chip(c, size: 9pt, high: 5mm, pad: 1.8mm) = box(
  fill: if c.fill == "" { none } else { rgb(c.fill) },
  stroke: if c.fill == "" { (paint: ink("edge"), thickness: 0.6pt, dash: "densely-dashed") },
  inset: (x: pad * k, y: 0pt), height: high * k, radius: 0.8mm * k,
  align(horizon, text(size: size * k, weight: 600, fill: rgb(c.ink), c.words)))
#let tag(words) = box(fill: ink("t1"), inset: (x: 1mm * k, y: 0.7mm * k), radius: 0.6mm * k,
  text(size: 7.5pt * k, weight: 600, fill: ink("panel"), words))
#let small(words, ..rest) = text(size: 8pt * k, ..rest, words)
#let framed(x, y, f, weight: 0.6pt, paint: "edge") = {
  at(x, y, figure(f))
  at(x, y, rect(width: f.width * 1mm, height: f.height * 1mm, stroke: weight * k + ink(paint)))
}
#let north = box(stack(dir: ttb, spacing: 0.8mm * k,
  align(center, polygon(fill: ink("t1"), (2mm * k, 0mm), (4mm * k, 7mm * k), (2mm * k, 5.4mm * k),
    (0mm, 7mm * k))), align(center, small(p.north))))
// m holds bar (millimetres), bar_text, scale and crs of a piece.
#let measures(m) = {
  grid(columns: (auto, auto), column-gutter: 5mm * k, align: bottom,
    box(stack(dir: ttb, spacing: 1mm * k, small(m.bar_text),
      box(width: m.bar * 1mm, height: 1.5mm * k, stroke: (left: 0.8pt * k + ink("t1"),
        right: 0.8pt * k + ink("t1"), bottom: 0.8pt * k + ink("t1"))),
      small(fill: ink("t2"), m.scale))), north)
  block(above: 1.6mm * k, text(size: 7pt * k, fill: ink("t2"), m.crs))
}
#let counted(lines) = grid(columns: (auto, 1fr, auto), row-gutter: 1mm * k,
  column-gutter: 2mm * k, align: (left + horizon, left + horizon, right + horizon),
  ..lines.map(l => (if l.drawing == "" { chip(l.chip, size: 8pt, high: 4.4mm) } else {
      image(l.drawing, width: 6.6mm * k, height: 4mm * k) }, small(l.words),
    small(weight: 600, l.count))).flatten())
#let in-a-row(lines) = for l in lines {
  box({
    if l.drawing == "" { chip(l.chip, size: 7.5pt, high: 4mm) } else {
      box(baseline: 0.9mm * k, image(l.drawing, width: 6mm * k, height: 3.6mm * k))
    }
    h(1mm * k)
    small(weight: 600, l.count)
  })
  h(2.6mm * k)
}
#let titled(words) = text(size: 12pt * k, weight: 700, words)
#let headed(small, title, lines) = {
  at(p.left, p.top, box(width: p.across * 1mm, height: 17mm * k, grid(
    columns: (1fr, auto), column-gutter: 6mm * k, align: (left + bottom, right + bottom),
    box(height: 17mm * k, align(bottom, {
      if small != "" { block(below: 3.6mm * k, text(size: 9.5pt * k, fill: ink("t2"), small)) }
      block(text(size: 20pt * k, weight: 700, title))
    })),
    box(height: 17mm * k, align(bottom, for (n, words) in lines.enumerate() {
      block(above: 2mm * k, text(size: 9.5pt * k, weight: if n == 0 { 600 } else { 400 },
        fill: if n == 0 { ink("t1") } else { ink("t2") }, words))
    })),
  )))
  rule(p.top + 19.5 * k)
}
#let footed(page) = {
  let y = p.height - 17 * k
  rule(y)
  at(p.left, y + 1.6 * k, box(width: p.across * 1mm, grid(columns: (1fr, auto),
    align: (left + horizon, right + horizon), column-gutter: 5mm * k,
    {
      if p.notice != "" { text(size: 9.5pt * k, weight: 700, p.notice); h(4mm * k) }
      text(size: 7.5pt * k, fill: ink("t2"), p.foot)
    },
    grid(columns: 2, align: horizon, column-gutter: 3mm * k,
      if p.demo != "" {
        box(stroke: 0.8pt * k + ink("t1"), inset: (x: 2mm * k, y: 1.1mm * k), radius: 1mm * k,
          text(size: 9pt * k, weight: 700, p.demo))
      },
      text(size: 9pt * k, fill: ink("t2"), page)),
  )))
}
#let mark(level, words) = place(top + left, hide(text(size: 1pt,
  heading(level: level, outlined: false, bookmarked: true, words))))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """What every printed document is made for: its words, paper, palette and time."""

    caption: Caption
    paper: Paper = Paper.A4
    is_wide: bool = False
    is_twin: bool = False
    kind: str = "pdf"
    made_at: int = 0

    @property
    def size(self) -> float:
        return SIZES[self.paper][2]

    @property
    def sides(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        short, long, _ = SIZES[self.paper]
        return (long, short) if self.is_wide else (short, long)

    @property
    def margin(self) -> float:
        return 15.0 * self.size

    @property
    def across(self) -> float:
        """Width between the margins."""
        return self.sides[0] - 2 * self.margin


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A line of a legend: level, or the state of what has none; its chip, words and count."""

    level: int
    state: State
    sign: str
    words: str
    count: int


class Leaves:
    """The files of a document while it is put together."""

    def __init__(self, made_for: Print) -> None:
        self._for = made_for
        self._files: dict[str, bytes] = {}

    def figure(self, one: Figure | Piece) -> dict[str, Any]:
        """Keep a drawing; what the template needs to set it with its texts."""
        name = f"f{len(self._files)}.svg"
        self._files[name] = svg(one.width, one.height, one.body).encode()
        texts = [asdict(text) for text in one.texts]
        return {"file": name, "width": one.width, "height": one.height, "texts": texts}

    def counted(self, lines: Sequence[Counted]) -> list[dict[str, Any]]:
        """Lines of a legend as the template takes them: coloured chips and hatched boxes."""
        return [
            {
                "chip": chip(line.level, line.sign, is_twin=self._for.is_twin),
                "drawing": "" if line.level else self._hatch(line.state),
                "words": line.words,
                "count": f"{line.count:,}",
            }
            for line in lines
        ]

    def _hatch(self, state: State) -> str:
        name = f"{state.value}.svg"
        self._files[name] = state_swatch(state, INKS[Ground.LIGHT], MM_PER_PX).encode()
        return name

    def compiled(self, template: str, values: Mapping[str, Any]) -> bytes:
        """The document: ``HEAD``, the template below it, and ``values`` over what all have."""
        made_for = self._for
        page = json.dumps(_common(made_for) | dict(values), ensure_ascii=False)
        files = {"main.typ": (HEAD + template).encode(), "page.json": page.encode()}
        form = Form(paper=made_for.paper, kind=made_for.kind, made_at=made_for.made_at)
        return compiled(files | self._files, form)


def _common(made_for: Print) -> dict[str, Any]:
    inks, caption = INKS[Ground.LIGHT], made_for.caption
    width, height = made_for.sides
    return {
        "family": FAMILY,
        "size": made_for.size,
        "width": width,
        "height": height,
        "left": made_for.margin,
        "top": 10.0 * made_for.size,
        "across": made_for.across,
        "inks": {name: getattr(inks, name) for name in NAMES},
        "title": caption.title,
        "head": list(caption.lines[:2]),
        "foot": GAP.join(caption.lines[2:]),
        "notice": caption.notice,
        "north": say("sheet.north"),
        "demo": say("ui.demo") if caption.is_demo else "",
    }


def chip(level: int, words: str, *, is_twin: bool) -> dict[str, str]:
    """A level as a small coloured box with its numeral; without colour a dashed box."""
    inks, colours = INKS[Ground.LIGHT], palette(twin=is_twin)
    if not level:
        return {"fill": "", "ink": inks.t2, "words": words}
    return {"fill": colours.fill(level), "ink": colours.label(level), "words": words}


def measures(piece: Piece) -> dict[str, Any]:
    """Scale bar, scale and zone of a piece."""
    metres, millimetres = piece.bar
    far = metres >= 1000
    number = f"{metres / (1000 if far else 1):g}"
    return {
        "bar": millimetres,
        "bar_text": say("sheet.kilometres" if far else "sheet.metres", number=number),
        "scale": say("sheet.scale", scale=f"{piece.scale:,.0f}".replace(",", " ")),
        "crs": say("sheet.crs", crs=piece.crs),
    }


def paged(number: int, count: int) -> str:
    """第 1 页，共 3 页."""
    return say("print.page", number=number, count=count)


def rows_in(items: Sequence[Any], each: int) -> list[list[Any]]:
    """Items in portions of ``each``, one empty portion for none."""
    return [list(items[at : at + each]) for at in range(0, len(items), each)] or [[]]
