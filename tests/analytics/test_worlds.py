"""Simulated worlds: small ones here, all ten where slow tests run."""

from __future__ import annotations

import numpy as np
import pytest

from analytics import worlds
from analytics.worlds import Delays, Measured
from tests.analytics.worlds import ruled, world
from tests.published.worlds import tell


def shown(figures: tuple[Measured, ...]) -> str:
    return "\n".join(
        f"{one.world:6} {one.name:12} {one.figure:.4f}  {one.low} .. {one.high}  "
        f"{'holds' if one.holds else 'BROKEN'}"
        for one in figures
    )


def test_a_null_world_holds_still() -> None:
    figures = worlds.measured_null([worlds.null_world(100), worlds.null_world(101)])
    tell(shown(figures))
    kept = {one.name: one for one in figures}
    # Two worlds are few for the gaps between claim and hit.
    for name in ("flips", "within_one", "shown_gap", "alarms", "spread"):
        assert kept[name].holds, name
    assert kept["least_red"].holds and 0 < kept["exact"].figure < 1


def test_a_step_is_found() -> None:
    delays = worlds.step_world(200)
    assert len(delays.alarm) == len(delays.orange) >= len(delays.red) > 0
    figures = worlds.measured_steps(delays + worlds.step_world(201))
    tell(shown(figures))
    assert all(one.holds for one in figures)


def test_the_towns_own_rates_make_a_world() -> None:
    inputs = world(grids=60, periods=60, pools=2, factor=2.0)
    policy = ruled(inputs.until(51))
    played = [worlds.own_world(inputs, policy, seed) for seed in (1, 2)]
    assert played[0].levels.shape == (32, 60)
    assert set(np.unique(played[0].true)) <= set(range(1, 6))
    figures = {one.name: one for one in worlds.measured_own(played)}
    assert figures["within_one"].holds and figures["flips"].figure < 0.1
    assert figures["alarms"].holds


def test_what_could_not_be_measured_holds_no_bound() -> None:
    unknown = Measured(world="null", name="flips", figure=float("nan"), high=0.03)
    assert not unknown.holds
    assert not worlds.measured_steps(Delays())[0].holds
    assert Measured(world="null", name="exact", figure=0.5).holds
    assert not Measured(world="null", name="exact", figure=0.5, low=0.6).holds


@pytest.mark.slow
def test_all_ten_worlds_of_each_kind_keep_their_bounds() -> None:
    figures = worlds.measured_null([worlds.null_world(seed) for seed in range(100, 110)])
    delays = sum((worlds.step_world(seed) for seed in range(200, 210)), Delays())
    figures = (*figures, *worlds.measured_steps(delays))
    tell(shown(figures))
    assert [one.name for one in figures if not one.holds] == []
