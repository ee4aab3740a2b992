"""A world in which nothing changes, its published seed and nine more; and steps of four times.

The bounds are the method's own (docs/method.md): here they are measured and printed.
"""

from __future__ import annotations

import numpy as np
import pytest

from analytics.posterior import evaluate
from tests.published.worlds import RATE, Played, null_case, play, tell

LATE = range(26, 52)
BIN = 1_000


@pytest.fixture(scope="module")
def worlds() -> list[Played]:
    counts, residents, risk = null_case()
    played = [play(counts, residents, risk)]
    for seed in range(100, 109):
        random = np.random.default_rng(seed)
        other = random.gamma(4, 0.25, len(residents))
        events = random.poisson((residents * other * RATE)[:, None], counts.shape)
        played.append(play(events, residents, other))
    return played


def flips(world: Played) -> float:
    levels = world.levels
    weekly = []
    for week in LATE:
        both = (levels[week] > 0) & (levels[week - 1] > 0)
        weekly.append((levels[week] != levels[week - 1])[both].mean())
    return float(np.mean(weekly))


def near(world: Played, distance: int) -> float:
    levels = world.levels[LATE.start :]
    shown = levels > 0
    return float((np.abs(levels - world.true) <= distance)[shown].mean())


def test_colours_hold_still_and_are_right(worlds: list[Played]) -> None:
    moved = [flips(world) for world in worlds]
    within = [near(world, 1) for world in worlds]
    exact = [near(world, 0) for world in worlds]
    tell(
        f"flips a week {np.mean(moved):.4f} (published seed {moved[0]:.4f}), "
        f"within one {np.mean(within):.4f} ({within[0]:.4f}), "
        f"exact {np.mean(exact):.4f} ({exact[0]:.4f})"
    )
    assert np.mean(moved) <= 0.030
    assert np.mean(within) >= 0.91


def binned(claims: np.ndarray, hits: np.ndarray) -> list[tuple[int, float, float]]:
    """(grid-weeks, mean claim, share of hits) per tenth with enough of them."""
    place = np.digitize(claims, np.arange(0.1, 1, 0.1))
    rows = []
    for number in np.unique(place):
        mine = place == number
        if mine.sum() >= BIN:
            rows.append((int(mine.sum()), float(claims[mine].mean()), float(hits[mine].mean())))
    return rows


def shown_rows(rows: list[tuple[int, float, float]]) -> str:
    return ", ".join(f"{claim:.2f} -> {hit:.2f} ({number})" for number, claim, hit in rows)


def test_the_most_probable_colour_is_as_often_right_as_it_claims(worlds: list[Played]) -> None:
    claims, hits = [], []
    for world in worlds:
        for week in LATE:
            p = world.scores[week].p
            claims.append(p.max(axis=1))
            hits.append(p.argmax(axis=1) + 1 == world.true)
    rows = binned(np.concatenate(claims), np.concatenate(hits))
    tell("claimed -> hit: " + shown_rows(rows))
    assert len(rows) >= 6
    assert max(abs(claim - hit) for _, claim, hit in rows) <= 0.05


def test_the_shown_colour_is_never_much_worse_than_it_claims(worlds: list[Played]) -> None:
    claims, hits = [], []
    for world in worlds:
        for week in LATE:
            scores = world.scores[week]
            shown = scores.level > 0
            claims.append(scores.p_shown[shown])
            hits.append((scores.level == world.true)[shown])
    rows = binned(np.concatenate(claims), np.concatenate(hits))
    tell("shown -> hit: " + shown_rows(rows))
    assert max(claim - hit for _, claim, hit in rows) <= 0.05


def test_the_spread_of_the_world_is_found(worlds: list[Played]) -> None:
    """True risks are Gamma(4): v/m^2 = .25; and the worst colour is in use."""
    ratios, red = [], []
    for world in worlds:
        found = evaluate(world.inputs, world.policy)
        # Gamma(a, b) has mean m = a/b and variance v = a/b^2, so v/m^2 = 1/(m b).
        b = found.rate[:, 0] - found.n[:, 0]
        ratios.append(float(1 / (found.memory_mean[0, 0] * b[0])))
        red.append((world.scores[-1].level == 1).mean())
    tell(f"v/m^2 {np.round(ratios, 3).tolist()}, red share {np.mean(red):.3f}")
    assert all(0.2 <= ratio <= 0.33 for ratio in ratios)
    assert min(red) > 0


@pytest.mark.parametrize("half_life", [6.6, 13.0])
def test_a_step_of_four_times_is_shown(half_life: float) -> None:
    """x4 in 20 of 560 grids, ten worlds: median weeks to orange and to red where red is true."""
    _, residents, _ = null_case()
    to_orange, to_red = [], []
    for seed in range(10):
        random = np.random.default_rng(200 + seed)
        risk = random.gamma(4, 0.25, len(residents))
        stepped = random.choice(len(residents), 20, replace=False)
        factor = np.ones((len(residents), 64))
        factor[stepped, 52:] = 4
        base = residents * risk * RATE
        world = play(
            random.poisson(base[:, None] * factor),
            residents,
            np.where(np.isin(np.arange(len(residents)), stepped), 4, 1) * risk,
            half_life=half_life,
        )
        after = world.levels[52:]
        for grid in stepped[base[stepped] >= 0.5]:
            to_orange.append(_first(after[:, grid], 2))
            if world.true[grid] == 1:
                to_red.append(_first(after[:, grid], 1))
    tell(
        f"half-life {half_life}: orange after {np.median(to_orange):.0f} weeks "
        f"({len(to_orange)} grids), red after {np.median(to_red):.0f} ({len(to_red)})"
    )
    assert np.median(to_orange) <= 3
    assert np.median(to_red) <= 6


def _first(levels: np.ndarray, worst: int) -> float:
    reached = np.flatnonzero((levels > 0) & (levels <= worst))
    return float(reached[0] + 1) if len(reached) else np.inf
