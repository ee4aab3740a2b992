"""注记 Texts and symbols of a map sheet: where each stands so that none lies on another.

Positions are millimetres from the upper left corner of the map's frame. Symbols stand where they
are. Names give way: to the frame, to symbols, to names placed before them and to red cells;
a name without room is left out and counted.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from layers.backends.sheet_paper import MM_PER_PT, Place
from layers.backends.sheet_shapes import shows_doubt
from layers.drawn import Drawn
from layers.label_points import label_points
from layers.layer import Shape
from layers.map_view import MapView
from layers.risk import ALL_NUMERALS, numerals
from layers.theme import INKS, palette

Geometries = npt.NDArray[np.object_]
Box = tuple[float, float, float, float]
# A numeral stands where the root of the area is 1.75 times its size.
NUMERAL_SHARE = 1 / 1.75
NUMERAL_PX = 13.0
NUMERAL_LEAST_PT = 4.0
SIGN_STEP_PT = 0.25
# A name may stand this far beside the very middle of its area.
WITHIN_MM = 0.05
NARROW_EM = 0.6
# An area is named where the box round it holds its name six times; smaller ones would vanish.
ROOM_FOR_NAME = 6.0
# Tried in turn, in heights of the text: in place, below, above, then aside.
SHIFTS = ((0, 0), (0, 1.1), (0, -1.1), (0, 2.0), (0, -2.0), (0.6, 0), (-0.6, 0))
# Further off, and only where the middle of the name still lies in its own area.
WITHIN = tuple(
    (dx, dy) for dy in (1.6, -1.6, 3.2, -3.2, 4.8, -4.8) for dx in (0, 0.6, -0.6, 1.1, -1.1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text: its middle in mm, size in points, inks, weight."""

    x: float
    y: float
    text: str
    pt: float
    ink: str
    halo: str = ""
    weight: int = 400

    @property
    def box(self) -> Box:
        """West, north, east, south of the room it takes, halo included."""
        half_x = width_mm(self.text, self.pt) / 2 + (0.2 if self.halo else 0)
        half_y = self.pt * MM_PER_PT * 0.55
        return self.x - half_x, self.y - half_y, self.x + half_x, self.y + half_y


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Everything written on the map, lowest first, and how many names had no room."""

    texts: tuple[Text, ...]
    left_out: int


def width_mm(text: str, pt: float) -> float:
    """Width of a text in the shipped font, never less than it is."""
    return _ems(text) * pt * MM_PER_PT


@lru_cache(maxsize=4096)
def _ems(text: str) -> float:
    wide = sum(unicodedata.east_asian_width(sign) in "WFA" for sign in text)
    return wide + (len(text) - wide) * NARROW_EM


def written(
    view: MapView,
    base: tuple[Drawn, Geometries] | None,
    layers: Sequence[tuple[Drawn, Geometries]],
    place: Place,
    standing: Sequence[Text] = (),
) -> Written:
    """Symbols, names and numerals of a sheet.

    Args:
        view: inks, marks of change, the grid that is spoken of.
        base: the area fill and its rows in millimetres; None without one.
        layers: the ink layers and their rows in millimetres, lowest first.
        place: the layout.
        standing: texts that have their place already.
    """
    symbols = [*standing]
    symbols += [text for one, shapes in layers for text in _symbols(view, one, shapes, place)]
    room = _Room(place, view, base, symbols)
    for one, shapes in sorted(layers, key=lambda pair: _rank(pair[0])):
        for places in _names(view, one, shapes, place):
            room.take(places, one)
    own = [] if base is None else room.free([*signs(view, *base, place)])
    return Written(texts=(*own, *symbols, *room.placed), left_out=room.left_out)


def _rank(one: Drawn) -> tuple[bool, int]:
    """Names of sites before names of areas, texts that grow with the ground last."""
    return one.layer.style.label_m > 0, -one.layer.order


class _Taken:
    """Boxes on the paper, found by the squares of 10 mm they lie in."""

    SQUARE = 10.0

    def __init__(self, boxes: Sequence[Box] = ()) -> None:
        self.boxes: list[Box] = []
        self._squares: dict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.add(box)

    def _keys(self, box: Box) -> Iterator[tuple[int, int]]:
        west, north, east, south = (int(side // self.SQUARE) for side in box)
        return ((x, y) for x in range(west, east + 1) for y in range(north, south + 1))

    def add(self, box: Box) -> None:
        self.boxes.append(box)
        for key in self._keys(box):
            self._squares[key].append(box)

    def meets(self, box: Box) -> bool:
        west, north, east, south = box
        return any(
            west < right and east > left and north < low and south > top
            for key in self._keys(box)
            for left, top, right, low in self._squares.get(key, ())
        )


class _Room:
    """What is taken on the map already."""

    def __init__(
        self,
        place: Place,
        view: MapView,
        base: tuple[Drawn, Geometries] | None,
        symbols: Sequence[Text],
    ) -> None:
        self.placed: list[Text] = []
        self.left_out = 0
        self._frame = place.frame[2], place.frame[3]
        self._taken = _Taken([text.box for text in symbols])
        self._red = None if base is None or view.is_stale else _red(*base)

    def take(self, places: tuple[Text, ...], one: Drawn) -> None:
        """Write a name at the first of its places that is free, or count it as left out."""
        own_symbol = one.layer.shape is Shape.POINT and not one.layer.style.label_halo
        found = next((text for text in places if own_symbol or self._fits(text, one)), None)
        if found is None:
            self.left_out += 1
            return
        self.placed.append(found)
        self._taken.add(found.box)

    def _fits(self, text: Text, one: Drawn) -> bool:
        west, north, east, south = text.box
        if west < 0.5 or north < 0.5 or east > self._frame[0] - 0.5 or south > self._frame[1] - 0.5:
            return False
        if self._taken.meets(text.box):
            return False
        # A number that belongs to its own cell may stand on a red one.
        if one.layer.style.label_m or self._red is None:
            return True
        return not len(self._red.query(shapely.box(*text.box), predicate="intersects"))

    def free(self, texts: list[Text]) -> list[Text]:
        """The signs of cells that are clear of all names and symbols; all are asked at once."""
        if not texts or not self._taken.boxes:
            return texts
        taken = shapely.STRtree(shapely.box(*np.array(self._taken.boxes).T))
        met = set(taken.query(shapely.box(*np.array([text.box for text in texts]).T))[0].tolist())
        return [text for at, text in enumerate(texts) if at not in met]


def _red(one: Drawn, cells: Geometries) -> shapely.STRtree:
    # A hair smaller, so that a name in the next cell does not count as lying on this one.
    red = cells[np.array(list(one.digits)) == "1"]
    return shapely.STRtree(shapely.buffer(red, -0.1))


def _symbols(view: MapView, one: Drawn, shapes: Geometries, place: Place) -> Iterator[Text]:
    if one.layer.shape is not Shape.POINT:
        return
    inks, marks = INKS[view.ground], one.layer.style.marks
    points = shapely.get_coordinates(shapely.centroid(shapes)).tolist()
    for (x, y), digit in zip(points, one.digits, strict=True):
        mark = marks[int(digit)] if digit.isdigit() and int(digit) < len(marks) else None
        if mark is None or not mark.symbol:
            continue
        yield Text(
            x=x,
            y=y,
            text=mark.symbol,
            pt=mark.size_px * place.mm_per_px / MM_PER_PT,
            ink=getattr(inks, mark.ink),
            halo=getattr(inks, mark.halo) if mark.halo else "",
        )


def _names(
    view: MapView, one: Drawn, shapes: Geometries, place: Place
) -> Iterator[tuple[Text, ...]]:
    """For each row with a name the places it may stand at, best first."""
    style, inks = one.layer.style, INKS[view.ground]
    pt = label_pt(one, place)
    if not pt or not len(shapes):
        return
    size, down = pt * MM_PER_PT, style.label_dy_px * place.mm_per_px
    shifts = SHIFTS[:1] if style.label_m else SHIFTS
    wanted = [
        bool(name) and room >= ROOM_FOR_NAME * width_mm(name, pt) * size
        for name, room in zip(one.labels, _rooms(one, shapes), strict=True)
    ]
    points = iter(_points(one, shapes, np.array(wanted)))
    for name, is_wanted, shape in zip(one.labels, wanted, shapes, strict=True):
        if name and not is_wanted:
            yield ()
        elif name:
            x, y = next(points)
            further = _within(one, shape, (x, y), (width_mm(name, pt), size))
            yield tuple(
                Text(
                    x=x + dx * width_mm(name, pt),
                    y=y + (down if dy >= 0 else -down) + dy * size,
                    text=name,
                    pt=pt,
                    ink=getattr(inks, style.label_ink),
                    halo=getattr(inks, style.label_halo) if style.label_halo else "",
                    weight=500,
                )
                for dx, dy in (*shifts, *further)
            )


def _within(
    one: Drawn, shape: shapely.Geometry, point: tuple[float, float], size: tuple[float, float]
) -> list[tuple[float, float]]:
    """Shifts of ``WITHIN`` that leave the middle of a name inside the area it belongs to."""
    style = one.layer.style
    if style.label_m or style.is_label_on_top or one.layer.shape is Shape.POINT:
        return []
    area = shapely.build_area(shape) if one.layer.shape is Shape.LINE else shape
    x, y = (point[k] + size[k] * np.array(WITHIN)[:, k] for k in (0, 1))
    return [WITHIN[k] for k in np.flatnonzero(shapely.contains_xy(area, x, y)).tolist()]


def _rooms(one: Drawn, shapes: Geometries) -> list[float]:
    """Area of the box round each area that is named inside; without end for all else."""
    west, north, east, south = shapely.bounds(shapes).T
    lines = shapely.line_merge(shapes) if one.layer.shape is Shape.LINE else shapes
    closed = np.array([shapely.is_closed(shapely.get_parts(line)).all() for line in lines])
    is_area = closed if one.layer.shape is Shape.LINE else one.layer.shape is Shape.POLYGON
    inside = is_area & (not one.layer.style.is_label_on_top)
    return [float(room) for room in np.where(inside, (east - west) * (south - north), np.inf)]


def label_pt(one: Drawn, place: Place) -> float:
    """Size of a layer's names; 0 where they would be too small to be read."""
    style = one.layer.style
    pt = style.label_px * place.mm_per_px / MM_PER_PT
    if style.label_m:
        pt = min(pt, style.label_m * place.mm_per_m / MM_PER_PT)
    return pt if pt >= NUMERAL_LEAST_PT else 0.0


def _points(
    one: Drawn, shapes: Geometries, wanted: npt.NDArray[np.bool_]
) -> list[tuple[float, float]]:
    """Where the names of the wanted rows stand; the widest place of a shape takes time to find."""
    rows = replace(one, rows=one.rows[wanted])
    found = shapely.get_coordinates(_label_points(rows, shapes[wanted])).tolist()
    return [(x, y) for x, y in found]


def _label_points(one: Drawn, shapes: Geometries) -> Geometries:
    # On paper y runs downwards, so the northern end of a row is found on the ground.
    turned = one.rows.set_geometry(shapely.transform(shapes, lambda xy: xy * [1, -1]), crs=None)
    points = label_points(
        turned, one.layer.shape, on_top=one.layer.style.is_label_on_top, within=WITHIN_MM
    )
    return np.asarray(shapely.transform(points, lambda xy: xy * [1, -1]), dtype=object)


def signs(view: MapView, one: Drawn, cells: Geometries, place: Place) -> Iterator[Text]:
    """Ⅰ to Ⅴ, ▲ and ▽ in the cells that have room for them."""
    if one.week is None or "inner" not in one.week or view.is_stale:
        return
    digit, inner = one.week["digit"].tolist(), one.week["inner"].tolist()
    filled = inner if shows_doubt(one, cells) else digit
    marks = view.marks.ljust(len(cells))
    levels = numerals("".join(digit), marks, ALL_NUMERALS)
    sizes = np.sqrt(shapely.area(cells)) * NUMERAL_SHARE / MM_PER_PT
    # In steps: of ten thousand signs a few hundred differ, and only those are set.
    step = SIGN_STEP_PT * place.size
    stepped = np.maximum(np.floor(sizes / step) * step, NUMERAL_LEAST_PT)
    points = shapely.get_coordinates(_inside(cells)).tolist()
    inks, colours = INKS[view.ground], palette(view.ground, twin=view.is_twin)
    most = NUMERAL_PX * place.mm_per_px / MM_PER_PT
    for at in np.flatnonzero(sizes >= NUMERAL_LEAST_PT).tolist():
        sign = levels[at] if marks[at] == " " else marks[at]
        if sign != " ":
            level = int(filled[at]) if filled[at] in "12345" else 0
            ink = colours.label(level) if level else inks.t1
            (x, y), pt = points[at], min(float(stepped[at]), most)
            yield Text(x=x, y=y, text=sign, pt=pt, ink=ink, weight=600)


def _inside(cells: Geometries) -> Geometries:
    points = shapely.centroid(cells)
    astray = ~shapely.covers(cells, points)
    points[astray] = shapely.point_on_surface(cells[astray])
    return np.asarray(points, dtype=object)
