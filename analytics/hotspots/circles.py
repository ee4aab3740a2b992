"""Circles (圆形窗口): the growing circles of places that a scan looks through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Metric = Literal["euclidean", "haversine"]

EARTH_RADIUS_M = 6_371_008.8
# Places at one distance enter a circle together; distances this close (as a share of the whole
# extent) are one, so that rounding of coordinates decides nothing.
_SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Circles:
    """``order`` (n, K) places by distance from each centre, itself first.

    ``closes`` (n, K): a circle may end at this place, because the next is farther away and no
    limit is broken. The circle of centre i that ends at k holds ``order[i, : k + 1]``.
    """

    order: npt.NDArray[np.int32]
    closes: Bools

    @property
    def count(self) -> int:
        """Number of different sets of places."""
        keys = np.random.default_rng(0).integers(1, 2**63, len(self.order), dtype=np.uint64)
        sets = np.cumsum(keys[self.order], axis=1, dtype=np.uint64)
        return len(np.unique(sets[self.closes]))


def _on_sphere(degrees: Floats) -> Floats:
    """Longitude and latitude as points of the unit sphere."""
    lon, lat = np.radians(degrees).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def circles(
    xy: npt.ArrayLike,
    *,
    max_members: int | None = None,
    max_radius_m: float | None = None,
    population: Floats | None = None,
    max_share: float = 1.0,
    metric: Metric = "euclidean",
) -> Circles:
    """All circles around each place that keep within the limits.

    Args:
        xy: (n, 2) projected metres; for haversine longitude and latitude in degrees.
        max_members: most places in a circle, the centre counted; None for all.
        max_radius_m: largest radius (in the unit of ``xy`` for euclidean); None for any.
        population: (n,) with ``max_share``: the largest part of all of it in a circle.
        max_share: 0 to 1.
        metric: ``haversine`` measures along great circles.

    Raises:
        ValueError: unknown metric, missing coordinates or a limit that allows nothing.
    """
    points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    if metric not in ("euclidean", "haversine"):
        raise ValueError(f"no such metric: {metric}")
    if not np.isfinite(points).all():
        raise ValueError("every place has coordinates")
    if (max_members is not None and max_members < 1) or not 0 < max_share <= 1:
        raise ValueError("limits allow no circle")
    n = len(points)
    if n == 0:
        return Circles(order=np.zeros((0, 0), np.int32), closes=np.zeros((0, 0), np.bool_))
    members = n if max_members is None else min(max_members, n)
    where = _on_sphere(points) if metric == "haversine" else points
    order, distance = _nearest(where, min(members + 1, n))
    following = np.full((n, members), np.inf)
    following[:, : distance.shape[1] - 1] = distance[:, 1 : members + 1]
    order, distance = order[:, :members], distance[:, :members]
    extent = float(np.ptp(where, axis=0).max())
    closes = following - distance > _SAME * extent
    if max_radius_m is not None:
        chord = 2 * np.sin(max_radius_m / EARTH_RADIUS_M / 2)
        closes &= distance <= (chord if metric == "haversine" else max_radius_m)
    if population is not None:
        held = np.cumsum(population[order], axis=1)
        closes &= held <= max_share * population.sum() * (1 + 1e-12)
    # Columns that no circle reaches only cost memory.
    used = int(np.flatnonzero(closes.any(axis=0)).max(initial=-1)) + 1
    return Circles(
        order=np.ascontiguousarray(order[:, :used]), closes=np.ascontiguousarray(closes[:, :used])
    )


def _nearest(where: Floats, count: int) -> tuple[npt.NDArray[np.int32], Floats]:
    """(n, count) nearest places with distances, the centre itself first."""
    distance, order = KDTree(where).query(where, k=np.arange(1, count + 1))
    # Among coincident places the tree may put another before the centre.
    own = np.arange(len(where))[:, None]
    ranked = np.where(order == own, -1.0, distance).argsort(axis=1, kind="stable")
    order = np.take_along_axis(order, ranked, axis=1)
    return order.astype(np.int32), np.take_along_axis(distance, ranked, axis=1)
