"""How long the engine takes: one period scored over 560, 10,000 and 300,000 grids, exact breaks.

    python benchmarks/engine.py [--province] [--weeks 52]

Compiling and the table of quantiles are warmed up first; reading data is not part of it. Where
mapclassify is installed its breaks are timed and their squared deviation set beside ours.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analytics.classes import natural_breaks
from analytics.engine import Inputs, Population, calibrate, score
from policy import IndicatorKind, IndicatorRule, Policy
from vocab import PeriodRule

BOUNDS = {560: 1.0, 10_000: 5.0, 300_000: 60.0}
RATES = {"penalty": 0.0002, "petition": 0.0004, "alert": 0.0012}


def policy() -> Policy:
    events = tuple(
        IndicatorRule(code=code, kind=IndicatorKind.EVENTS, weight=25.0, acute=code == "alert")
        for code in RATES
    )
    stock = IndicatorRule(code="population", kind=IndicatorKind.STOCK, weight=25.0)
    return Policy(name="benchmark", version="1", indicators=(stock, *events))


def world(grids: int, weeks: int, seed: int = 7) -> Inputs:
    random = np.random.default_rng(seed)
    residents = np.round(random.gamma(3, 70, grids))
    floating = np.round(residents * random.uniform(0, 0.8, grids))
    people = Population(
        residents=residents,
        registered=residents - floating,
        floating=floating,
        tidal=np.zeros(grids),
    )
    rule = PeriodRule()
    first = rule.containing(20_000)
    risk = random.gamma(4, 0.25, grids)
    towns = np.arange(grids) // 560
    codes = np.array([f"33{t:07d}{i % 560:06d}" for i, t in zip(range(grids), towns, strict=True)])
    return Inputs(
        codes=codes,
        periods=np.array([rule.shift(first, i) for i in range(weeks)]),
        counts={
            code: random.poisson((residents * risk * rate)[:, None], (grids, weeks)).astype(
                np.int16
            )
            for code, rate in RATES.items()
        },
        estimated={},
        observed={code: np.ones((grids, weeks), dtype=bool) for code in RATES},
        population=(people,),
        population_of=np.zeros(weeks, dtype=np.int64),
        area_km2=np.full(grids, 0.1),
    )


def peak_gb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def ruled(inputs: Inputs) -> Policy:
    """Rates and goalposts of the data; cuts given, since all weeks' cuts are no part of a run."""
    return calibrate(replace(policy(), cuts=(30.0, 45.0, 60.0, 78.0)), inputs)


def timed_score(grids: int, weeks: int) -> None:
    inputs = world(grids, weeks)
    rule = ruled(inputs)
    before = score(rule, inputs.until(weeks - 2), None)
    start = time.perf_counter()
    scores = score(rule, inputs, before)
    seconds = time.perf_counter() - start
    print(
        f"score {grids:>7,} grids x {weeks} weeks, 3 events + 1 stock: {seconds:7.3f} s"
        f"  (bound {BOUNDS[grids]:g} s)  peak {peak_gb():.2f} GB  hash {scores.hash()[:12]}"
    )


def deviation(values: np.ndarray, cuts: np.ndarray) -> float:
    label = np.searchsorted(cuts, values)
    return float(
        sum(
            ((part := values[label == c]) - part.mean()).__pow__(2).sum()
            for c in range(len(cuts) + 1)
            if (label == c).any()
        )
    )


def timed_breaks(size: int, *, beside: bool) -> None:
    values = np.random.default_rng(3).gamma(2, 20, size)
    start = time.perf_counter()
    cuts = natural_breaks(values, 5)
    print(
        f"exact breaks of {size:>7,} values: {time.perf_counter() - start:7.3f} s"
        f"  squared deviation {deviation(values, cuts):.4f}"
    )
    for shifted in (values + 1e6, values * 1e6):
        same = np.array_equal(
            np.searchsorted(cuts, values),
            np.searchsorted(natural_breaks(shifted, 5), shifted),
        )
        print(f"  same classes after a shift or scale of 1e6: {same}")
    if beside:
        beside_mapclassify(values)


def beside_mapclassify(values: np.ndarray) -> None:
    try:
        import mapclassify
    except ImportError:
        print("  mapclassify is not installed")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mapclassify.FisherJenks(values[:50], k=5)
        start = time.perf_counter()
        other = mapclassify.FisherJenks(values, k=5)
    seconds = time.perf_counter() - start
    print(
        f"  mapclassify.FisherJenks: {seconds:7.3f} s"
        f"  squared deviation {deviation(values, np.asarray(other.bins[:-1])):.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--province", action="store_true", help="300,000 grids too")
    parser.add_argument("--weeks", type=int, default=52)
    asked = parser.parse_args()
    small = world(560, 12)
    score(ruled(small), small, None)
    natural_breaks(np.arange(50.0), 5)
    for grids in (560, 10_000, *((300_000,) if asked.province else ())):
        timed_score(grids, asked.weeks)
    timed_breaks(3_142, beside=True)
    timed_breaks(300_000, beside=False)


if __name__ == "__main__":
    main()
