"""幻灯片地图 The map as shapes a person can move and recolour: one freeform per grid.

The freeforms of a class are one group with its name and count. Written as DrawingML text in one
piece: adding shapes one by one takes longer with every shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from xml.sax.saxutils import quoteattr

import numpy as np
import numpy.typing as npt
import shapely
from pptx.oxml.ns import nsdecls

from geo.crs import HOME, Geometries, measuring_crs, transform_geometries
from layers import risk
from layers.drawn import Drawn
from layers.layer import Look
from layers.map_view import MapView
from layers.theme import INKS, INSET_SHARE, Ground, palette
from vocab import COLOURS, DIGIT_OF_STATE, State
from words import say

EMU_PER_MM = 36_000
# More shapes than this no slide program moves: then each class is one shape.
MOST_CELLS = 5_000
# Less than a screen of a meeting room shows.
LIGHTER_MM = 0.08
SPACE = nsdecls("a", "p")
PATTERNS = {
    State.SMALL_SAMPLE: "ltUpDiag",
    State.NO_DATA: "diagCross",
    State.NOT_APPLICABLE: "dotGrid",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A place on a slide in millimetres."""

    left: float
    top: float
    width: float
    height: float

    def below(self, mm: float) -> Box:
        """What is left under the first millimetres."""
        return replace(self, top=self.top + mm, height=self.height - mm)

    def first(self, mm: float) -> Box:
        """The first millimetres from above."""
        return replace(self, height=mm)

    def columns(self, *widths: float, gap: float = 10.0) -> list[Box]:
        """Side by side; the last one takes the rest."""
        made, left = [], self.left
        for width in widths:
            made.append(replace(self, left=left, width=width))
            left += width + gap
        return [*made, replace(self, left=left, width=self.left + self.width - left)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A sign to be written at a point of the slide, in millimetres."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlideMap:
    """Groups as DrawingML, the changes' signs and the names of the villages with their places."""

    groups: tuple[str, ...]
    marks: tuple[Mark, ...]
    names: tuple[Mark, ...]
    is_merged: bool


def slide_map(view: MapView, layers: Sequence[Drawn], box: Box, first_id: int = 1000) -> SlideMap:
    """Draw the layers into a box.

    Args:
        view: palette and marks.
        layers: the coloured cells; of the others the outlines of villages and towns.
        box: where; the map keeps its proportions and stands in the middle.
        first_id: number of the first shape; every shape of a slide has its own.
    """
    cells = next(one for one in layers if one.layer.style.look is Look.RISK)
    others = [one for one in layers if one.layer.code in ("villages", "towns")]
    placed = _Placed.into(box, [cells, *others])
    ids = iter(range(first_id, first_id + 10 * MOST_CELLS))
    shapes = placed.shapes(cells)
    lighter = shapely.coverage_simplify(shapes, LIGHTER_MM)
    shapes = np.where(shapely.is_empty(lighter), shapes, lighter)
    merged = len(shapes) > MOST_CELLS
    groups = [*_classes(view, cells, shapes, ids, is_merged=merged)]
    for one in others:
        groups.append(_outlines(one, placed.shapes(one), ids))
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    marks = tuple(
        Mark(x=float(x), y=float(y), text=sign)
        for (x, y), sign in zip(points, view.marks, strict=False)
        if sign != " "
    )
    return SlideMap(
        groups=tuple(groups),
        marks=() if merged else marks,
        names=_names(others, placed),
        is_merged=merged,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """The metric zone and the move from metres into the box."""

    crs: str
    scale: float
    west: float
    north: float
    left: float
    top: float

    @classmethod
    def into(cls, box: Box, layers: Sequence[Drawn]) -> _Placed:
        degrees = np.asarray(layers[0].rows.geometry, dtype=object)
        crs = measuring_crs(degrees)
        west, south, east, north = shapely.total_bounds(transform_geometries(degrees, HOME, crs))
        scale = min(box.width / (east - west), box.height / (north - south))
        return cls(
            crs=crs,
            scale=float(scale),
            west=float(west),
            north=float(north),
            left=box.left + (box.width - scale * (east - west)) / 2,
            top=box.top + (box.height - scale * (north - south)) / 2,
        )

    def shapes(self, one: Drawn) -> Geometries:
        """Rows of a layer in millimetres of the slide."""
        degrees = np.asarray(one.rows.geometry, dtype=object)
        metres = transform_geometries(degrees, HOME, self.crs)
        return np.asarray(shapely.transform(metres, self._move), dtype=object)

    def _move(self, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x = self.left + (points[:, 0] - self.west) * self.scale
        y = self.top + (self.north - points[:, 1]) * self.scale
        return np.column_stack([x, y])


# -- cells --------------------------------------------------------------------------------


def _classes(
    view: MapView, cells: Drawn, shapes: Geometries, ids: Iterator[int], *, is_merged: bool
) -> Iterator[str]:
    assert cells.week is not None  # the look says that it has one
    digit = cells.week["digit"].to_numpy()
    names = cells.rows["name"].to_numpy()
    drawn = shapes if is_merged else _doubted(cells, shapes)
    for key, label, style in looks(view):
        rows = np.flatnonzero(digit == key)
        if not len(rows):
            continue
        own = drawn[rows]
        titles = [str(name) for name in names[rows]]
        if is_merged:
            own, titles = np.array([shapely.coverage_union_all(own)], dtype=object), [label]
        inside = "".join(
            _freeform(next(ids), title, shape, style)
            for title, shape in zip(titles, own, strict=True)
        )
        title = say("slides.group", name=label, count=f"{len(rows):,}")
        yield _group(next(ids), title, shapely.total_bounds(own), inside)


def looks(view: MapView) -> Iterator[tuple[str, str, str]]:
    """Digit, name and filling of every class, worst first."""
    inks, colours = INKS[Ground.LIGHT], palette(Ground.LIGHT, twin=view.is_twin)
    for colour in COLOURS:
        name = say("slides.level", numeral=colour.numeral, word=say(f"ui.level.{colour.level}"))
        yield str(colour.level), name, _solid(colours.fill(colour.level)) + _line(inks.seam, 0.5)
    for state, digit in DIGIT_OF_STATE.items():
        fill = (
            f'<a:pattFill prst="{PATTERNS[state]}"><a:fgClr>{_rgb(inks.hatch)}</a:fgClr>'
            f"<a:bgClr>{_rgb(inks.panel)}</a:bgClr></a:pattFill>"
        )
        yield digit, say(f"ui.state.{state.value}"), fill + _line(inks.edge, 0.5)


def _doubted(cells: Drawn, shapes: Geometries) -> Geometries:
    """A doubtful cell is filled in part: its inner piece, or a ring along its edge."""
    assert cells.week is not None
    outer, inner = cells.week["outer"].to_numpy(), cells.week["inner"].to_numpy()
    made = shapes.copy()
    rows = np.flatnonzero(outer != inner)
    depth = -INSET_SHARE * np.sqrt(shapely.area(shapes[rows]))
    small = shapely.buffer(shapes[rows], depth, join_style="mitre", mitre_limit=3.0)
    for row, inset in zip(rows, small, strict=True):
        if not inset.is_empty:
            is_fair = outer[row] == risk.EMPTY
            made[row] = inset if is_fair else shapely.difference(shapes[row], inset)
    return made


def swatch(number: int, name: str, place: Box, style: str) -> str:
    """A rectangle filled as a class of cells is."""
    corners = shapely.box(place.left, place.top, place.left + place.width, place.top + place.height)
    return _freeform(number, name, corners, style).replace("<p:sp>", f"<p:sp {SPACE}>", 1)


# -- outlines and names -------------------------------------------------------------------


def _outlines(one: Drawn, shapes: Geometries, ids: Iterator[int]) -> str:
    inks = INKS[Ground.LIGHT]
    heavy = one.layer.code == "towns"
    style = "<a:noFill/>" + _line(inks.border if heavy else inks.village, 1.75 if heavy else 0.75)
    inside = "".join(
        _freeform(next(ids), str(name), shape, style)
        for name, shape in zip(one.rows["name"], shapes, strict=True)
    )
    title = say(one.layer.title)
    return _group(next(ids), title, shapely.total_bounds(shapes), inside)


def _names(layers: Sequence[Drawn], placed: _Placed) -> tuple[Mark, ...]:
    found = []
    for one in layers:
        if one.layer.code == "villages":
            # The layer holds outlines; a name stands inside.
            points = shapely.point_on_surface(shapely.build_area(placed.shapes(one)))
            for name, point in zip(one.rows["name"], points, strict=True):
                found.append(Mark(x=float(point.x), y=float(point.y), text=str(name)))
    return tuple(found)


# -- DrawingML ----------------------------------------------------------------------------


def _rgb(colour: str) -> str:
    return f'<a:srgbClr val="{colour[1:]}"/>'


def _solid(colour: str) -> str:
    return f"<a:solidFill>{_rgb(colour)}</a:solidFill>"


def _line(colour: str, points: float) -> str:
    return f'<a:ln w="{points * 12_700:.0f}">{_solid(colour)}<a:round/></a:ln>'


def _emu(value: float) -> int:
    return round(value * EMU_PER_MM)


def _group(number: int, title: str, bounds: npt.NDArray[np.float64], inside: str) -> str:
    left, top, right, bottom = (_emu(value) for value in bounds)
    size = f'cx="{right - left}" cy="{bottom - top}"'
    place = (
        f'<a:off x="{left}" y="{top}"/><a:ext {size}/>'
        f'<a:chOff x="{left}" y="{top}"/><a:chExt {size}/>'
    )
    return (
        f'<p:grpSp {SPACE}><p:nvGrpSpPr><p:cNvPr id="{number}" name={quoteattr(title)} '
        f"descr={quoteattr(title)}/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr><a:xfrm>{place}</a:xfrm></p:grpSpPr>{inside}</p:grpSp>"
    )


def _freeform(number: int, name: str, shape: shapely.Geometry, style: str) -> str:
    left, top, right, bottom = (_emu(value) for value in shape.bounds)
    wide, high = max(right - left, 1), max(bottom - top, 1)
    pieces = shapely.get_parts(shape)
    lines = pieces[shapely.get_dimensions(pieces) == 1]
    areas = pieces[shapely.get_dimensions(pieces) == 2]
    rings = [*(shapely.get_rings(areas) if len(areas) else []), *lines]
    path = "".join(_ring(ring, left, top) for ring in rings)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(name)}/><p:cNvSpPr/><p:nvPr/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:custGeom><a:avLst/><a:gdLst/><a:ahLst/>'
        '<a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{wide}" h="{high}">{path}</a:path></a:pathLst></a:custGeom>{style}</p:spPr>'
        "</p:sp>"
    )


def _ring(ring: shapely.Geometry, left: int, top: int) -> str:
    whole = np.round(shapely.get_coordinates(ring) * EMU_PER_MM).astype(np.int64) - (left, top)
    points = [f'<a:pt x="{x}" y="{y}"/>' for x, y in whole.tolist()]
    kept = [points[0], *[b for a, b in pairwise(points) if a != b]]
    end = "<a:close/>" if kept[0] == kept[-1] else ""
    lines = "".join(f"<a:lnTo>{point}</a:lnTo>" for point in (kept[1:-1] if end else kept[1:]))
    return f"<a:moveTo>{kept[0]}</a:moveTo>{lines}{end}"
