"""定向 On which side of an edge a point lies, decided exactly on the doubles as given."""

from __future__ import annotations

import numba
import numpy as np

# An error bound of the plain determinant (Shewchuk 1997, orient2d) and room for underflow.
BOUND = 3.3306690738754716e-16
TINY = 1e-290
_SPLITTER = 134217729.0
# Differences of degrees times this neither overflow nor, short of 1e-296, underflow.
_SCALE = 2.0**500


@numba.njit(cache=True)
def _two_sum(a: float, b: float) -> tuple[float, float]:
    total = a + b
    virtual = total - a
    return total, (a - (total - virtual)) + (b - virtual)


@numba.njit(cache=True)
def _two_product(a: float, b: float) -> tuple[float, float]:
    product = a * b
    wide_a, wide_b = _SPLITTER * a, _SPLITTER * b
    high_a, high_b = wide_a - (wide_a - a), wide_b - (wide_b - b)
    low_a, low_b = a - high_a, b - high_b
    rest = ((high_a * high_b - product) + high_a * low_b + low_a * high_b) + low_a * low_b
    return product, rest


@numba.njit(cache=True)
def _sign(left: tuple[float, float], right: tuple[float, float]) -> int:
    """Of two products, each its nearest double and the rest."""
    if left[0] != right[0]:
        return 1 if left[0] > right[0] else -1
    if left[1] != right[1]:
        return 1 if left[1] > right[1] else -1
    return 0


@numba.njit(cache=True)
def _expanded(
    a: tuple[float, float],
    b: tuple[float, float],
    c: tuple[float, float],
    d: tuple[float, float],
) -> int:
    """Sign of ``a * b - c * d`` of numbers given as two doubles, by a sum without rounding."""
    parts = np.zeros(16)
    size = 0
    for i in range(8):
        left = i < 4
        one, other = (a, b) if left else (c, d)
        high, low = _two_product(one[(i >> 1) & 1], other[i & 1])
        for part in (high, low):
            rest = part if left else -part
            for k in range(size):
                rest, parts[k] = _two_sum(rest, parts[k])
            parts[size] = rest
            size += 1
    for k in range(15, -1, -1):
        if parts[k] != 0.0:
            return 1 if parts[k] > 0.0 else -1
    return 0


@numba.njit(cache=True)
def orientation(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> int:
    """1 where (x, y) lies left of the line from a to b, -1 right of it, 0 on it.

    Exact for degrees: no rounding is left, but for differences whose product is below 2**-1969.
    """
    left_x, left_x_rest = _two_sum(ax, -x)
    left_y, left_y_rest = _two_sum(ay, -y)
    right_x, right_x_rest = _two_sum(bx, -x)
    right_y, right_y_rest = _two_sum(by, -y)
    a, b = (left_x * _SCALE, left_x_rest * _SCALE), (right_y * _SCALE, right_y_rest * _SCALE)
    c, d = (left_y * _SCALE, left_y_rest * _SCALE), (right_x * _SCALE, right_x_rest * _SCALE)
    if a[1] == 0.0 and b[1] == 0.0 and c[1] == 0.0 and d[1] == 0.0:
        return _sign(_two_product(a[0], b[0]), _two_product(c[0], d[0]))
    return _expanded(a, b, c, d)
