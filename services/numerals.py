"""Numbers as they are printed everywhere (数字): pages, reports, sentences."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\u2212"
NONE = "—"


def is_missing(value: float | None) -> bool:
    """None or NaN."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def rounded(value: float, step: str) -> Decimal:
    """Halves away from zero; repr, so that 4.35 is the number written, not its binary neighbour."""
    found = Decimal(repr(float(value))).quantize(Decimal(step), rounding=ROUND_HALF_UP)
    return abs(found) if found == 0 else found


def whole(value: float | None) -> str:
    """113,842; missing is —, never 0. Halves go up."""
    if value is None or is_missing(value):
        return NONE
    return f"{rounded(value, '1'):,}".replace("-", MINUS)


def decimal(value: float | None) -> str:
    """One decimal, half up: 4.35 is 4.4."""
    if value is None or is_missing(value):
        return NONE
    return f"{rounded(value, '0.1'):,}".replace("-", MINUS)


def percent(share: float | None) -> str:
    """0.823 as 82%; never 100% or 0% for something that is not certain."""
    if share is None or is_missing(share):
        return NONE
    if 0 < share < 0.005:
        return "<1%"
    if share >= 0.995:
        return ">99%"
    return f"{rounded(share * 100, '1')}%"
