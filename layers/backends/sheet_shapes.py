"""Shapes of a map sheet as one drawing without text (SVG): fills, doubt, hatches, lines.

Text inside such a drawing would take a variable font's thinnest weight, so there is none here.
Units are hundredths of a millimetre in whole numbers. All cells of one class are one path: a
later path's edge lies over an earlier one's fill, so every seam is drawn whole, and two cells of
one class meet without a hairline.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely

from layers.backends.sheet_paper import Place
from layers.drawn import Drawn
from layers.layer import Dash, Look, Mark, Shape
from layers.map_view import MapView
from layers.theme import HATCHES, INKS, INSET_SHARE, Inks, palette
from vocab import DIGIT_OF_STATE, State

UNIT = 100
SINGLE = (shapely.GeometryType.LINESTRING, shapely.GeometryType.POLYGON)
Geometries = npt.NDArray[np.object_]
SEAM_PX = 0.8
# Below this size of a cell a white seam would be wider than what it parts.
SEAM_LEAST_MM = 0.9
DOUBT_LEAST_MM = 3.0
HAIR = 4
LEVELS = list("12345")
HALO_PX = 3.0
DASHES = {
    Dash.SOLID: (),
    Dash.DASHED: (4.0, 2.5),
    Dash.DOTTED: (0.1, 2.2),
    Dash.CHAIN: (7.0, 2.5, 0.1, 2.5),
}
# Half a tenth of a millimetre is less than any printer shows; a larger sheet is read from afar.
LIGHTER_MM = 0.05
SPARSE = 4.0


def svg(width: float, height: float, body: str) -> str:
    """A drawing of this size in millimetres."""
    box = f"0 0 {round(width * UNIT)} {round(height * UNIT)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="{box}">{body}</svg>'
    )


def path(shapes: Geometries) -> str:
    """All rings and lines as one path; shapes in millimetres."""
    is_whole = np.isin(shapely.get_type_id(shapes), SINGLE)
    parts = np.r_[shapes[is_whole], shapely.get_parts(shapes[~is_whole])]
    areas = parts[shapely.get_dimensions(parts) == 2]
    rings = shapely.get_rings(shapely.orient_polygons(areas)) if len(areas) else areas
    lines = parts[shapely.get_dimensions(parts) == 1]
    return "".join([*_pieces(rings, "z"), *_pieces(lines, "")])


def _pieces(lines: Geometries, end: str) -> Iterator[str]:
    if not len(lines):
        return
    points, owner = shapely.get_coordinates(lines, return_index=True)
    whole = np.round(points * UNIT).astype(np.int64)
    stays = np.r_[True, (whole[1:] != whole[:-1]).any(axis=1) | (owner[1:] != owner[:-1])]
    whole, owner = whole[stays], owner[stays]
    # A line whose corners are all one is none.
    stays = np.bincount(owner)[owner] > 1
    whole, owner = whole[stays], owner[stays]
    if not len(whole):
        return
    is_first = np.r_[True, owner[1:] != owner[:-1]]
    # Where a line goes on from the corner before is half as long to write, and to read.
    steps = np.where(is_first[:, None], whole, np.diff(whole, axis=0, prepend=0))
    moves = shapely.linestrings(steps.astype(np.float64), indices=np.cumsum(is_first) - 1)
    for text in shapely.to_wkt(moves, rounding_precision=0).tolist():
        start, _, further = text.removeprefix("LINESTRING (").removesuffix(")").partition(", ")
        yield f"M{start}l{further.replace(',', '')}{end}"


def _fill(shapes: Geometries, colour: str, edge: str, width: float) -> str:
    if not len(shapes):
        return ""
    return (
        f'<path d="{path(shapes)}" fill="{colour}" stroke="{edge}" stroke-width="{width:.0f}" '
        'stroke-linejoin="round"/>'
    )


def cell_mm(shapes: Geometries) -> float:
    """Root of the area of a middle cell; 0 where there is none."""
    return float(np.sqrt(np.median(shapely.area(shapes)))) if len(shapes) else 0.0


def shows_doubt(one: Drawn, cells: Geometries) -> bool:
    """Whether any cell has a doubt to be drawn, and the cells are large enough to show it."""
    if one.week is None or "inner" not in one.week or cell_mm(cells) < DOUBT_LEAST_MM:
        return False
    outer, inner = one.week["outer"].to_numpy(), one.week["inner"].to_numpy()
    return bool(((outer != inner) & (np.isin(outer, LEVELS) | np.isin(inner, LEVELS))).any())


def base(view: MapView, one: Drawn, cells: Geometries, place: Place) -> str:
    """The area fill of the sheet; ``cells`` are the rows in millimetres."""
    light = lighter(cells, place)
    return (_risk if one.layer.style.look is Look.RISK else _amounts)(view, one, light, place)


def neutral(cells: Geometries, inks: Inks, place: Place) -> str:
    """Cells of the land around: one grey, whatever their risk."""
    edge, width = _seam(cells, inks.seam, place)
    return _fill(lighter(cells, place), inks.track, edge or inks.track, width)


def lighter(cells: Geometries, place: Place) -> Geometries:
    """Fewer corners than a printer could show; edges shared before are shared after."""
    least = LIGHTER_MM * place.size
    corners = int(shapely.get_num_coordinates(cells).sum())
    # So far apart hardly any corner would go, and to look for them takes as long as to draw them.
    if float(shapely.length(cells).sum()) > SPARSE * least * corners:
        return cells
    simple = shapely.coverage_simplify(cells, least)
    return np.asarray(np.where(shapely.is_empty(simple), cells, simple), dtype=object)


def _seam(cells: Geometries, colour: str, place: Place) -> tuple[str, float]:
    """Ink and width of the seam; none ("") between cells too small for one."""
    size = cell_mm(cells)
    if size < SEAM_LEAST_MM:
        return "", HAIR
    return colour, min(SEAM_PX * place.mm_per_px, size * 0.06) * UNIT


def _risk(view: MapView, one: Drawn, cells: Geometries, place: Place) -> str:
    assert one.week is not None  # the layer's look says that it has one
    inks, colours = INKS[view.ground], palette(view.ground, twin=view.is_twin)
    outer = inner = one.week["digit"].to_numpy()
    if shows_doubt(one, cells) and not view.is_stale:
        outer, inner = one.week["outer"].to_numpy(), one.week["inner"].to_numpy()
    fills = {"0": inks.panel} | dict.fromkeys(DIGIT_OF_STATE.values(), inks.panel)
    for level in range(1, 6):
        fills[str(level)] = inks.grey if view.is_stale else colours.fill(level)
    edge, width = _seam(cells, inks.seam, place)
    parts = [_fill(cells[outer == k], fill, edge or fill, width) for k, fill in fills.items()]
    # The amount of fill says the doubt: an inset of the colour, or a ring of it.
    rows = (inner != outer) & (np.isin(inner, LEVELS) | np.isin(outer, LEVELS))
    depth = -INSET_SHARE * np.sqrt(shapely.area(cells[rows]))
    small = shapely.buffer(cells[rows], depth, join_style="mitre", mitre_limit=3.0)
    inside = inner[rows]
    parts += [_fill(small[inside == k], fill, "none", 0) for k, fill in fills.items()]
    return "".join([*parts, *_hatches(cells, outer, inks, place)])


def _amounts(view: MapView, one: Drawn, cells: Geometries, place: Place) -> str:
    inks, digits = INKS[view.ground], np.array(list(one.digits))
    edge, width = _seam(cells, inks.grey, place)
    parts = []
    unknown = np.zeros(len(digits), dtype=np.bool_)
    for number, mark in enumerate(one.layer.style.marks):
        rows = digits == str(number)
        fill = getattr(inks, mark.fill or "panel")
        parts.append(_fill(cells[rows], fill, edge or fill, width))
        unknown |= rows & mark.is_hatched
    hatched = np.where(unknown, DIGIT_OF_STATE[State.NO_DATA], "0")
    return "".join([*parts, *_hatches(cells, hatched, inks, place)])


# -- hatches ------------------------------------------------------------------------------


def hatch_lines(
    west: float, north: float, east: float, south: float, state: State, mm_per_px: float
) -> Geometries:
    """The hatch of a state over a box (millimetres): lines, or dots as very short lines."""
    step = HATCHES[state][0] * mm_per_px
    if state is State.NOT_APPLICABLE:
        return _dots(west, north, east, south, step)
    gap = step * np.sqrt(2)
    rising = _slanted(west, north, east, south, gap, 1)
    if state is not State.NO_DATA:
        return rising
    return np.concatenate([rising, _slanted(west, north, east, south, gap, -1)])


def _slanted(
    west: float, north: float, east: float, south: float, gap: float, slope: int
) -> Geometries:
    """Lines x + slope y = k gap across the box: of one family over the whole sheet."""
    ends = sorted((slope * north, slope * south))
    at = np.arange(np.ceil((west + ends[0]) / gap), np.floor((east + ends[1]) / gap) + 1) * gap
    first = np.column_stack([at - slope * north, np.full(len(at), north)])
    last = np.column_stack([at - slope * south, np.full(len(at), south)])
    return np.asarray(shapely.linestrings(np.stack([first, last], axis=1)), dtype=object)


def _dots(west: float, north: float, east: float, south: float, step: float) -> Geometries:
    xs = np.arange(np.ceil(west / step), np.floor(east / step) + 1) * step
    ys = np.arange(np.ceil(north / step), np.floor(south / step) + 1) * step
    x, y = (axis.ravel() for axis in np.meshgrid(xs, ys))
    dots = shapely.linestrings(np.stack([np.c_[x, y], np.c_[x + 0.02, y]], axis=1))
    return np.asarray(dots, dtype=object)


def _hatches(
    cells: Geometries, digits: npt.NDArray[np.str_], inks: Inks, place: Place
) -> Iterator[str]:
    for state, digit in DIGIT_OF_STATE.items():
        for cell in cells[digits == digit]:
            west, north, east, south = shapely.bounds(cell)
            lines = hatch_lines(west, north, east, south, state, place.mm_per_px)
            yield hatch_path(shapely.intersection(lines, cell), state, inks, place.mm_per_px)


def hatch_path(lines: Geometries, state: State, inks: Inks, mm_per_px: float) -> str:
    """Lines of a hatch in its ink and width."""
    is_dots = state is State.NOT_APPLICABLE
    width = HATCHES[state][1] * (2 if is_dots else 1) * mm_per_px * UNIT
    drawn = lines[~shapely.is_empty(lines)]
    return (
        f'<path d="{path(drawn)}" fill="none" stroke="{inks.hatch}" stroke-width="{width:.0f}" '
        'stroke-linecap="round"/>'
    )


# -- ink layers ---------------------------------------------------------------------------


def lines(view: MapView, one: Drawn, shapes: Geometries, place: Place) -> str:
    """Outlines and lines of an ink layer, lowest class first; ``shapes`` in millimetres."""
    if one.layer.shape is Shape.POINT:
        return ""
    drawn = shapely.boundary(shapes) if one.layer.shape is Shape.POLYGON else shapes
    drawn = np.asarray(shapely.simplify(drawn, LIGHTER_MM * place.size), dtype=object)
    digits, inks = np.array(list(one.digits)), INKS[view.ground]
    parts = []
    for is_halo in (True, False):
        for number, mark in enumerate(one.layer.style.marks):
            rows = drawn[digits == str(number)]
            if len(rows) and mark.width_px and (mark.halo or not is_halo):
                parts.append(line(rows, mark, inks, place.mm_per_px, is_halo=is_halo))
    return f'<g opacity="{one.opacity:g}">{"".join(parts)}</g>' if parts else ""


def line(
    shapes: Geometries, mark: Mark, inks: Inks, mm_per_px: float, *, is_halo: bool = False
) -> str:
    """Lines as a mark draws them, or the halo below them."""
    width = (mark.width_px + (HALO_PX if is_halo else 0)) * mm_per_px * UNIT
    dashes = () if is_halo else DASHES[mark.dash]
    broken = " ".join(f"{dash * width:.0f}" for dash in dashes)
    pattern = f' stroke-dasharray="{broken}"' if broken else ""
    ink = getattr(inks, mark.halo if is_halo else mark.line)
    return (
        f'<path d="{path(shapes)}" fill="none" stroke="{ink}" stroke-width="{width:.0f}"'
        f' stroke-linecap="round" stroke-linejoin="round"{pattern}/>'
    )


def ring(shape: shapely.Geometry, colour: str, width_px: float, place: Place) -> str:
    """The outline of one cell that is spoken of."""
    width = width_px * place.mm_per_px * UNIT
    drawn = path(np.array([shapely.boundary(shape)], dtype=object))
    return (
        f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{width:.0f}" '
        'stroke-linejoin="round"/>'
    )
