"""What the address may ask for."""

import pytest
import streamlit as st

from services.access import OPERATOR, Role, Viewer
from views.venue_parts import choices
from vocab import PeriodRule

LEADER = Viewer(person="l", title="领导", role=Role.LEADER)
TUESDAY = 20774


@pytest.fixture
def address(monkeypatch):
    given = {}
    monkeypatch.setattr(st, "query_params", given)
    return given


@pytest.mark.parametrize(("asked", "count"), [("4", 4), ("13", 13), ("5", 1), ("x", 1), ("", 1)])
def test_a_span_ends_with_the_week_shown(address, asked, count):
    address["periods"] = asked
    found = choices.span(OPERATOR, PeriodRule(), TUESDAY)
    assert (found.periods, found.end) == (count, "2026-11-17")
    assert choices.span(LEADER, PeriodRule(), TUESDAY).start == "2026-11-11"


def test_thirteen_weeks_begin_on_a_wednesday(address):
    address["periods"] = "13"
    assert choices.span(OPERATOR, PeriodRule(), TUESDAY).start == "2026-08-19"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("200,100", (100, 200)),
        ("", (300, 500)),
        ("0,100", (300, 500)),
        ("-5", (300, 500)),
        ("1,2,3,4,5,6", (300, 500)),
        ("99999", (300, 500)),
        ("a;b", (300, 500)),
    ],
)
def test_radii_are_metres_or_the_usual_ones(address, text, wanted):
    address["radii"] = text
    assert choices.numbers("radii", (300, 500), is_free=True) == wanted
    assert choices.numbers("radii", (300, 500), is_free=False) == (300, 500)


def test_a_code_is_a_code(address):
    address["venue"] = "V01"
    assert choices.code("venue") == "V01"
    address["venue"] = "<script>"
    assert choices.code("venue") == ""


def test_the_area_holds_all_codes_and_stays_in_the_viewers_own():
    codes = ["330603108001001", "330603108002001"]
    assert choices.common_area(codes, "") == "330603108"
    assert choices.common_area([*codes, "330603111001001"], "") == "330603"
    assert choices.common_area(["330603108", "330603111"], "") == "330603"
    assert choices.common_area([*codes, "310116102001001"], "") == ""
    assert choices.common_area(["330603111001001", "330603108001001"], "330603108") == "330603108"
    assert choices.common_area([], "3306") == "3306"
