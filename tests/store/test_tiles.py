import sqlite3
from contextlib import closing

import pytest

from store.tiles import Tiles, tile


def _file(folder, *rows):
    """An MBTiles file with rows (zoom, column, row counted from the south, bytes)."""
    target = folder / "made.mbtiles"
    with closing(sqlite3.connect(target)) as tables:
        tables.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        tables.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
        tables.commit()
    return target


def test_rows_are_counted_from_the_north(tmp_path):
    file = _file(tmp_path, (2, 1, 0, b"south"), (2, 1, 3, b"north"))
    assert tile(file, 2, 1, 0) == b"north"
    assert tile(file, 2, 1, 3) == b"south"
    assert tile(file, 2, 2, 2) is None


def test_a_missing_file_is_no_empty_tile(tmp_path):
    with pytest.raises(FileNotFoundError):
        tile(tmp_path / "gone.mbtiles", 0, 0, 0)
    assert not (tmp_path / "gone.mbtiles").exists()


def test_a_file_is_made_once_per_key(tmp_path):
    shelf, calls = Tiles(tmp_path / "tiles"), []

    def build(work):
        calls.append(work)
        return _file(work, (0, 0, 0, b"one"))

    first = shelf.make("boundaries 1", build)
    assert shelf.make("boundaries 1", build) == first == shelf.path("boundaries 1")
    assert len(calls) == 1
    assert not calls[0].exists(), "the work folder is cleared away"
    assert shelf.make("boundaries 2", build) != first


def test_what_fails_leaves_nothing(tmp_path):
    shelf = Tiles(tmp_path / "tiles")

    def build(work):
        _file(work, (0, 0, 0, b"half"))
        raise RuntimeError("power")

    with pytest.raises(RuntimeError):
        shelf.make("boundaries", build)
    assert list(shelf.folder.iterdir()) == []
