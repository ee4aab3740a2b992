"""图块 Pieces of one map for documents of many pages: projected once, cut as often as wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from errors import RefusedError
from geo.crs import HOME, metric_crs, transform_geometries
from layers.backends import sheet_shapes
from layers.backends.sheet_labels import Box, Text, signs
from layers.backends.sheet_paper import MM_PER_PT, Place, readable
from layers.backends.sheet_shapes import UNIT
from layers.drawn import Drawn
from layers.map_view import MapView
from layers.theme import INKS

Geometries = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]
# Ground beyond the frame that is still drawn, so that no edge ends inside it.
BEYOND_MM = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Land:
    """实地 The coloured cells and the outlines over them in metres of one zone.

    ``cells`` has the row order of ``base``; ``outlines`` are line layers, lowest first.
    """

    base: Drawn
    cells: Geometries
    outlines: tuple[tuple[Drawn, Geometries], ...]
    crs: str
    tree: shapely.STRtree

    def bounds(
        self, rows: npt.NDArray[np.intp] | Mask | slice
    ) -> tuple[float, float, float, float]:
        """West, south, east, north of some cells in metres."""
        west, south, east, north = shapely.total_bounds(self.cells[rows]).tolist()
        return west, south, east, north


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece: a drawing without text, its texts, its scale bar, and which cells are on it.

    ``body`` goes into ``sheet_shapes.svg``; ``rows`` are row numbers of the base, ascending;
    lengths are millimetres.
    """

    width: float
    height: float
    body: str
    texts: tuple[Text, ...]
    bar: tuple[float, float]
    scale: float
    crs: str
    rows: tuple[int, ...]


def land(layers: Sequence[Drawn]) -> Land:
    """Project a base and the line layers over it.

    Args:
        layers: exactly one base with a week, then line layers, lowest first.

    Raises:
        RefusedError: no cell to draw.
    """
    base = next((one for one in layers if one.layer.is_base and len(one.rows)), None)
    if base is None or base.week is None:
        raise RefusedError("sheet.nothing_to_draw")
    west, south, east, north = base.rows.total_bounds
    crs = metric_crs(float(west + east) / 2, float(south + north) / 2)

    def metres(one: Drawn) -> Geometries:
        return np.asarray(transform_geometries(one.rows.geometry.to_numpy(), HOME, crs))

    cells = metres(base)
    above = tuple((one, metres(one)) for one in layers if not one.layer.is_base)
    return Land(base=base, cells=cells, outlines=above, crs=crs, tree=shapely.STRtree(cells))


def fitted(
    ground: Land,
    bounds: tuple[float, float, float, float],
    size_mm: tuple[float, float],
    *,
    size: float = 1.0,
    room: float = 1.05,
    least: float = 0.0,
) -> Place:
    """The frame of a piece: bounds (metres) in its middle, a round scale, north up.

    Args:
        ground: the land it is cut from.
        bounds: west, south, east, north that have to be inside.
        size_mm: width and height of the frame.
        size: factor on lines and texts.
        room: how much larger than the bounds the ground of the frame is.
        least: denominator below which the scale does not go.
    """
    west, south, east, north = bounds
    across, upward = max(east - west, 1.0), max(north - south, 1.0)
    wanted = 1000 * room * max(across / size_mm[0], upward / size_mm[1])
    scale = readable(max(wanted, least))
    return Place(
        width=size_mm[0],
        height=size_mm[1],
        size=size,
        is_wide=False,
        frame=(0.0, 0.0, *size_mm),
        crs=ground.crs,
        scale=scale,
        west=(west + east) / 2 - size_mm[0] * scale / 2000,
        north=(south + north) / 2 + size_mm[1] * scale / 2000,
    )


def moved(place: Place, shapes: Geometries) -> Geometries:
    """Metres of the zone to millimetres of a frame, y downwards."""
    corner, factor = np.array([place.west, place.north]), np.array([1, -1]) * place.mm_per_m
    return np.asarray(shapely.transform(shapes, lambda xy: (xy - corner) * factor), dtype=object)


def cut(
    ground: Land,
    view: MapView,
    place: Place,
    *,
    own: Mask | None = None,
    haloed: int | None = None,
    signed: bool = True,
) -> Piece:
    """One piece of the map.

    Args:
        ground: the projected layers.
        view: inks and palette; ``marks`` one character per cell of the base.
        place: the frame, of :func:`fitted`.
        own: the cells that keep their colour; all others are drawn neutral, without doubt.
        haloed: row of the cell that is spoken of.
        signed: write numerals and marks of change on the cells that keep their colour.
    """
    frame = _frame(place)
    rows = np.sort(ground.tree.query(frame, predicate="intersects"))
    paper = moved(place, ground.cells[rows])
    mine = np.ones(len(rows), dtype=np.bool_) if own is None else own[rows]
    drawing = sheet_shapes.neutral(paper[~mine], INKS[view.ground], place)
    assert ground.base.week is not None  # land() takes no other
    week = ground.base.week.iloc[rows[mine]].reset_index(drop=True)
    base = replace(ground.base, week=week)
    drawing += sheet_shapes.base(view, base, paper[mine], place)
    for one, shapes in ground.outlines:
        drawing += _outline(view, one, shapes, place)
    if haloed is not None and (rows == haloed).any():
        inks, cell = INKS[view.ground], paper[rows == haloed][0]
        drawing += sheet_shapes.ring(cell, inks.t1, 11, place)
        drawing += sheet_shapes.ring(cell, inks.panel, 6, place)
    texts: tuple[Text, ...] = ()
    if signed:
        marks = view.marks.ljust(len(ground.cells))
        here = replace(view, marks="".join(marks[row] for row in rows[mine].tolist()))
        found = signs(here, base, paper[mine], place)
        spoken = ground.cells[:0] if haloed is None else paper[rows == haloed]
        texts = tuple(_larger(text, spoken) for text in found if _is_inside(text, place))
    return Piece(
        width=place.width,
        height=place.height,
        body=drawing,
        texts=texts,
        bar=place.bar(),
        scale=place.scale,
        crs=place.crs,
        rows=tuple(rows.tolist()),
    )


def _frame(place: Place) -> shapely.Geometry:
    width, height = place.width / place.mm_per_m, place.height / place.mm_per_m
    return shapely.box(place.west, place.north - height, place.west + width, place.north)


def _is_inside(text: Text, place: Place) -> bool:
    west, north, east, south = text.box
    return west > 0.3 and north > 0.3 and east < place.width - 0.3 and south < place.height - 0.3


def _larger(text: Text, spoken: Geometries) -> Text:
    """The sign of the cell that is spoken of: larger, in the widest place of the cell."""
    if not shapely.intersects(spoken, shapely.Point(text.x, text.y)).any():
        return text
    x, y, radius = widest(spoken[0])
    return replace(text, x=x, y=y, pt=min(text.pt * 1.5, radius / MM_PER_PT * 1.3), weight=700)


def widest(cell: shapely.Geometry) -> tuple[float, float, float]:
    """Middle and radius of the largest circle in a cell."""
    circle = shapely.maximum_inscribed_circle(cell, tolerance=0.1)
    x, y = shapely.get_coordinates(circle)[0].tolist()
    return x, y, float(shapely.length(circle))


def _outline(view: MapView, one: Drawn, shapes: Geometries, place: Place) -> str:
    frame = _frame(place)
    seen = shapely.intersects(shapes, frame)
    west, south, east, north = shapely.bounds(shapely.buffer(frame, BEYOND_MM / place.mm_per_m))
    clipped = shapely.clip_by_rect(shapes[seen], west, south, east, north)
    rows = replace(one, rows=one.rows[seen].reset_index(drop=True))
    light = shapely.simplify(moved(place, clipped), sheet_shapes.LIGHTER_MM)
    return sheet_shapes.lines(view, rows, np.asarray(light, dtype=object), place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """The whole land as one grey shape for the lower right corner of a piece."""

    body: str
    place: Place


def corner(ground: Land, width: float, height: float) -> Corner:
    """Draw the whole land into a box of this size (millimetres)."""
    whole = shapely.coverage_union_all(ground.cells)
    west, south, east, north = shapely.bounds(whole).tolist()
    place = fitted(ground, (west, south, east, north), (width, height), room=1.08)
    shape = shapely.simplify(moved(place, np.array([whole], dtype=object)), 0.12)
    return Corner(body=sheet_shapes.path(np.asarray(shape, dtype=object)), place=place)


def located(
    piece: Piece,
    small: Corner,
    at: tuple[float, float],
    view: MapView,
    *,
    clear: Box = (0.0, 0.0, 0.0, 0.0),
    spot: tuple[float, float] | None = None,
) -> Piece:
    """A piece with the whole land in a corner, a dot where the piece is.

    Args:
        piece: what the corner is laid on.
        small: of :func:`corner`.
        at: metres of the middle of what the piece shows.
        view: inks.
        clear: another box of the piece in millimetres that no text may touch.
        spot: left and top of the corner in millimetres; the lower right one where absent.
    """
    inks, place = INKS[view.ground], small.place
    left, top = spot or (piece.width - place.width, piece.height - place.height)
    x = left + (at[0] - place.west) * place.mm_per_m
    y = top + (place.north - at[1]) * place.mm_per_m
    body = (
        f'<rect x="{left * UNIT:.0f}" y="{top * UNIT:.0f}" width="{place.width * UNIT:.0f}" '
        f'height="{place.height * UNIT:.0f}" fill="{inks.panel}" stroke="{inks.edge}" '
        f'stroke-width="15"/><g transform="translate({left * UNIT:.0f} {top * UNIT:.0f})">'
        f'<path d="{small.body}" fill="{inks.step2}"/></g>'
    )
    body += dot(x, y, 1.1, inks.t1, inks.panel)
    box = left - 0.4, top - 0.4, left + place.width + 0.4, top + place.height + 0.4
    boxes = (box, clear)
    texts = tuple(text for text in piece.texts if not any(_meets(text.box, b) for b in boxes))
    return replace(piece, body=piece.body + body, texts=texts)


def free_corner(ground: Land, place: Place, own: Mask, small: Corner) -> tuple[float, float] | None:
    """Left and top of the first corner of a frame that covers none of some cells; None of none."""
    wide, high = small.place.width, small.place.height
    east, south = place.width - wide, place.height - high
    cells = moved(place, ground.cells[own])
    for left, top in ((east, south), (0.0, south), (east, 0.0), (0.0, 0.0)):
        box = shapely.box(left - 1, top - 1, left + wide + 1, top + high + 1)
        if not shapely.intersects(cells, box).any():
            return left, top
    return None


def _meets(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def dot(x: float, y: float, radius: float, fill: str, edge: str) -> str:
    """A round spot with a halo; millimetres."""
    return (
        f'<circle cx="{x * UNIT:.0f}" cy="{y * UNIT:.0f}" r="{radius * UNIT:.0f}" fill="{fill}" '
        f'stroke="{edge}" stroke-width="{radius * UNIT * 0.45:.0f}"/>'
    )
