"""Points to grids beside named peers: time per point, wrong answers, index, two threads, counts.

    python benchmarks/locate.py [--quick] [--grids 560,10000,300000]

560, 10,000 and 300,000 polygons of 48 shared wiggly vertices; points with 1 % exact vertices and
1 % edge midpoints. CPU time of this process over all its threads, one thread asked for, median of
interleaved rounds. The peers get ready-made point geometries and a part of the points, and the
smallest of several matches is taken outside their time; our time starts from plain arrays. Peers
that are not installed, or cannot load, are named and left out. Compiling is not part of it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median

import geopandas as gpd
import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from geo.locate import GridIndex
from geo.polygon_tree import PolygonTree

BENDS = 12
CELL, ORIGIN = 0.005, (119.5, 29.5)
# Asked for: times faster than geopandas.sjoin, seconds of building, megabytes.
BOUNDS = {560: (35, 0.3, 50), 10_000: (40, 3.0, 300), 300_000: (35, 40.0, 1_500)}
HARD = 4_000
WEEKS = 52

Find = Callable[[], np.ndarray]


@dataclass(frozen=True)
class Plan:
    rounds: int
    points: int
    peer_points: dict[int, int]


QUICK = Plan(3, 1_000_000, {560: 200_000, 10_000: 200_000, 300_000: 100_000})
FULL = Plan(5, 10_000_000, {560: 1_000_000, 10_000: 1_000_000, 300_000: 500_000})


def coverage(grids: int, seed: int = 1) -> np.ndarray:
    """Polygons on a bent lattice; every vertex of an edge is a vertex of both its polygons."""
    columns = int(np.ceil(np.sqrt(grids)))
    rows = -(-grids // columns)
    random = np.random.default_rng(seed)
    node = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0)), -1)
    node = node + random.uniform(-0.15, 0.15, node.shape)
    part = np.arange(BENDS) / BENDS

    def bent(start: np.ndarray, end: np.ndarray) -> np.ndarray:
        along = end - start
        across = np.stack([-along[..., 1], along[..., 0]], -1)
        off = random.uniform(-0.25, 0.25, (*start.shape[:2], BENDS)) * part * (1 - part)
        forth = part + random.uniform(-0.3, 0.3, off.shape) / BENDS * (part > 0)
        return (
            start[:, :, None]
            + along[:, :, None] * forth[..., None]
            + across[:, :, None] * off[..., None]
        )

    def back(edge: np.ndarray, end: np.ndarray) -> np.ndarray:
        return np.concatenate([end[:, :, None], edge[:, :, :0:-1]], 2)

    level, upright = bent(node[:, :-1], node[:, 1:]), bent(node[:-1], node[1:])
    below, right = level[:-1], upright[:, 1:]
    above, left = back(level[1:], node[1:, 1:]), back(upright[:, :-1], node[1:, :-1])
    rings = np.concatenate([below, right, above, left], 2).reshape(rows * columns, -1, 2)
    shapes = shapely.polygons(rings[:grids] * CELL + np.array(ORIGIN))
    assert shapely.is_valid(shapes).all()
    return shapes


def points(shapes: np.ndarray, size: int, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """1 % exact vertices, 1 % edge midpoints, the rest anywhere in the box; in no order."""
    random = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(shapes)
    made = random.uniform((west, south), (east, north), (size, 2))
    exact = size // 100
    made[:exact] = _some(shapes, random, exact)[0]
    start, end = _some(shapes, random, exact)
    made[exact : 2 * exact] = (start + end) / 2
    random.shuffle(made)
    return made[:, 0].copy(), made[:, 1].copy()


def _some(
    shapes: np.ndarray, random: np.random.Generator, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Ends of edges drawn at random."""
    corners = shapely.get_coordinates(shapes).reshape(len(shapes), 4 * BENDS + 1, 2)
    own, at = random.integers(0, len(shapes), size), random.integers(0, 4 * BENDS, size)
    return corners[own, at], corners[own, at + 1]


def hard_points(shapes: np.ndarray, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Vertices, midpoints, places along edges, and the doubles next to them."""
    random = np.random.default_rng(seed)
    start, end = _some(shapes, random, HARD)
    part = random.choice([0.0, 0.5, random.uniform()], (HARD, 1))
    made = start + part * (end - start)
    steps = random.integers(-1, 2, made.shape)
    made = np.where(steps == 0, made, np.nextafter(made, made + steps))
    return made[:, 0].copy(), made[:, 1].copy()


def rationally(shapes: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The first polygon whose closed area holds each point, without any rounding."""
    found = np.full(len(x), -1)
    point, near = shapely.STRtree(shapes).query(shapely.points(x, y))
    for p, shape in sorted(zip(point.tolist(), near.tolist(), strict=True)):
        if found[p] < 0 and _holds(shapes[shape], float(x[p]), float(y[p])):
            found[p] = shape
    return found


def _holds(shape: shapely.Polygon, x: float, y: float) -> bool:
    inside = False
    for (ax, ay), (bx, by) in pairwise(shapely.get_coordinates(shape).tolist()):
        if max(ay, by) < y or min(ay, by) > y or max(ax, bx) < x:
            continue
        turn = (Fraction(ax) - Fraction(x)) * (Fraction(by) - Fraction(y))
        turn -= (Fraction(ay) - Fraction(y)) * (Fraction(bx) - Fraction(x))
        if turn == 0 and min(ax, bx) <= x <= max(ax, bx):
            return True
        inside ^= (ay > y) != (by > y) and (turn > 0) == (by > ay)
    return inside


# -- peers: each takes polygons and points and gives a call that returns pairs (point, polygon) --


def by_sjoin(shapes: np.ndarray, x: np.ndarray, y: np.ndarray) -> Find:
    units = gpd.GeoDataFrame({"grid": np.arange(len(shapes))}, geometry=shapes)
    units.sindex.query(shapely.Point(0, 0))
    events = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))

    def find() -> np.ndarray:
        joined = gpd.sjoin(events, units, predicate="intersects")
        return np.column_stack([joined.index.to_numpy(), joined["grid"].to_numpy()])

    return find


def by_strtree(shapes: np.ndarray, x: np.ndarray, y: np.ndarray) -> Find:
    shapely.prepare(shapes)
    made = shapely.points(x, y)

    def find() -> np.ndarray:
        grid, point = shapely.STRtree(made).query(shapes, predicate="covers")
        return np.column_stack([point, grid])

    return find


def by_duckdb(shapes: np.ndarray, x: np.ndarray, y: np.ndarray) -> Find:
    import duckdb
    import pandas as pd

    base = duckdb.connect()
    base.execute("SET threads = 1")
    base.execute("LOAD spatial")
    units = pd.DataFrame({"grid": np.arange(len(shapes)), "wkb": shapely.to_wkb(shapes)})
    events = pd.DataFrame({"point": np.arange(len(x)), "x": x, "y": y})
    base.register("raw_units", units)
    base.register("raw_events", events)
    base.execute("CREATE TABLE u AS SELECT grid, ST_GeomFromWKB(wkb) AS g FROM raw_units")
    base.execute("CREATE TABLE e AS SELECT point, ST_Point(x, y) AS p FROM raw_events")
    query = "SELECT point, grid FROM e JOIN u ON ST_Intersects(p, g)"
    return lambda: np.column_stack(list(base.execute(query).fetchnumpy().values()))


def by_polars_st(shapes: np.ndarray, x: np.ndarray, y: np.ndarray) -> Find:
    import polars as pl
    import polars_st as st

    units = pl.DataFrame({"grid": np.arange(len(shapes)), "geometry": shapely.to_wkb(shapes)})
    made = shapely.to_wkb(shapely.points(x, y))
    events = pl.DataFrame({"point": np.arange(len(x)), "geometry": made})
    units, events = (
        frame.with_columns(st.from_wkb("geometry").alias("geometry")) for frame in (units, events)
    )

    def find() -> np.ndarray:
        joined = events.st.sjoin(units, on="geometry", predicate="intersects")
        return joined.select("point", "grid").to_numpy()

    return find


def by_sedonadb(shapes: np.ndarray, x: np.ndarray, y: np.ndarray) -> Find:
    import sedonadb

    base = sedonadb.connect()
    base.sql("SET datafusion.execution.target_partitions = 1").execute()
    units = gpd.GeoDataFrame({"grid": np.arange(len(shapes))}, geometry=shapes, crs=4490)
    made = gpd.points_from_xy(x, y, crs=4490)
    events = gpd.GeoDataFrame({"point": np.arange(len(x))}, geometry=made)
    base.create_data_frame(units).to_memtable().to_view("u")
    base.create_data_frame(events).to_memtable().to_view("e")
    query = "SELECT e.point, u.grid FROM e JOIN u ON ST_Intersects(e.geometry, u.geometry)"
    return lambda: base.sql(query).to_pandas().to_numpy()


PEERS = {
    "geopandas.sjoin": by_sjoin,
    "shapely STRtree": by_strtree,
    "duckdb spatial": by_duckdb,
    "polars-st": by_polars_st,
    "sedonadb": by_sedonadb,
}


def smallest(pairs: np.ndarray, size: int) -> np.ndarray:
    best = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(best, pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64))
    return np.where(best == np.iinfo(np.int64).max, -1, best)


def ready(shapes: np.ndarray, x: np.ndarray, y: np.ndarray) -> dict[str, Find]:
    """The peers that are installed here; why the others are not taken is printed."""
    calls = {}
    for name, prepare in PEERS.items():
        try:
            calls[name] = prepare(shapes, x, y)
        except ImportError:
            print(f"  {name} is not installed")
        except Exception as error:  # noqa: BLE001 - a peer's own failures have no common base
            print(f"  {name} cannot be used here: {str(error).splitlines()[0][:100]}")
    return calls


def cpu(call: Callable[[], object]) -> tuple[float, object]:
    start = time.process_time()
    answer = call()
    return time.process_time() - start, answer


def interleaved(calls: dict[str, Find], rounds: int) -> tuple[dict[str, float], dict[str, object]]:
    """Median CPU seconds of each call, and its last answer."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    answers: dict[str, object] = {}
    for _ in range(rounds):
        for name, call in calls.items():
            one, answers[name] = cpu(call)
            seconds[name].append(one)
    return {name: median(all_) for name, all_ in seconds.items()}, answers


def located(engine: PolygonTree, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    found = np.empty(len(x), dtype=np.int32)
    engine.locate(x, y, found)
    return found


def built(shapes: np.ndarray) -> GridIndex:
    grids = len(shapes)
    codes = [f"{i:09d}" for i in range(grids)]
    seconds, index = cpu(lambda: GridIndex.build(codes, shapes))
    assert isinstance(index, GridIndex)
    megabytes = sum(array.nbytes for array in index.engine.arrays()) / 1e6
    _, most_seconds, most_megabytes = BOUNDS.get(grids, (0, 0.0, 0))
    print(
        f"  index: {seconds:.2f} s of CPU (bound {most_seconds:g}), "
        f"{megabytes:.0f} MB (bound {most_megabytes})"
    )
    return index


def compared(shapes: np.ndarray, index: GridIndex, plan: Plan) -> None:
    grids = len(shapes)
    x, y = points(shapes, plan.points)
    part = min(plan.peer_points.get(grids, 200_000), plan.points)
    some_x, some_y = x[:part], y[:part]
    calls = ready(shapes, some_x, some_y)
    sizes = dict.fromkeys(calls, part)
    for size in sorted({min(1_000_000, plan.points), plan.points}):
        name = f"ours, {size // 1_000_000} million"
        calls[name] = lambda size=size: index.locate(x[:size], y[:size], threads=1)
        sizes[name] = size
    seconds, answers = interleaved(calls, plan.rounds)
    truth = located(PolygonTree.build(shapes.copy()), some_x, some_y)
    base = seconds["geopandas.sjoin"] / part
    print(f"  {'engine':18}{'points':>11}{'CPU ns/point':>14}{'x sjoin':>9}{'wrong':>7}")
    for name, size in sizes.items():
        each = seconds[name] / size
        own = np.asarray(answers[name])
        own = own[:part] if name.startswith("ours") else smallest(own, part)
        print(
            f"  {name:18}{size:>11,}{each * 1e9:>14,.1f}{base / each:>9.1f}"
            f"{int((own != truth).sum()):>7}"
        )
    print(f"  (peers on {part:,} of the points, time per point; wrong against GEOS on these;")
    print(f"   asked for: {BOUNDS.get(grids, (0,))[0]} times geopandas.sjoin)")
    threads_and_counts(index, x, y, plan.rounds)


def threads_and_counts(index: GridIndex, x: np.ndarray, y: np.ndarray, rounds: int) -> None:
    wall: dict[int, float] = {}
    for threads in (1, 2):
        best = float("inf")
        for _ in range(rounds):
            start = time.perf_counter()
            index.locate(x, y, threads=threads)
            best = min(best, time.perf_counter() - start)
        wall[threads] = best
    print(f"  two threads: {wall[1] / wall[2]:.2f} times one (best wall time of {rounds})")
    week = np.random.default_rng(5).integers(0, WEEKS, len(x))
    fused, table = cpu(lambda: index.count(x, y, week, WEEKS, threads=1))
    apart, other = cpu(lambda: _counted(index, x, y, week))
    same = np.array_equal(np.asarray(table), np.asarray(other))
    print(
        f"  count by {WEEKS} weeks: {fused / len(x) * 1e9:.1f} ns/point in one pass, "
        f"{apart / len(x) * 1e9:.1f} by locate and bincount, equal: {same}"
    )


def _counted(index: GridIndex, x: np.ndarray, y: np.ndarray, week: np.ndarray) -> np.ndarray:
    found = index.locate(x, y, threads=1)
    ok = found >= 0
    cell = week[ok] * len(index) + found[ok]
    return np.bincount(cell, minlength=WEEKS * len(index)).reshape(WEEKS, len(index))


def judged(shapes: np.ndarray, index: GridIndex) -> None:
    x, y = hard_points(shapes)
    ours = index.locate(x, y)
    exact = rationally(shapes, x, y)
    geos = located(PolygonTree.build(shapes.copy()), x, y)
    print(
        f"  {HARD:,} hard points: {int((ours != exact).sum())} wrong against rational "
        f"arithmetic, {int((ours != geos).sum())} against GEOS"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under three minutes")
    parser.add_argument("--grids", default="560,10000,300000")
    asked = parser.parse_args()
    plan = QUICK if asked.quick else FULL
    small = coverage(560)
    warm = GridIndex.build([f"{i:03d}" for i in range(560)], small)
    warm.locate(*points(small, 1_000))
    warm.count(*points(small, 1_000), np.zeros(1_000), 1)
    for grids in (int(text) for text in asked.grids.split(",")):
        shapes = coverage(grids)
        print(f"{grids:,} polygons of {4 * BENDS} vertices, {plan.rounds} interleaved rounds")
        index = built(shapes)
        compared(shapes, index, plan)
        judged(shapes, index)


if __name__ == "__main__":
    main()
