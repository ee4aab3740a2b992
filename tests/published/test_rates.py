"""Small-area rates and Moran's I of North Carolina and St. Louis, as published with esda."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from analytics.hotspots import empirical_bayes, getis_ord, local_moran, moran
from geo.boundaries import row_standardise
from store.ingest import gal
from tests.published.worlds import case

DIGITS = 1e-7


@pytest.fixture(scope="module")
def folder() -> Path:
    return case("07_rates_sids_stl")


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "expected.json").read_text()))


@pytest.fixture(scope="module")
def carolina(folder: Path) -> tuple[pd.DataFrame, csr_array]:
    """Counties in the order of the graph."""
    found = gal.read(folder / "sids2.gal")
    counties = pd.read_csv(folder / "sids2.csv", dtype={"FIPSNO": "str"})
    return counties.set_index("FIPSNO").loc[list(found.ids)], found.graph


@pytest.fixture(scope="module")
def louis(folder: Path) -> tuple[pd.DataFrame, csr_array]:
    found = gal.read(folder / "stl.gal")
    counties = pd.read_csv(folder / "stl_hom.csv")
    return counties.iloc[[int(unit) - 1 for unit in found.ids]], found.graph


def test_the_graphs_are_read_whole(carolina: Any, louis: Any) -> None:
    assert carolina[1].shape == (100, 100)
    assert louis[1].shape == (78, 78)
    for _, graph in (carolina, louis):
        assert (graph != graph.T).nnz == 0


def test_rates_are_drawn_towards_the_whole(carolina: Any, expected: dict[str, Any]) -> None:
    counties, _ = carolina
    rates = empirical_bayes(counties["SID74"], counties["BIR74"])
    assert rates[:5] == pytest.approx(expected["empirical_bayes"], abs=DIGITS)
    # No case seen is not no risk.
    assert counties["SID74"].iloc[1] == 0
    assert rates[1] == pytest.approx(0.0017054, abs=DIGITS)


def test_rates_are_drawn_towards_the_neighbourhood(louis: Any, expected: dict[str, Any]) -> None:
    counties, graph = louis
    rates = empirical_bayes(counties["HC7984"], counties["PO7984"], graph)
    assert rates[:10] == pytest.approx(expected["stl_spatial_eb_first10"], abs=DIGITS)
    assert empirical_bayes(
        counties["HC7984"], counties["PO7984"], row_standardise(graph)
    ) == pytest.approx(rates, rel=1e-12)


def test_moran_of_both_maps(carolina: Any, louis: Any, expected: dict[str, Any]) -> None:
    for (counties, graph), column, value, p in (
        (carolina, "SIDR74", "moran_I_SIDR74", "moran_p_norm_one_tailed"),
        (louis, "HR8893", "moran_I_stl_HR8893", "moran_p_norm_stl"),
    ):
        found = moran(counties[column], row_standardise(graph))
        assert pytest.approx(expected[value], abs=1e-12) == found.I
        assert found.p == pytest.approx(expected[p], abs=1e-12)


def test_local_moran_adds_up_to_the_published_one(carolina: Any, expected: dict[str, Any]) -> None:
    counties, graph = carolina
    local = local_moran(counties["SIDR74"], row_standardise(graph))
    # Each is (n - 1)/n of its share.
    assert local.I.sum() / (len(counties) - 1) == pytest.approx(
        expected["moran_I_SIDR74"], abs=1e-12
    )


def test_the_same_with_esda(carolina: Any) -> None:
    """Where the peer is installed: Gi, Gi*, local Moran and both rates on the same map."""
    libpysal = pytest.importorskip("libpysal", reason="esda and libpysal are not installed")
    esda = pytest.importorskip("esda", reason="esda and libpysal are not installed")
    counties, graph = carolina
    coded = {i: list(graph.indices[graph.indptr[i] : graph.indptr[i + 1]]) for i in range(100)}
    peer = libpysal.weights.W(coded, silence_warnings=True)
    y = counties["SIDR74"].to_numpy()
    for star in (False, True):
        theirs = esda.G_Local(y, peer, transform="B", star=star, permutations=0)
        assert np.asarray(getis_ord(y, graph, star=star)) == pytest.approx(theirs.Zs, abs=1e-9)
    theirs = esda.Moran_Local(y, peer, transformation="r", permutations=0)
    ours = local_moran(y, row_standardise(graph))
    assert pytest.approx(theirs.Is, abs=1e-10) == ours.I
    z = (theirs.Is * 100 / 99 - theirs.EIc) / np.sqrt(theirs.VIc)
    assert ours.z == pytest.approx(z, abs=1e-9)
