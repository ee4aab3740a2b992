"""A real network with every mess of real ones: the drivable roads of Andorra."""

import os
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

import settings
from geo.isochrones import Spread, reach, spread, spread_each
from geo.roads import Anchors, anchor, build
from geo.zones import surface, zones, zones_of_each
from policy.reach import parse

REAL = Path(os.environ.get("WUSETU_REAL_DATA", settings.ROOT.parent / "shared" / "data"))
ROADS = REAL / "roads"
RULE = parse()
# The spellings that occur in the file, written down by hand.
AHEAD, AGAINST = {"yes", "true", "1"}, {"-1"}
pytestmark = pytest.mark.skipif(
    not ROADS.is_dir(), reason="no real roads: set WUSETU_REAL_DATA or provide ../shared/data"
)


@pytest.fixture(scope="module")
def frames():
    nodes = pd.read_parquet(ROADS / "andorra_drive_nodes.parquet", columns=["id", "lon", "lat"])
    sent = pd.read_parquet(ROADS / "andorra_drive_edges.parquet")
    edges = sent.rename(
        columns={
            "u": "start", "v": "end", "highway": "road", "length": "length_m",
            "maxspeed": "speed_kmh",
        }
    )  # fmt: skip
    edges["geometry"] = shapely.from_wkb(sent["geometry"].to_numpy())
    return nodes.rename(columns={"id": "node"}), edges


@pytest.fixture(scope="module")
def graph(frames):
    return build(*frames, RULE.pace)


@pytest.fixture(scope="module")
def stations(frames):
    rows = frames[0].sample(20, random_state=20261117)
    return rows[["lon", "lat"]].to_numpy()


@pytest.fixture(scope="module")
def directed(frames):
    """The network by networkx, from the frames alone."""
    _, edges = frames
    made = nx.DiGraph()
    for row in edges.itertuples(index=False):
        limit = row.speed_kmh
        kmh = RULE.pace.class_kmh[row.road]
        if isinstance(limit, str):
            kmh = min(float(part) for part in limit.split(";"))
        minutes = row.length_m / (kmh * RULE.pace.limit_share * 1000 / 60)
        mark = row.oneway if isinstance(row.oneway, str) else ""
        ways = [(row.start, row.end)] * (mark not in AGAINST)
        ways += [(row.end, row.start)] * (mark not in AHEAD)
        for start, end in ways:
            known = made.get_edge_data(start, end, {"minutes": np.inf})["minutes"]
            made.add_edge(start, end, minutes=min(minutes, known))
    return made


def test_every_mark_and_every_limit_is_read(graph, frames):
    assert (graph.unread_directions, graph.unread_speeds) == (0, 0)
    marks = frames[1]["oneway"].fillna("")
    ways = np.isfinite(graph.forward_minutes), np.isfinite(graph.backward_minutes)
    assert (~ways[1]).sum() == marks.isin(AHEAD).sum()
    assert (~ways[0]).sum() == marks.isin(AGAINST).sum()
    assert graph.is_usable.mean() > 0.99


def _expected(directed, graph, stations: Anchors) -> np.ndarray:
    """Minutes to all nodes with one more node per station, by networkx."""
    made = directed.copy()
    made.add_nodes_from(graph.node)
    for number, (road, share, walk) in enumerate(
        zip(stations.road, stations.share, stations.walk_minutes, strict=True)
    ):
        ahead = (1 - share) * graph.forward_minutes[road] if share < 1 else 0.0
        back = share * graph.backward_minutes[road] if share > 0 else 0.0
        for node, minutes in ((graph.end[road], ahead), (graph.start[road], back)):
            if np.isfinite(minutes):
                made.add_edge(f"s{number}", graph.node[node], minutes=walk + minutes)
    sources = {f"s{number}" for number in range(len(stations.road))}
    found = nx.multi_source_dijkstra_path_length(made, sources, weight="minutes")
    return np.array([found.get(node, np.inf) for node in graph.node])


def test_minutes_to_every_node_are_those_of_networkx(directed, graph, stations):
    anchors = anchor(graph, stations)
    found: Spread = spread(graph, anchors)
    expected = _expected(directed, graph, anchors)
    assert found.minutes == pytest.approx(expected, abs=1e-9)
    each = spread_each(graph, anchors)
    assert each.min(axis=0) == pytest.approx(expected, abs=1e-9)
    rows = np.flatnonzero(found.station >= 0)
    assert each[found.station[rows], rows] == pytest.approx(expected[rows], abs=1e-9)


def test_zones_are_valid_and_grow_with_the_minutes(graph, stations):
    anchors = anchor(graph, stations)
    ways = spread(graph, anchors)
    bounds = (graph.lon.min(), graph.lat.min(), graph.lon.max(), graph.lat.max())
    on = surface(graph, bounds, RULE.cell_m, RULE.max_cells)
    together = zones(graph, ways, RULE.minutes, on)
    alone = zones_of_each(graph, anchors, [8.0], on)
    assert all(shapely.is_valid(together.shapes))
    areas = shapely.area(together.shapes)
    assert (np.diff(areas) > 0).all() and areas[0] > 0
    for inner, outer in zip(together.shapes[:-1], together.shapes[1:], strict=True):
        assert outer.covers(inner)
    for one in alone:
        assert shapely.is_valid(one.shapes[0])
        outside = shapely.area(shapely.difference(one.shapes[0], together.shapes[1]))
        assert outside < 0.001 * areas[1]


def test_the_outline_agrees_with_the_minutes_of_places(graph, stations):
    rng = np.random.default_rng(8)
    bounds = (graph.lon.min(), graph.lat.min(), graph.lon.max(), graph.lat.max())
    spots = np.column_stack([rng.uniform(*bounds[::2], 20_000), rng.uniform(*bounds[1::2], 20_000)])
    minutes = reach(graph, stations, spots).minutes
    on = surface(graph, bounds, RULE.cell_m, RULE.max_cells)
    made = zones(graph, spread(graph, anchor(graph, stations)), [8.0], on)
    inside = shapely.contains_xy(made.shapes[0], spots[:, 0], spots[:, 1])
    assert (inside == (minutes <= 8)).mean() > 0.99
