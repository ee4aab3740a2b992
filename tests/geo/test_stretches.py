"""Stretches of one ring beside another, in plain metres."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.stretches import Beside, Outline, Track, length_of, lines_of, spans

SQUARE = shapely.box(0, 0, 1000, 1000)


def outline(*shapes):
    return Outline(shapely.boundary(np.array(shapes, dtype=object)))


def seen(ring_of, other, *thirds):
    ring = shapely.normalize(shapely.get_exterior_ring(ring_of))
    return Beside.of(ring, outline(other), outline(*thirds))


def length(ring_of, other, tolerance, *thirds):
    lines = lines_of([seen(ring_of, other, *thirds)], tolerance)
    return float(shapely.length(lines).sum())


def test_a_track_goes_round():
    track = Track.of(shapely.get_exterior_ring(SQUARE))
    assert track.length_m == 4000
    start = track.places(np.array([0.0]))
    assert np.allclose(track.places(np.array([4000.0, 8000.0])), start)
    over = track.cut(3500, 4500)
    assert over.length == pytest.approx(1000)
    assert shapely.distance(shapely.Point(start[0]), over) == 0


def test_the_nearest_place_lies_on_the_line():
    lines = outline(SQUARE)
    away, there = lines.nearest(np.array([[500.0, -30.0], [-30.0, -40.0], [500.0, 980.0]]))
    assert away.tolist() == [30, 50, 20]
    assert there.tolist() == [[500, 0], [0, 0], [500, 1000]]


def test_nothing_is_infinitely_far():
    empty = Outline(np.array([], dtype=object))
    away, _ = empty.nearest(np.array([[0.0, 0.0]]))
    assert np.isinf(away).all()


@pytest.mark.parametrize("tolerance", [0.1, 1, 10, 100])
def test_a_shared_edge_has_its_own_length_at_any_tolerance(tolerance):
    right = shapely.box(1000, 200, 2000, 700)
    assert length(SQUARE, right, tolerance) == pytest.approx(500, abs=0.05)
    assert length(right, SQUARE, tolerance) == pytest.approx(500, abs=0.05)


@pytest.mark.parametrize("tolerance", [40, 100, 200])
def test_a_gap_is_no_longer_than_the_edge_beside_it(tolerance):
    right = shapely.box(1030, 0, 2000, 1000)
    assert length(SQUARE, right, tolerance) == pytest.approx(1000, rel=0.01)
    assert length(SQUARE, right, 20) == 0


@pytest.mark.parametrize("tolerance", [40, 100, 200])
def test_an_overlap_adds_no_more_than_its_own_depth_at_each_end(tolerance):
    right = shapely.box(970, 0, 2000, 1000)
    assert 1000 <= length(SQUARE, right, tolerance) <= 1000 + 2 * 30 + 1


def test_units_that_meet_in_a_corner_share_nothing():
    diagonal = shapely.box(1000, 1000, 2000, 2000)
    for tolerance in (1, 50, 200):
        assert length(SQUARE, diagonal, tolerance) == 0


def test_a_third_unit_that_is_nearer_takes_the_stretch():
    right = shapely.box(1060, 0, 2000, 1000)
    between = shapely.box(1010, 0, 1050, 400)
    assert length(SQUARE, right, 100) == pytest.approx(1000, rel=0.01)
    # Beside the corner of the third unit the two are equally far some metres further on.
    assert length(SQUARE, right, 100, between) == pytest.approx(600, abs=60)


def test_a_wobble_is_closed_and_a_real_break_is_not():
    dent = shapely.box(1000, 480, 1120, 520)
    wobbling = shapely.box(1000, 0, 2000, 1000).difference(dent)
    assert length(wobbling, SQUARE, 50) == pytest.approx(1000 + 240, rel=0.01)
    assert length(wobbling, SQUARE, 5) == pytest.approx(960, rel=0.01)


def test_an_enclave_has_its_whole_rim():
    enclave = shapely.Point(500, 500).buffer(100)
    host = SQUARE.difference(enclave)
    rings = shapely.normalize(shapely.get_rings(host))
    besides = [Beside.of(ring, outline(enclave), outline()) for ring in rings]
    for tolerance in (0.1, 10, 50):
        assert length_of(besides, tolerance) == pytest.approx(enclave.length, rel=1e-6)
        assert length(enclave, host, tolerance) == pytest.approx(enclave.length, rel=1e-6)


def test_a_run_over_the_start_of_the_ring_is_one():
    # The ring starts in its south-west corner, in the middle of what is shared.
    corner = shapely.Polygon([(-500, -500), (400, -500), (400, 0), (0, 0), (0, 400), (-500, 400)])
    beside = seen(SQUARE, corner)
    found = spans(beside, 1.0, is_exact=True)
    assert len(found) == 1
    assert found[0][1] - found[0][0] == pytest.approx(800, abs=0.05)


@settings(max_examples=15, deadline=None)
@given(
    wiggle=st.lists(st.floats(-30, 30), min_size=3, max_size=25),
    pieces=st.integers(2, 6),
    tolerance=st.sampled_from([0.1, 1.0, 20.0]),
)
def test_denser_vertices_change_nothing(wiggle, pieces, tolerance):
    ys = np.linspace(0, 1000, len(wiggle) + 2)
    edge = [(1000 + x, y) for x, y in zip([0, *wiggle, 0], ys, strict=True)]
    left = shapely.Polygon([(0, 0), *edge, (0, 1000)])
    right = shapely.Polygon([(2000, 0), *edge, (2000, 1000)])
    true = shapely.LineString(edge).length
    plain = length(left, right, tolerance)
    dense = length(left.segmentize(100 / pieces), right.segmentize(37), tolerance)
    assert plain == pytest.approx(true, rel=0.005)
    assert dense == pytest.approx(plain, rel=1e-4)
