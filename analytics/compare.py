"""Comparisons (环比、同比): change in percent and in percentage points, rounded as printed.

One decimal, halves away from zero, on exact decimals: 23 of 80 is 28.8 and never 28.7.

Source of the formulas: docs/method.md#compare.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

# With fewer events before than this a percentage says nothing: counts only.
PERCENT_FROM = 20
_ONE_DECIMAL = Decimal("0.1")


def _exact(value: float) -> Decimal:
    """The number that was written, not its binary neighbour."""
    return Decimal(repr(float(value)))


def percent_change(now: float, before: float) -> float | None:
    """((now - before) / before) x 100, one decimal; None over a base of 0.

    Raises:
        ValueError: the base is negative.
    """
    if before < 0:
        raise ValueError("the base of a change in percent is negative")
    if before == 0:
        return None
    share = (_exact(now) - _exact(before)) * 100 / _exact(before)
    return float(share.quantize(_ONE_DECIMAL, ROUND_HALF_UP))


def count_change(now: int, before: int) -> float | None:
    """Change of a number of events in percent; None where the earlier number is below 20."""
    return percent_change(now, before) if before >= PERCENT_FROM else None


def point_change(now: float, before: float) -> float:
    """Change of a share (0 to 1) in percentage points (个百分点), one decimal."""
    points = (_exact(now) - _exact(before)) * 100
    return float(points.quantize(_ONE_DECIMAL, ROUND_HALF_UP))
