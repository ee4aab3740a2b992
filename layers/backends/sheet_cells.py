"""格注 Level, mark of change and number written into each cell of a piece at a large scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely

from layers.backends.sheet_cut import Land, Mask, Piece, moved, widest
from layers.backends.sheet_labels import Text, width_mm
from layers.backends.sheet_paper import MM_PER_PT, Place
from layers.backends.sheet_shapes import ring, shows_doubt
from layers.map_view import MapView
from layers.theme import INKS, palette
from vocab import colour_of_level

Geometries = npt.NDArray[np.object_]
# Points of the sign and of the number per millimetre of the cell's widest circle.
SIGN_PER_MM, NUMBER_PER_MM = 2.1, 1.55
SIGN_MOST, NUMBER_MOST, LEAST = 15.0, 10.5, 4.4
NAME_PT = 8.5


def written(
    ground: Land, view: MapView, place: Place, own: Mask, labels: Sequence[str]
) -> tuple[tuple[Text, ...], int]:
    """Ⅱ▲ and the number below it in each own cell; cells too small for both get the number.

    Args:
        ground: the land.
        view: inks, palette and marks, one per cell of the land.
        place: the frame.
        own: the cells that are written on.
        labels: number of each cell of the land.

    Returns:
        the texts, and how many cells had no room for anything.
    """
    rows = np.flatnonzero(own)
    cells = moved(place, ground.cells[rows])
    assert ground.base.week is not None  # land() takes no other
    week = ground.base.week.iloc[rows]
    digit, inner = week["digit"].tolist(), week["inner"].tolist()
    filled = inner if shows_doubt(ground.base, cells) else digit
    marks = view.marks.ljust(len(ground.cells))
    inks, colours = INKS[view.ground], palette(view.ground, twin=view.is_twin)
    texts: list[Text] = []
    left_out = 0
    for k, row in enumerate(rows.tolist()):
        known = colour_of_level(int(digit[k]) if digit[k] in "12345" else 0)
        sign = "" if known is None else known.numeral + marks[row].strip()
        level = int(filled[k]) if filled[k] in "12345" else 0
        ink = colours.label(level) if level else inks.t1
        halo = "" if level else inks.panel
        made = list(_cell(cells[k], sign, labels[row], ink, halo))
        texts += made
        left_out += not made
    return tuple(texts), left_out


def _cell(cell: shapely.Geometry, sign: str, number: str, ink: str, halo: str) -> Iterator[Text]:
    x, y, radius = widest(cell)
    sign_pt = min(radius * SIGN_PER_MM, SIGN_MOST)
    number_pt = min(radius * NUMBER_PER_MM, NUMBER_MOST)
    if sign and number_pt >= LEAST:
        gap = (sign_pt + number_pt) * MM_PER_PT * 0.26
        up, down = number_pt * MM_PER_PT * 0.38 + gap / 2, sign_pt * MM_PER_PT * 0.38 + gap / 2
        yield Text(x=x, y=y - up, text=sign, pt=sign_pt, ink=ink, halo=halo, weight=700)
        yield Text(x=x, y=y + down, text=number, pt=number_pt, ink=ink, halo=halo, weight=500)
        return
    alone = min(radius * 2.4, NUMBER_MOST)
    if alone >= LEAST and width_mm(number, alone) < 2.2 * radius:
        yield Text(x=x, y=y, text=number, pt=alone, ink=ink, halo=halo, weight=500)


def around(
    ground: Land, view: MapView, place: Place, names: Mapping[str, npt.NDArray[np.intp]]
) -> tuple[Text, ...]:
    """Names of the areas beside the own one, where what is seen of them has room.

    Args:
        ground: the land.
        view: inks.
        place: the frame.
        names: rows of the land's cells by the name of their area.
    """
    frame = shapely.box(1, 1, place.width - 1, place.height - 1)
    inks, pt = INKS[view.ground], NAME_PT * place.size / 1.5
    texts = []
    for name, rows in names.items():
        cells = moved(place, ground.cells[rows])
        near = cells[shapely.intersects(cells, frame)]
        if not len(near):
            continue
        seen = shapely.intersection(shapely.coverage_union_all(near), frame)
        if shapely.area(seen) < 1:
            continue
        x, y, radius = widest(seen)
        if width_mm(name, pt) < 2 * radius:
            text = Text(x=x, y=y, text=name, pt=pt, ink=inks.t2, halo=inks.panel, weight=500)
            texts.append(text)
    return tuple(texts)


def numbered(
    ground: Land,
    view: MapView,
    place: Place,
    piece: Piece,
    rows: npt.NDArray[np.intp],
    numbers: Sequence[str],
) -> Piece:
    """A piece with some cells ringed and numbered; their own signs give way to the numbers.

    Args:
        ground: the land.
        view: inks and palette.
        place: the frame.
        piece: what the marks are laid on.
        rows: the cells of the land that are marked.
        numbers: one per marked cell.
    """
    inks = INKS[view.ground]
    cells = moved(place, ground.cells[rows])
    body = "".join(ring(cell, inks.t1, 3.2, place) for cell in cells)
    body += "".join(ring(cell, inks.panel, 1.0, place) for cell in cells)
    tree = shapely.STRtree(cells)
    stay = [
        text
        for text in piece.texts
        if not len(tree.query(shapely.Point(text.x, text.y), predicate="intersects"))
    ]
    for cell, number in zip(cells, numbers, strict=True):
        x, y, radius = widest(cell)
        pt = min(max(radius * 2.2, LEAST), 8.5 * place.size)
        halo = inks.panel
        stay.append(Text(x=x, y=y, text=number, pt=pt, ink=inks.t1, halo=halo, weight=700))
    return replace(piece, body=piece.body + body, texts=tuple(stay))


def middle(ground: Land, place: Place, rows: npt.NDArray[np.intp]) -> tuple[float, float]:
    """Millimetres of the widest place of some cells together."""
    x, y, _ = widest(shapely.coverage_union_all(moved(place, ground.cells[rows])))
    return x, y
