"""地图瓦片 The map of a large area as tiles: made once per boundary version, cut for who asks."""

from __future__ import annotations

import gzip
import threading
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from errors import GeometryError, NotFoundError
from geo import tiles, vector_tile
from geo.boundaries import level_unions
from services import access
from services.access import Action, Viewer
from services.progress import Progress, part, silent
from services.workspace import Workspace
from store import boundaries
from store.tiles import Tiles, tile
from vocab import AdminLevel
from words import say

FORM = "1"  # raised when the form of the tiles changes, so that kept ones are made again
# Above this a map is drawn from tiles; below it one file of shapes is fetched.
LARGE = 2_000
# Up to this many grids a page waits for the tiles (seconds); more are made at import.
ON_DEMAND = 20_000
# Where there is no tile program, a map of shapes is drawn up to this many grids.
WITHOUT_TILES = 10_000
_making = threading.Lock()


def is_large(grids: int) -> bool:
    """Whether a map of so many grids is drawn from tiles, where this machine can make them."""
    return grids > LARGE and tiles.program() is not None


def is_too_large(grids: int) -> bool:
    """Whether so many grids cannot be drawn on this machine, for want of a tile program."""
    return grids > WITHOUT_TILES and tiles.program() is None


def make(
    workspace: Workspace, viewer: Viewer, version: int, *, progress: Progress = silent
) -> dict[str, Any]:
    """Make the tiles of a boundary version; nothing is done where they are there already.

    Returns:
        version, the file, its size in bytes and whether it was made now.

    Raises:
        NotAllowedError: the role may neither import nor score.
        NotFoundError: no such version, or no tile program on this machine.
        GeometryError: the program failed.
    """
    access.require(viewer, Action.IMPORT)
    before = _file(workspace, version).is_file()
    file = _made(workspace, version, progress)
    return {"version": version, "file": str(file), "bytes": file.stat().st_size, "made": not before}


def prepare(workspace: Workspace, version: int, *, progress: Progress = silent) -> None:
    """Make the tiles of a version just imported, where its map will be drawn from them.

    A failure does not undo the import: whoever asks for the tiles is told.
    """
    with workspace.store.read() as tx:
        count = boundaries.get(tx, version).grid_count
    if is_large(count):
        with suppress(GeometryError):
            _made(workspace, version, progress)


def newest(workspace: Workspace) -> int:
    """The boundary version that began last.

    Raises:
        NotFoundError: there is none.
    """
    with workspace.store.read() as tx:
        found = boundaries.sets(tx)
    if not found:
        raise NotFoundError("tile.no_boundaries")
    return found[-1].id


def one(workspace: Workspace, viewer: Viewer, version: int, place: tuple[int, int, int]) -> bytes:
    """One tile (zoom, x, y), gzip, with the micro-grids of the viewer's scope only; b"" for none.

    Upper levels are open to everybody who may look; whoever sees part of the whole gets the
    micro-grids of that part and nothing about the others. The tile itself comes from the tile
    file alone.

    Raises:
        NotAllowedError: the viewer may not look at anything.
        NotFoundError: no such version, or its tiles are still to be made.
    """
    access.require(viewer, Action.VIEW)
    file, prefix = _ready(workspace, version), viewer.scope.prefix
    return _cut(file, place, prefix) if prefix else tile(file, *place) or b""


# Cutting takes 0.1 s for a tile of 3,000 grids; the key holds the scope that was asked for.
@lru_cache(maxsize=256)
def _cut(file: Path, place: tuple[int, int, int], prefix: str) -> bytes:
    packed = tile(file, *place)
    left = vector_tile.cut(gzip.decompress(packed), tiles.GRIDS, "code", prefix) if packed else b""
    return gzip.compress(left, 6, mtime=0) if left else b""


def _ready(workspace: Workspace, version: int) -> Path:
    file = _file(workspace, version)
    if file.is_file():
        return file
    with workspace.store.read() as tx:
        count = boundaries.get(tx, version).grid_count
    if count > ON_DEMAND:
        raise NotFoundError("tile.not_made", version=version)
    return _made(workspace, version, silent)


def _file(workspace: Workspace, version: int) -> Path:
    return _shelf(workspace).path(_key(workspace, version))


def _shelf(workspace: Workspace) -> Tiles:
    return Tiles(workspace.cache / "tiles")


# A stored version never changes, so its tiles are found without asking the database again.
@lru_cache(maxsize=64)
def _key(workspace: Workspace, version: int) -> str:
    with workspace.store.read() as tx:
        stored = boundaries.get(tx, version)
    return f"{FORM}|{stored.sha256}|{stored.imported_at}|{version}"


def _made(workspace: Workspace, version: int, progress: Progress) -> Path:
    tool = tiles.program()
    if tool is None:
        raise NotFoundError("tile.no_program", most=WITHOUT_TILES)
    key, words, tell = _key(workspace, version), say("tile.making"), part(progress, 0.1, 1.0)

    def build(folder: Path) -> Path:
        units = _units(workspace, version)
        return tiles.build(units, folder, tool, progress=lambda share: tell(share, words))

    progress(0.0, words)
    with _making:
        return _shelf(workspace).make(key, build)


def first_index(workspace: Workspace, version: int, prefix: str) -> int:
    """The index in the tiles of the first micro-grid of an area."""
    with workspace.store.read() as tx:
        codes = boundaries.grid_codes(tx, version)
    return int(np.searchsorted(codes, prefix))


def _units(workspace: Workspace, version: int) -> pd.DataFrame:
    """All units; upper levels that were sent without a polygon are made of the grids."""
    with workspace.store.read() as tx:
        units = boundaries.units(tx, version)
    drawn = units.dropna(subset="geometry")
    grids = drawn[drawn["level"] == AdminLevel.MICRO_GRID.value]
    lacking = [level.value for level in tiles.FIRST_ZOOM if level.value not in set(drawn["level"])]
    if not lacking or grids.empty:
        return units
    unions = level_unions(grids)
    unions = unions[unions["level"].isin(lacking)]
    known = units.set_index("code")["name"]
    names = unions["code"].map(known).fillna(unions["name"])
    own = units[~units["level"].isin(unions["level"])]
    return pd.concat([own, unions.assign(name=names)], ignore_index=True)
