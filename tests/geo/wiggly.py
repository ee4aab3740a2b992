"""Coverages with shared wiggly edges, and the rule by rational arithmetic."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import shapely


def board(columns, rows, seed, bends=4, cell=0.005, origin=(120.0, 30.0)):
    """(rows * columns) polygons that share their edges vertex by vertex."""
    random = np.random.default_rng(seed)
    node = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0)), -1)
    node = node + random.uniform(-0.15, 0.15, node.shape)

    def bent(start, end):
        along = (end - start)[:, :, None] * (np.arange(bends) / bends)[:, None]
        off = random.uniform(-0.05, 0.05, (*start.shape[:2], bends, 2))
        off[:, :, 0] = 0.0
        return start[:, :, None] + along + off

    def back(edge, end):
        return np.concatenate([end[:, :, None], edge[:, :, :0:-1]], 2)

    level, upright = bent(node[:, :-1], node[:, 1:]), bent(node[:-1], node[1:])
    sides = [
        level[:-1],
        upright[:, 1:],
        back(level[1:], node[1:, 1:]),
        back(upright[:, :-1], node[1:, :-1]),
    ]
    rings = np.concatenate(sides, 2).reshape(columns * rows, -1, 2)
    return shapely.polygons(rings * cell + np.array(origin))


def hard_points(shapes, size, seed):
    """Random points, every vertex and edge midpoint, and their neighbouring doubles."""
    random = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(shapes)
    lines = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(shapes))]
    corners = np.vstack(lines)
    middles = np.vstack([(line[1:] + line[:-1]) / 2 for line in lines])
    near = np.nextafter(np.vstack([corners, middles]), random.choice([-1e9, 1e9]))
    free = random.uniform((west, south), (east, north), (size, 2))
    points = np.vstack([free, corners, middles, near])
    return points[:, 0].copy(), points[:, 1].copy()


def covers(shape, x, y):
    """Whether a closed polygon covers a point, without any rounding."""
    px, py = Fraction(float(x)), Fraction(float(y))
    inside = False
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        line = shapely.get_coordinates(ring).tolist()
        for (ax, ay), (bx, by) in pairwise(line):
            if max(ay, by) < y or min(ay, by) > y or max(ax, bx) < x:
                continue
            turn = (Fraction(ax) - px) * (Fraction(by) - py)
            turn -= (Fraction(ay) - py) * (Fraction(bx) - px)
            if turn == 0 and min(ax, bx) <= x <= max(ax, bx):
                return True
            if (ay > y) != (by > y) and (turn > 0) == (by > ay):
                inside = not inside
    return inside


def by_fractions(shapes, x, y):
    """Position of the first polygon that covers each point, -1 where none does."""
    boxes = shapely.bounds(shapes)
    found = np.full(len(x), -1)
    for k in range(len(x)):
        beside = (x[k] < boxes[:, 0]) | (x[k] > boxes[:, 2])
        beside |= (y[k] < boxes[:, 1]) | (y[k] > boxes[:, 3])
        near = np.flatnonzero(~beside)
        found[k] = next((i for i in near if covers(shapes[i], x[k], y[k])), -1)
    return found
