"""Sentences and tables of a border, with and without clearance."""

import re

import pytest

from services import borders
from tests.services import small_town as town
from tests.services import surroundings as world
from views.border_parts import figures, picture

SOUTH, MIDDLE, _ = town.VILLAGES
TAG = re.compile(r"<[^>]*>")


def plain(markup):
    return TAG.sub(" ", markup)


@pytest.fixture
def case_town(scored_town):
    day = town.period_of(9)
    rows = [
        {"case": f"K{n}", "day": day - n, "areas": (SOUTH, MIDDLE), "theme": "<i>河</i>"}
        for n in range(15)
    ]
    world.put_cases(scored_town, rows)
    return scored_town


def along(ws, person):
    return borders.along(ws, town.who(ws, person), [SOUTH, MIDDLE])


def test_length_with_what_it_was_measured_with(case_town):
    text = plain(figures.hero(along(case_town, "analyst")))
    assert "1.2" in text and "容差 0.1 米" in text and "EPSG:4549" in text


def test_sides_say_about_where_they_are_rounded(case_town):
    seen, told = along(case_town, "analyst"), along(case_town, "leader")
    assert "约" not in plain(figures.sides(seen, seen.pairs[0]))
    assert "约" in plain(figures.sides(told, told.pairs[0]))
    own = along(case_town, "villager")
    assert "不在您的范围" in plain(figures.sides(own, own.pairs[0]))


def test_segments_have_ranks(case_town):
    seen = along(case_town, "analyst")
    assert "共 2 段" in plain(figures.segments(seen, seen.pairs[0]))


def test_cases_count_once_and_the_log_is_cut(case_town):
    seen = along(case_town, "analyst")
    assert "登记共 30 次，实际 15 件" in plain(figures.cases(seen))
    log = figures.log(seen)
    assert "<i>河" not in log and "&lt;i&gt;河" in log
    assert "另有 3 条没有列出" in plain(log) and "逾期" in plain(log)
    assert "15" in plain(figures.hand_over(seen))


def test_nothing_small_is_told_without_clearance(case_town):
    told = along(case_town, "leader")
    assert "只给能看准确数字的人" in plain(figures.log(told))
    for made in (figures.cases(told), figures.hand_over(told)):
        assert "nan" not in made and "少于" not in plain(made)


def test_the_picture_has_the_names_and_the_line_on_top(case_town):
    seen = along(case_town, "analyst")
    texts = [one.text for one in picture.labels(seen)]
    assert texts[:2] == ["901村", "902村"]
    lines = picture.outlines(seen)
    assert lines[-1].width_px > lines[0].width_px
    assert len(picture.spots(seen)) == 15
