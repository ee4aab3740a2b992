"""Figures become words in one place."""

import math

import pytest

import words
from errors import RefusedError
from services import wording
from services.wording import Cause
from vocab import PeriodKind


def events(**changed):
    given = {"indicator": "alert", "points": 3.0, "count": 5.0, "expected": 1.25, "measure": None}
    return Cause(**(given | changed))


@pytest.mark.parametrize(("value", "text"), [(2.25, "2.3"), (2.24, "2.2"), (0.0, "0.0")])
def test_halves_go_up(value, text):
    assert wording.one_decimal(value) == text


def test_cause_of_events_names_count_and_the_usual():
    assert wording.cause(events()) == "有效警情近 13 周 5 件，同样人口一般 1.3 件"


@pytest.mark.parametrize("kind", list(PeriodKind))
def test_only_weeks_are_called_weeks(kind):
    assert ("周" in wording.cause(events(kind=kind))) == (kind is PeriodKind.WEEK)


@pytest.mark.parametrize("hidden", [None, math.nan])
def test_a_hidden_count_is_not_told(hidden):
    assert wording.cause(events(count=hidden)) == "主要看有效警情"
    assert wording.cause(events(expected=None, measure=hidden)) == "主要看有效警情"


def test_a_stock_is_told_as_share():
    one = events(indicator="population", count=None, expected=None, measure=0.474)
    assert "47.4%" in wording.cause(one)


def test_an_indicator_without_words_stands_for_itself():
    assert wording.indicator("shootings") == wording.short("shootings") == "shootings"
    assert wording.indicator("alert") == "有效警情"


def test_colour_or_state():
    assert wording.colour(1) == "红"
    assert wording.colour(0, "no_data") == "无数据"


@pytest.mark.parametrize("p", [0.8, 0.6, 0.59])
def test_three_words_of_confidence(p):
    said = [wording.confidence(value) for value in (0.8, 0.6, 0.59)]
    assert len(set(said)) == 3 and wording.confidence(p) in said


def test_faults_inside_a_fault_get_lines_of_their_own():
    inner = (RefusedError("import.bad_cover", text="x"), RefusedError("import.bad_cover", text="y"))
    told = wording.sentence(RefusedError("ingest.profile", file="f.toml", faults=inner))
    assert len(told.splitlines()) == 3 and "x" in told and "y" in told


def test_unit_follows_the_period_of_the_folder():
    assert words.say("map.earlier") == "上一周"
    words.use_period("year")
    try:
        assert words.say("map.earlier") == "上一年"
        assert words.say("map.more", count=3) == "比上年多 3"
    finally:
        words.use_period("week")


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (70, 62, "上升 12.9%"),
        (44, 46, "下降 4.3%"),
        (5, 5, "持平"),
        (0, 0, "持平"),
        (3, 0, "—"),
        (6, 5, "6 件，上期 5 件"),
    ],
)
def test_change_in_words(now, before, text):
    assert wording.change(now, before) == text


@pytest.mark.parametrize("unknown", [None, math.nan])
def test_a_change_to_or_from_the_unknown_is_not_told(unknown):
    assert wording.change(unknown, 30) == wording.change(30, unknown) == "—"


def test_a_stock_has_a_percentage_on_a_small_base():
    assert wording.change(11, 10, is_amount=True) == "上升 10.0%"


def test_shares_move_by_points():
    assert wording.points(0.62, 0.40) == "上升 22.0 个百分点"
    assert wording.points(0.40, 0.62) == "下降 22.0 个百分点"
    assert wording.points(0.4, 0.4) == "持平"


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [(0, 3, "零发案"), (0, 0, "零发案"), (2, 2, "持平"), (1, 2, "下降"), (2, 0, "上升")],
)
def test_an_area_is_said_in_one_word(now, before, word):
    assert wording.direction(now, before) == word
