"""并行段 The stretches of one outline that run along another within a tolerance, in metres.

Both outlines are looked at by places at equal steps of length, never by their vertices: denser
vertices change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Spans = list[tuple[float, float]]

# A break in the run up to this many tolerances is a wobble of one of the two lines.
CLOSED_TOLERANCES = 4.0
_PLACES = 10_000
_FINEST_M, _COARSEST_M = 0.2, 25.0
# Nearest points closer together than this are one point.
_SAME_M = 0.01
# Halvings that bring 25 m down to 0.02 mm.
_HALVINGS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A closed ring by running length: vertices ``xy`` (n, 2) and their place ``at`` (n,)."""

    xy: Floats
    at: Floats

    @classmethod
    def of(cls, ring: shapely.Geometry) -> Track:
        xy = shapely.get_coordinates(ring)
        steps = np.hypot(*np.diff(xy, axis=0).T)
        return cls(xy, np.concatenate([[0.0], np.cumsum(steps)]))

    @property
    def length_m(self) -> float:
        return float(self.at[-1])

    def places(self, at: Floats) -> Floats:
        """Points (n, 2) at running lengths; lengths go round the ring."""
        around = np.mod(at, self.length_m)
        return np.column_stack([np.interp(around, self.at, self.xy[:, i]) for i in (0, 1)])

    def cut(self, start: float, end: float) -> shapely.LineString:
        """The line from one running length on to another, round the ring."""
        laps = np.concatenate([self.at[:-1], self.at[:-1] + self.length_m])
        inner = laps[(laps > start) & (laps < end)]
        return shapely.LineString(self.places(np.concatenate([[start], inner, [end]])))


class Outline:
    """Nearest place on a set of lines; ``inf`` away where there are none."""

    def __init__(self, lines: npt.NDArray[np.object_]) -> None:
        xy, line = shapely.get_coordinates(lines, return_index=True)
        joined = line[1:] == line[:-1]
        self.starts, self.ends = xy[:-1][joined], xy[1:][joined]
        self.tree = shapely.STRtree(shapely.linestrings(np.stack([self.starts, self.ends], 1)))

    def nearest(self, points: Floats) -> tuple[Floats, Floats]:
        """Metres (n,) to the lines and the place (n, 2) on them."""
        if not len(self.starts) or not len(points):
            return np.full(len(points), np.inf), points
        segment = self.tree.query_nearest(shapely.points(points), all_matches=False)[1]
        start, way = self.starts[segment], self.ends[segment] - self.starts[segment]
        size = np.maximum((way**2).sum(axis=1), 1e-30)
        share = np.clip(((points - start) * way).sum(axis=1) / size, 0.0, 1.0)
        there = start + share[:, None] * way
        return np.hypot(*(points - there).T), there


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """One ring looked at from the other outline, at equal steps.

    ``distance`` to it and the nearest place ``there`` on it; ``is_third`` where a third unit is
    nearer. Arrays of one length, place i at ``i * step_m``.
    """

    track: Track
    other: Outline
    thirds: Outline
    step_m: float
    distance: Floats
    there: Floats
    is_third: Bools

    @classmethod
    def of(cls, ring: shapely.Geometry, other: Outline, thirds: Outline) -> Beside:
        track = Track.of(ring)
        wanted = min(max(track.length_m / _PLACES, _FINEST_M), _COARSEST_M)
        n = max(int(np.ceil(track.length_m / wanted)), 8)
        points = track.places(np.arange(n, dtype=np.float64) * (track.length_m / n))
        distance, there = other.nearest(points)
        is_third = thirds.nearest(points)[0] < distance - _SAME_M
        return cls(track, other, thirds, track.length_m / n, distance, there, is_third)

    def belongs(self, at: Floats, tolerance_m: float) -> Bools:
        points = self.track.places(at)
        distance = self.other.nearest(points)[0]
        is_third = self.thirds.nearest(points)[0] < distance - _SAME_M
        return np.asarray((distance <= tolerance_m) & ~is_third, dtype=np.bool_)


def spans(beside: Beside, tolerance_m: float, *, is_exact: bool) -> Spans:
    """From-to lengths along the ring where it runs beside the other outline.

    Args:
        beside: the ring as seen from the other outline.
        tolerance_m: largest distance between the two lines.
        is_exact: ends to a tenth of a millimetre instead of to one step.

    Ends where the ring only leaves the other outline (every place has the same nearest point,
    or the two lines are farther apart than on half of the way) are cut off.
    """
    inside = (beside.distance <= tolerance_m) & ~beside.is_third
    if inside.all():
        return [(0.0, beside.track.length_m)]
    found = _closed(_runs(beside, inside), beside, tolerance_m)
    found = [span for run in found if (span := _led(beside, run)) is not None]
    if not found:
        return []
    usual = float(np.median(np.concatenate([_over(beside, run)[1] for run in found])))
    found = [_cut_back(beside, run, usual) for run in found]
    if is_exact:
        found = [_exact(beside, run, tolerance_m) for run in found]
    return [run for run in found if run[1] - run[0] >= min(tolerance_m, beside.step_m)]


def _runs(beside: Beside, inside: Bools) -> Spans:
    """Runs of places inside, as lengths; a run over the ring's start goes past its length."""
    n = len(inside)
    first_out = int(np.argmin(inside))
    turned = np.concatenate([np.roll(inside, -first_out), [False]])
    edges = np.flatnonzero(np.diff(turned.astype(np.int8)))
    starts, ends = edges[::2] + 1 + first_out, edges[1::2] + first_out
    back = np.where(starts >= n, n, 0)
    step = beside.step_m
    return [
        (float(a) * step, float(b) * step) for a, b in zip(starts - back, ends - back, strict=True)
    ]


def _closed(runs: Spans, beside: Beside, tolerance_m: float) -> Spans:
    """Runs joined over short breaks in which no third unit is nearer."""
    if not runs:
        return []
    length = beside.track.length_m
    merged: Spans = []
    for run in sorted(runs):
        if merged and _is_wobble(beside, merged[-1][1], run[0], tolerance_m):
            merged[-1] = (merged[-1][0], run[1])
        else:
            merged.append(run)
    first, last = merged[0], merged[-1]
    if _is_wobble(beside, last[1], first[0] + length, tolerance_m):
        if len(merged) == 1:
            return [(first[0], first[0] + length)]
        merged = [*merged[1:-1], (last[0], first[1] + length)]
    return merged


def _is_wobble(beside: Beside, end: float, start: float, tolerance_m: float) -> bool:
    if start - end > CLOSED_TOLERANCES * tolerance_m + 2 * beside.step_m:
        return False
    between = np.arange(round(end / beside.step_m) + 1, round(start / beside.step_m))
    return not beside.is_third[between % len(beside.is_third)].any()


def _over(beside: Beside, run: tuple[float, float]) -> tuple[npt.NDArray[np.int64], Floats]:
    """Numbers of the places of a run, counted past the ring's start, and their distances."""
    first, last = round(run[0] / beside.step_m), round(run[1] / beside.step_m)
    numbers = np.arange(first, last + 1)
    return numbers, beside.distance[numbers % len(beside.distance)]


def _is_round(beside: Beside, run: tuple[float, float]) -> bool:
    return run[1] - run[0] >= beside.track.length_m - beside.step_m / 2


def _kept(beside: Beside, numbers: npt.NDArray[np.int64], keep: Bools) -> tuple[float, float]:
    hits = numbers[keep]
    return float(hits[0]) * beside.step_m, float(hits[-1]) * beside.step_m


def _led(beside: Beside, run: tuple[float, float]) -> tuple[float, float] | None:
    """The run without ends that see one point only; None where all of it does."""
    if _is_round(beside, run):
        return run
    numbers, _ = _over(beside, run)
    there = beside.there[numbers % len(beside.there)]
    from_start = np.hypot(*(there - there[0]).T) > _SAME_M
    from_end = np.hypot(*(there - there[-1]).T) > _SAME_M
    if not from_start.any():
        return None
    # One place more on each side: the last one that still sees that point is the meeting point.
    low = max(int(np.argmax(from_start)) - 1, 0)
    high = len(numbers) - max(int(np.argmax(from_end[::-1])) - 1, 0)
    if high - low < 2:
        return None
    return _kept(beside, numbers, np.isin(np.arange(len(numbers)), range(low, high)))


def _cut_back(beside: Beside, run: tuple[float, float], usual: float) -> tuple[float, float]:
    if _is_round(beside, run):
        return run
    numbers, distance = _over(beside, run)
    limit = max(usual, float(np.median(distance))) + _SAME_M
    return _kept(beside, numbers, distance <= limit)


def _exact(beside: Beside, run: tuple[float, float], tolerance_m: float) -> tuple[float, float]:
    """Ends moved out by less than a step to where the run really ends."""
    if _is_round(beside, run):
        return run
    ends = []
    for end, way in ((run[0], -1.0), (run[1], 1.0)):
        limit = min(max(_near(beside, end), _SAME_M), tolerance_m)

        def holds(at: float, limit: float = limit) -> bool:
            return bool(beside.belongs(np.array([at]), limit)[0])

        ends.append(_halved(holds, end, end + way * beside.step_m))
    return ends[0], ends[1]


def _near(beside: Beside, at: float) -> float:
    return float(beside.other.nearest(beside.track.places(np.array([at])))[0][0]) + _SAME_M


def _halved(holds: Callable[[float], bool], inside: float, outside: float) -> float:
    if holds(outside):
        return outside
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return inside


def lines_of(besides: Sequence[Beside], tolerance_m: float) -> npt.NDArray[np.object_]:
    """The stretches of all rings of a unit as lines, exact ends."""
    lines = [
        beside.track.cut(*span)
        for beside in besides
        for span in spans(beside, tolerance_m, is_exact=True)
    ]
    return np.array(lines, dtype=object)


def length_of(besides: Sequence[Beside], tolerance_m: float) -> float:
    """Metres of the stretches of all rings of a unit, to a step."""
    return sum(
        end - start
        for beside in besides
        for start, end in spans(beside, tolerance_m, is_exact=False)
    )
