"""Places (地点): the towns of the demo from places.toml, and the invented ones of larger sizes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sample.mesh import Frame

FILE = Path(__file__).with_name("places.toml")
# Invented towns stand on a disc of this radius per micro-grid of 0.1 km2.
CELL_KM2 = 0.1
INVENTED_TOWN_CELLS = 556


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """One town (镇街): where it stands in its region (metres) and what it holds."""

    code: str
    name: str
    cells: int
    centre: tuple[float, float]
    radius: float
    core: tuple[float, float]
    shape: tuple[float, float] = (0.0, 0.0)
    village_cells: int = 18
    special_village_cells: int = 0
    parks: int = 0
    enclaves: int = 0
    registered: int = 0
    floating: int = 0
    tidal: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Towns on one common partition. ``river`` holds (x, y, distance of the first grids)."""

    name: str
    frame: Frame
    towns: tuple[Town, ...]
    river: tuple[tuple[float, float, float], ...] = ()
    # Many invented towns fill one disc of this radius; 0: every town has its own outline.
    disc_radius: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Word parts for invented names, and the names of the areas above the towns."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    park: str
    settlement: str
    village: str
    invented_town: str
    invented_area: str
    areas: dict[str, str] = field(default_factory=dict)


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def names() -> Names:
    """Names as written in places.toml."""
    document = _document()
    written: dict[str, Any] = document["names"]
    parts: dict[str, Any] = {
        key: tuple(v) if isinstance(v, list) else v for key, v in written.items()
    }
    return Names(**parts, areas={area["code"]: area["name"] for area in document["area"]})


def _town(entry: dict[str, Any], frame: Frame) -> Town:
    offset = np.array([entry["lon"] - frame.lon, entry["lat"] - frame.lat]) * frame.metres
    rest = {key: value for key, value in entry.items() if key not in {"lon", "lat"}}
    rest["core"] = tuple(rest["core"])
    rest["shape"] = tuple(rest["shape"])
    return Town(**rest, centre=(float(offset[0]), float(offset[1])))


def _named() -> list[Region]:
    regions = []
    for entry in _document()["region"]:
        frame = Frame(lon=entry["lon"], lat=entry["lat"])
        regions.append(
            Region(
                name=entry["name"],
                frame=frame,
                towns=tuple(_town(town, frame) for town in entry["town"]),
                river=tuple((x, y, keep) for x, y, keep in entry.get("river", [])),
            )
        )
    return regions


def _invented(cells: int, rng: np.random.Generator) -> Region:
    """One disc of invented towns, six to a district and eight districts to a city."""
    radius = float(np.sqrt(cells * CELL_KM2 / np.pi) * 1000)
    count = max(1, round(cells / INVENTED_TOWN_CELLS))
    # Sunflower order: even spacing, and neighbours in number are neighbours in place by sorting.
    turn = np.arange(count) * np.pi * (3 - np.sqrt(5))
    away = radius * np.sqrt((np.arange(count) + 0.5) / count)
    centres = np.column_stack([away * np.cos(turn), away * np.sin(turn)])
    strip = np.round(centres[:, 0] / max(radius / np.sqrt(count) * 2.5, 1.0))
    centres = centres[np.lexsort((centres[:, 1], strip))]
    reach = radius / np.sqrt(count)
    towns = []
    for number, (x, y) in enumerate(centres):
        city, rest = divmod(number, 48)
        core = rng.normal(0, reach * 0.2, 2)
        towns.append(
            Town(
                code=f"33{city + 1:02}{rest // 6 + 1:02}{rest % 6 + 901:03}",
                name=names().invented_town.format(number=number + 1),
                cells=cells,
                centre=(float(x), float(y)),
                radius=float(reach),
                core=(float(core[0]), float(core[1])),
                enclaves=1,
                parks=1,
            )
        )
    frame = Frame(lon=120.2, lat=29.6)
    return Region(name="invented", frame=frame, towns=tuple(towns), disc_radius=radius)


CELLS_OF_SIZE = {"district": 10_000, "province": 300_000}


def regions(size: str, rng: np.random.Generator) -> list[Region]:
    """The regions of a size: "town" (the named places), "district" or "province" (invented).

    Raises:
        ValueError: an unknown size.
    """
    if size == "town":
        return _named()
    if size not in CELLS_OF_SIZE:
        raise ValueError(f"unknown size: {size!r}")
    return [_invented(CELLS_OF_SIZE[size], rng)]
