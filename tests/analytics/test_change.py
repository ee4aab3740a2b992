"""The parts of a change: each names its cause alone, and they add up within 1e-9."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytics.change import PARTS, uncorrected
from analytics.engine import Inputs, Population, Scores, calibrate, score
from analytics.posterior import evaluate
from policy import Policy
from tests.analytics.worlds import CUTS, policy_of, rows_of, ruled, run, shaped, world

AT = {name: place for place, name in enumerate(PARTS)}


def adds_up(scores: Scores) -> None:
    known = np.isfinite(scores.previous_index)
    total = scores.parts.sum(axis=1)[known]
    change = (scores.index - scores.previous_index)[known]
    np.testing.assert_allclose(total, change, atol=1e-9, rtol=0)


def only(scores: Scores, *names: str) -> None:
    """Exactly these parts are somewhere other than 0."""
    moving = {
        name for name in PARTS if (np.abs(np.nan_to_num(scores.parts[:, AT[name]])) > 1e-9).any()
    }
    assert moving == set(names)


def before_of(policy: Policy, inputs: Inputs) -> Scores:
    return score(policy, inputs.until(len(inputs.periods) - 2), None)


def grown(inputs: Inputs, factor: float = 1.5, grids: slice = slice(0, 10)) -> Population:
    """A new population in which some grids grew."""
    people = inputs.now
    larger = np.ones(len(inputs.codes))
    larger[grids] = factor
    return Population(
        residents=people.residents * larger,
        registered=people.registered,
        floating=people.floating + people.residents * (larger - 1),
        tidal=people.tidal,
    )


def with_new_population(inputs: Inputs, since: int) -> Inputs:
    version = inputs.population_of.copy()
    version[since:] = len(inputs.population)
    return replace(inputs, population=(*inputs.population, grown(inputs)), population_of=version)


def test_plain_week_is_all_data() -> None:
    inputs = world()
    policy = ruled(inputs)
    scores = score(policy, inputs, before_of(policy, inputs))
    adds_up(scores)
    only(scores, "data")


def test_first_run_has_no_parts() -> None:
    inputs = world()
    assert np.isnan(score(ruled(inputs), inputs, None).parts).all()


def test_population_change() -> None:
    inputs = with_new_population(world(), 29)
    policy = ruled(inputs)
    scores = score(policy, inputs, before_of(policy, inputs))
    adds_up(scores)
    only(scores, "data", "population")
    share_moved = np.abs(scores.parts[:, AT["population"]])
    assert share_moved[:10].mean() > 10 * share_moved[10:].mean()


def late_rows(inputs: Inputs, grid: int = 3, more: int = 6) -> Inputs:
    counts = inputs.counts["alert"].copy()
    counts[grid, -4] += more
    return shaped(inputs, "alert", counts=counts)


def test_correction_is_a_part_of_its_own() -> None:
    used = world()
    inputs = late_rows(used)
    policy = ruled(used)
    before = before_of(policy, used)
    scores = score(policy, inputs, before, previous_inputs=used.until(28), corrected=True)
    adds_up(scores)
    only(scores, "data", "correction")
    correction = scores.parts[:, AT["correction"]]
    assert correction.argmax() == 3
    assert correction[3] > 1
    # Without the late rows the same week is the same data.
    plain = score(policy, used, before)
    np.testing.assert_allclose(
        scores.parts[:, AT["data"]], plain.parts[:, AT["data"]], atol=1e-9, rtol=0
    )


def test_late_population_is_population_and_not_data() -> None:
    """A population file for weeks that were scored: neither events nor a correction of them."""
    used = world()
    inputs = with_new_population(used, 20)
    policy = ruled(used)
    before = before_of(policy, used)
    scores = score(policy, inputs, before, previous_inputs=used.until(28), corrected=True)
    adds_up(scores)
    only(scores, "data", "population")
    plain = score(policy, used, before)
    np.testing.assert_allclose(
        scores.parts[:, AT["data"]], plain.parts[:, AT["data"]], atol=1e-9, rtol=0
    )


def test_late_coverage_and_shares_are_corrections() -> None:
    full = world()
    seen = full.observed["alert"].copy()
    seen[5:9, 20:26] = False
    used = shaped(full, "alert", observed=seen)
    inputs = shaped(full, "alert", estimated=np.full((40, 30), 0.1))
    policy = ruled(full)
    before = before_of(policy, used)
    scores = score(policy, inputs, before, previous_inputs=used.until(28), corrected=True)
    adds_up(scores)
    only(scores, "data", "correction")


def split(inputs: Inputs) -> Inputs:
    """The last grid of a town is divided: half of its people and events get a new code."""
    rows = np.append(np.arange(40), 39)
    wide = rows_of(inputs, rows)
    codes = wide.codes.copy()
    codes[40] = "t019999"
    halves = np.ones(41)
    halves[39:] = 0.5
    people = tuple(
        Population(
            residents=p.residents * halves,
            registered=p.registered * halves,
            floating=p.floating * halves,
            tidal=p.tidal * halves,
        )
        for p in wide.population
    )
    counts = {}
    for code, values in wide.counts.items():
        shared = values.copy()
        shared[39], shared[40] = values[39] // 4, values[39] - values[39] // 4
        counts[code] = shared
    return replace(
        wide, codes=codes, population=people, counts=counts, area_km2=wide.area_km2 * halves
    )


def test_boundary_change() -> None:
    used = world()
    inputs = split(used)
    policy = ruled(used)
    before = before_of(policy, used)
    scores = score(policy, inputs, before, previous_inputs=used.until(28), boundary_changed=True)
    adds_up(scores)
    only(scores, "data", "boundary")
    assert np.isnan(scores.parts[40]).any()
    boundary = np.abs(scores.parts[:40, AT["boundary"]])
    assert boundary.argmax() == 39


def test_season() -> None:
    inputs = world(periods=112, versions=2)
    policy = ruled(inputs.until(52))
    for position in (104, 105, 111):
        before = score(policy, inputs.until(position - 1), None)
        scores = score(policy, inputs.until(position), before)
        adds_up(scores)
        only(scores, "data", "season")


def test_policy_change() -> None:
    inputs = world()
    old = ruled(inputs)
    rules = (*old.indicators[:3], replace(old.indicators[3], weight=75.0))
    new = replace(old, indicators=rules, version="2")
    scores = score(new, inputs, before_of(old, inputs), previous_policy=old)
    adds_up(scores)
    only(scores, "data", "policy")
    # The week's data are told apart as the old rule would have told them.
    plain = score(old, inputs, before_of(old, inputs))
    np.testing.assert_allclose(
        scores.parts[:, AT["data"]], plain.parts[:, AT["data"]], atol=1e-9, rtol=0
    )


def test_policy_with_other_indicators() -> None:
    inputs = world()
    old = ruled(inputs)
    new = calibrate(policy_of(indicators=policy_of().indicators[2:], cuts=CUTS), inputs)
    scores = score(new, inputs, before_of(old, inputs), previous_policy=old)
    adds_up(scores)
    only(scores, "data", "policy")


@pytest.mark.parametrize("with_policy", [False, True])
def test_everything_at_once(with_policy: bool) -> None:
    used = world(periods=112)
    inputs = with_new_population(late_rows(used), 111)
    old = ruled(used.until(52))
    new = replace(old, power=3.0, version="2") if with_policy else old
    scores = score(
        new,
        inputs,
        before_of(old, used),
        previous_inputs=used.until(110),
        previous_policy=old if with_policy else None,
        corrected=True,
    )
    adds_up(scores)
    causes = ["data", "correction", "population", "season"]
    only(scores, *causes, *(["policy"] if with_policy else []))


def test_boundary_correction_and_policy_at_once() -> None:
    used = world()
    inputs = with_new_population(late_rows(split(used)), 29)
    old = ruled(used)
    new = replace(old, power=3.0, version="2")
    scores = score(
        new,
        inputs,
        before_of(old, used),
        previous_inputs=used.until(28),
        previous_policy=old,
        boundary_changed=True,
        corrected=True,
    )
    adds_up(scores)
    only(scores, "data", "population", "boundary", "policy")


def test_uncorrected_history_gives_the_last_index_again() -> None:
    used = world(versions=2)
    inputs = with_new_population(late_rows(used), 18)
    policy = ruled(used)
    back = uncorrected(inputs, used.until(28)).until(28)
    np.testing.assert_array_equal(
        evaluate(back, policy).index, evaluate(used.until(28), policy).index
    )


def test_uncorrected_needs_the_period_before() -> None:
    inputs = world()
    assert uncorrected(inputs, inputs.until(20)) is inputs


def test_parts_add_up_in_every_week_of_a_long_run() -> None:
    inputs = world(grids=30, periods=20, versions=4, seed=9)
    policy = ruled(inputs)
    for scores in run(policy, inputs)[1:]:
        adds_up(scores)
