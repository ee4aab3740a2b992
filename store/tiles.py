"""瓦片库 Vector tiles of a boundary version: one MBTiles file, read without the database."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path


class Tiles:
    """Tile files under one folder, each named by the key of everything it depends on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Where the file of a key lies, or would lie."""
        return self.folder / f"{sha256(key.encode()).hexdigest()}.mbtiles"

    def make(self, key: str, build: Callable[[Path], Path]) -> Path:
        """The file of a key, built when absent; whole or not at all.

        Args:
            key: names everything the tiles depend on.
            build: takes an empty folder to work in and gives the finished file there.
        """
        target = self.path(key)
        if target.is_file():
            return target
        self.folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".part-", dir=self.folder))
        try:
            made = build(work)
            with made.open("rb") as written:
                os.fsync(written.fileno())
            made.replace(target)
        finally:
            shutil.rmtree(work)
        return target


def tile(file: Path, zoom: int, x: int, y: int) -> bytes | None:
    """One tile as stored (gzip), rows counted from the north; None where there is none.

    Raises:
        FileNotFoundError: no such file.
    """
    if not file.is_file():
        raise FileNotFoundError(file)
    # The file never changes once it bears its name.
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as tables:
        row = tables.execute(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
            (zoom, x, 2**zoom - 1 - y),
        ).fetchone()
    return None if row is None else bytes(row[0])
