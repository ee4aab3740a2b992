"""Hot spot statistics beside the libraries that do the same, in one run, as ratios.

    python benchmarks/hotspots.py [--rounds 5]

Peers that are not installed are named and left out. Rounds alternate between ours and theirs;
the median counts. Compiling is warmed up first. Results are compared as well as times.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analytics.hotspots import (
    getis_ord,
    local_moran,
    mann_kendall,
    space_time_scan,
    spatial_scan,
)

Result = np.ndarray
SIDE = 100


def lattice(side: int) -> csr_array:
    """Queen neighbours of a square of ``side`` by ``side`` places."""
    at = np.arange(side * side)
    row, column = np.divmod(at, side)
    pairs = []
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            r, c = row + down, column + right
            inside = (r >= 0) & (r < side) & (c >= 0) & (c < side)
            if down or right:
                pairs.append((at[inside], (r * side + c)[inside]))
    left = np.concatenate([pair[0] for pair in pairs])
    other = np.concatenate([pair[1] for pair in pairs])
    return csr_array((np.ones(len(left)), (left, other)), shape=(side**2, side**2))


def interleaved(
    ours: Callable[[], Result], theirs: Callable[[], Result], rounds: int
) -> tuple[float, float, float]:
    """Median seconds of both, and the largest difference of their results."""
    gap = float(np.nanmax(np.abs(np.asarray(ours()) - np.asarray(theirs()))))
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for place, work in enumerate((ours, theirs)):
            start = time.process_time()
            work()
            spent[place].append(time.process_time() - start)
    return statistics.median(spent[0]), statistics.median(spent[1]), gap


def line(name: str, measured: tuple[float, float, float]) -> None:
    ours, theirs, gap = measured
    print(
        f"{name:<52} ours {ours * 1e3:9.2f} ms  theirs {theirs * 1e3:9.2f} ms  "
        f"ratio {theirs / ours:7.1f}x  largest difference {gap:.1e}"
    )


def has(*names: str) -> bool:
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    for name in missing:
        print(f"{name} is not installed: left out")
    return not missing


def beside_esda(rounds: int) -> None:
    import esda
    from libpysal.weights import WSP

    graph = lattice(SIDE)
    y = np.random.default_rng(5).gamma(2.0, 3.0, SIDE**2)
    weights = WSP(graph.tocsr()).to_W(silence_warnings=True)
    sums = np.asarray(graph.sum(axis=1)).ravel()
    rows = csr_array(graph / sums[:, None])

    def theirs(statistic: Callable[..., object], field: str, **how: object) -> Callable[[], Result]:
        return lambda: np.asarray(getattr(statistic(y, weights, **how), field))

    places = f"{SIDE**2:,} places"
    plain = {"permutations": 0, "n_jobs": 1}
    g = theirs(esda.G_Local, "Zs", star=True, transform="B", **plain)
    line(f"Getis-Ord Gi*, {places}", interleaved(lambda: getis_ord(y, graph), g, rounds))
    moran = theirs(esda.Moran_Local, "Is", transformation="R", **plain)
    measured = interleaved(lambda: local_moran(y, rows).I, moran, rounds)
    line(f"local Moran, {places}", measured)
    drawn = theirs(esda.Moran_Local, "Is", transformation="R", permutations=199, n_jobs=1, seed=1)
    measured = interleaved(lambda: local_moran(y, rows, n_perm=199).I, drawn, min(rounds, 3))
    line(f"local Moran with 199 conditional permutations, {places}", measured)


def beside_pymannkendall(rounds: int) -> None:
    import pymannkendall

    series = np.random.default_rng(6).normal(size=(60, 104))
    for method, test in (
        ("plain", pymannkendall.original_test),
        ("hamed_rao", pymannkendall.hamed_rao_modification_test),
    ):
        line(
            f"Mann-Kendall {method}, 60 series of 104",
            interleaved(
                lambda method=method: np.array([mann_kendall(x, method=method).z for x in series]),
                lambda test=test: np.array([test(x).z for x in series]),
                rounds,
            ),
        )


def alone() -> None:
    """What no library at hand does: seconds against the bound stated for it."""
    random = np.random.default_rng(7)
    xy = random.uniform(0, 8000, (560, 2))
    people = random.gamma(3, 70, 560)
    counts = random.poisson(0.4, (560, 8))
    expected = np.full((560, 8), 0.4)
    space_time_scan(counts[:60], expected[:60], xy[:60], n_sim=9)
    start = time.perf_counter()
    space_time_scan(counts, expected, xy, n_sim=199)
    seconds = time.perf_counter() - start
    print(f"prospective scan, 560 places x 8 weeks x 199: {seconds:.2f} s (bound 2 s)")
    start = time.perf_counter()
    spatial_scan(counts.sum(axis=1), people, xy, n_sim=999)
    print(f"spatial scan, 560 places x 999: {time.perf_counter() - start:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    if has("esda", "libpysal"):
        beside_esda(asked.rounds)
    if has("pymannkendall"):
        beside_pymannkendall(asked.rounds)
    alone()


if __name__ == "__main__":
    main()
