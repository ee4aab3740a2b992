"""Small seeded worlds for the engine's tests. Nothing in them is real."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from analytics.engine import Inputs, Population, Scores, calibrate, score
from policy import IndicatorKind, IndicatorRule, Policy
from vocab import PeriodKind, PeriodRule

RATES = {"penalty": 0.0006, "petition": 0.0009, "alert": 0.0025}
CUTS = (30.0, 45.0, 60.0, 78.0)


def rule_of(code: str = "alert", **changes: Any) -> IndicatorRule:
    values: dict[str, Any] = {"code": code, "kind": IndicatorKind.EVENTS, "weight": 25.0}
    return IndicatorRule(**(values | changes))


def policy_of(**changes: Any) -> Policy:
    indicators = (
        IndicatorRule(code="population", kind=IndicatorKind.STOCK, weight=25.0),
        rule_of("penalty", half_life=26.0),
        rule_of("petition", half_life=26.0),
        rule_of("alert", half_life=13.0, acute=True),
    )
    values: dict[str, Any] = {
        "name": "试验",
        "version": "1",
        "indicators": indicators,
        "pool_digits": 3,
        "draws": 128,
    }
    return Policy(**(values | changes))


def people_of(residents: np.ndarray, random: np.random.Generator) -> Population:
    floating = np.round(residents * random.uniform(0.1, 0.8, len(residents)))
    return Population(
        residents=residents,
        registered=residents - floating,
        floating=floating,
        tidal=np.round(residents * 0.1),
    )


def periods_of(rule: PeriodRule, count: int, first_day: int = 20_000) -> np.ndarray:
    periods = [rule.containing(first_day)]
    while len(periods) < count:
        periods.append(rule.following(periods[-1]))
    return np.array(periods)


def world(
    grids: int = 40,
    periods: int = 30,
    *,
    seed: int = 1,
    versions: int = 1,
    pools: int = 2,
    kind: PeriodKind = PeriodKind.WEEK,
    factor: float = 1.0,
) -> Inputs:
    """Gamma-distributed risks, Poisson counts, everything observed; pools of equal size."""
    random = np.random.default_rng(seed)
    residents = np.round(random.gamma(4, 80, grids)) + 20
    risk = {code: random.gamma(2, 0.5, grids) for code in RATES}
    per_pool = -(-grids // pools)
    people = [people_of(np.round(residents * (1 + 0.2 * v)), random) for v in range(versions)]
    return Inputs(
        codes=np.array([f"t{i // per_pool:02d}{i % per_pool:04d}" for i in range(grids)]),
        periods=periods_of(PeriodRule(kind=kind), periods),
        counts={
            code: random.poisson(
                (residents * risk[code] * rate * factor)[:, None], (grids, periods)
            ).astype(np.int16)
            for code, rate in RATES.items()
        },
        estimated={},
        observed={code: np.ones((grids, periods), dtype=np.bool_) for code in RATES},
        population=tuple(people),
        population_of=(np.arange(periods) * versions // periods).astype(np.int64),
        area_km2=random.uniform(0.05, 0.5, grids),
    )


def shaped(inputs: Inputs, code: str, **tables: np.ndarray) -> Inputs:
    """The same with counts, observed or estimated of one indicator replaced."""
    changes = {name: getattr(inputs, name) | {code: table} for name, table in tables.items()}
    return replace(inputs, **changes)


def rows_of(inputs: Inputs, rows: np.ndarray) -> Inputs:
    """Some grids only."""
    return replace(
        inputs,
        codes=inputs.codes[rows],
        counts={k: v[rows] for k, v in inputs.counts.items()},
        estimated={k: v[rows] for k, v in inputs.estimated.items()},
        observed={k: v[rows] for k, v in inputs.observed.items()},
        population=tuple(
            Population(
                residents=p.residents[rows],
                registered=p.registered[rows],
                floating=p.floating[rows],
                tidal=p.tidal[rows],
            )
            for p in inputs.population
        ),
        area_km2=inputs.area_km2[rows],
    )


def ruled(inputs: Inputs, **changes: Any) -> Policy:
    """A calibrated policy with fixed cuts."""
    return calibrate(policy_of(**({"cuts": CUTS} | changes)), inputs)


def run(policy: Policy, inputs: Inputs, first: int = 0) -> list[Scores]:
    """The scores of every period from ``first`` on, each after the one before."""
    done: list[Scores] = []
    for position in range(first, len(inputs.periods)):
        done.append(score(policy, inputs.until(position), done[-1] if done else None))
    return done
