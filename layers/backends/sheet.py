"""图幅 The map as a printed sheet (Typst): PDF or PNG with title, legend, scale, slots and stamp.

Shapes are one vector drawing without text; every text is set by Typst in the shipped font, which
is looked for nowhere else. Equal input gives equal bytes: the time written into the file is the
one given. A sheet says where it comes from, and that it is not to be published while the
approval number of the map is empty.
"""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
import typst

from errors import RefusedError
from layers.backends import sheet_legend, sheet_shapes
from layers.backends.backend import Backend
from layers.backends.sheet_graticule import Graticule, Net, net
from layers.backends.sheet_inset import Inset, Locator, inset
from layers.backends.sheet_labels import Text, written
from layers.backends.sheet_page import TEMPLATE
from layers.backends.sheet_paper import PPI, Paper, Place, placed
from layers.drawn import Drawn, in_order
from layers.map_view import MapView
from layers.theme import FAMILY, INKS
from words import say

Geometries = npt.NDArray[np.object_]
FONTS = ("justmytype_intl_cjk", "fonts/ofl/notosanssc")
KINDS = {"pdf": "pdf", "png": "png"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Which file: paper, "pdf" or "png", the time written into it (epoch seconds).

    ``locator`` says where the area lies among its neighbours; None where nothing is around it.
    """

    paper: Paper = Paper.A4
    kind: str = "pdf"
    made_at: int = 0
    graticule: Graticule = Graticule.NONE
    locator: Locator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _On:
    """A layer cut to the map's frame, with its rows in millimetres."""

    one: Drawn
    shapes: Geometries

    @property
    def pair(self) -> tuple[Drawn, Geometries]:
        return self.one, self.shapes


def draw(view: MapView, layers: Sequence[Drawn]) -> bytes:
    """The sheet as an A4 PDF."""
    return sheet(view, layers, Form())


def sheet(view: MapView, layers: Sequence[Drawn], form: Form) -> bytes:
    """The layers on one sheet.

    Args:
        view: caption, inks, marks of change; its window and addresses are not used.
        layers: as given, first lowest; of several bases the last one.
        form: paper and kind of file.

    Returns:
        the bytes of a PDF or PNG; equal for equal arguments.

    Raises:
        RefusedError: nothing to draw, or an unknown kind of file.
    """
    if form.kind not in KINDS:
        raise RefusedError("sheet.kind", kind=form.kind, known=" ".join(KINDS))
    ordered = in_order([one for one in layers if one.layer.code not in view.hidden])
    beside = None if form.locator is None else inset(form.locator, INKS[view.ground])
    # A line of the legend is 5.6 mm; the inset takes the room of as many as it is high.
    lines = sheet_legend.length(ordered) + (0 if beside is None else round(beside.height / 5.6))
    place = placed(_extent(ordered), form.paper, lines)
    on = [cut for one in ordered for cut in [_cut(one, place)]]
    files = _files(view, on, place, net(place, form.graticule, INKS[view.ground]), beside)
    return compiled(files, form)


def _extent(layers: Sequence[Drawn]) -> gpd.GeoDataFrame:
    """What has to be in the map: the base, or without one everything."""
    filled = [one.rows for one in layers if len(one.rows)]
    if not filled:
        raise RefusedError("sheet.nothing_to_draw")
    bases = [one.rows for one in layers if one.layer.is_base and len(one.rows)]
    if bases:
        return bases[0]
    shapes = np.concatenate([rows.geometry.to_numpy() for rows in filled])
    return gpd.GeoDataFrame(geometry=shapes, crs=filled[0].crs)


def _cut(one: Drawn, place: Place) -> _On:
    """Only rows that are seen are drawn, written and counted."""
    shapes = one.rows.geometry.to_numpy()
    frame = shapely.box(0, 0, place.frame[2], place.frame[3])
    paper = place.on_paper(shapes) if len(shapes) else shapes
    seen = shapely.intersects(paper, frame)
    week = None if one.week is None else one.week[seen]
    rows = one.rows[seen].reset_index(drop=True)
    return _On(one=replace(one, rows=rows, week=week), shapes=paper[seen])


def _files(
    view: MapView,
    on: Sequence[_On],
    place: Place,
    lines_over: Net | None = None,
    beside: Inset | None = None,
) -> dict[str, bytes]:
    base = next((each for each in on if each.one.layer.is_base), None)
    inks = [each.pair for each in on if not each.one.layer.is_base]
    pair = None if base is None else base.pair
    drawing = "" if pair is None else sheet_shapes.base(view, *pair, place)
    drawing += "".join(sheet_shapes.lines(view, *each, place) for each in inks)
    drawing += "" if lines_over is None else lines_over.drawing
    drawing += _rings(view, pair, place)
    names = written(view, pair, inks, place, () if lines_over is None else lines_over.texts)
    lines = sheet_legend.legend(view, pair, inks, place, names)
    files = {
        "main.typ": TEMPLATE.encode(),
        "map.svg": sheet_shapes.svg(place.frame[2], place.frame[3], drawing).encode(),
    }
    keys = []
    for number, line in enumerate(lines):
        if line.drawing:
            files[f"key{number}.svg"] = line.drawing.encode()
        keys.append(asdict(line) | {"drawing": f"key{number}.svg" if line.drawing else ""})
    page = _page(view, place) | {"texts": _plain(names.texts), "legend": keys}
    page["tight"] = _tight(lines, place, 0.0 if beside is None else beside.height)
    page["net"] = "" if lines_over is None else lines_over.words
    page["inset"] = None
    if beside is not None:
        files["inset.svg"] = beside.drawing.encode()
        page["inset"] = {name: getattr(beside, name) for name in ("width", "height", "title")}
    return files | {"page.json": json.dumps(page, ensure_ascii=False).encode()}


def _plain(texts: Sequence[Text]) -> list[dict[str, Any]]:
    """Their values by name: a sheet has thousands, too many for the general way."""
    names = [field.name for field in fields(Text)]
    return [{name: getattr(text, name) for name in names} for text in texts]


def _tight(lines: Sequence[sheet_legend.Line], place: Place, inset_mm: float) -> float:
    """How much smaller than usual a long legend has to be set, 1 for most."""
    title_mm, line_mm = 7.6, 5.5
    measures_mm = 24.0 + (inset_mm + 6.0 if inset_mm else 0.0)
    needed = sum(title_mm if line.is_title else line_mm for line in lines) + measures_mm
    below = place.height - place.frame[1] - place.frame[3] - 24 * place.size
    room = place.frame[3] if place.is_wide else 3 * below - 2 * title_mm * place.size
    return min(1.0, room / place.size / needed)


def _rings(view: MapView, base: tuple[Drawn, Geometries] | None, place: Place) -> str:
    """The halo of the grid that is spoken of."""
    if base is None or view.haloed is None or view.haloed >= len(base[1]):
        return ""
    inks, cell = INKS[view.ground], base[1][view.haloed]
    outer = sheet_shapes.ring(cell, inks.t1, 11, place)
    return outer + sheet_shapes.ring(cell, inks.panel, 6, place)


def _page(view: MapView, place: Place) -> dict[str, Any]:
    """Everything the template sets, as plain values."""
    inks, caption = INKS[view.ground], view.caption
    metres, millimetres = place.bar()
    far = metres >= 1000
    return {
        "family": FAMILY,
        "width": place.width,
        "height": place.height,
        "size": place.size,
        "is_wide": place.is_wide,
        "frame": list(place.frame),
        "inks": {name: getattr(inks, name) for name in ("panel", "t1", "t2", "t3", "line", "edge")},
        "title": caption.title,
        "head": list(caption.lines[:2]),
        "foot": list(caption.lines[2:]),
        "notice": caption.notice,
        "demo": say("ui.demo") if caption.is_demo else "",
        "legend_title": say("ui.legend"),
        "north": say("sheet.north"),
        "bar": millimetres,
        "bar_text": say(
            "sheet.kilometres" if far else "sheet.metres",
            number=f"{metres / (1000 if far else 1):g}",
        ),
        "scale": say("sheet.scale", scale=f"{place.scale:,.0f}".replace(",", " ")),
        "crs": say("sheet.crs", crs=place.crs),
    }


def fonts() -> Path:
    """The folder of the shipped Chinese font."""
    return Path(str(importlib.resources.files(FONTS[0]).joinpath(FONTS[1])))


# Its type stub does not know that several files may be given at once.
_compile: Callable[..., bytes] = typst.compile


def compiled(files: dict[str, bytes], form: Form) -> bytes:
    """A document from its ``main.typ`` and the files it reads, in the shipped font only.

    Raises:
        RefusedError: a picture of more than one page.
    """
    made = _compile(
        files,
        font_paths=[fonts()],
        ignore_system_fonts=True,
        format=KINDS[form.kind],
        ppi=PPI[form.paper],
        timestamp=form.made_at,
    )
    if isinstance(made, list):
        raise RefusedError("sheet.one_page", count=len(made))
    return bytes(made)


BACKEND = Backend(code="sheet", makes="application/pdf", draw=draw)
