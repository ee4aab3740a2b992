"""Getis-Ord and Moran."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from analytics.hotspots import excess, getis_ord, local_moran, moran
from geo.boundaries import row_standardise
from tests.analytics.hotspots.graphs import lattice, pairs_of

RANDOM = np.random.default_rng(6)
Y = RANDOM.gamma(2, 3, 36)
GRAPH = lattice(6)


def _ord_getis(y: np.ndarray, weights: np.ndarray, star: bool) -> np.ndarray:
    """The formulas of 1995, place by place."""
    z = []
    for i, row in enumerate(weights):
        others = np.arange(len(y)) if star else np.delete(np.arange(len(y)), i)
        w, x, n = row[others], y[others], len(others)
        top = w @ x - w.sum() * x.mean()
        z.append(top / (x.std() * np.sqrt((n * (w**2).sum() - w.sum() ** 2) / (n - 1))))
    return np.array(z)


@pytest.mark.parametrize("scale", [1.0, 0.3])
def test_getis_ord_as_written(scale: float) -> None:
    dense = GRAPH.toarray() * scale
    graph = csr_array(dense)
    assert np.asarray(getis_ord(Y, graph, star=False)) == pytest.approx(_ord_getis(Y, dense, False))
    starred = dense + scale * np.eye(36)
    assert np.asarray(getis_ord(Y, graph)) == pytest.approx(_ord_getis(Y, starred, True))


def test_weights_that_differ_are_used_as_given() -> None:
    dense = GRAPH.toarray() * RANDOM.uniform(0.1, 2, (36, 36))
    found = getis_ord(Y, csr_array(dense), star=False)
    assert np.asarray(found) == pytest.approx(_ord_getis(Y, dense, False))
    starred = dense + np.diag(dense.max(axis=1))
    assert np.asarray(getis_ord(Y, csr_array(dense))) == pytest.approx(_ord_getis(Y, starred, True))


def test_published_example() -> None:
    """Six points within 15 of each other, the documentation of esda."""
    xy = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)])
    apart = np.hypot(*(xy[:, None] - xy[None]).T)
    graph = csr_array(((apart <= 15) & (apart > 0)).astype(np.float64))
    y = [2, 3, 3.2, 5, 8, 7]
    plain = [-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941]
    starred = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    assert np.asarray(getis_ord(y, graph, star=False)) == pytest.approx(plain, abs=1e-7)
    assert np.asarray(getis_ord(y, graph)) == pytest.approx(starred, abs=1e-7)


def test_row_standardising_changes_no_score() -> None:
    for star in (True, False):
        plain = getis_ord(Y, GRAPH, star=star)
        assert np.asarray(getis_ord(Y, row_standardise(GRAPH), star=star)) == pytest.approx(plain)


def test_the_array_answers_to_z_and_is_frozen() -> None:
    found = getis_ord(Y, GRAPH)
    assert (found.z == np.asarray(found)).all()
    with pytest.raises(ValueError, match="read-only"):
        found[0] = 0


def test_permutations_agree_with_the_normal_tail() -> None:
    y = RANDOM.normal(size=36)
    z, p = getis_ord(y, GRAPH, n_perm=999, seed=1)
    # Gi* holds the place itself; its tail is that of Gi.
    from scipy.stats import norm

    tail = norm.sf(np.abs(getis_ord(y, GRAPH, star=False)))
    assert np.corrcoef(tail, p)[0, 1] > 0.95
    assert (p >= 0.001).all()
    assert (p == getis_ord(y, GRAPH, n_perm=999, seed=1)[1]).all()
    assert len(z) == 36


def test_local_moran_by_hand() -> None:
    weights = row_standardise(GRAPH)
    d = Y - Y.mean()
    found = local_moran(Y, weights)
    assert pytest.approx(35 * d * (weights @ d) / (d @ d)) == found.I
    assert found.I.sum() / 35 == pytest.approx(moran(Y, weights).I)


def test_local_moran_moments_are_those_of_permutations() -> None:
    i, weights = 14, row_standardise(GRAPH)
    found = local_moran(Y, weights, n_perm=999, seed=2)
    others = np.delete(np.arange(36), i)
    made = []
    for _ in range(4000):
        y = Y.copy()
        y[others] = RANDOM.permutation(Y[others])
        made.append(local_moran(y, weights).I[i])
    z = (found.I[i] - np.mean(made)) / np.std(made)
    assert found.z[i] == pytest.approx(z, abs=0.06)
    ge, le = (np.array(made) >= found.I[i]).mean(), (np.array(made) <= found.I[i]).mean()
    assert found.p_perm[i] == pytest.approx(min(ge, le), abs=0.04)


def test_missing_places_are_as_if_not_there() -> None:
    y = Y.copy()
    y[[0, 7]] = np.nan
    rest = np.delete(np.arange(36), [0, 7])
    inner = csr_array(GRAPH[rest][:, rest])
    for function in (getis_ord, lambda a, g: local_moran(a, g).I, lambda a, g: local_moran(a, g).z):
        found = np.asarray(function(y, GRAPH))
        assert np.isnan(found[[0, 7]]).all()
        assert found[rest] == pytest.approx(np.asarray(function(Y[rest], inner)), nan_ok=True)


def test_excess_leaves_out_places_where_nothing_is_expected() -> None:
    found = excess([3, 0, 2, np.nan], [1, 4, 0, 1])
    assert found[:2].tolist() == [2.0, -2.0]
    assert np.isnan(found[2:]).all()


def test_islands_and_flat_maps_have_no_score() -> None:
    graph = pairs_of(5, [(0, 1), (1, 2)])
    y = np.array([1.0, 2.0, 5.0, 3.0, 9.0])
    assert np.isnan(getis_ord(y, graph, star=False)[3:]).all()
    found = local_moran(y, graph, n_perm=9)
    assert found.I[3] == 0
    assert np.isnan(found.z[3:]).all()
    assert np.isnan(found.p_perm[3:]).all()
    flat = getis_ord(np.ones(5), graph, n_perm=9)
    assert np.isnan(flat.z).all()
    assert np.isnan(flat.p_perm).all()
    assert np.isnan(local_moran(np.ones(5), graph).I).all()


def test_global_moran_of_a_chessboard_is_negative() -> None:
    board = (np.add.outer(np.arange(6), np.arange(6)) % 2).ravel()
    found = moran(board, GRAPH)
    assert pytest.approx(-1.0) == found.I
    assert found.z < -5
    assert found.p < 1e-6


def test_one_place_or_none() -> None:
    for n in (0, 1):
        y, graph = np.ones(n), csr_array((n, n))
        assert np.isnan(getis_ord(y, graph, n_perm=9).p_perm).all()
        assert np.isnan(local_moran(y, graph, n_perm=9).p_perm).all()
    with pytest.raises(ValueError, match="three places"):
        moran(np.ones(5), pairs_of(5, [(0, 1)]))


def test_faults() -> None:
    with pytest.raises(ValueError, match="one value"):
        getis_ord([1, 2], GRAPH)
    with pytest.raises(ValueError, match="diagonal"):
        local_moran([1.0, 2.0], csr_array(np.eye(2)))
