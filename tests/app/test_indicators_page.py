"""四项指标: numbers beside last week and last year, for each reader and for an empty folder."""

import re

from analytics.compare import Alignment
from tests.app.reading import address, assert_clean, drawings


def open_indicators(open_page, person, **query):
    return open_page(person, page="indicators.py", **query)


def test_the_four_indicators_with_both_comparisons(open_page):
    app = open_indicators(open_page, "analyst")
    assert_clean(app)
    text = drawings(app)
    for words in ("实有人口", "行政处罚", "信访矛调", "有效警情", "环比", "同比", "零发案"):
        assert words in text
    assert "同比对 2025.11.12—11.18（按星期）" in text
    assert "nan" not in text.lower()


def test_the_way_of_aligning_is_in_the_address(open_page):
    app = open_indicators(open_page, "analyst", week="2026-02-17", align="holiday")
    assert_clean(app)
    assert "按春节对齐" in drawings(app) and "2025.1.23—1.29" in drawings(app)
    app.segmented_control[0].set_value(Alignment.DATE).run()
    assert_clean(app)
    assert address(app) == {"week": "2026-02-17", "align": "date"}
    assert "2025.2.11—2.17（按日期）" in drawings(app)


def test_without_a_festival_near_the_page_says_what_to_do(open_page):
    app = open_indicators(open_page, "analyst", align="holiday")
    assert_clean(app)
    assert "附近没有节日" in drawings(app)


def test_an_unknown_way_of_aligning_is_left_at_the_usual_one(open_page):
    app = open_indicators(open_page, "analyst", align="<script>")
    assert_clean(app)
    assert "按星期" in drawings(app)


def test_a_leader_sees_no_small_count_of_a_village(open_page):
    app = open_indicators(open_page, "leader")
    assert_clean(app)
    text = drawings(app)
    assert "为保护隐私不显示" in text
    pairs = re.findall(r"(?:村|社区) (\d+)／(\d+)", text)
    assert pairs
    for pair in pairs:
        assert all(int(n) == 0 or int(n) >= 5 for n in pair)


def test_what_the_operation_changed_is_told_with_its_counts(open_page):
    text = drawings(open_indicators(open_page, "analyst"))
    for words in ("禁渔专项行动", "非法捕捞", "和没有行动的网格相比", "大于偶然"):
        assert words in text


def test_hot_spots_stand_beside_the_figures(open_page):
    text = drawings(open_indicators(open_page, "analyst"))
    for words in ("热点研判", "持续热", "照以往约", "全域"):
        assert words in text


def test_an_empty_folder_says_what_comes_first(open_page, empty_folder):
    app = open_indicators(open_page, "operator", folder=empty_folder)
    assert_clean(app)
    assert "还没有颜色" in drawings(app)


def test_without_signing_in_there_is_nothing(open_page):
    app = open_indicators(open_page, None)
    assert "请先登录" in drawings(app)
