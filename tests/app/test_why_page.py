"""换个说法: reached from the card, with its grid in the address, for each kind of reader."""

import re

import pytest

from tests.app.reading import address, assert_clean, drawings, grids_listed, whole_list


def open_why(open_page, person, **query):
    return open_page(person, page="why.py", **query)


def test_the_button_of_the_card_opens_the_page_of_its_grid(open_page):
    app = open_page("analyst")
    code = re.search(r"编码 (\d+)", drawings(app))[1]
    app.button(key="why_open").click().run()
    assert_clean(app)
    assert address(app)["grid"] == code
    text = drawings(app)
    for words in ("这里是", "中间水平", "有多大把握", "相邻网格", "规则", f"编码 {code}"):
        assert words in text


def test_the_numbers_are_behind_a_click(open_page):
    code = whole_list(open_page("analyst")).index[200]
    app = open_why(open_page, "analyst", grid=code)
    assert_clean(app)
    assert [one.label for one in app.expander] == ["看数字"]
    text = drawings(app)
    for words in ("相对风险 θ", "规则哈希", "五级的概率", "权重的代价"):
        assert words in text
    assert "nan" not in text.lower()


@pytest.mark.parametrize("mark", ["Ⅴ 绿", "样本不足", "不适用"])
def test_green_and_hatched_grids_have_a_page_too(open_page, mark):
    listed = whole_list(open_page("analyst"))
    found = listed.index[listed["颜色"] == mark]
    if not len(found):
        pytest.skip(f"no {mark} in the town")
    app = open_why(open_page, "analyst", grid=found[0])
    assert_clean(app)
    text = drawings(app)
    assert ("这里没有颜色" in text) == (mark != "Ⅴ 绿")
    assert ("已是最好一级" in text) == (mark == "Ⅴ 绿")
    assert "nan" not in text.lower()


def test_a_leader_reads_words_without_counts(open_page):
    code = grids_listed(open_page("leader")).index[5]
    app = open_why(open_page, "leader", grid=code)
    assert_clean(app)
    text = drawings(app)
    assert "为保护隐私" in text
    assert "相对风险" not in text
    assert not re.search(r"\d 件", text)


def test_the_week_of_the_address_is_the_week_explained(open_page):
    code = grids_listed(open_page("analyst")).index[5]
    app = open_why(open_page, "analyst", grid=code, week="2026-10-06")
    assert_clean(app)
    assert "2026年10月6日" in drawings(app)


def test_without_a_grid_the_page_says_what_to_do(open_page):
    app = open_why(open_page, "analyst")
    assert_clean(app)
    assert "先在五色图上选一个网格" in drawings(app)


def test_a_grid_nobody_knows_is_said_in_words(open_page):
    app = open_why(open_page, "analyst", grid="330109106999")
    assert_clean(app)
    assert "330109106999" in drawings(app)
