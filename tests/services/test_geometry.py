"""Shapes and names of areas."""

import gzip
import json

import pytest

from errors import NotAllowedError, NotFoundError
from services import geometry, places
from services.access import OPERATOR
from tests.services import small_town as town


def features(data):
    return json.loads(gzip.decompress(data))["features"]


def test_cells_come_in_code_order_and_are_kept(small_town):
    data = geometry.layer(small_town, OPERATOR, version=1, name="cells", prefix="")
    assert len(features(data)) == 12
    assert geometry.layer(small_town, OPERATOR, version=1, name="cells", prefix="") == data
    part = geometry.layer(small_town, OPERATOR, version=1, name="cells", prefix=town.VILLAGES[1])
    assert len(features(part)) == 4


def test_shapes_of_another_area_are_not_given(small_town):
    villager = town.who(small_town, "villager")
    own = geometry.layer(small_town, villager, version=1, name="cells", prefix="")
    assert len(features(own)) == 4
    with pytest.raises(NotAllowedError):
        geometry.layer(small_town, villager, version=1, name="cells", prefix=town.VILLAGES[1])


def test_unknown_version_area_and_name_are_not_found(small_town):
    for asked in (
        {"version": 9, "name": "cells", "prefix": ""},
        {"version": 1, "name": "nothing", "prefix": ""},
        {"version": 1, "name": "cells", "prefix": "999"},
    ):
        with pytest.raises(NotFoundError):
            geometry.layer(small_town, OPERATOR, **asked)


def test_bounds_centres_and_neighbours(small_town):
    west, south, east, north = geometry.bounds(small_town, 1, "")
    assert (west, south) == pytest.approx(town.CORNER)
    assert (east - west, north - south) == pytest.approx((4 * town.SIDE, 3 * town.SIDE))
    for code, point in geometry.centres(small_town, 1, town.VILLAGES[0]).items():
        assert point == pytest.approx(town.middle(code), abs=town.SIDE / 2)
    near = geometry.neighbours(small_town, 1)
    assert sorted(near[town.CODES[0]]) == [town.CODES[1], town.CODES[4]]
    assert all(code in near[other] for code, others in near.items() for other in others)


def test_a_level_without_shapes_above_is_drawn_too(tmp_path):
    ws = town.bare(tmp_path / "flat")
    grids = town.squares().drop(columns="parent")
    grids.to_file(tmp_path / "flat.gpkg", layer="micro_grid", driver="GPKG")
    head, _, rest = town.BOUNDARIES.partition("[[layer]]")
    layer = "[[layer]]" + rest.partition("[[layer]]")[2]
    profile = (head + layer).replace('parent = "parent"\n', "")
    profile = profile.replace('code_template = "{village:12}{seq:3}"\n', "")
    town.take(ws, "boundaries", tmp_path / "flat.gpkg", profile)
    assert len(features(geometry.layer(ws, OPERATOR, version=1, name="cells", prefix=""))) == 12
    assert places.home(ws, 1, "") == ""
    assert places.choices(ws, 1, "") == []
    ws.store.close()


def test_names_and_choices(small_town):
    table = places.named(small_town, 1, town.VILLAGES[2])
    assert table["code"].tolist() == town.CODES[8:]
    assert set(table["village"]) == {"903村"} and set(table["town"]) == {""}
    assert places.choices(small_town, 1, town.TOWN) == [
        (code, f"{code[-3:]}村", "village") for code in town.VILLAGES
    ]
    assert places.name_of(small_town, 1, town.VILLAGES[0]) == "901村"
    assert places.name_of(small_town, 1, "999") == ""
    with pytest.raises(NotFoundError):
        places.named(small_town, 1, "999")
