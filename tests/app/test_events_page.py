"""事件: when, what and where under one filter, for each reader and for an empty folder."""

import re

import pytest

from services import event_analysis
from tests.app.reading import address, assert_clean, codes_of_colours, deck, drawings


def open_events(open_page, person, **query):
    return open_page(person, page="events.py", **query)


def shown(app):
    return re.sub(r"\s+", " ", drawings(app))


def whole(text):
    return int(text.replace(",", ""))


def test_the_numbers_on_the_page_add_up(open_page):
    app = open_events(open_page, "analyst")
    assert_clean(app)
    text = shown(app)
    total, placed, unplaced = map(
        whole,
        re.search(r"共 ([\d,]+) 件 ＝ 已落格 ([\d,]+) 件 ＋ 未落格 ([\d,]+) 件", text).groups(),
    )
    assert total == placed + unplaced > 0
    cells = re.search(r"周一(.*?)0 +1—", text, re.S).group(1)
    assert sum(whole(n) for n in re.findall(r"[\d,]+", cells)) == total
    for words in ("时段分布", "逐周件数", "类别", "环比", "同比", "件数最多的网格", "治安纠纷"):
        assert words in text
    assert "nan" not in text.lower()


def test_the_map_has_no_colour_of_the_five(open_page):
    app = open_events(open_page, "analyst", periods="52")
    fills = [
        one["_subLayerProps"]["polygons-fill"]["getFillColor"]
        for one in deck(app)["layers"]
        if one["id"] == "cells"
    ]
    assert fills and "[184, 36, 47" not in fills[0]
    assert set("45") & set(codes_of_colours(app))


def test_the_whole_filter_is_in_the_address(open_page):
    query = {"indicator": "alert", "weekday": "5", "hours": "22-5", "periods": "52"}
    app = open_events(open_page, "analyst", **query)
    assert_clean(app)
    text = shown(app)
    assert "有效警情 ×" in text and "周五 ×" in text and "22:00—6:00 ×" in text
    assert address(app) == query
    app.selectbox(key="event_weekday_4").set_value(5).run()
    assert address(app)["weekday"] == "6" and "周六 ×" in shown(app)


@pytest.mark.parametrize(
    "query",
    [
        {"hours": "25-3", "weekday": "9", "level": "<b>", "periods": "999"},
        {"indicator": "'; --", "source": "../x", "at": "<script>"},
    ],
)
def test_what_an_address_may_not_say_is_left_out(open_page, query):
    app = open_events(open_page, "analyst", **query)
    assert_clean(app)
    assert "×" not in shown(app)


def test_a_filter_without_events_says_so_and_offers_a_way_back(open_page):
    app = open_events(
        open_page, "analyst", category="没有这一类", indicator="alert", at="330109106999"
    )
    assert_clean(app)
    assert "这样筛选下没有事件" in shown(app)
    app.button[-1].click().run()
    assert "category" not in address(app)


def test_a_leader_gets_tens_and_no_grid(open_page):
    app = open_events(open_page, "leader", weekday="3")
    assert_clean(app)
    text = shown(app)
    assert "约到十位" in text and "其余筛选没有采用" in text
    assert "不列出单个网格" in text and not app.get("deck_gl_json_chart")
    assert all(n.endswith("0") for n in re.findall(r"共 ([\d,]+) 件", text))


def test_an_area_of_somebody_else_is_refused_in_words(open_page):
    app = open_events(open_page, "chair", scope="110101")
    assert_clean(app)
    assert "不能" in shown(app) or "没有" in shown(app)


def test_a_week_that_was_never_scored_is_said(open_page):
    app = open_events(open_page, "analyst", week="2019-01-01")
    assert_clean(app)
    assert "没有" in shown(app) or "还没" in shown(app)


def test_a_failed_count_leaves_a_page_that_says_so(open_page, monkeypatch):
    def broken(*_args, **_given):
        raise LookupError("gone")

    monkeypatch.setattr(event_analysis.event_counts, "tables", broken)
    app = open_events(open_page, "analyst", periods="4", level="紧迫")
    assert_clean(app)
    assert "编号" in shown(app)


def test_an_empty_folder_says_what_comes_first(open_page, empty_folder):
    app = open_events(open_page, "operator", folder=empty_folder)
    assert_clean(app)
    assert "还没有颜色" in shown(app)


def test_without_signing_in_there_is_nothing(open_page):
    assert "请先登录" in shown(open_events(open_page, None))
