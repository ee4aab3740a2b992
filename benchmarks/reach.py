"""响应圈 Twenty stations over a real road network, beside networkx, in one run.

    python benchmarks/reach.py [--rounds 5]

Andorra's drivable roads where they are at hand ($WUSETU_REAL_DATA or ../shared/data), else the
demo's invented ones. Rounds alternate between ours and networkx's multi-source search; the median
of CPU seconds counts. Printed besides: how far outlines drawn from rasters of several
spacings agree with the minutes of 20,000 random places, which are the truth of the product.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from geo.isochrones import reach, spread
from geo.roads import Anchors, RoadGraph, anchor, build
from geo.zones import surface, zones, zones_of_each
from policy.reach import parse

ROOT = Path(__file__).resolve().parent.parent
RULE = parse()
REAL = Path(os.environ.get("WUSETU_REAL_DATA", ROOT.parent / "shared" / "data")) / "roads"
STATIONS, TARGET, PLACES = 20, 8.0, 20_000
CELLS_M = (200.0, 100.0, 50.0, 25.0)
NAMES = {"u": "start", "v": "end", "highway": "road", "length": "length_m", "maxspeed": "speed_kmh"}


def real() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nodes and edges of Andorra."""
    nodes = pd.read_parquet(REAL / "andorra_drive_nodes.parquet", columns=["id", "lon", "lat"])
    edges = pd.read_parquet(REAL / "andorra_drive_edges.parquet").rename(columns=NAMES)
    edges["geometry"] = shapely.from_wkb(edges["geometry"].to_numpy())
    return nodes.rename(columns={"id": "node"}), edges


def invented() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nodes and edges of the demo world."""
    from sample.roadnet import roads
    from sample.world import build as world

    made = world()
    nodes, edges = roads(made.sets[-1].micro_grids, np.random.default_rng([made.seed, 8]))
    places = nodes.geometry
    frame = pd.DataFrame({"node": nodes["node"], "lon": places.x, "lat": places.y})
    return frame, pd.DataFrame(edges).assign(oneway=edges.get("oneway", ""))


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds and the result; both sides work in one thread."""
    began = time.process_time()
    made = work()
    return time.process_time() - began, made


def peer(graph: RoadGraph, stations: Anchors) -> tuple[nx.DiGraph, set[str]]:
    """The same network and stations for networkx."""
    table = graph.minutes.tocoo()
    made = nx.DiGraph()
    made.add_nodes_from(range(len(graph.node)))
    made.add_weighted_edges_from(
        zip(table.row.tolist(), table.col.tolist(), table.data.tolist(), strict=True)
    )
    for number, (road, share, walk) in enumerate(
        zip(stations.road, stations.share, stations.walk_minutes, strict=True)
    ):
        ahead = (1 - share) * graph.forward_minutes[road] if share < 1 else 0.0
        back = share * graph.backward_minutes[road] if share > 0 else 0.0
        for node, minutes in ((graph.end[road], ahead), (graph.start[road], back)):
            if np.isfinite(minutes):
                made.add_edge(f"s{number}", int(node), weight=float(walk + minutes))
    return made, {f"s{number}" for number in range(len(stations.road))}


def compare(graph: RoadGraph, stations: Anchors, rounds: int) -> None:
    """Minutes to all nodes from the nearest station, ours and theirs."""
    made, sources = peer(graph, stations)
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        took, ours = seconds(lambda: spread(graph, stations).minutes)
        spent[0].append(took)
        took, found = seconds(lambda: nx.multi_source_dijkstra_path_length(made, sources))
        spent[1].append(took)
    theirs = np.array([found.get(node, np.inf) for node in range(len(graph.node))])
    both = np.isfinite(ours)
    gap = np.abs(ours[both] - theirs[both]).max()
    own, other = (statistics.median(one) for one in spent)
    print(f"nearest station of {len(graph.node):,} nodes      ours {own * 1000:8.1f} ms")
    print(f"                                        networkx {other * 1000:8.1f} ms")
    print(f"                                           ratio {other / own:8.1f} x")
    same = "yes" if (both == np.isfinite(theirs)).all() and gap < 1e-9 else "NO"
    print(f"equal: {same} (largest difference {gap:.1e} minutes)")


def outlines(graph: RoadGraph, places: np.ndarray, stations: Anchors) -> None:
    """Seconds for the polygons, and their agreement with the minutes of places."""
    bounds = (graph.lon.min(), graph.lat.min(), graph.lon.max(), graph.lat.max())
    rng = np.random.default_rng(8)
    spots = np.column_stack([rng.uniform(*bounds[::2], PLACES), rng.uniform(*bounds[1::2], PLACES)])
    inside = reach(graph, places, spots).within(TARGET)
    heads = ("surface s", "4/8/12 s", "20 x 8 s", "agreement")
    print(f"\n{'raster':>10} " + " ".join(f"{head:>10}" for head in heads))
    for cell_m in CELLS_M:
        first, on = seconds(lambda c=cell_m: surface(graph, bounds, c, RULE.max_cells))
        ways = spread(graph, stations)
        second, drawn = seconds(lambda o=on, w=ways: zones(graph, w, RULE.minutes, o))
        third, _ = seconds(lambda o=on: zones_of_each(graph, stations, [TARGET], o))
        told = shapely.contains_xy(drawn.shapes[1], spots[:, 0], spots[:, 1])
        agreement = (told == inside).mean()
        print(f"{on.cell_m:8.0f} m {first:10.2f} {second:10.2f} {third:10.2f} {agreement:10.2%}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    nodes, edges = real() if REAL.is_dir() else invented()
    print("Andorra" if REAL.is_dir() else "demo network")
    took, graph = seconds(lambda: build(nodes, edges, RULE.pace))
    print(f"graph of {len(nodes):,} nodes and {len(edges):,} roads       {took * 1000:8.1f} ms")
    places = nodes.sample(STATIONS, random_state=20261117)[["lon", "lat"]].to_numpy()
    took, stations = seconds(lambda: anchor(graph, places))
    print(f"{STATIONS} stations to the nearest road             {took * 1000:8.1f} ms")
    compare(graph, stations, rounds)
    outlines(graph, places, stations)


if __name__ == "__main__":
    main()
