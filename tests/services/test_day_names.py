import datetime as dt

import pytest

import words
from services import day_names
from vocab import PeriodKind, PeriodRule, day_number

NOV_17 = day_number(dt.date(2026, 11, 17))
MORNING = dt.datetime(2026, 11, 18, 9, 12, tzinfo=dt.UTC)


def test_days_in_chinese():
    assert day_names.day(NOV_17) == "2026年11月17日"
    assert day_names.short_day(NOV_17) == "11月17日"
    assert day_names.cut_off(NOV_17) == "2026年11月17日（周二）24:00"
    assert day_names.moment(MORNING) == "11月18日 09:12"
    assert day_names.dated_moment(MORNING) == "2026年11月18日 09:12"


def test_days_in_english():
    words.use("en")
    try:
        assert day_names.cut_off(NOV_17) == "Tue 17 November 2026 24:00"
        assert day_names.dated_moment(MORNING) == "18 November 2026 09:12"
    finally:
        words.use(words.DEFAULT)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PeriodKind.WEEK, "2026年11月17日（周二）24:00"),
        (PeriodKind.MONTH, "2026年11月17日（周二）24:00"),
        (PeriodKind.YEAR, "2026年"),
    ],
)
def test_a_year_is_said_as_a_year(kind, text):
    assert day_names.end_of(PeriodRule(kind=kind), NOV_17) == text
