"""What to look at: a planted cluster is found, calm is calm, unreported is not quiet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from analytics import watch
from analytics.engine import Inputs, Population, calibrate
from analytics.hotspots import Word
from policy import IndicatorKind, IndicatorRule, Policy
from vocab import IndicatorCode, PeriodRule

SIDE, WEEKS = 8, 60
GRIDS = SIDE * SIDE
ALERT = IndicatorCode("alert")
XY = np.array([(300.0 * (i % SIDE), 300.0 * (i // SIDE)) for i in range(GRIDS)])
PLANTED = np.array([18, 19, 26, 27])
EVERYWHERE = np.ones(GRIDS, dtype=np.bool_)


def graph() -> csr_array:
    gap = np.hypot(*(XY[:, None] - XY[None]).transpose(2, 0, 1))
    return csr_array(((gap > 0) & (gap < 450)).astype(float))


def rule() -> IndicatorRule:
    return IndicatorRule(code=ALERT, kind=IndicatorKind.EVENTS, weight=100.0, half_life=13)


def world(factor: float = 1.0, last: int = 6, seed: int = 2) -> Inputs:
    random = np.random.default_rng(seed)
    mean = np.full((GRIDS, WEEKS), 0.5)
    mean[PLANTED, WEEKS - last :] *= factor
    people = np.full(GRIDS, 200.0)
    calendar = PeriodRule()
    first = calendar.containing(20_000)
    return Inputs(
        codes=np.array([f"330109106901{i:03d}" for i in range(GRIDS)]),
        periods=np.array([calendar.shift(first, i) for i in range(WEEKS)]),
        counts={ALERT: random.poisson(mean)},
        estimated={},
        observed={ALERT: np.ones((GRIDS, WEEKS), dtype=np.bool_)},
        population=(
            Population(residents=people, registered=people, floating=people * 0, tidal=people * 0),
        ),
        population_of=np.zeros(WEEKS, dtype=np.int64),
        area_km2=np.full(GRIDS, 0.1),
    )


def ruled(inputs: Inputs) -> Policy:
    policy = Policy(name="t", version="1", indicators=(rule(),), cuts=(30.0, 45.0, 60.0, 78.0))
    return calibrate(policy, inputs)


def seen(inputs: Inputs) -> watch.Watch:
    (found,) = watch.watch(inputs, ruled(inputs), graph(), XY, rows=EVERYWHERE, n_sim=99)
    return found


def test_a_fresh_cluster_is_found_where_it_is() -> None:
    found = seen(world(5.0))
    first = found.clusters[0]
    assert len(set(PLANTED) & set(first.members)) >= 3
    assert len(first.members) <= 9 and first.recurrence >= watch.RECURRENCE
    hot = found.words.word[PLANTED]
    assert (hot != Word.NONE.value).mean() >= 0.75


def test_a_place_that_always_has_more_is_no_fresh_cluster() -> None:
    found = seen(world(5.0, last=WEEKS))
    assert not any(set(PLANTED) & set(one.members) for one in found.clusters)
    assert (found.words.word[PLANTED] != Word.NONE.value).mean() >= 0.75


def test_calm_worlds_have_few_clusters() -> None:
    alarms = sum(bool(seen(world(seed=seed)).clusters) for seed in range(12))
    # One in 52 by its own statement.
    assert alarms <= 2


def test_a_week_nobody_reported_makes_no_cold_and_no_hot_spot() -> None:
    inputs = world()
    observed = inputs.observed[ALERT].copy()
    counts = inputs.counts[ALERT].copy()
    observed[PLANTED, -2:] = False
    counts[PLANTED, -2:] = 50
    gap = replace(inputs, observed={ALERT: observed}, counts={ALERT: counts})
    found = seen(gap)
    assert not any(set(PLANTED) & set(one.members) for one in found.clusters)
    assert found.level is None


def test_level_of_the_area_against_its_own_past() -> None:
    days = np.arange(160) * 7
    calm = np.random.default_rng(1).poisson(30, 160).astype(float)
    calm[-1] = 30
    usual = watch.level(calm, days, 52)
    assert usual is not None and usual.raised == ()
    assert usual.methods == ("C1", "C2", "C3", "Farrington", "Noufaily")
    high = calm.copy()
    high[-1] = 80
    raised = watch.level(high, days, 52)
    assert raised is not None and set(raised.raised) == {"C1", "C2", "C3", "Farrington", "Noufaily"}
    assert raised.count == 80 and raised.expected < raised.upper < 80


@pytest.mark.parametrize("last", [np.nan, 1.0])
def test_no_level_where_nothing_can_be_judged(last: float) -> None:
    few = np.full(60, 2.0)
    few[-1] = last
    assert watch.level(few, np.arange(60) * 7, 52) is None


def test_large_areas_are_scanned_town_by_town(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = world(5.0)
    monkeypatch.setattr(watch, "SCAN_AT_ONCE", 10)
    found = seen(inputs)
    assert len(set(PLANTED) & set(found.clusters[0].members)) >= 3


def test_short_histories_are_met() -> None:
    inputs = world().until(0)
    policy = ruled(world())
    (found,) = watch.watch(inputs, policy, graph(), XY, rows=EVERYWHERE, n_sim=9)
    assert found.clusters == () and len(found.words.word) == GRIDS
