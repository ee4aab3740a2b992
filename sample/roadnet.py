"""Roads (路网): an invented net over the micro-grids and a rim beyond them, with few bridges."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import Delaunay

from sample.boundaries import CRS
from sample.mesh import Floats, Ints

METRES = np.array([96_300.0, 110_850.0])
RIM_M = 3000.0
LONGEST_ROAD_M = 1500.0
BRIDGE_EVERY = 7
SPEED_KMH = {"main": 50, "side": 30, "bridge": 40}
ONE_WAY_SHARE = 0.04


def _gabriel(xy: Floats) -> Ints:
    """Pairs of points with no third point in the circle over them: a road-like planar net."""
    mesh = Delaunay(xy)
    sides = mesh.simplices[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2)
    opposite = mesh.simplices[:, [2, 0, 1]].reshape(-1)
    near, far, third = xy[sides[:, 0]], xy[sides[:, 1]], xy[opposite]
    is_blunt = ((near - third) * (far - third)).sum(1) < 0
    pair = np.sort(sides, axis=1)
    unique, inverse = np.unique(pair, axis=0, return_inverse=True)
    blocked = np.zeros(len(unique), dtype=bool)
    np.logical_or.at(blocked, inverse, is_blunt)
    return unique[~blocked]


def _nodes(
    units: gpd.GeoDataFrame, rng: np.random.Generator
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """A node in every grid and some beyond the border, so that travel near it is right."""
    inside = shapely.get_coordinates(shapely.centroid(units.geometry.to_numpy()))
    low, high = inside.min(0) - RIM_M / METRES, inside.max(0) + RIM_M / METRES
    beyond = rng.uniform(low, high, (40_000, 2))
    tree = shapely.STRtree(shapely.points(inside))
    nearest, distance = tree.query_nearest(
        shapely.points(beyond), return_distance=True, all_matches=False
    )
    band = nearest[0][(distance * METRES[0] > 300) & (distance * METRES[0] < RIM_M)]
    # About one node per 0.12 km2 of the band.
    area_km2 = np.prod((high - low) * METRES / 1000) * len(band) / len(beyond)
    beyond = beyond[band[: int(area_km2 / 0.12)]]
    nodes = np.round(np.concatenate([inside, beyond]), 7)
    return nodes, np.arange(len(nodes)) < len(inside)


def roads(
    units: gpd.GeoDataFrame, rng: np.random.Generator
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Nodes (node) and edges (start, end, road, length_m, speed_kmh, oneway) of the net.

    Over the river only every seventh crossing is a bridge; the others are left out.
    """
    nodes, is_inside = _nodes(units, rng)
    pairs = _gabriel(nodes * METRES)
    length = np.hypot(*((nodes[pairs[:, 0]] - nodes[pairs[:, 1]]) * METRES).T)
    bank = np.concatenate([units["kind"].to_numpy() == "bank", ~is_inside[len(units) :]])
    middle = shapely.points((nodes[pairs[:, 0]] + nodes[pairs[:, 1]]) / 2)
    tree = shapely.STRtree(units.geometry.to_numpy())
    dry = np.zeros(len(pairs), dtype=bool)
    dry[np.unique(tree.query(middle, predicate="intersects")[0])] = True
    wet = bank[pairs].all(1) & is_inside[pairs].all(1) & ~dry
    is_bridge = wet & (np.cumsum(wet) % BRIDGE_EVERY == 1)
    keep = (length < LONGEST_ROAD_M) & (~wet | is_bridge)
    road = np.where(is_bridge, "bridge", np.where(rng.random(len(pairs)) < 0.3, "main", "side"))
    marks = np.array(["yes", "-1"], dtype=object)[rng.integers(0, 2, len(pairs))]
    is_one_way = (road == "side") & (rng.random(len(pairs)) < ONE_WAY_SHARE)
    oneway = np.where(is_one_way, marks, "")
    lines = shapely.linestrings(nodes[pairs[keep]])
    edges = {
        "start": pairs[keep, 0],
        "end": pairs[keep, 1],
        "road": road[keep],
        "length_m": np.round(length[keep], 1),
        "speed_kmh": [SPEED_KMH[kind] for kind in road[keep]],
        "oneway": oneway[keep],
    }
    return (
        gpd.GeoDataFrame({"node": np.arange(len(nodes))}, geometry=shapely.points(nodes), crs=CRS),
        gpd.GeoDataFrame(edges, geometry=lines, crs=CRS),
    )
