"""纸张 Paper, scale and the place of everything on a map sheet; all lengths in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import HOME, metric_crs, transform_geometries

Geometries = npt.NDArray[np.object_]
# Denominators of scales people can read off a ruler, times a power of ten.
SCALES = (
    1.0,
    1.1,
    1.25,
    1.5,
    1.75,
    2.0,
    2.25,
    2.5,
    3.0,
    3.5,
    4.0,
    4.5,
    5.0,
    5.5,
    6.0,
    7.0,
    8.0,
    9.0,
)
BAR_STEPS = (1.0, 2.0, 5.0)
MM_PER_PX = 0.19
# A single point needs some ground around it, too: about 10 m.
POINT_DEG = 1e-4
MM_PER_PT = 25.4 / 72


class Paper(StrEnum):
    """纸 A4, A3 and A1, and pictures of 3840 x 2160 and 7680 x 4320 points for a screen."""

    A4 = "A4"
    A3 = "A3"
    A1 = "A1"
    SCREEN = "4K"
    LARGE_SCREEN = "8K"


# Short and long side, and how much larger than on A4 everything is drawn.
SIZES: dict[Paper, tuple[float, float, float]] = {
    Paper.A4: (210.0, 297.0, 1.0),
    Paper.A3: (297.0, 420.0, 1.2),
    Paper.A1: (594.0, 841.0, 1.9),
    Paper.SCREEN: (190.5, 338.6667, 1.0),
    Paper.LARGE_SCREEN: (190.5, 338.6667, 1.0),
}
SCREENS = (Paper.SCREEN, Paper.LARGE_SCREEN)
# Points per inch of a picture: 300 on paper; the screen's paper is 3840 points wide at 288.
PPI: dict[Paper, float] = {paper: 300.0 for paper in Paper} | {
    Paper.SCREEN: 288.0,
    Paper.LARGE_SCREEN: 576.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """版面 Where the map lies on a sheet and how ground becomes paper.

    Attributes:
        width, height: the sheet.
        size: factor on every text and line, 1 on A4.
        is_wide: the legend stands at the right, else below the map.
        frame: left, top, width, height of the map.
        crs: metric CRS of the map, grid north up.
        scale: denominator; a rounded number.
        west, north: metres at the upper left corner of the frame.
    """

    width: float
    height: float
    size: float
    is_wide: bool
    frame: tuple[float, float, float, float]
    crs: str
    scale: float
    west: float
    north: float

    @property
    def mm_per_m(self) -> float:
        return 1000.0 / self.scale

    @property
    def mm_per_px(self) -> float:
        """A screen pixel at 1080 lines, as layers state their sizes, on this paper."""
        return MM_PER_PX * self.size

    def ground(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the frame in degrees, a little too large."""
        _, _, width, height = self.frame
        east, south = self.west + width / self.mm_per_m, self.north - height / self.mm_per_m
        box = np.array([shapely.box(self.west, south, east, self.north)], dtype=object)
        outline = transform_geometries(shapely.segmentize(box, 5000.0), self.crs, HOME)
        west, low, right, top = shapely.total_bounds(outline)
        return float(west), float(low), float(right), float(top)

    def on_paper(self, shapes: Geometries) -> Geometries:
        """EPSG:4490 degrees to millimetres from the frame's upper left corner, y downwards."""
        metric = transform_geometries(shapes, HOME, self.crs)
        corner, scale = np.array([self.west, self.north]), np.array([1, -1]) * self.mm_per_m
        return np.asarray(shapely.transform(metric, lambda xy: (xy - corner) * scale), dtype=object)

    def bar(self) -> tuple[float, float]:
        """Metres and millimetres of the scale bar: a round length near a sixth of the frame."""
        room = self.frame[2] / 6 / self.mm_per_m
        power = 10.0 ** np.floor(np.log10(room))
        metres = float(max(step * power for step in BAR_STEPS if step * power <= room))
        return metres, metres * self.mm_per_m


def readable(least: float) -> float:
    """The smallest denominator of ``SCALES`` from ``least`` on."""
    power = 10.0 ** np.floor(np.log10(least))
    steps = [*(step * power for step in SCALES), 10 * power]
    return float(next(step for step in steps if step >= least * (1 - 1e-9)))


def placed(rows: gpd.GeoDataFrame, paper: Paper, legend_lines: int) -> Place:
    """The layout with the larger scale, the sheet upright or lying.

    Args:
        rows: what has to be in the map, EPSG:4490, at least one row.
        paper: which sheet.
        legend_lines: lines the legend needs; below the map they stand in three columns.
    """
    west, south, east, north = rows.total_bounds + POINT_DEG * np.array([-1, -1, 1, 1])
    crs = metric_crs(float(west + east) / 2, float(south + north) / 2)
    box = shapely.segmentize(np.array([shapely.box(west, south, east, north)]), 0.05)
    bounds = shapely.total_bounds(transform_geometries(box, HOME, crs))
    forms = [True] if paper in SCREENS else [True, False]
    made = [_form(bounds, crs, paper, legend_lines, is_wide=wide) for wide in forms]
    return min(made, key=lambda place: place.scale)


def _form(
    bounds: npt.NDArray[np.float64], crs: str, paper: Paper, lines: int, *, is_wide: bool
) -> Place:
    short, long, size = SIZES[paper]
    width, height = (long, short) if is_wide else (short, long)
    margin, head, foot = 14 * size, 18 * size, 21 * size
    room = width - 2 * margin, height - head - foot - margin
    if is_wide:
        room = room[0] - 58 * size, room[1]
    else:
        room = room[0], room[1] - (12 + 5.6 * -(-lines // 3)) * size
    across, upward = max(bounds[2] - bounds[0], 1.0), max(bounds[3] - bounds[1], 1.0)
    scale = readable(1000 * 1.04 * max(across / room[0], upward / room[1]))
    return Place(
        width=width,
        height=height,
        size=size,
        is_wide=is_wide,
        frame=(margin, margin + head, *room),
        crs=crs,
        scale=scale,
        west=float(bounds[0] + bounds[2]) / 2 - room[0] * scale / 2000,
        north=float(bounds[1] + bounds[3]) / 2 + room[1] * scale / 2000,
    )
