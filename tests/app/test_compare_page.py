"""网格对比: grids beside each other, chosen in the address, for each reader and an empty folder."""

import re

from services import grid_compare
from tests.app.reading import address, assert_clean, drawings

A, B, C = "330109106201001", "330109106201002", "330109106203004"


def open_compare(open_page, person, **query):
    return open_page(person, page="compare.py", **query)


def shown(app):
    return re.sub(r"\s+", " ", drawings(app))


def test_without_grids_the_page_says_how_to_choose(open_page):
    app = open_compare(open_page, "analyst")
    assert_clean(app)
    assert "选两到四个网格" in shown(app)
    assert app.button(key="compare_alike").disabled


def test_grids_written_with_commas_stand_beside_each_other(open_page):
    app = open_compare(open_page, "analyst", grids=f"{A},{B},{C}")
    assert_clean(app)
    text = shown(app)
    for words in ("指数怎样得来", "四项指标", "近 13 周指数", "相邻网格", "未办结事项", "八成把握"):
        assert words in text
    assert all(code in text for code in (A, B, C))
    assert "明显高于" in text or "分不出高下" in text
    assert "nan" not in text.lower()


def test_the_neighbours_and_the_most_alike_come_by_one_click(open_page):
    app = open_compare(open_page, "analyst", grids=A)
    assert "再选一个" in shown(app)
    app.button(key="compare_neighbours").click().run()
    assert_clean(app)
    assert "差别在哪里" in shown(app)
    beside = address(app)["grids"]
    app.button(key="compare_alike").click().run()
    assert_clean(app)
    assert address(app)["grids"] != beside
    app.button(key="compare_clear").click().run()
    assert "grids" not in address(app)


def test_search_adds_a_grid(open_page):
    app = open_compare(open_page, "analyst", grids=f"{A},{B}")
    app.selectbox(key="compare_search").set_value(C).run()
    assert_clean(app)
    assert C in shown(app) and address(app)["grids"].count(".") == 2


def test_another_week_keeps_the_grids(open_page):
    app = open_compare(open_page, "analyst", grids=f"{A}.2", week="2026-11-10")
    assert_clean(app)
    app.button(key="week_before").click().run()
    assert address(app) == {"grids": f"{A}.2", "week": "2026-11-03"}
    assert B in shown(app)


def test_grids_nobody_may_see_are_left_out_and_said(open_page):
    app = open_compare(open_page, "analyst", grids=f"{A},{B},999999")
    assert_clean(app)
    assert "1 个网格不在您能看的范围里" in shown(app)
    assert "选两到四个网格" in shown(open_compare(open_page, "analyst", grids="<script>"))


def test_a_leader_sees_ranges_and_no_count(open_page):
    app = open_compare(open_page, "leader", grids=f"{A},{B}")
    assert_clean(app)
    text = shown(app)
    assert "件数不显示" in text and "八成把握" in text


def test_a_failed_comparison_leaves_a_page_that_says_so(open_page, monkeypatch):
    def broken(*_args, **_given):
        raise LookupError("gone")

    monkeypatch.setattr(grid_compare, "compare", broken)
    app = open_compare(open_page, "analyst", grids=f"{A},{B}")
    assert_clean(app)
    assert "编号" in shown(app)


def test_an_empty_folder_says_what_comes_first(open_page, empty_folder):
    app = open_compare(open_page, "operator", folder=empty_folder)
    assert_clean(app)
    assert "还没有颜色" in shown(app)


def test_without_signing_in_there_is_nothing(open_page):
    assert "请先登录" in shown(open_compare(open_page, None))
