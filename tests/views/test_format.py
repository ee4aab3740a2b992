import datetime as dt

import pytest

import words
from views.components import format as fmt
from vocab import day_number

NOV_17 = day_number(dt.date(2026, 11, 17))


@pytest.mark.parametrize(
    ("value", "text"),
    [(113842, "113,842"), (-1, "−1"), (0, "0"), (2.5, "3"), (-0.2, "0"), (None, "—"), (999, "999")],
)
def test_whole(value, text):
    assert fmt.whole(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(4.35, "4.4"), (12.85, "12.9"), (-0.04, "0.0"), (float("nan"), "—"), (1234.5, "1,234.5")],
)
def test_decimal_rounds_half_up(value, text):
    assert fmt.decimal(value) == text


@pytest.mark.parametrize(("value", "text"), [(16, "+16"), (-1, "−1"), (0.3, "0"), (-0.4, "0")])
def test_signed(value, text):
    assert fmt.signed(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.823, "82%"), (1, ">99%"), (0.999, ">99%"), (0.001, "<1%"), (0, "0%"), (None, "—")],
)
def test_percent_is_never_falsely_certain(share, text):
    assert fmt.percent(share) == text


def test_small_counts_are_hidden_but_zero_and_missing_are_not():
    assert fmt.count(3, below=5) == "少于 5"
    assert fmt.count(5, below=5) == "5"
    assert fmt.count(0, below=5) == "0"
    assert fmt.count(None, below=5) == "—"
    assert fmt.count(3) == "3"


def test_days():
    assert fmt.day(NOV_17) == "2026年11月17日"
    assert fmt.short_day(NOV_17) == "11月17日"
    assert fmt.cut_off(NOV_17) == "2026年11月17日（周二）24:00"
    assert fmt.span(NOV_17 - 6, NOV_17) == "11.11—11.17"
    assert fmt.span(NOV_17 - 365, NOV_17) == "2025.11.17—2026.11.17"
    assert fmt.moment(dt.datetime(2026, 11, 18, 9, 12, tzinfo=dt.UTC)) == "11月18日 09:12"


def test_english_too():
    words.use("en")
    try:
        assert fmt.cut_off(NOV_17) == "Tue 17 November 2026 24:00"
        assert fmt.count(2, below=5) == "fewer than 5"
    finally:
        words.use(words.DEFAULT)
