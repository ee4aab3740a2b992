"""注记 Names on the maps of the wall: each clear of the others, of the red cells and of seams."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layers.backends.ring_map import Spot
from layers.map_view import TILE_PX, Window
from services.situation import Situation
from views.wall_parts.layout import Box, Screen, text_width

MOST = 14
# Steps aside, in heights of the text, that a name may take from its place.
_STEPS = ((0, 0), (0, -1.3), (0, 1.3), (-1, -1.3), (1, -1.3), (-1, 1.3), (1, 1.3), (-2, 0), (2, 0))
TALL = 1.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name at a place in degrees; the first ones of a list have the right of way."""

    text: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Where a window lies on the screen: turns degrees into pixels and back."""

    window: Window
    box: Box

    @property
    def _world(self) -> float:
        return TILE_PX * 2**self.window.zoom

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels of the screen."""
        x = (lon - self.window.longitude) / 360 * self._world
        y = (_mercator(lat) - _mercator(self.window.latitude)) / (2 * math.pi) * self._world
        return self.box.x + self.box.width / 2 + x, self.box.y + self.box.height / 2 - y

    def back(self, x: float, y: float) -> tuple[float, float]:
        """Degrees of a pixel."""
        right = x - self.box.x - self.box.width / 2
        up = self.box.y + self.box.height / 2 - y
        lon = self.window.longitude + right / self._world * 360
        angle = _mercator(self.window.latitude) + up / self._world * 2 * math.pi
        return lon, math.degrees(2 * math.atan(math.exp(angle)) - math.pi / 2)


def _mercator(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def red_villages(seen: Situation, middles: dict[str, tuple[float, float]]) -> list[Named]:
    """Villages that hold a red grid, most of them first, each at the grid nearest its middle."""
    reds = seen.grids[seen.grids["level"] == 1].groupby("village").size()
    found = []
    for village, _ in sorted(reds.items(), key=lambda one: (-one[1], str(one[0])))[:MOST]:
        if not village:
            continue
        codes = seen.grids.loc[seen.grids["village"] == village, "code"]
        spots = [middles[code] for code in codes if code in middles]
        if not spots:
            continue
        lon = sum(x for x, _ in spots) / len(spots)
        lat = sum(y for _, y in spots) / len(spots)
        x, y = min(spots, key=lambda one: (one[0] - lon) ** 2 + (one[1] - lat) ** 2)
        found.append(Named(text=str(village), lon=x, lat=y))
    return found


def placed(
    names: Iterable[Named],
    sight: Sight,
    screen: Screen,
    size: float,
    free: Sequence[tuple[float, float]] = (),
) -> list[Spot]:
    """The names there is room for, as near to their places as may be.

    Args:
        names: first come, first served.
        sight: what is on the screen where.
        screen: its seams are kept clear.
        size: of the text in pixels.
        free: places in degrees no name may cover.
    """
    taken: list[tuple[float, float, float, float]] = []
    points = [sight.at(*place) for place in free]
    found = []
    for one in names:
        wide = text_width(one.text, size) / 2
        x, y = sight.at(one.lon, one.lat)
        for dx, dy in _STEPS:
            here = (x + dx * size - wide, y + (dy - TALL / 2) * size)
            frame = (*here, here[0] + 2 * wide, here[1] + TALL * size)
            if _is_free(frame, taken, points, sight.box, screen):
                taken.append(frame)
                lon, lat = sight.back(x + dx * size, y + dy * size)
                found.append(Spot(lon=lon, lat=lat, text=one.text, size_px=size))
                break
    return found


def _is_free(
    frame: tuple[float, float, float, float],
    taken: Sequence[tuple[float, float, float, float]],
    points: Sequence[tuple[float, float]],
    box: Box,
    screen: Screen,
) -> bool:
    left, top, right, bottom = frame
    is_inside = left > box.x and right < box.x + box.width
    is_inside &= top > box.y and bottom < box.y + box.height
    is_clear = screen.after(left, right - left) == left
    is_alone = all(right < a or left > c or bottom < b or top > d for a, b, c, d in taken)
    covers = any(left < x < right and top < y < bottom for x, y in points)
    return is_inside and is_clear and is_alone and not covers
