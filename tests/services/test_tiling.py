import gzip
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing

import pytest

from errors import GeometryError, NotAllowedError, NotFoundError
from geo import tiles
from services import access, tiling
from services.access import OPERATOR, Role, Viewer
from services.workspace import opened
from settings import Settings
from store import boundaries
from tests.services import small_town
from vocab import AdminLevel, Scope

pytestmark = pytest.mark.skipif(tiles.program() is None, reason="no tile program on this machine")
TOWN = "330109106"


@pytest.fixture(scope="module")
def ws(demo_folder, tmp_path_factory):
    """A copy of the demo whose tiles are still to be made."""
    folder = tmp_path_factory.mktemp("tiled") / "data"
    shutil.copytree(demo_folder, folder)
    # A demo that was served before has some already.
    shutil.rmtree(folder / "cache" / "tiles", ignore_errors=True)
    one = opened(Settings(data=folder))
    yield one
    one.store.close()


@pytest.fixture(scope="module")
def made(ws):
    told = []
    answer = tiling.make(
        ws, OPERATOR, tiling.newest(ws), progress=lambda share, text: told.append(share)
    )
    return answer, told


def _grids(ws):
    with ws.store.read() as tx:
        units = boundaries.units(tx, tiling.newest(ws), with_geometry=False)
    return units[units["level"] == AdminLevel.MICRO_GRID.value]


def _places(file, zoom):
    with closing(sqlite3.connect(file)) as tables:
        rows = tables.execute(
            "SELECT tile_column, tile_row FROM tiles WHERE zoom_level = ?", [zoom]
        ).fetchall()
    return [(zoom, x, 2**zoom - 1 - y) for x, y in rows]


def _rows(body, place, tmp_path):
    """Attributes of the micro-grids of one served tile, read by the tile program's own reader."""
    if not body:
        return []
    file = tmp_path / "tile.pbf"
    file.write_bytes(gzip.decompress(body))
    reader = tiles.program().with_name("tippecanoe-decode")
    done = subprocess.run(
        [reader, file, *map(str, place)], capture_output=True, check=True, text=True
    )
    layers = json.loads(done.stdout)["features"]
    return [
        feature["properties"]
        for layer in layers
        if layer["properties"]["layer"] == tiles.GRIDS
        for feature in layer["features"]
    ]


def _viewer(prefix):
    return Viewer(person="p", title="p", role=Role.LEADER, scope=Scope(prefix=prefix))


def test_making_tells_its_progress_and_happens_once(ws, made):
    answer, told = made
    assert answer["made"] is True
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert tiling.make(ws, OPERATOR, answer["version"])["made"] is False


def test_every_grid_of_the_demo_is_served_under_its_feature_index(ws, made, tmp_path):
    codes = sorted(_grids(ws)["code"])
    for zoom in (tiles.GRID_ZOOM, tiles.LAST_ZOOM):
        seen = {}
        for place in _places(made[0]["file"], zoom):
            body = tiling.one(ws, OPERATOR, made[0]["version"], place)
            for row in _rows(body, place, tmp_path):
                assert seen.setdefault(row["i"], row["code"]) == row["code"]
        assert seen == dict(enumerate(codes))


def test_a_towns_viewer_gets_the_towns_grids_and_no_trace_of_others(ws, made, tmp_path):
    own = {code for code in _grids(ws)["code"] if code.startswith(TOWN)}
    others = {code.encode() for code in _grids(ws)["code"] if not code.startswith(TOWN)}
    seen = set()
    for place in _places(made[0]["file"], tiles.GRID_ZOOM):
        body = tiling.one(ws, _viewer(TOWN), made[0]["version"], place)
        seen |= {row["code"] for row in _rows(body, place, tmp_path)}
        plain = gzip.decompress(body) if body else b""
        assert not [code for code in others if code in plain]
    assert seen == own


def test_the_first_index_of_an_area_is_that_of_its_first_grid(ws, made):
    codes = sorted(_grids(ws)["code"])
    for prefix in ("", TOWN, "330482", "9"):
        first = next((i for i, code in enumerate(codes) if code >= prefix), len(codes))
        assert tiling.first_index(ws, made[0]["version"], prefix) == first


def test_numbers_do_not_depend_on_who_looks(ws, made, tmp_path):
    place = _places(made[0]["file"], tiles.GRID_ZOOM)[0]
    whole = _rows(tiling.one(ws, OPERATOR, made[0]["version"], place), place, tmp_path)
    town = _rows(tiling.one(ws, _viewer(TOWN), made[0]["version"], place), place, tmp_path)
    assert [row for row in whole if row["code"].startswith(TOWN)] == town


def test_permission_is_asked_before_the_file(ws, made, monkeypatch):
    def refuse(*_):
        raise NotAllowedError("access.action", who="p", action="view")

    monkeypatch.setattr(access, "require", refuse)
    with pytest.raises(NotAllowedError):
        tiling.one(ws, OPERATOR, made[0]["version"], (11, 1, 1))


def test_a_served_tile_asks_no_database(ws, made, monkeypatch):
    place = _places(made[0]["file"], tiles.GRID_ZOOM)[0]
    tiling.one(ws, OPERATOR, made[0]["version"], place)

    def closed(*_):
        raise AssertionError("the database was asked")

    monkeypatch.setattr(type(ws.store), "read", closed)
    assert tiling.one(ws, OPERATOR, made[0]["version"], place)


def test_an_unknown_version_and_an_empty_place(ws, made):
    with pytest.raises(NotFoundError):
        tiling.one(ws, OPERATOR, 99, (0, 0, 0))
    assert tiling.one(ws, OPERATOR, made[0]["version"], (11, 0, 0)) == b""


def test_large_tiles_are_not_made_while_a_page_waits(ws, monkeypatch):
    older = min(one.id for one in _sets(ws))
    monkeypatch.setattr(tiling, "ON_DEMAND", 10)
    with pytest.raises(NotFoundError, match=r"tile\.not_made"):
        tiling.one(ws, OPERATOR, older, (11, 1, 1))


def test_small_ones_are(ws, tmp_path):
    older = min(one.id for one in _sets(ws))
    assert tiling.one(ws, OPERATOR, older, (0, 0, 0))


def _sets(ws):
    with ws.store.read() as tx:
        return boundaries.sets(tx)


def test_without_the_program_it_is_said(ws, monkeypatch):
    monkeypatch.setattr(tiles, "program", lambda: None)
    assert not tiling.is_large(300_000)
    assert tiling.is_too_large(tiling.WITHOUT_TILES + 1)
    assert not tiling.is_too_large(tiling.WITHOUT_TILES)
    with pytest.raises(NotFoundError, match=r"tile\.no_program"):
        tiling._made(ws, tiling.newest(ws), lambda *_: None)


def test_a_map_of_few_grids_needs_no_tiles():
    assert not tiling.is_large(tiling.LARGE)
    assert tiling.is_large(tiling.LARGE + 1)
    assert not tiling.is_too_large(300_000)


def test_only_who_imports_makes_tiles(ws):
    with pytest.raises(NotAllowedError):
        tiling.make(ws, _viewer(""), tiling.newest(ws))


def test_an_import_makes_the_tiles_a_large_map_will_need(monkeypatch, tmp_path):
    monkeypatch.setattr(tiling, "LARGE", 3)
    one = small_town.build(tmp_path / "data")
    assert tiling._file(one, tiling.newest(one)).is_file()
    one.store.close()


def test_an_import_stands_although_its_tiles_failed(monkeypatch, tmp_path):
    def fail(*_, **__):
        raise GeometryError("tile.failed", reason="no space")

    monkeypatch.setattr(tiling, "LARGE", 3)
    monkeypatch.setattr(tiles, "build", fail)
    one = small_town.build(tmp_path / "data")
    assert len(_grids(one)) == 12
    assert not tiling._file(one, tiling.newest(one)).exists()
    one.store.close()
