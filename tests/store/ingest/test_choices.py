"""Choices for one file: they replace plain entries, the rest of the profile stays."""

from __future__ import annotations

import pytest

from errors import RefusedError
from store.ingest.choices import with_choices
from store.ingest.profile import parse
from tests.services import small_town as town
from vocab import Datum


@pytest.fixture
def profile():
    return parse(town.feed("police"))


def test_no_choice_is_the_profile_itself(profile):
    assert with_choices(profile, {}) is profile


def test_choices_replace_what_was_said_and_nothing_else(profile):
    made = with_choices(profile, {"datum": "gcj02", "sheet": "数据", "header_row": 3})
    assert (made.datum, made.sheet, made.header_row) == (Datum.GCJ02, "数据", 3)
    for name in ("name", "source", "columns", "values", "first_day", "time_zone"):
        assert getattr(made, name) == getattr(profile, name)
    assert parse(made.toml) == made, "the text says the same"
    assert made.toml.count("datum") == 1


def test_choices_made_twice_are_those_of_the_second_time(profile):
    once = with_choices(profile, {"datum": "gcj02", "header_row": 3})
    assert with_choices(once, {"datum": "wgs84", "header_row": None}) == with_choices(
        profile, {"datum": "wgs84"}
    )


def test_what_is_no_datum_is_refused(profile):
    with pytest.raises(RefusedError):
        with_choices(profile, {"datum": "mars"})


def test_quotes_in_a_name_do_no_harm(profile):
    assert with_choices(profile, {"sheet": 'a"b\\c'}).sheet == 'a"b\\c'
