import json

import numpy as np
import pandas as pd
import pytest
import shapely

from layers import map_geometry
from layers.map_view import MapUrls

STEP = 0.003


def frame(shapes):
    return pd.DataFrame(
        {
            "code": [f"{k:03d}" for k in range(len(shapes))],
            "name": [f"网格 {k}" for k in range(len(shapes))],
            "geometry": list(shapes),
        }
    )


@pytest.fixture
def cells():
    return frame(
        [
            shapely.box(
                120.2 + x * STEP, 30.0 + y * STEP, 120.2 + (x + 1) * STEP, 30 + (y + 1) * STEP
            )
            for y in range(2)
            for x in range(3)
        ]
    )


def features(body):
    return json.loads(body)["features"]


def test_cells_carry_index_code_and_name_only(cells):
    made = features(map_geometry.cells_json(cells))
    assert [f["properties"] for f in made[:2]] == [
        {"i": 0, "code": "000", "name": "网格 0"},
        {"i": 1, "code": "001", "name": "网格 1"},
    ]
    assert len(made) == 6


def test_coordinates_have_six_decimals(cells):
    moved = cells.assign(
        geometry=[shapely.transform(g, lambda c: c + 1 / 3e5) for g in cells.geometry]
    )
    for feature in features(map_geometry.cells_json(moved)):
        for lon, lat in feature["geometry"]["coordinates"][0]:
            assert lon == round(lon, 6)
            assert lat == round(lat, 6)


def test_the_inset_leaves_the_stated_margin(cells):
    for full, small in zip(cells.geometry, features(map_geometry.insets_json(cells)), strict=True):
        inner = shapely.geometry.shape(small["geometry"])
        assert full.contains(inner)
        # A square shrunk on both sides by 8.5 % of its root area keeps 83 % of its side.
        assert inner.area / full.area == pytest.approx(0.83**2, abs=0.01)


def test_a_sliver_loses_its_inset_but_keeps_its_index(cells):
    sliver = shapely.box(120.3, 30.0, 120.30001, 30.01)
    units = frame([sliver, *cells.geometry])
    made = features(map_geometry.insets_json(units))
    assert [f["properties"]["i"] for f in made] == [1, 2, 3, 4, 5, 6]


def test_hatches_stay_inside_their_cell(cells):
    made = features(map_geometry.hatch_json(cells))
    assert {(f["properties"]["i"], f["properties"]["k"]) for f in made} == {
        (i, k) for i in range(6) for k in range(3)
    }
    for feature in made:
        cell = cells.geometry[feature["properties"]["i"]]
        assert cell.buffer(3e-5).covers(shapely.geometry.shape(feature["geometry"]))


def test_hatches_of_neighbours_meet(cells):
    made = [f for f in features(map_geometry.hatch_json(cells)) if f["properties"]["k"] == 0]
    ends = [
        {tuple(point) for line in f["geometry"]["coordinates"] for point in line} for f in made[:2]
    ]
    assert ends[0] & ends[1]


def test_hatches_can_be_made_for_some_cells_only(cells):
    made = features(map_geometry.hatch_json(cells, only={4, 2}))
    assert sorted({f["properties"]["i"] for f in made}) == [2, 4]


def test_shared_edges_are_drawn_once(cells):
    total = sum(
        shapely.geometry.shape(f["geometry"]).length
        for f in features(map_geometry.lines_json(cells))
    )
    # 3 x 2 squares: 9 horizontal and 8 vertical edges.
    assert total == pytest.approx(17 * STEP, rel=1e-3)


def test_label_points_lie_inside_even_a_crescent():
    ring = (
        shapely.Point(120.2, 30).buffer(0.01).difference(shapely.Point(120.203, 30).buffer(0.0085))
    )
    units = frame([ring])
    for body in (map_geometry.points_json(units), map_geometry.names_json(units)):
        point = shapely.geometry.shape(features(body)[0]["geometry"])
        assert ring.buffer(1e-5).covers(point)


def test_points_tell_the_root_of_the_area_in_metres(cells):
    size = features(map_geometry.points_json(cells))[0]["properties"]["s"]
    expected = STEP * map_geometry.METRES_PER_DEGREE * np.sqrt(np.cos(np.radians(30.003)))
    assert size == pytest.approx(expected, abs=1)


def test_nothing_in_nothing_out():
    empty = frame([])
    for name, body in map_geometry.files(empty, empty, empty).items():
        assert features(body) == [], name


def test_inputs_stay_as_they_were(cells):
    before = shapely.to_wkb(np.array(cells.geometry.tolist()))
    map_geometry.files(cells, cells, cells)
    assert (shapely.to_wkb(np.array(cells.geometry.tolist())) == before).all()


def test_files_have_the_names_of_the_addresses(cells):
    made = map_geometry.files(cells, cells.iloc[:1], cells.iloc[:1])
    assert set(made) == set(MapUrls.__slots__) - {"base"}


def test_names_are_json_whatever_they_hold(cells):
    odd = cells.assign(name='"<b>\\')
    assert features(map_geometry.cells_json(odd))[0]["properties"]["name"] == '"<b>\\'
