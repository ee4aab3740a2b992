"""The days a file speaks for, as a person writes them; and what a choice adds to a profile."""

import datetime as dt

import pytest

from views.data_parts.columns_panel import covers
from views.data_parts.upload_state import Choice
from vocab import day_number


def choice(**changes) -> Choice:
    facts = {"file": "f", "profile": "p", "sheet": "", "header_row": None, "datum": ""}
    return Choice(covers=("", ""), **(facts | changes))


def test_nothing_written_covers_what_the_file_says():
    assert covers(("", "")) == []


def test_both_days_make_one_cover():
    (cover,) = covers(("2026-11-11", "2026-11-17"))
    assert cover.last_day - cover.first_day == 6 and cover.area == ""
    assert cover.last_day == day_number(dt.date(2026, 11, 17))


@pytest.mark.parametrize(
    "written",
    [
        ("2026-11-11", ""),
        ("", "2026-11-17"),
        ("11/11/2026", "17/11/2026"),
        ("2026-11-17", "2026-11-11"),
        ("2026-02-30", "2026-03-01"),
    ],
)
def test_days_that_cannot_be_read_are_told_from_none(written):
    assert covers(written) is None


def test_a_choice_adds_only_what_was_chosen():
    assert choice().entries == {}
    made = choice(sheet="数据", header_row=3, datum="gcj02")
    assert made.entries == {"sheet": "数据", "header_row": 3, "datum": "gcj02"}


def test_another_answer_is_another_choice():
    assert choice() == choice() != choice(is_datum_sure=True)
