"""经纬网、公里网 Lines of whole degrees or kilometres over a map sheet, with figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import shapely

from layers.backends.sheet_labels import Text, width_mm
from layers.backends.sheet_paper import Place
from layers.backends.sheet_shapes import UNIT, path
from layers.theme import Inks
from words import say

Geometries = npt.NDArray[np.object_]
# Seconds of arc and metres between two lines; the longest side gets about LINES of them.
ARC_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000)
METRE_STEPS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000)
LINES = 5
PT = 6.0
WIDTH_MM = 0.16
SECOND = 1 / 3600
# A parallel is no straight line on paper; it is drawn through this many points.
POINTS = 25


class Graticule(StrEnum):
    """网 None, degrees and minutes, or kilometres of the map's own zone."""

    NONE = ""
    DEGREES = "degrees"
    KILOMETRES = "kilometres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """The lines as a piece of the drawing, their figures, and what the legend says."""

    drawing: str
    texts: tuple[Text, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line in millimetres; ``is_upright`` runs north."""

    shape: shapely.LineString
    words: str
    is_upright: bool


def net(place: Place, kind: Graticule, inks: Inks) -> Net | None:
    """Lines over the frame of a sheet; None where none are wanted.

    Figures stand inside the frame, along its upper and its left side.
    """
    if kind is Graticule.NONE:
        return None
    step, lines = (_degrees if kind is Graticule.DEGREES else _kilometres)(place)
    frame = shapely.box(0, 0, place.frame[2], place.frame[3])
    shapes = np.array([shapely.intersection(one.shape, frame) for one in lines], dtype=object)
    seen = [k for k, shape in enumerate(shapes) if not shapely.is_empty(shape)]
    width = WIDTH_MM * place.size * UNIT
    drawn = (
        f'<path d="{path(shapes[seen])}" fill="none" stroke="{inks.t2}" '
        f'stroke-width="{width:.0f}" stroke-opacity="0.55"/>'
    )
    texts = [text for k in seen for text in _figure(lines[k], shapes[k], place, inks)]
    return Net(drawing=drawn, texts=tuple(texts), words=say(f"sheet.net.{kind}", step=step))


def _figure(one: _Line, shape: shapely.Geometry, place: Place, inks: Inks) -> Iterator[Text]:
    west, north, _, south = shapely.bounds(shape)
    pt = PT * place.size
    half, high = width_mm(one.words, pt) / 2 + 0.8, pt * 0.3528 / 2 + 0.8
    x, y = (west, high) if one.is_upright else (half, (north + south) / 2)
    is_end = one.is_upright and not north <= 0.5
    if is_end or not half <= x <= place.frame[2] - half or not high <= y <= place.frame[3] - high:
        return
    # The corner belongs to both rows of figures: the left one gives way.
    if not one.is_upright and y < 3 * high:
        return
    yield Text(x=x, y=y, text=one.words, pt=pt, ink=inks.t2, halo=inks.panel, weight=500)


def _step(span: float, steps: tuple[int, ...]) -> int:
    return next((step for step in steps if span / step <= LINES), steps[-1])


def _whole(first: float, last: float, step: int) -> list[int]:
    return list(
        range(int(np.ceil(first / step)) * step, int(np.floor(last / step)) * step + 1, step)
    )


def _degrees(place: Place) -> tuple[str, list[_Line]]:
    west, south, east, north = (side / SECOND for side in place.ground())
    step = _step(max(east - west, north - south), ARC_STEPS)
    share = np.linspace(0, 1, POINTS)
    made, words = [], []
    for x in _whole(west, east, step):
        made.append(np.column_stack([np.full(POINTS, x), south + (north - south) * share]))
        words.append((_arc(x) + ("E" if x >= 0 else "W"), True))
    for y in _whole(south, north, step):
        made.append(np.column_stack([west + (east - west) * share, np.full(POINTS, y)]))
        words.append((_arc(y) + ("N" if y >= 0 else "S"), False))
    shapes = place.on_paper(
        np.array([shapely.LineString(xy * SECOND) for xy in made], dtype=object)
    )
    return _arc(step), [
        _Line(shape=shape, words=text, is_upright=up)
        for shape, (text, up) in zip(shapes, words, strict=True)
    ]


def _arc(seconds: int) -> str:
    """120°10′, 30°04′30″; a step below a degree without the 0°."""
    minutes, second = divmod(abs(seconds), 60)
    degree, minute = divmod(minutes, 60)
    if abs(seconds) < 3600:
        return (
            f"{minute}′{second:02}″"
            if second and minute
            else f"{minute}′"
            if minute
            else f"{second}″"
        )
    tail = f"{second:02}″" if second else ""
    return f"{degree}°{minute:02}′{tail}" if minute or second else f"{degree}°"


def _kilometres(place: Place) -> tuple[str, list[_Line]]:
    across, down = place.frame[2], place.frame[3]
    east, south = place.west + across / place.mm_per_m, place.north - down / place.mm_per_m
    step = _step(max(east - place.west, place.north - south), METRE_STEPS)
    made = []
    for x in _whole(place.west, east, step):
        at = (x - place.west) * place.mm_per_m
        shape = shapely.LineString([(at, 0), (at, down)])
        made.append(_Line(shape=shape, words=f"{x / 1000:g}", is_upright=True))
    for y in _whole(south, place.north, step):
        at = (place.north - y) * place.mm_per_m
        shape = shapely.LineString([(0, at), (across, at)])
        made.append(_Line(shape=shape, words=f"{y / 1000:g}", is_upright=False))
    return f"{step / 1000:g}", made
