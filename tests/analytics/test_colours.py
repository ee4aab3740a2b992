"""Class probabilities, the median class, hysteresis and states."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import gamma

from analytics.colours import RULE_NUMBER, STATE_NUMBER, Shown, hysteresis, probabilities, states
from analytics.colours import target as target_of
from policy import Frozen, Policy, Steps, Transform
from tests.analytics.worlds import policy_of, rule_of
from vocab import Rule, State

CUTS = (20.0, 40.0, 60.0, 80.0)


def one_indicator(kind: Transform = Transform.LINEAR, **changes: object) -> Policy:
    frozen = Frozen(lo=0.2, hi=3.0)
    rule = rule_of("alert", weight=1.0, transform=kind, frozen=frozen, acute=True)
    return policy_of(indicators=(rule,), cuts=CUTS, **changes)


def p_of(policy: Policy, shape: float, rate: float, acute: bool = False) -> np.ndarray:
    m = len(policy.indicators)
    return probabilities(
        np.array(["g1"]),
        np.full((1, m), shape),
        np.full((1, m), rate),
        np.full((1, m), np.nan),
        np.full((1, m), acute),
        policy,
    )[0]


@pytest.mark.parametrize("kind", list(Transform))
@pytest.mark.parametrize(("shape", "rate"), [(0.4, 0.5), (3.0, 2.5), (40.0, 20.0)])
def test_one_indicator_equals_the_gamma(kind: Transform, shape: float, rate: float) -> None:
    """P(class <= c) = P(theta <= the theta at the cut), to the grain of the draws."""
    h = {
        Transform.LINEAR: (lambda x: x, lambda y: y),
        Transform.SQRT: (np.sqrt, np.square),
        Transform.LOG: (np.log1p, np.expm1),
    }
    forth, back = h[kind]
    edges = [back(forth(0.2) + cut / 100 * (forth(3.0) - forth(0.2))) for cut in CUTS]
    below = gamma.cdf(edges, shape, scale=1 / rate)
    exact = np.diff([0, *below, 1])
    got = p_of(one_indicator(kind, draws=512), shape, rate)
    np.testing.assert_allclose(got, exact, atol=2.5 / 512)
    assert got.sum() == pytest.approx(1)


def test_override_lifts_every_draw() -> None:
    """Two indicators, one harmless and fixed at 0: with the override S is at least .7 z."""
    frozen = Frozen(lo=0.2, hi=3.0)
    rules = (
        rule_of("alert", weight=1.0, frozen=frozen, acute=True),
        rule_of("petition", weight=9.0, frozen=frozen),
    )
    policy = policy_of(indicators=rules, cuts=CUTS)
    arrays = {
        "shape": np.array([[400.0, np.nan]]),
        "rate": np.array([[100.0, np.nan]]),
        "fixed": np.array([[np.nan, 0.0]]),
    }
    codes = np.array(["g"])
    plain = probabilities(codes, **arrays, acute=np.array([[False, False]]), policy=policy)[0]
    lifted = probabilities(codes, **arrays, acute=np.array([[True, False]]), policy=policy)[0]
    assert plain[1] == 1.0  # sqrt(.1) 100 = 31.6
    assert lifted[3] == 1.0  # .7 x 100 = 70


def test_other_grids_and_order_do_not_change_a_grids_draws() -> None:
    random = np.random.default_rng(0)
    policy = policy_of(
        indicators=(
            rule_of("alert", frozen=Frozen(lo=0.2, hi=3.0)),
            rule_of("petition", frozen=Frozen(lo=0.2, hi=3.0)),
        ),
        cuts=CUTS,
    )
    codes = np.array([f"g{i:03d}" for i in range(30)])
    shape, rate = random.uniform(0.5, 9, (30, 2)), random.uniform(0.5, 9, (30, 2))
    free, acute = np.full((30, 2), np.nan), np.zeros((30, 2), dtype=np.bool_)
    whole = probabilities(codes, shape, rate, free, acute, policy)
    some = random.permutation(30)[:11]
    part = probabilities(codes[some], shape[some], rate[some], free[some], acute[some], policy)
    np.testing.assert_array_equal(part, whole[some])


def test_target_is_the_median_class() -> None:
    p = np.array(
        [[0.5, 0.5, 0, 0, 0], [0.1, 0.2, 0.3, 0.2, 0.2], [0, 0, 0, 0.3, 0.7], [1, 0, 0, 0, 0]]
    )
    assert target_of(p).tolist() == [0, 2, 4, 0]


def shown(level: int, streak: int = 0, calm: int = 0, state: int = 0) -> Shown:
    return Shown(
        level=np.array([level], np.int8),
        state=np.array([state], np.int8),
        streak=np.array([streak], np.int8),
        calm=np.array([calm], np.int16),
    )


def step(p: list[float], before: Shown, state: int = 0, policy: Policy | None = None) -> tuple:  # type: ignore[type-arg]
    got = hysteresis(
        np.array([p]),
        np.array([state], np.int8),
        before,
        np.array([False]),
        np.array([True]),
        policy or policy_of(),
    )
    return int(got.level[0]), int(got.rule[0]), int(got.streak[0]), int(got.calm[0])


STRONG, TWICE, NONE = RULE_NUMBER[Rule.STRONG], RULE_NUMBER[Rule.TWICE], 0
#        p of green..red            level streak -> level rule streak
TABLE = [
    ([0.01, 0.01, 0.02, 0.16, 0.80], 3, 0, 1, STRONG, 0),  # P(up) .96: at once, to the median
    ([0.05, 0.05, 0.05, 0.70, 0.15], 3, 0, 3, NONE, 1),  # P(up) .85: first time
    ([0.05, 0.05, 0.05, 0.70, 0.15], 3, 1, 2, TWICE, 0),  # second time running
    ([0.05, 0.05, 0.05, 0.70, 0.15], 3, -1, 3, NONE, 1),  # the other way the week before
    ([0.10, 0.10, 0.10, 0.50, 0.20], 3, 1, 3, NONE, 0),  # .70 is not enough, streak is over
    ([0.96, 0.02, 0.01, 0.01, 0.00], 3, 0, 5, STRONG, 0),  # P(down) .98
    ([0.50, 0.35, 0.15, 0.00, 0.00], 3, -1, 5, TWICE, 0),
    ([0.40, 0.45, 0.15, 0.00, 0.00], 3, -1, 4, TWICE, 0),
    ([0.40, 0.45, 0.15, 0.00, 0.00], 3, 0, 3, NONE, -1),
    ([0.40, 0.45, 0.15, 0.00, 0.00], 3, 1, 3, NONE, -1),
    ([0.00, 0.00, 0.00, 0.00, 1.00], 1, 5, 1, NONE, 0),  # red cannot rise
    ([1.00, 0.00, 0.00, 0.00, 0.00], 5, -5, 5, NONE, 0),  # green cannot fall
    ([0.00, 0.00, 0.05, 0.00, 0.95], 3, 0, 1, STRONG, 0),  # exactly .95
    ([0.00, 0.00, 0.20, 0.80, 0.00], 3, 1, 2, TWICE, 0),  # exactly .80
]


@pytest.mark.parametrize(("p", "level", "streak", "to", "rule", "left"), TABLE)
def test_hysteresis(p: list[float], level: int, streak: int, to: int, rule: int, left: int) -> None:
    assert step(p, shown(level, streak))[:3] == (to, rule, left)


def test_first_period_takes_the_target() -> None:
    got = step([0, 0, 0.4, 0.5, 0.1], shown(0, state=-1))
    assert got[:3] == (2, RULE_NUMBER[Rule.FIRST], 0)


def test_a_state_takes_the_colour_away_and_gives_the_target_back() -> None:
    small, ok = STATE_NUMBER[State.SMALL_SAMPLE], STATE_NUMBER[State.OK]
    assert step([0, 0, 1, 0, 0], shown(3), small)[:2] == (0, RULE_NUMBER[Rule.STATE])
    back = step([0, 1, 0, 0, 0], shown(0, state=small), ok)
    assert back[:2] == (4, RULE_NUMBER[Rule.STATE])
    no_data = STATE_NUMBER[State.NO_DATA]
    assert step([0, 0, 1, 0, 0], shown(0, state=small), no_data)[1] == RULE_NUMBER[Rule.STATE]
    assert step([0, 0, 1, 0, 0], shown(0, state=small), small)[1] == NONE


def test_falling_may_need_calm_periods() -> None:
    policy = policy_of(down=Steps(calm_periods=3))
    green = [0.99, 0.01, 0, 0, 0]
    assert step(green, shown(2, calm=1), policy=policy)[0] == 2
    assert step(green, shown(2, calm=2), policy=policy) == (5, STRONG, 0, 3)
    red = [0, 0, 0, 0.01, 0.99]
    assert step(red, shown(2, calm=0), policy=replace(policy, down=Steps()))[0] == 1


def test_calm_counts_observed_periods_without_events() -> None:
    p = np.array([[0, 0, 1.0, 0, 0]] * 3)
    before = Shown(
        level=np.full(3, 3, np.int8),
        state=np.zeros(3, np.int8),
        streak=np.zeros(3, np.int8),
        calm=np.full(3, 4, np.int16),
    )
    got = hysteresis(
        p,
        np.zeros(3, np.int8),
        before,
        np.array([True, False, False]),
        np.array([True, True, False]),
        policy_of(),
    )
    assert got.calm.tolist() == [0, 5, 4]


def test_p_up_and_down_are_measured_from_the_shown_colour() -> None:
    p = np.array([[0.1, 0.2, 0.3, 0.25, 0.15]] * 2)
    before = Shown(
        level=np.array([3, 0], np.int8),
        state=np.zeros(2, np.int8),
        streak=np.zeros(2, np.int8),
        calm=np.zeros(2, np.int16),
    )
    seen = np.ones(2, dtype=np.bool_)
    got = hysteresis(p, np.zeros(2, np.int8), before, seen, seen, policy_of())
    assert got.p_up[0] == pytest.approx(0.4)
    assert got.p_down[0] == pytest.approx(0.3)
    assert np.isnan([got.p_up[1], got.p_down[1]]).all()


def state_names(**changes: object) -> list[str]:
    values = {
        "applies": np.ones((5, 2), dtype=np.bool_),
        "silent": np.zeros((5, 2), dtype=np.int64),
        "seen": np.full((5, 2), 20),
        "expected": np.full(5, 3.0),
        "policy": policy_of(),
    }
    got = states(**(values | changes))  # type: ignore[arg-type]
    order = list(State)
    return [order[int(number)].value for number in got]


def test_states() -> None:
    silent = np.array([[0, 3], [0, 4], [0, 9], [0, 0], [0, 0]])
    seen = np.array([[20, 20], [20, 20], [20, 20], [20, 7], [20, 8]])
    assert state_names(silent=silent, seen=seen) == [
        "ok",
        "no_data",
        "no_data",
        "small_sample",
        "ok",
    ]
    expected = np.array([1.99, 2.0, 0.0, 3.0, 3.0])
    assert state_names(expected=expected)[:3] == ["small_sample", "ok", "small_sample"]


def test_not_applicable_needs_all_indicators_to_be_so() -> None:
    applies = np.array([[False, False], [False, True], [True, True], [True, False], [True, True]])
    silent = np.array([[9, 9], [9, 0], [0, 9], [0, 9], [0, 0]])
    got = state_names(applies=applies, silent=silent)
    assert got == ["not_applicable", "ok", "no_data", "ok", "ok"]
