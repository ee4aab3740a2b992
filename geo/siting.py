"""选址 The best place for one more station: exact over all candidates, one after another."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, vstack
from scipy.spatial import cKDTree

from geo.crs import Floats
from geo.isochrones import along, on_one_road, plane, spread_each
from geo.roads import Anchors, Bools, Ints, RoadGraph, against
from policy.reach import Line

# Rows of n minutes held at a time; 128 x 53,000 nodes are 54 MB.
_CHUNK = 128


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Site:
    """One more station: the row of its candidate, what it adds, and the places it adds."""

    candidate: int
    gain: float
    places: Ints


def _some(places: Anchors, rows: Ints) -> Anchors:
    return replace(
        places,
        road=places.road[rows],
        share=places.share[rows],
        walk_minutes=places.walk_minutes[rows],
    )


def _towards(graph: RoadGraph, places: Anchors, candidates: Anchors, minutes: float) -> Bools:
    """(places, candidates): a candidate gets to the place in time; ``graph`` is turned round."""
    at_nodes = spread_each(graph, places, limit=minutes)
    on = np.flatnonzero(candidates.is_on_road)
    road, share = candidates.road[on], candidates.share[on]
    ride, _ = along(graph, at_nodes, road, share)
    for row in np.flatnonzero(places.is_on_road):
        at, direct = on_one_road(graph, places, int(row), road, share)
        ride[row, at] = np.minimum(ride[row, at], direct)
    in_time = np.zeros((len(places.road), len(candidates.road)), dtype=np.bool_)
    in_time[:, on] = ride + candidates.walk_minutes[on] <= minutes
    return in_time


def cover(graph: RoadGraph, places: Anchors, candidates: Anchors, minutes: float) -> csr_array:
    """Which places each candidate reaches in time over the roads.

    The search runs backwards from the places, so its cost does not depend on how many
    candidates there are.

    Args:
        graph: the network.
        places: k places nobody reaches yet.
        candidates: c places a station could stand at.
        minutes: the time allowed.

    Returns:
        (c, k) csr_array of True.
    """
    back = against(graph)
    blocks = [
        csr_array(_towards(back, _some(places, rows), candidates, minutes))
        for rows in _chunks(len(places.road))
    ]
    return _stacked(blocks, len(candidates.road))


def _chunks(size: int) -> list[Ints]:
    return [np.arange(at, min(at + _CHUNK, size)) for at in range(0, size, _CHUNK)]


def _stacked(blocks: list[csr_array], candidates: int) -> csr_array:
    if not blocks:
        return csr_array((candidates, 0), dtype=np.bool_)
    return csr_array(csr_array(vstack(blocks)).T)


def cover_estimate(places: Floats, candidates: Floats, minutes: float, line: Line) -> csr_array:
    """The same by the straight line (直线估算), (c, k); places and candidates in degrees."""
    shape = (len(candidates), len(places))
    if not all(shape):
        return csr_array(shape, dtype=np.bool_)
    _, metres = plane(np.concatenate([candidates, places]))
    radius_m = minutes * line.speed_kmh * 1000 / 60 / line.detour
    near = cKDTree(metres[: shape[0]]).query_ball_point(metres[shape[0] :], radius_m)
    place = np.repeat(np.arange(shape[1]), [len(one) for one in near])
    candidate = np.concatenate([np.asarray(one, dtype=np.int64) for one in near])
    return csr_array((np.ones(len(place), dtype=np.bool_), (candidate, place)), shape=shape)


def best_sites(reached: csr_array, weights: Floats, count: int = 1) -> tuple[Site, ...]:
    """The candidates that add most, each after the ones before it; of equals the first row.

    Args:
        reached: (c, k) from :func:`cover`.
        weights: (k,) what each place counts, from 0: residents, events, or 1.
        count: how many stations; fewer are given when no candidate adds anything more.
    """
    left = np.array(weights, dtype=np.float64)
    is_open = np.ones(len(left), dtype=np.bool_)
    table = csr_array(reached, dtype=np.float64)
    sites: list[Site] = []
    for _ in range(count):
        gains = np.asarray(table @ left).ravel()
        best = int(np.argmax(gains)) if len(gains) else 0
        if not len(gains) or gains[best] <= 0:
            break
        row = table.indices[table.indptr[best] : table.indptr[best + 1]]
        places = np.sort(row[is_open[row]]).astype(np.int64)
        sites.append(Site(candidate=best, gain=float(left[places].sum()), places=places))
        left[places], is_open[places] = 0.0, False
    return tuple(sites)
