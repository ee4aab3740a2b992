"""Numbers as documents tell them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import told

COUNTS = st.integers(min_value=0, max_value=10**7)


@given(COUNTS)
def test_a_whole_number_says_what_it_prints(count):
    made = told.whole(count)
    assert int(made.text.replace(",", "")) == count == made.number


@given(st.floats(min_value=-1e6, max_value=1e6))
def test_a_decimal_is_rounded_once(value):
    made = told.decimal(value)
    assert float(made.text.replace(",", "").replace("\u2212", "-")) == made.number
    assert abs(made.number - value) <= 0.05 + 1e-9


@pytest.mark.parametrize("missing", [None, math.nan])
def test_what_is_unknown_has_no_number(missing):
    for made in (told.whole(missing), told.decimal(missing), told.amount(missing)):
        assert (made.text, made.number) == ("—", None)
    assert told.total(missing, 5).text == "—"
    assert told.change(missing, 3).number is None


@given(count=COUNTS, limit=st.integers(min_value=0, max_value=9))
def test_a_small_total_is_never_told(count, limit):
    made = told.total(count, limit)
    assert (made.number is None) is (0 < count < limit)
    if made.number is None:
        assert made.text == f"少于 {limit}"


@pytest.mark.parametrize(
    ("now", "before", "text", "number"),
    [
        (70, 62, "上升 12.9%", 12.9),
        (44, 46, "下降 4.3%", -4.3),
        (50, 50, "持平", 0.0),
        (3, 3, "持平", 0.0),
        (6, 5, "6 件，上期 5 件", None),
        (6, 0, "—", None),
    ],
)
def test_a_change_keeps_its_size(now, before, text, number):
    made = told.change(now, before)
    assert made.text == text
    assert made.number == (None if number is None else pytest.approx(number))


def test_stocks_have_a_percentage_whatever_their_base():
    assert told.change(6, 5, is_amount=True).number == pytest.approx(20.0)


def test_hits_may_be_shares_of_events():
    assert [told.amount(value).text for value in (43.0, 36.4, 0.0)] == ["43", "36.4", "0"]
