"""Selections: by shape and by list the same grids; counts exact, withheld where they must be."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from errors import GeometryError
from services import geometry, perimeters, selecting, situation
from store import audit
from tests.services import small_town as town

DEGREES = st.floats(0, 0.02)


@pytest.fixture
def seen(scored_town):
    return situation.view(scored_town, town.who(scored_town, "analyst"))


@pytest.fixture
def centres(scored_town, seen):
    return geometry.centres(scored_town, seen.boundary_set, "")


def around(west, south, east, north):
    lon, lat = town.CORNER
    return selecting.polygon(
        [
            (lon + x, lat + y)
            for x, y in ((west, south), (east, south), (east, north), (west, north))
        ]
    )


def everything():
    return around(-0.01, -0.01, 0.05, 0.05)


def test_a_shape_over_all_holds_all_grids_and_all_events(scored_town, seen, centres):
    viewer = town.who(scored_town, "analyst")
    found = selecting.of_shape(scored_town, viewer, seen, everything(), centres)
    listed = selecting.of_grids(seen, town.CODES)
    assert found.codes == listed.codes == tuple(sorted(town.CODES))
    assert found.levels == listed.levels
    assert sum(found.levels) == 12
    assert found.residents == pytest.approx(listed.residents)
    assert found.is_drawn and not listed.is_drawn
    by_grid = {one.indicator: one.events for one in listed.counts}
    for one in found.counts:
        # Events without a point are shared among grids; no shape holds them.
        assert 0 <= by_grid[one.indicator] - one.events <= found.without_point


def test_half_a_grid_has_half_its_residents_and_no_centre(scored_town, seen, centres):
    viewer = town.who(scored_town, "analyst")
    strip = around(0, 0, town.SIDE * 0.4, town.SIDE)
    found = selecting.of_shape(scored_town, viewer, seen, strip, centres)
    first = seen.grids.set_index("code").loc[town.CODES[0]]
    assert found.codes == ()
    assert found.residents == pytest.approx(0.4 * first["residents"], rel=1e-3)


def test_the_counts_of_a_shape_are_those_of_a_drawn_perimeter(scored_town, seen, centres):
    viewer = town.who(scored_town, "analyst")
    shape = around(0, 0, town.SIDE * 2, town.SIDE)
    found = selecting.of_shape(scored_town, viewer, seen, shape, centres)
    drawn = perimeters.drawn(
        scored_town, viewer, shape, name="x", start="2026-11-11", end="2026-11-17"
    )
    assert {one.indicator: one.events for one in found.counts if one.events} == {
        code: rate.inside_events for code, rate in drawn.rates if rate.inside_events
    }


def test_a_drawn_shape_is_written_to_the_audit_a_list_is_not(scored_town, seen, centres):
    def written():
        with scored_town.store.read() as tx:
            return len(audit.listed(tx))

    before = written()
    selecting.of_grids(seen, town.CODES[:3])
    assert written() == before
    viewer = town.who(scored_town, "analyst")
    selecting.of_shape(scored_town, viewer, seen, everything(), centres)
    assert written() == before + 1


def test_who_sees_no_small_counts_gets_sums_of_what_the_grids_show(scored_town, centres):
    leader = town.who(scored_town, "leader")
    assert not leader.is_cleared
    own = situation.view(scored_town, leader)
    found = selecting.of_shape(scored_town, leader, own, everything(), centres)
    assert not found.is_drawn and found.without_point == 0
    for one in found.counts:
        column = own.grids[f"count_{one.indicator}"]
        assert one.events == int(column.dropna().sum())
        assert one.hidden == int(column.isna().sum())
    # However the selection is cut, no grid says more than it does in the list.
    for code in town.CODES:
        alone = selecting.of_grids(own, [code])
        for one in alone.counts:
            value = own.grids.set_index("code").loc[code, f"count_{one.indicator}"]
            assert (one.hidden == 1) == (value != value)


@given(st.sets(st.sampled_from(town.CODES)), DEGREES, DEGREES)
def test_the_grids_inside_are_those_whose_centre_is(codes, x, y):
    lon, lat = town.CORNER
    shape = shapely.box(lon, lat, lon + x + 1e-6, lat + y + 1e-6)
    places = {
        code: (lon + 0.0015 + 0.003 * (k % 4), lat + 0.0015 + 0.003 * (k // 4))
        for k, code in enumerate(sorted(codes))
    }
    found = selecting.inside(shape, places)
    expected = [
        code
        for code, (a, b) in places.items()
        if lon <= a <= lon + x + 1e-6 and lat <= b <= lat + y + 1e-6
    ]
    assert list(found) == sorted(expected)


def test_strange_codes_are_left_out(seen):
    found = selecting.of_grids(seen, ["330109106999001", town.CODES[0]])
    assert found.codes == (town.CODES[0],)
    assert selecting.of_grids(seen, []).levels == (0, 0, 0, 0, 0, 0)


def test_a_line_that_crosses_itself_encloses_both_loops():
    bow = selecting.polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    assert bow.area == pytest.approx(2)
    assert shapely.is_valid(bow)


@pytest.mark.parametrize("corners", [[], [(0, 0), (1, 1)], [(0, 0), (1, 1), (2, 2)]])
def test_a_line_that_encloses_nothing_is_refused(corners):
    with pytest.raises(GeometryError, match="no_area"):
        selecting.polygon(corners)
