"""地址里的形状 How a drawn shape and a list of grids stand in an address: short, and the same back.

A shape is its corners in hundred-thousandths of a degree (about a metre), the first in full and
each other as the step from the one before: ``12018650.3011230_1200.0_0.-800``. Two corners are
the opposite ones of a box. Of grid codes each writes only the end in which it differs from the
one before: ``330109106201001.7.2003``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
SCALE = 100_000
MOST_CORNERS = 120
MOST_CODES = 1_000
_CORNER = re.compile(r"(-?\d{1,9})\.(-?\d{1,9})", re.ASCII)
_CODE = re.compile(r"[0-9A-Za-z]{1,40}", re.ASCII)


def _whole(points: Sequence[Point]) -> list[tuple[int, int]]:
    """Corners on the raster, none twice in succession."""
    found: list[tuple[int, int]] = []
    for lon, lat in points:
        corner = (round(lon * SCALE), round(lat * SCALE))
        if not found or found[-1] != corner:
            found.append(corner)
    return found


def _is_shape(corners: Sequence[tuple[int, int]]) -> bool:
    """Whether these corners enclose something and lie on the earth."""
    if not 2 <= len(corners) <= MOST_CORNERS:
        return False
    on_earth = all(abs(x) <= 180 * SCALE and abs(y) <= 90 * SCALE for x, y in corners)
    across, upward = ({corner[axis] for corner in corners} for axis in (0, 1))
    return on_earth and len(across) > 1 and len(upward) > 1


def shape_text(points: Sequence[Point]) -> str:
    """The corners of a shape as the address has them; "" for what encloses nothing.

    Args:
        points: lon, lat in degrees; two are the opposite corners of a box, three or more a ring
            that need not be closed.
    """
    corners = _whole(points)
    if len(corners) > 2 and corners[0] == corners[-1]:
        corners.pop()
    if not _is_shape(corners):
        return ""
    before, parts = (0, 0), []
    for x, y in corners:
        parts.append(f"{x - before[0]}.{y - before[1]}")
        before = (x, y)
    return "_".join(parts)


def shape_points(text: str) -> tuple[Point, ...]:
    """The corners a text of an address stands for; () for nonsense."""
    found = [_CORNER.fullmatch(part) for part in text.split("_")]
    corners, x, y = [], 0, 0
    for one in found:
        if one is None:
            return ()
        x, y = x + int(one[1]), y + int(one[2])
        corners.append((x, y))
    return tuple((x / SCALE, y / SCALE) for x, y in corners) if _is_shape(corners) else ()


def ring(points: Sequence[Point]) -> tuple[Point, ...]:
    """The corners of the ring; of a box all four."""
    if len(points) != 2:
        return tuple(points)
    (west, south), (east, north) = points
    return (west, south), (east, south), (east, north), (west, north)


def _same(before: str, code: str) -> int:
    """How many first characters two codes of one length share."""
    if len(before) != len(code):
        return 0
    pairs = enumerate(zip(before, code, strict=True))
    return next((at for at, (one, other) in pairs if one != other), 0)


def codes_text(codes: Iterable[str]) -> str:
    """Codes as the address has them, shortest and smallest first; "" for none."""
    parts, before = [], ""
    for code in sorted(set(codes), key=lambda code: (len(code), code)):
        parts.append(code[_same(before, code) :])
        before = code
    return ".".join(parts)


def codes_of(text: str) -> tuple[str, ...]:
    """The codes a text of an address stands for; () for nonsense or too many."""
    parts = text.split(".") if text else []
    if len(parts) > MOST_CODES or not all(map(_CODE.fullmatch, parts)):
        return ()
    codes, before = [], ""
    for part in parts:
        before = before[: -len(part)] + part if len(part) < len(before) else part
        codes.append(before)
    return tuple(codes)
