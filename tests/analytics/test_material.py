"""Pools, exposures and measures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analytics.material import exposure, happened, measure, pools_of
from policy import Exposure, IndicatorKind, Measure
from tests.analytics.worlds import policy_of, rows_of, rule_of, shaped, world


def test_pools_are_heads_of_codes() -> None:
    inputs = world(grids=9, pools=3)
    names, number = pools_of(inputs, policy_of())
    assert names == ["t00", "t01", "t02"]
    assert number.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert pools_of(inputs, policy_of(pool_digits=0))[0] == [""]
    assert pools_of(rows_of(inputs, np.zeros(0, int)), policy_of())[1].tolist() == []


def test_exposures() -> None:
    inputs = world(versions=2)
    first, second = inputs.population
    for kind, plain in (
        (Exposure.RESIDENTS, [first.residents, second.residents]),
        (Exposure.PRESENT, [p.residents + p.tidal for p in (first, second)]),
        (Exposure.AREA, [inputs.area_km2] * 2),
        (Exposure.NONE, [np.ones(40)] * 2),
    ):
        got = exposure(inputs, rule_of(exposure=kind))
        np.testing.assert_array_equal(got, np.array(plain))


def test_measures_are_unknown_where_nobody_lives() -> None:
    inputs = world()
    people = replace(inputs.now, residents=np.where(np.arange(40) == 3, 0, inputs.now.residents))
    stock = rule_of(kind=IndicatorKind.STOCK)
    share = measure(inputs, people, replace(stock, measure=Measure.FLOATING_SHARE))
    assert np.isnan(share[3])
    assert np.isnan(share).sum() == 1
    assert share[5] == people.floating[5] / people.residents[5]
    density = measure(inputs, people, replace(stock, measure=Measure.DENSITY))
    assert density[3] == 0
    assert density[5] == people.residents[5] / inputs.area_km2[5]
    assert measure(inputs, people, replace(stock, measure=Measure.RESIDENTS))[3] == 0


def test_happened_joins_shares_and_leaves_out_what_was_not_observed() -> None:
    inputs = world(grids=4, periods=3)
    seen = np.ones((4, 3), dtype=np.bool_)
    seen[1, 2] = False
    counts = np.arange(12).reshape(4, 3)
    plain = shaped(inputs, "alert", counts=counts, observed=seen)
    assert happened(plain, "alert")[1].tolist() == [3, 4, 0]
    shared = shaped(plain, "alert", estimated=np.full((4, 3), 0.25))
    assert happened(shared, "alert")[1].tolist() == [3.25, 4.25, 0]


def test_until_and_only_last() -> None:
    inputs = shaped(world(periods=9, versions=3), "alert", estimated=np.ones((40, 9)))
    early = inputs.until(4)
    assert len(early.periods) == len(early.population_of) == 5
    assert {v.shape[1] for v in early.counts.values()} == {5}
    assert early.estimated["alert"].shape[1] == early.observed["alert"].shape[1] == 5
    assert early.now is inputs.population[1]
    last = inputs.only_last()
    np.testing.assert_array_equal(last.counts["alert"][:, 0], inputs.counts["alert"][:, -1])
    assert last.now is inputs.now
