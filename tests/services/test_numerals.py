"""Numbers as they are printed."""

import math

import pytest

from services import numerals


@pytest.mark.parametrize(
    ("value", "text"),
    [(113842, "113,842"), (0.5, "1"), (-1, "\u22121"), (-0.2, "0"), (None, "—"), (math.nan, "—")],
)
def test_whole(value, text):
    assert numerals.whole(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(4.35, "4.4"), (-4.35, "\u22124.4"), (0, "0.0"), (None, "—"), (1234.56, "1,234.6")],
)
def test_decimal(value, text):
    assert numerals.decimal(value) == text


def test_only_nothing_is_missing():
    assert numerals.is_missing(None) and numerals.is_missing(math.nan)
    assert not numerals.is_missing(0) and not numerals.is_missing(0.0)
