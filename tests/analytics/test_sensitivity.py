"""Sobol effects of the choices of a rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytics import sensitivity, worlds
from analytics.engine import calibrate
from policy import IndicatorKind, IndicatorRule, Policy


@pytest.fixture(scope="module")
def town():
    """Two indicators over sixty weeks, the second alike everywhere but for chance."""
    random = np.random.default_rng(5)
    grids, weeks = 120, 60
    people = worlds.residents_of(random, grids)
    risk = random.gamma(2, 0.5, grids)
    one = random.poisson((people * risk * 0.002)[:, None], (grids, weeks))
    two = random.poisson((people * risk[::-1] * 0.001)[:, None], (grids, weeks))
    inputs = worlds.inputs_of(one, people)
    inputs = replace(
        inputs,
        counts={"alert": one, "petition": two},
        observed={name: inputs.observed["alert"] for name in ("alert", "petition")},
    )
    rules = tuple(
        IndicatorRule(code=code, kind=IndicatorKind.EVENTS, weight=weight, half_life=13)
        for code, weight in (("alert", 2.0), ("petition", 1.0))
    )
    draft = Policy(name="t", version="1", pool_digits=0, indicators=rules)
    return inputs, calibrate(draft, inputs)


def effects(found):
    return {(one.choice, one.output): one for one in found.effects}


def test_every_choice_has_both_effects_and_the_interval_holds_them(town) -> None:
    found = sensitivity.sensitivity(*town, draws=64, seed=1)
    names = {"weight:alert", "weight:petition", "power", "half_life", "goalpost"}
    assert set(effects(found)) == {(n, o) for n in names for o in ("rank", "class")}
    assert found.grids == 120 and found.draws == 64
    assert found.means["rank"] > 0 and 0 < found.means["class"] < 1
    assert all(one.low <= one.high for one in found.effects)
    largest = max(one.total for one in found.effects)
    assert 0.3 < largest < 1.5


def test_equal_seeds_give_equal_answers(town) -> None:
    one, two = (sensitivity.sensitivity(*town, draws=32, seed=7) for _ in range(2))
    assert one == two


def test_what_nothing_depends_on_has_no_effect(town) -> None:
    inputs, policy = town
    alone = replace(policy, indicators=(policy.indicators[0],))
    found = effects(sensitivity.sensitivity(inputs, alone, draws=64, seed=1))
    # One indicator: its weight and the power cancel out.
    for output in ("rank", "class"):
        assert found["weight:alert", output].total == pytest.approx(0, abs=1e-9)
        assert found["power", output].total == pytest.approx(0, abs=1e-9)
    assert found["goalpost", "class"].total > 0.2


def test_the_nominal_choice_changes_nothing(town) -> None:
    model = sensitivity._Model(*town)
    middle = np.full(5, 0.5)
    assert model.one(middle) == (0.0, 0.0)


def test_draws_must_be_a_power_of_two(town) -> None:
    with pytest.raises(ValueError):
        sensitivity.sensitivity(*town, draws=48)
