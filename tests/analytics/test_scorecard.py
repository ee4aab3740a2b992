"""Scores of forecasts against their definitions, and lists against the best list."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from analytics import scorecard
from analytics.forecast import Forecast
from analytics.scorecard import covered, crps, log_score, pit, scorecards, uniform_distance
from tests.analytics.worlds import ruled, shaped, world


def law(size: float, mean: float) -> object:
    return nbinom(size, size / (size + mean))


@pytest.mark.parametrize(("mean", "size"), [(0.05, 0.3), (2.5, 4.0), (40.0, 900.0)])
def test_log_score_and_crps_follow_their_definitions(mean: float, size: float) -> None:
    counts = np.array([0.0, 1.0, 7.0, 60.0])
    means, sizes = np.full(4, mean), np.full(4, size)
    one = law(size, mean)
    assert np.allclose(log_score(counts, means, sizes), -one.logpmf(counts))
    k = np.arange(2_000)
    wanted = [((one.cdf(k) - (k >= y)) ** 2).sum() for y in counts]
    assert np.allclose(crps(counts, means, sizes), wanted, atol=1e-8)


def test_scores_of_a_nearly_poisson_law_with_many_events() -> None:
    counts, means, sizes = np.array([11_000.0]), np.array([10_000.0]), np.array([1e9])
    assert log_score(counts, means, sizes)[0] == pytest.approx(
        -poisson.logpmf(11_000, 10_000), rel=1e-2
    )
    # Far outside, the score is the distance less half the mean difference of two draws.
    assert crps(counts, means, sizes)[0] == pytest.approx(1_000 - 100 / np.sqrt(np.pi), abs=0.2)


def test_unknown_forecasts_have_no_score() -> None:
    unknown = np.array([np.nan])
    assert np.isnan(crps(np.array([1.0]), unknown, unknown))
    assert np.isnan(log_score(np.array([1.0]), unknown, unknown))


def test_pit_is_uniform_when_the_forecast_is_right() -> None:
    random = np.random.default_rng(1)
    mean = random.gamma(2, 0.3, (20_000, 1)) + 0.01
    size = np.full_like(mean, 1.5)
    y = random.negative_binomial(size, size / (size + mean)).astype(np.float64)
    right = Forecast(indicators=("alert",), mean=mean, size=size)
    wrong = Forecast(indicators=("alert",), mean=2 * mean, size=size)
    assert uniform_distance(pit(right, y, random)) < 0.015
    assert uniform_distance(pit(wrong, y, random)) > 0.05


def test_distance_from_uniform_of_known_values() -> None:
    assert uniform_distance(np.array([0.5])) == 0.5
    assert uniform_distance((np.arange(100) + 0.5) / 100) == pytest.approx(0.005)
    assert np.isnan(uniform_distance(np.array([np.nan])))


def test_a_list_covers_exactly_the_area_and_ties_share_it() -> None:
    area = np.array([1.0, 1.0, 2.0, 4.0])
    assert covered(np.array([3.0, 2.0, 1.0, 0.0]), area, 0.25).tolist() == [1, 1, 0, 0]
    assert covered(np.array([0.0, 0.0, 9.0, 1.0]), area, 0.5).tolist() == [0, 0, 1, 0.5]
    assert covered(np.zeros(4), area, 0.25).tolist() == [0.25] * 4
    unknown = np.array([np.nan, 1.0, np.nan, np.nan])
    assert covered(unknown, area, 0.125).tolist() == [0, 1, 0, 0]


@given(st.integers(0, 2**32), st.floats(0.01, 1.0))
def test_no_list_beats_the_best_list(seed: int, share: float) -> None:
    random = np.random.default_rng(seed)
    events = random.poisson(0.7, 30).astype(np.float64)
    area = random.uniform(0.1, 2, 30)
    best = covered(events / area, area, share)
    other = covered(random.random(30), area, share)
    assert (area * best).sum() == pytest.approx(share * area.sum())
    assert (area * other).sum() == pytest.approx(share * area.sum())
    assert (events * other).sum() <= (events * best).sum() + 1e-9


def test_blocks_run_on_and_wrap() -> None:
    rows = scorecard.blocks(10, np.random.default_rng(3), 50)
    assert rows.shape == (50, 10)
    assert ((rows[:, 1:4] - rows[:, :3]) % 10 == 1).all()
    assert scorecard.blocks(1, np.random.default_rng(3), 5).tolist() == [[0]] * 5


def test_card_of_a_steady_world_keeps_its_promises() -> None:
    inputs = world(grids=120, periods=70, pools=1, factor=2.0)
    policy = ruled(inputs.until(51))
    cards = scorecards(inputs, policy, windows=15, area_share=0.1, seed=5)
    assert [card.indicator for card in cards] == ["penalty", "petition", "alert"]
    for card in cards:
        assert card.windows == 15
        assert card.events == inputs.counts[card.indicator][:, -15:].sum()
        assert card.model["coverage"].value >= 0.8
        assert card.model["coverage"].value == pytest.approx(card.model["promised"].value, abs=0.03)
        assert card.pit_distance < 0.05
        assert card.pit.sum() == pytest.approx(1)
        assert card.model["pai"].value == pytest.approx(card.model["hit_rate"].value / 0.1)
        assert 1 < card.model["pai"].value <= 10
        assert 0 < card.model["pei"].value <= 1
        for figures in (card.model, card.plain, card.difference):
            assert tuple(figures) == scorecard.MEASURES
            assert all(one.low <= one.value <= one.high for one in figures.values())


def test_same_seed_same_card() -> None:
    inputs = world(periods=20)
    policy = ruled(inputs)
    one, two = (scorecards(inputs, policy, windows=5, seed=9) for _ in range(2))
    assert [card.difference for card in one] == [card.difference for card in two]
    assert [card.pit_distance for card in one] == [card.pit_distance for card in two]


def test_the_windows_own_events_do_not_change_the_forecast() -> None:
    inputs = world(periods=20)
    policy = ruled(inputs)
    table = inputs.counts["alert"].copy()
    table[:, -1] = 0
    quiet = shaped(inputs, "alert", counts=table)
    one = scorecards(inputs, policy, windows=1)[2]
    other = scorecards(quiet, policy, windows=1)[2]
    assert one.model["promised"] == other.model["promised"]
    assert np.isnan(other.model["hit_rate"].value) and other.events == 0


def test_unobserved_periods_are_not_windows() -> None:
    inputs = world(periods=20)
    observed = inputs.observed["alert"].copy()
    observed[:, -2] = False
    cards = scorecards(shaped(inputs, "alert", observed=observed), ruled(inputs), windows=5)
    assert [card.windows for card in cards] == [5, 5, 4]
    observed[:] = False
    nothing = shaped(inputs, "alert", observed=observed)
    empty = scorecards(nothing, ruled(inputs), windows=5)[2]
    assert empty.windows == 0 and np.isnan(empty.model["crps"].value)
    with pytest.raises(ValueError, match="share"):
        scorecards(inputs, ruled(inputs), windows=5, area_share=0.0)


def test_some_grids_are_judged_by_forecasts_of_all() -> None:
    inputs = world(periods=20)
    policy = ruled(inputs)
    rows = np.arange(len(inputs.codes)) < 10
    part = scorecards(inputs, policy, windows=5, rows=rows)[2]
    assert part.events == inputs.counts["alert"][:10, -5:].sum()
    with_all = scorecards(inputs, policy, windows=5, rows=np.ones(len(rows), np.bool_))[2]
    assert with_all.model == scorecards(inputs, policy, windows=5)[2].model
