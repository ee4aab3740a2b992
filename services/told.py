"""所报之数 Numbers as a document tells them: the value beside its text, small ones withheld."""

from __future__ import annotations

from analytics.compare import count_change, percent_change
from reports.document import Value
from services import numerals, wording
from services.numerals import NONE, is_missing
from words import say

UNKNOWN = Value(text=NONE)


def whole(value: float | None) -> Value:
    """113,842; — where it is unknown or withheld."""
    if value is None or is_missing(value):
        return UNKNOWN
    return Value(text=numerals.whole(value), number=float(numerals.rounded(value, "1")))


def decimal(value: float | None) -> Value:
    """4.4; — where it is unknown or withheld."""
    if value is None or is_missing(value):
        return UNKNOWN
    return Value(text=numerals.decimal(value), number=float(numerals.rounded(value, "0.1")))


def amount(value: float | None) -> Value:
    """43 or 36.4: a count that may hold shares of events."""
    is_whole = value is not None and not is_missing(value) and float(value).is_integer()
    return whole(value) if is_whole else decimal(value)


def fewer(limit: int) -> Value:
    """少于 5: of a total that stands alone and is known to be above zero and below the limit."""
    return Value(text=say("ui.fewer", limit=limit))


def total(value: float | None, limit: int) -> Value:
    """A total that stands alone: 少于 5 instead of a number from 1 to below the limit."""
    if value is not None and not is_missing(value) and 0 < value < limit:
        return fewer(limit)
    return whole(value)


def change(now: float | None, before: float | None, *, is_amount: bool = False) -> Value:
    """上升 6.1% with its number; only words where the base is too small."""
    text = wording.change(now, before, is_amount=is_amount)
    if now is None or before is None or is_missing(now) or is_missing(before):
        return Value(text=text)
    if now == before:
        return Value(text=text, number=0.0)
    size = percent_change(now, before) if is_amount else count_change(now, before)
    return Value(text=text, number=None if size is None else float(size))
