"""What a map backend draws: addresses, digits and a window, as plain frozen values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from layers.theme import Ground
from vocab import AdminLevel

EARTH_M = 40_075_016.686
TILE_PX = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class MapUrls:
    """Where the browser fetches the geometry of one boundary version and area.

    ``base`` is where the files of all areas of the version are.
    """

    base: str
    cells: str
    insets: str
    hatch: str
    points: str
    villages: str
    names: str
    towns: str

    @classmethod
    def under(cls, base: str, query: str = "") -> MapUrls:
        """Addresses ``{base}/{name}.json{query}`` for the names of ``map_geometry.files``."""
        names = (name for name in cls.__slots__ if name != "base")
        return cls(base=base, **{name: f"{base}/{name}.json{query}" for name in names})

    def cell(self, code: str) -> str:
        """Where the shape of one cell is."""
        return f"{self.base}/cells.json?area={code}"


NOWHERE = MapUrls.under("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """取景 Middle of the picture in degrees and its zoom (512-pixel tiles).

    A browser keeps the reader's own pan and zoom; a higher ``turn`` brings it back here.
    """

    longitude: float
    latitude: float
    zoom: float
    turn: int = 0

    @property
    def px_per_m(self) -> float:
        """Screen pixels per metre on the ground."""
        return TILE_PX * 2**self.zoom / (EARTH_M * math.cos(math.radians(self.latitude)))


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def fit(
    bounds: tuple[float, float, float, float], width_px: int, height_px: int, margin: float = 0.04
) -> Window:
    """The window that shows ``bounds`` (west, south, east, north in degrees) with a margin."""
    west, south, east, north = bounds
    room = 1 + 2 * margin
    across = max((east - west) / 360, 1e-9) * room
    upward = max((_mercator(north) - _mercator(south)) / (2 * math.pi), 1e-9) * room
    zoom = math.log2(min(width_px / (TILE_PX * across), height_px / (TILE_PX * upward)))
    return Window(longitude=(west + east) / 2, latitude=(south + north) / 2, zoom=zoom)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """图签 What an exported picture says about itself; every text is ready to print.

    ``lines`` are cut-off, run, rule version and the hashes it can be traced by; ``notice`` is the
    sentence of an internal picture (内部工作用图 不得公开).
    """

    title: str = ""
    lines: tuple[str, ...] = ()
    notice: str = ""
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TileSource:
    """瓦片来源 Where the tiles are, and which of their cells the view's digits speak of.

    Attributes:
        version: boundary version.
        first: index in the tiles of the view's first cell; the view's digits go on from there.
            All other cells stay clear.
        level: what the cells are.
        areas: digits of upper levels, one character per unit by ascending code; a level without
            digits is drawn in the panel's colour with its outline.
        cell_m: side of a middle cell in metres; it carries six lines of a hatch.
        is_vast: more cells than a screen can show at once: they come one zoom later, and no
            outline, name or numeral is fetched for all of them.
    """

    version: int
    first: int = 0
    level: AdminLevel = AdminLevel.MICRO_GRID
    areas: Mapping[AdminLevel, str] = field(default_factory=dict)
    cell_m: float = 300.0
    is_vast: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """地图 One picture of one week.

    A backend that draws in the browser page takes the coloured cells from ``urls`` and the
    digits; one that makes a file takes them from the layer ``risk`` it is given.

    ``outer``, ``inner`` and ``marks`` (layers.risk) hold one character per feature index,
    ``numerals`` what is written on level 1 to 5 where no mark stands. ``selected`` and
    ``haloed`` are feature indices; in the browser's map a cell is ringed whose shape
    ``outlines`` says the address of. ``is_stale`` draws all cells in one grey: late data loses
    its colour. ``hidden`` are codes of layers switched off. With ``tiles`` the browser takes
    the coloured cells from there.

    ``scale`` widens all lines for a picture seen from afar. With ``text_px`` every numeral has
    this size, and one without room for it is left out. ``start`` is where the browser stands
    first, when it flies to ``window`` by itself. ``group`` are the feature indices of a selection.
    ``is_crowded``: more names than there is room for.
    """

    window: Window
    urls: MapUrls = NOWHERE
    caption: Caption = Caption()
    outer: str = ""
    inner: str = ""
    numerals: str = ""
    marks: str = ""
    ground: Ground = Ground.LIGHT
    is_twin: bool = False
    selected: int | None = None
    haloed: int | None = None
    outlines: Mapping[int, str] = field(default_factory=dict)
    is_stale: bool = False
    shows_names: bool = True
    hidden: frozenset[str] = frozenset()
    tiles: TileSource | None = None
    scale: float = 1.0
    text_px: float = 0.0
    start: Window | None = None
    group: frozenset[int] = frozenset()
    is_crowded: bool = False
