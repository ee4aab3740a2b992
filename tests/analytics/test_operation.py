"""An operation's effect: known ratios, coverage of the interval, and the demo's own truth."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.operation import before_after
from sample import risk, world
from tests.published.worlds import tell

WEEKS = 20
BEFORE, DURING = np.arange(WEEKS) < 12, np.arange(WEEKS) >= 12


def seen_of(counts: np.ndarray) -> np.ndarray:
    return np.ones(counts.shape, dtype=np.bool_)


def test_ratio_of_ratios_by_hand() -> None:
    counts = np.zeros((4, WEEKS))
    counts[:2, :12], counts[:2, 12:] = 4, 1
    counts[2:, :12], counts[2:, 12:] = 2, 1
    treated = np.array([True, True, False, False])
    seen = before_after(counts, seen_of(counts), treated, BEFORE, DURING)
    assert (seen.treated_before, seen.treated_during) == (96, 16)
    assert (seen.untreated_before, seen.untreated_during) == (48, 16)
    assert (seen.treated_ratio, seen.untreated_ratio) == (0.25, 0.5)
    assert seen.ratio == 0.5 and seen.phi == 1
    width = np.exp(1.96 * np.sqrt(1 / 96 + 1 / 16 + 1 / 48 + 1 / 16))
    assert seen.low == pytest.approx(0.5 / width, rel=1e-4)
    assert seen.high == pytest.approx(0.5 * width, rel=1e-4)


def test_an_unobserved_week_is_not_a_quiet_one() -> None:
    counts = np.full((4, WEEKS), 3.0)
    treated = np.array([True, True, False, False])
    observed = seen_of(counts)
    observed[0, 14:18] = False
    observed[1, :6] = False
    seen = before_after(np.where(observed, counts, 99), observed, treated, BEFORE, DURING)
    assert seen.ratio == pytest.approx(1)
    observed[0, 12:] = False
    seen = before_after(counts, observed, treated, BEFORE, DURING)
    assert seen.treated_grids == 1 and seen.ratio == pytest.approx(1)


def test_grids_chosen_at_a_high_fall_by_themselves_and_it_is_shown() -> None:
    random = np.random.default_rng(4)
    people = np.full(400, 100.0)
    theta = random.gamma(4, 0.25, 400)
    counts = random.poisson((theta * 0.5)[:, None], (400, WEEKS))
    worst = np.argsort(-counts[:, :12].sum(axis=1))[:30]
    treated = np.isin(np.arange(400), worst)
    seen = before_after(counts, seen_of(counts), treated, BEFORE, DURING, exposure=people)
    # Nothing was done, and yet they fell.
    assert seen.ratio < 0.85
    assert seen.regression == pytest.approx(seen.ratio, abs=0.12)
    assert seen.regression_low < 1 < seen.regression_high


def test_the_past_tells_a_high_from_a_place_that_always_has_more() -> None:
    past = np.arange(WEEKS) < 6
    before = (np.arange(WEEKS) >= 6) & BEFORE
    treated = np.array([True, True, False, False])
    always = np.full((4, WEEKS), 2.0)
    always[:2] = 20
    seen = before_after(always, seen_of(always), treated, before, DURING, past=past)
    assert seen.regression == 1 and seen.regression_ratio == seen.ratio == 1
    # At a high before, back to the usual during: all of the fall is regression.
    high = always.copy()
    high[:2, 6:12] = 40
    seen = before_after(high, seen_of(high), treated, before, DURING, past=past)
    assert seen.regression == 0.5 and seen.ratio == 0.5 and seen.regression_ratio == 1
    silent = always.copy()
    silent[:2, :6] = 0
    seen = before_after(silent, seen_of(silent), treated, before, DURING, past=past)
    assert seen.regression == 1


def test_interval_holds_the_truth_as_often_as_it_says() -> None:
    random = np.random.default_rng(8)
    treated = np.arange(60) < 20
    inside = 0
    for _ in range(200):
        mean = np.full((60, WEEKS), 0.8) * random.gamma(4, 0.25, 60)[:, None]
        mean[:, 12:] *= 1.2
        mean[:20, 12:] *= 0.6
        # Variance 1.5 times the mean.
        counts = random.negative_binomial(mean / 0.5, 1 / 1.5)
        seen = before_after(counts, seen_of(counts), treated, BEFORE, DURING)
        inside += seen.low <= 0.6 <= seen.high
    assert inside / 200 >= 0.91


def test_nothing_during_has_an_upper_bound_only_above_zero() -> None:
    counts = np.full((4, WEEKS), 2.0)
    counts[0, 12:] = 0
    treated = np.array([True, False, False, False])
    seen = before_after(counts, seen_of(counts), treated, BEFORE, DURING)
    assert seen.ratio == 0 and 0 < seen.high < 1
    silent = before_after(np.zeros((4, WEEKS)), seen_of(counts), treated, BEFORE, DURING)
    assert np.isnan(silent.ratio) and np.isnan(silent.regression) and np.isnan(silent.high)


@pytest.mark.parametrize(
    ("treated", "before", "during"),
    [
        (np.ones(4, np.bool_), BEFORE, DURING),
        (np.zeros(4, np.bool_), BEFORE, DURING),
        (np.array([True, False, False, False]), BEFORE, BEFORE),
        (np.array([True, False, False, False]), np.zeros(WEEKS, np.bool_), DURING),
    ],
)
def test_what_cannot_be_compared_is_refused(treated, before, during) -> None:
    counts = np.ones((4, WEEKS))
    with pytest.raises(ValueError, match=r"operation|overlap"):
        before_after(counts, seen_of(counts), treated, before, during)


def test_true_effect_of_the_demos_operation_is_inside_the_interval() -> None:
    town = world.build("town")
    counts = town.counts[:, risk.ALERT].T
    during = risk.operation_weeks()
    start = int(np.flatnonzero(during)[0])
    before = (np.arange(len(during)) < start) & (np.arange(len(during)) >= start - 26)
    treated = np.isin(np.arange(len(town.people)), town.truth.operation_grids)
    people = (town.people["registered"] + town.people["floating"]).to_numpy(dtype=np.float64)
    seen = before_after(counts, seen_of(counts), treated, before, during, exposure=people)
    true = 1 - risk.FISHING_SHARE * (1 - risk.FISHING_KEPT)
    assert seen.low <= true <= seen.high
    assert seen.regression_low <= true <= seen.regression_high
    tell(f"{seen.ratio:.3f} ({seen.low:.3f} to {seen.high:.3f}), true {true:.3f}, {seen}")
