"""Road files become one network; what cannot be driven on is refused with its reason."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from errors import RefusedError
from services import importing, sites
from services.access import OPERATOR
from services.workspace import Workspace
from tests.services.around import (
    NUMBERS,
    ROADS,
    adds_up,
    road_file,
    rules_of,
)
from tests.services.small_town import CODES, middle, take, who


def test_roads_become_one_network(small_town: Workspace) -> None:
    turned = shapely.LineString([middle(CODES[2]), middle(CODES[1])])
    file = road_file(
        small_town,
        [
            {"u": 0, "v": 1, "oneway": "yes", "speed": "50;30", "length": 300.0},
            {"u": 1, "v": 2, "oneway": "-1", "geometry": turned},
            {"u": 2, "v": 3, "oneway": "sometimes", "speed": "fast"},
            {"u": 3, "v": 7},
            {"u": 0, "v": 2, "length": -4.0},
        ],
    )
    result = take(small_town, "roads", file, ROADS)
    assert adds_up(result)
    assert [getattr(result, name) for name in NUMBERS] == [3, 0, 2]
    assert rules_of(result) == {"unknown_node": 1, "negative_length": 1}
    assert any("单行写法" in told for told in result.findings)
    assert any("限速读不出" in told for told in result.findings)
    found = sites.roads(small_town, who(small_town, "villager"))
    assert found.nodes["node"].tolist() == [0, 1, 2, 3]
    edges = found.edges
    assert edges["oneway"].tolist() == ["yes", "-1", "sometimes"]
    np.testing.assert_array_equal(edges["speed_kmh"], [30.0, np.nan, np.nan])
    assert edges["length_m"].iloc[0] == 300.0
    # The squares are 0.003 degrees apart: about 289 m.
    assert edges["length_m"].iloc[1] == pytest.approx(289.3, abs=1)
    places = found.nodes[["lon", "lat"]].to_numpy()
    lines = edges["geometry"].to_numpy()
    for end, at in (("start", 0), ("end", -1)):
        drawn = shapely.get_coordinates(shapely.get_point(lines, at))
        np.testing.assert_allclose(drawn, places[edges[end]], atol=1e-9)


def test_lines_alone_meet_at_their_ends(small_town: Workspace) -> None:
    alone = ROADS[: ROADS.index("[nodes]")].replace('start = "u"\nend = "v"\n', "")
    file = road_file(small_town, [{"u": 0, "v": 1}, {"u": 1, "v": 2}, {"u": 2, "v": 0}])
    take(small_town, "roads", file, alone)
    found = sites.roads(small_town, OPERATOR)
    assert len(found.nodes) == 3
    assert sorted(np.bincount(found.edges[["start", "end"]].to_numpy().ravel())) == [2, 2, 2]


def test_roads_beyond_the_border_are_kept(small_town: Workspace) -> None:
    result = take(small_town, "roads", road_file(small_town, [{"u": 0, "v": 1}], far=True), ROADS)
    assert (result.placed, result.unplaced) == (0, 1)
    assert len(sites.roads(small_town, OPERATOR).edges) == 1


def test_a_newer_network_replaces_and_undoing_brings_back(small_town: Workspace) -> None:
    first = road_file(small_town, [{"u": 0, "v": 1}, {"u": 1, "v": 2}])
    take(small_town, "roads", first, ROADS)
    again = take(small_town, "roads", first, ROADS)
    assert (again.added, again.unchanged) == (0, 2)
    second = take(small_town, "roads", road_file(small_town, [{"u": 0, "v": 1}]), ROADS)
    assert len(sites.roads(small_town, OPERATOR).edges) == 1
    importing.undo(small_town, who(small_town, "analyst"), second.batch)
    assert len(sites.roads(small_town, OPERATOR).edges) == 2


def test_a_file_without_one_usable_road_is_refused(small_town: Workspace) -> None:
    file = road_file(small_town, [{"u": 0, "v": 7}])
    with pytest.raises(RefusedError, match=r"site\.no_roads"):
        take(small_town, "roads", file, ROADS)
    assert sites.roads(small_town, OPERATOR) is None
