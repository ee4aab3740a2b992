"""图版 Figures of a document as Typst: a map with its legend and scale, courses as bars.

One definition for both writers: the PDF sets it in its text, Word gets it as a picture.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import typst

from layers.backends.sheet import fonts
from layers.backends.sheet_plate import plate
from layers.theme import FAMILY, INKS, Ground
from reports.document import CourseFigure, MapFigure, Panel
from reports.official import AREA_MM
from words import say

Files = dict[str, bytes]
MOST_MAP_MM = 122.0
PPI = 300.0
# A table of so few rows is never torn by the end of a page.
MOST_KEPT = 6
_compile: Callable[..., Any] = typst.compile

# ``plate`` and ``course`` set one figure from its data; everything is stated in millimetres.
FIGURES = r"""
#let sign(t) = {
  let body(extra) = text(size: t.pt * 1pt, weight: t.weight, fill: rgb(t.ink),
    top-edge: "bounds", bottom-edge: "bounds", tracking: 0pt, ..extra, t.text)
  let spot(inner) = place(top + left, dx: t.x * 1mm, dy: t.y * 1mm,
    box(width: 0pt, height: 0pt, place(center + horizon, box(width: 200mm, align(center, inner)))))
  if t.halo != "" {
    spot(body((stroke: (paint: rgb(t.halo), thickness: t.pt * 0.24pt, join: "round"))))
  }
  spot(body((:)))
}
#let entry(line) = {
  if line.is_title {
    block(above: 2mm, below: 1.6mm, text(weight: 600, line.words))
  } else {
    block(above: 1mm, below: 1mm, grid(
      columns: (7mm, 1fr, auto), align: (center + horizon, left + horizon, right + horizon),
      column-gutter: 1.6mm,
      box(width: 7mm, height: 4.2mm, {
        if line.drawing != "" {
          place(top + left, image(line.drawing, width: 7mm, height: 4.2mm, alt: line.words))
        }
        if line.sign != "" {
          place(center + horizon, text(size: 8pt, weight: 600, fill: rgb(line.ink),
            top-edge: "bounds", bottom-edge: "bounds", line.sign))
        }
      }),
      line.words, text(weight: 600, line.count),
    ))
  }
}
#let quiet(body) = {
  set text(font: "Noto Sans SC", size: 9pt, weight: 400, tracking: 0pt, top-edge: 0.88em,
    bottom-edge: -0.12em, number-type: "lining", number-width: "tabular", cjk-latin-spacing: none)
  set par(first-line-indent: 0pt, leading: 4pt, spacing: 4pt, justify: false)
  set align(left)
  body
}
#let plate(p) = quiet({
  box(width: p.width * 1mm, height: p.height * 1mm, stroke: 0.5pt + rgb(p.edge), clip: true, {
    place(top + left, image(p.drawing, width: p.width * 1mm, height: p.height * 1mm, alt: p.alt))
    for t in p.texts { sign(t) }
    place(bottom + left, dx: 3mm, dy: -3mm, box(fill: white.transparentize(20%), inset: 1.2mm,
      stack(dir: ltr, spacing: 4mm,
        stack(dir: ttb, spacing: 1mm, text(size: 8pt, p.bar_text),
          box(width: p.bar * 1mm, height: 1.4mm, stroke: (left: 0.8pt, right: 0.8pt,
            bottom: 0.8pt)), text(size: 8pt, p.scale)),
        stack(dir: ttb, spacing: 0.8mm,
          polygon(fill: black, (2mm, 0mm), (4mm, 6mm), (2mm, 4.7mm), (0mm, 6mm)),
          box(width: 4mm, align(center, text(size: 8pt, p.north)))),
      )))
  })
  v(2mm, weak: true)
  grid(columns: (1fr,) * p.legend.len(), column-gutter: 6mm,
    ..p.legend.map(part => { for line in part { entry(line) } }))
  v(1mm, weak: true)
  text(size: 8pt, p.foot)
})
#let bars(c, p) = {
  let size = p.values.len()
  let most = calc.max(1, ..p.values.filter(v => v != none), if p.mean == none { 0 } else { p.mean })
  let high = 30mm
  let step = 100% / size
  text(size: 10pt, weight: 600, p.title)
  v(5mm, weak: true)
  box(width: 100%, height: high, {
    for (n, v) in p.values.enumerate() {
      if v != none {
        place(bottom + left, dx: step * n + 0.1 * step,
          rect(width: step * 0.8, height: high * v / most,
            fill: if n == size - 1 { rgb(c.strong) } else { rgb(c.soft) }))
      }
    }
    if p.mean != none {
      place(bottom + left, dy: -high * p.mean / most,
        line(length: 100%, stroke: (paint: rgb(c.ink), thickness: 0.7pt, dash: "dashed")))
    }
    let last = p.values.last()
    if last != none {
      place(bottom + right, dy: -high * last / most - 0.8mm, box(fill: white, inset: (x: 0.6mm),
        text(size: 9pt, weight: 700, p.texts.last())))
    }
    place(bottom + left, line(length: 100%, stroke: 0.7pt + rgb(c.ink)))
  })
  v(1.4mm, weak: true)
  grid(columns: (1fr, auto), text(size: 8pt, p.labels.first()), text(size: 8pt, p.labels.last()))
  v(1mm, weak: true)
  text(size: 8pt, p.mean_text)
}
#let course(c) = quiet(grid(columns: (1fr,) * c.panels.len(), column-gutter: 8mm,
  ..c.panels.map(p => bars(c, p))))
"""

_PICTURE = (
    FIGURES
    + r"""
#let f = json("figure.json")
#set page(width: f.across * 1mm, height: auto, margin: 0mm, fill: white)
#set text(lang: "zh", region: "cn")
#if f.kind == "map" { plate(f) } else { course(f) }
"""
)


def data(figure: MapFigure | CourseFigure, name: str) -> tuple[dict[str, Any], Files]:
    """What the Typst functions set, and the drawings they read.

    Args:
        figure: the figure.
        name: beginning of the drawings' file names.
    """
    return _map(figure, name) if isinstance(figure, MapFigure) else (_course(figure), {})


def picture(figure: MapFigure | CourseFigure, made_at: int) -> bytes:
    """The figure as a PNG as wide as the type area, 300 points an inch."""
    page, files = data(figure, "figure")
    page["across"] = AREA_MM[0]
    files |= {
        "main.typ": _PICTURE.encode(),
        "figure.json": json.dumps(page, ensure_ascii=False).encode(),
    }
    made = _compile(
        files,
        font_paths=[fonts()],
        ignore_system_fonts=True,
        format="png",
        ppi=PPI,
        timestamp=made_at,
    )
    return bytes(made)


COLUMNS = 3


def _map(figure: MapFigure, name: str) -> tuple[dict[str, Any], Files]:
    made = plate(figure.view, figure.layers, AREA_MM[0], MOST_MAP_MM)
    files = {f"{name}.svg": made.drawing.encode()}
    lines = []
    for number, line in enumerate(made.legend):
        file = f"{name}_{number}.svg" if line.drawing else ""
        if file:
            files[file] = line.drawing.encode()
        lines.append(asdict(line) | {"drawing": file})
    metres, millimetres = made.bar
    is_far = metres >= 1000
    caption = figure.view.caption
    page = {
        "kind": "map",
        "width": made.width,
        "height": made.height,
        "drawing": f"{name}.svg",
        "alt": figure.alt,
        "edge": INKS[Ground.LIGHT].edge,
        "texts": [asdict(text) for text in made.texts],
        "legend": _columns(lines),
        "bar": millimetres,
        "bar_text": say(
            "sheet.kilometres" if is_far else "sheet.metres",
            number=f"{metres / (1000 if is_far else 1):g}",
        ),
        "scale": say("sheet.scale", scale=f"{made.scale:,.0f}".replace(",", " ")),
        "north": say("sheet.north"),
        "foot": "　".join([say("sheet.crs", crs=made.crs), *caption.lines, caption.notice]).strip(),
    }
    return page, files


def _columns(lines: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The legend in columns of about equal length; a title stays with what it is the title of."""
    each = -(-len(lines) // COLUMNS)
    columns: list[list[dict[str, Any]]] = [[]]
    for number, line in enumerate(lines):
        is_last = line["is_title"] and number + 1 < len(lines) and len(columns[-1]) == each - 1
        if len(columns) < COLUMNS and (len(columns[-1]) == each or is_last):
            columns.append([])
        columns[-1].append(line)
    return columns


def _course(figure: CourseFigure) -> dict[str, Any]:
    inks = INKS[Ground.LIGHT]
    return {
        "kind": "course",
        "ink": inks.t1,
        "soft": inks.step2,
        "strong": inks.step4,
        "family": FAMILY,
        "panels": [_panel(one, figure.mean_name) for one in figure.panels],
    }


def _panel(one: Panel, mean_name: str) -> dict[str, Any]:
    return {
        "title": one.title,
        "labels": list(one.labels),
        "values": [value.number for value in one.values],
        "texts": [value.text for value in one.values],
        "mean": one.mean.number,
        "mean_text": say("report.mean_line", name=mean_name, mean=one.mean),
    }
