"""The whole engine: determinism, rules of the ledger, states, cold start, other periods."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analytics.colours import RULE_NUMBER, STATE_NUMBER
from analytics.engine import Inputs, Scores, calibrate, score
from analytics.posterior import evaluate
from errors import PolicyError
from policy import IndicatorKind, IndicatorRule, Measure, Policy
from settings import ROOT
from tests.analytics.test_change import late_rows, split
from tests.analytics.worlds import CUTS, policy_of, rows_of, ruled, run, shaped, world
from vocab import METHOD_VERSION, RULES, STATES, PeriodKind, PeriodRule, Rule, State

OWN = ("level", "state", "rule", "p", "index", "theta", "shape", "rate", "z", "streak", "p_up")


def rule_names(scores: Scores) -> set[str]:
    return {RULES[int(number)].value for number in scores.rule}


def test_two_runs_are_equal_to_the_byte() -> None:
    inputs = world(periods=14)
    policy = ruled(inputs)
    one, two = run(policy, inputs), run(policy, inputs)
    assert [s.hash() for s in one] == [s.hash() for s in two]
    assert len({s.hash() for s in one}) == 14


def test_inputs_are_not_changed() -> None:
    inputs = world(periods=12)
    policy = ruled(inputs)
    copies = {code: values.copy() for code, values in inputs.counts.items()}
    run(policy, inputs, first=9)
    for code, values in copies.items():
        np.testing.assert_array_equal(inputs.counts[code], values)


def test_other_towns_do_not_change_a_grids_colour() -> None:
    """Dropping a whole pool leaves every other pool's own figures as they are."""
    inputs = world(pools=2, periods=16)
    policy = ruled(inputs)
    whole = run(policy, inputs)
    part = run(policy, rows_of(inputs, np.arange(20)))
    for full, alone in zip(whole, part, strict=True):
        for name in OWN:
            np.testing.assert_array_equal(getattr(full, name)[:20], getattr(alone, name), name)


PROGRAM = """
import sys
import numpy as np
from tests.analytics.worlds import ruled, run, world
inputs = world(grids=12, periods=12)
last = run(ruled(inputs, draws=32), inputs, first=9)[-1]
np.savez(sys.argv[1], **last.columns())
"""


def test_compiled_and_plain_python_agree(tmp_path: Path) -> None:
    """Discrete columns to the byte; numbers within 1e-12, since compiled pow may end otherwise."""
    files = []
    for off in ("0", "1"):
        file = f"{tmp_path}/{off}.npz"
        subprocess.run(
            [sys.executable, "-W", "error", "-c", PROGRAM, file],
            cwd=ROOT,
            env=os.environ | {"NUMBA_DISABLE_JIT": off},
            check=True,
        )
        files.append(np.load(file))
    compiled, plain = files
    for name in compiled.files:
        if compiled[name].dtype.kind == "f":
            np.testing.assert_allclose(
                compiled[name], plain[name], atol=1e-12, rtol=1e-12, err_msg=name
            )
        else:
            np.testing.assert_array_equal(compiled[name], plain[name], name)


def test_every_change_has_a_rule_and_replay_gives_the_map() -> None:
    inputs = world(grids=60, periods=40, seed=4)
    seen = inputs.observed["alert"].copy()
    seen[7, 20:26] = False
    inputs = shaped(inputs, "alert", observed=seen)
    policy = ruled(inputs)
    fold: dict[str, tuple[int, int]] = {}
    used = set()
    for scores in run(policy, inputs):
        for row in np.flatnonzero(scores.rule):
            fold[str(scores.codes[row])] = (int(scores.level[row]), int(scores.state[row]))
        now = {
            str(c): (int(level), int(state))
            for c, level, state in zip(scores.codes, scores.level, scores.state, strict=True)
        }
        assert fold == now
        unchanged = (scores.level == scores.previous_level) & (
            scores.state == scores.previous_state
        )
        assert (scores.rule[unchanged] == 0).all()
        used |= rule_names(scores)
    assert {"first", "strong", "twice", "state", "none"} <= used


def test_probabilities_and_shown() -> None:
    inputs = world()
    scores = run(ruled(inputs), inputs, first=26)[-1]
    np.testing.assert_allclose(scores.p.sum(axis=1), 1)
    for g in np.flatnonzero(scores.level):
        place = int(scores.level[g]) - 1
        assert scores.p_shown[g] == scores.p[g, place]
        near = scores.p[g, max(place - 1, 0) : place + 2].sum()
        assert scores.p_within_one[g] == pytest.approx(near)
        below = np.cumsum(scores.p[g, ::-1])
        assert scores.target[g] == 5 - int(np.flatnonzero(below >= 0.5 - 1e-12)[0])
    np.testing.assert_allclose(
        scores.contribution.sum(axis=1), scores.index - scores.reference, atol=1e-9, rtol=0
    )


def test_first_period() -> None:
    inputs = world(periods=9)
    scores = score(ruled(inputs), inputs, None)
    assert rule_names(scores) == {"first"}
    assert (scores.previous_state == -1).all()
    assert np.isnan(scores.p_up).all()
    ok = scores.state == 0
    np.testing.assert_array_equal(scores.level[ok], scores.target[ok])


def test_small_sample_until_eight_periods() -> None:
    inputs = world(periods=9, factor=20)
    done = run(ruled(inputs), inputs)
    small = STATE_NUMBER[State.SMALL_SAMPLE]
    assert all((s.state == small).all() and (s.level == 0).all() for s in done[:7])
    assert (done[7].state == 0).all()
    assert rule_names(done[7]) == {"state"}


def test_small_sample_by_expected_events() -> None:
    """sum of w n m below the bound; the weights are all indicators' and add up to 1."""
    inputs = world(periods=20, factor=0.3)
    policy = ruled(inputs)
    scores = score(policy, inputs, None)
    found = evaluate(inputs, policy)
    expected = np.zeros(40)
    for k, weight in enumerate(policy.weights):
        expected += weight * found.n[:, k] * found.memory_mean[:, k]
    np.testing.assert_array_equal(scores.state == STATE_NUMBER[State.SMALL_SAMPLE], expected < 2.0)
    assert 0 < (scores.state == 0).sum() < 40


def test_no_data_after_four_and_back() -> None:
    inputs = world(periods=24, factor=5)
    seen = inputs.observed["alert"].copy()
    seen[5, 12:17] = False
    inputs = shaped(inputs, "alert", observed=seen)
    done = run(ruled(inputs), inputs)
    states = [STATES[int(s.state[5])] for s in done]
    assert states[8:15] == [State.OK] * 7
    assert states[15:17] == [State.NO_DATA] * 2
    assert states[17] is State.OK
    state_rule = RULE_NUMBER[Rule.STATE]
    assert [t for t in range(9, 24) if done[t].rule[5] == state_rule] == [15, 17]
    assert np.isnan(done[14].count[5, 3])
    assert done[14].count[6, 3] == inputs.counts["alert"][6, 14]
    assert done[14].count_13[5, 3] == inputs.counts["alert"][5, 2:12].sum()


def test_unobserved_week_moves_no_colour_of_its_grid() -> None:
    """All indicators silent in one grid: its memory keeps r and n, so does its posterior."""
    inputs = world(periods=20, factor=5, pools=1)
    observed = {code: values.copy() for code, values in inputs.observed.items()}
    for values in observed.values():
        values[:, -1] = False
    inputs = replace(inputs, observed=observed)
    policy = ruled(inputs)
    before = score(policy, inputs.until(18), None)
    after = score(policy, inputs, before)
    np.testing.assert_allclose(after.theta, before.theta, rtol=1e-9)
    assert not (after.rule > 0).any()
    assert (after.calm == before.calm).all()


def test_not_applicable_where_nobody_lives() -> None:
    inputs = world(factor=5)
    residents = inputs.now.residents.copy()
    residents[[2, 30]] = 0
    inputs = replace(inputs, population=(replace(inputs.now, residents=residents),))
    scores = score(ruled(inputs), inputs, None)
    gone = scores.state == STATE_NUMBER[State.NOT_APPLICABLE]
    assert np.flatnonzero(gone).tolist() == [2, 30]
    assert (scores.level[gone] == 0).all()
    assert np.isnan(scores.rates[gone, 1:]).all()


def test_stocks_alone_need_no_sample() -> None:
    rule = IndicatorRule(
        code="population",
        kind=IndicatorKind.STOCK,
        weight=1.0,
        measure=Measure.FLOATING_SHARE,
    )
    inputs = world(periods=8)
    residents = inputs.now.residents.copy()
    residents[4] = 0
    inputs = replace(inputs, population=(replace(inputs.now, residents=residents),))
    scores = score(ruled(inputs, indicators=(rule,)), inputs, None)
    assert scores.state[4] == STATE_NUMBER[State.NOT_APPLICABLE]
    assert (np.delete(scores.state, 4) == 0).all()


def changed_policy(policy: Policy) -> Policy:
    return replace(policy, cuts=(20.0, 30.0, 40.0, 50.0), version="2")


def test_policy_rows() -> None:
    inputs = world(grids=60, factor=3)
    old = ruled(inputs)
    before = run(old, inputs.until(28), first=10)[-1]
    plain = score(old, inputs, before)
    scores = score(changed_policy(old), inputs, before, previous_policy=old)
    ok = scores.state == 0
    np.testing.assert_array_equal(scores.level[ok], scores.target[ok])
    assert (scores.streak == 0).all()
    by_policy = scores.rule == RULE_NUMBER[Rule.POLICY]
    assert by_policy.sum() > 10
    assert (scores.level[by_policy] != before.level[by_policy]).all()
    assert (scores.level[by_policy] != plain.level[by_policy]).all()
    others = (scores.rule > 0) & ~by_policy
    np.testing.assert_array_equal(scores.level[others], plain.level[others])
    assert (scores.rule[scores.level == before.level] == 0).all()


def test_correction_rows_are_those_the_late_rows_made() -> None:
    used = world(grids=60, factor=3)
    policy = ruled(used)
    before = run(policy, used.until(28), first=10)[-1]
    inputs = late_rows(used, grid=int(np.flatnonzero(before.level == 5)[0]), more=90)
    plain = score(policy, used, before)
    scores = score(policy, inputs, before, previous_inputs=used.until(28), corrected=True)
    mine = scores.rule == RULE_NUMBER[Rule.CORRECTION]
    assert mine.any()
    assert (scores.level[mine] != plain.level[mine]).all()
    np.testing.assert_array_equal(scores.level[~mine], plain.level[~mine])


def test_correction_and_policy_in_one_week_are_told_apart() -> None:
    used = world(grids=60, factor=3)
    old = ruled(used)
    new = changed_policy(old)
    before = run(old, used.until(28), first=10)[-1]
    inputs = late_rows(used, grid=int(np.flatnonzero(before.level == 5)[0]), more=90)
    plain = score(new, used, before, previous_policy=old)
    scores = score(
        new,
        inputs,
        before,
        previous_inputs=used.until(28),
        previous_policy=old,
        corrected=True,
    )
    corrected = scores.rule == RULE_NUMBER[Rule.CORRECTION]
    assert 0 < corrected.sum() < 10
    assert (scores.rule == RULE_NUMBER[Rule.POLICY]).sum() > 10
    assert (scores.level[corrected] != plain.level[corrected]).all()


def test_boundary_rows() -> None:
    used = world(factor=3)
    inputs = split(used)
    policy = ruled(used)
    before = run(policy, used.until(28), first=10)[-1]
    scores = score(policy, inputs, before, previous_inputs=used.until(28), boundary_changed=True)
    boundary = RULE_NUMBER[Rule.BOUNDARY]
    assert scores.rule[40] == boundary
    assert scores.previous_state[40] == -1
    assert (scores.rule[:39] != boundary).all()
    assert scores.previous_level[:40].tolist() == before.level.tolist()


def test_grid_that_lost_its_events_to_a_new_boundary_moves_by_boundary() -> None:
    used = world(factor=3)
    policy = ruled(used)
    before = run(policy, used.until(28), first=10)[-1]
    worst = int(np.argmin(np.where(before.level > 0, before.level, 9)))
    counts = {code: values.copy() for code, values in used.counts.items()}
    for values in counts.values():
        values[worst] = 0
    inputs = replace(used, counts=counts)
    scores = score(policy, inputs, before, previous_inputs=used.until(28), boundary_changed=True)
    assert scores.level[worst] > before.level[worst]
    assert scores.rule[worst] == RULE_NUMBER[Rule.BOUNDARY]


def test_cold_start_is_a_trial() -> None:
    inputs = world(periods=60)
    assert score(ruled(inputs.until(50)), inputs, None).trial
    assert not score(ruled(inputs.until(51)), inputs, None).trial
    assert score(replace(ruled(inputs), baseline=None), inputs, None).trial


@pytest.mark.parametrize(
    ("kind", "year"), [(PeriodKind.MONTH, 12), (PeriodKind.QUARTER, 4), (PeriodKind.YEAR, 1)]
)
def test_other_kinds_of_period(kind: PeriodKind, year: int) -> None:
    inputs = world(periods=14, kind=kind, factor=4)
    policy = calibrate(
        policy_of(period=PeriodRule(kind=kind), cuts=CUTS, min_periods=1), inputs.until(year - 1)
    )
    done = run(policy, inputs)
    assert not done[-1].trial
    assert (done[-1].level > 0).all()
    total = np.nansum(done[-1].rates[:, 3] * inputs.now.residents) / 10_000
    yearly = inputs.counts["alert"].mean(axis=1).sum() * year
    assert total == pytest.approx(yearly, rel=0.25)
    if kind is PeriodKind.MONTH:
        shorter = replace(policy, baseline=(int(inputs.periods[0]), int(inputs.periods[5])))
        assert score(shorter, inputs, None).trial


def test_rates_are_per_ten_thousand_and_year() -> None:
    inputs = world()
    policy = ruled(inputs)
    scores = score(policy, inputs, None)
    rate = policy.indicators[3].frozen.rate["t00"]  # type: ignore[union-attr]
    plain = scores.theta[4, 3] * rate * 365.25 / 7 * 10_000
    assert scores.rates[4, 3] == pytest.approx(plain)
    assert scores.rates[4, 0] == inputs.now.floating[4] / inputs.now.residents[4]


def test_town_factor_is_events_over_expected_of_this_week() -> None:
    inputs = world()
    seen = inputs.observed["alert"].copy()
    seen[0, -1] = False
    inputs = shaped(inputs, "alert", observed=seen)
    policy = ruled(inputs)
    scores = score(policy, inputs, None)
    rate = policy.indicators[3].frozen.rate["t00"]  # type: ignore[union-attr]
    plain = inputs.counts["alert"][1:20, -1].sum() / (inputs.now.residents[1:20].sum() * rate)
    assert scores.town_factor is not None
    assert scores.town_factor["t00"]["alert"] == pytest.approx(plain, abs=1e-4)
    assert "population" not in scores.town_factor["t00"]


def test_town_factor_of_an_unobserved_week_is_unknown() -> None:
    inputs = world()
    seen = inputs.observed["alert"].copy()
    seen[:, -1] = False
    scores = score(ruled(inputs), shaped(inputs, "alert", observed=seen), None)
    assert scores.town_factor is not None
    assert scores.town_factor["t00"]["alert"] is None


def test_override_is_recorded_where_it_binds() -> None:
    inputs = world(grids=200, periods=40)
    counts = inputs.counts["alert"].copy()
    counts[11, -10:] += 60
    inputs = shaped(inputs, "alert", counts=counts)
    policy = ruled(inputs.until(28), override_share=0.9)
    scores = score(policy, inputs, None)
    assert scores.override[11]
    assert scores.index[11] == pytest.approx(90)
    power = np.sqrt((scores.z**2 * np.array(policy.weights)).sum(axis=1))
    np.testing.assert_allclose(scores.index[~scores.override], power[~scores.override])


def test_what_is_missing_is_said() -> None:
    inputs = world()
    with pytest.raises(PolicyError, match="not_calibrated"):
        score(policy_of(), inputs, None)
    policy = ruled(inputs)
    rest = {code: values for code, values in inputs.counts.items() if code != "alert"}
    with pytest.raises(PolicyError, match="no_counts"):
        score(policy, replace(inputs, counts=rest), None)
    assert policy.method == METHOD_VERSION


def test_empty_area() -> None:
    inputs: Inputs = rows_of(world(), np.zeros(0, dtype=np.int64))
    scores = score(ruled(world()), inputs, None)
    assert len(scores.codes) == len(scores.p) == 0
    assert len(score(ruled(world()), inputs, scores).codes) == 0
