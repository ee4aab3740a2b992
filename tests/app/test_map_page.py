"""五色图: what each kind of reader gets, without a browser."""

import pytest

from services.access import OPERATOR
from tests.app.reading import (
    address,
    assert_clean,
    codes_of_colours,
    deck,
    drawings,
    grids_listed,
    layer,
    whole_list,
)
from views.map_parts import grid_list


def test_an_analyst_sees_the_week_its_age_and_its_worst_grid(open_page):
    app = open_page("analyst")
    assert_clean(app)
    text = drawings(app)
    for words in ("2026年11月17日（周二）24:00", "暂定", "规则 2 版", "演示数据", "义桥镇"):
        assert words in text
    for words in ("红色网格", "图例", "到数", "本周变化", "为什么是", "相邻网格", "指数最高"):
        assert words in text
    assert len(app.dataframe[0].value) == grid_list.HEAD_ROWS and "列出全部 560 个" in text
    listed = whole_list(app)
    assert len(listed) == 560 and f"只列前 {grid_list.HEAD_ROWS} 个" in drawings(app)
    digits = codes_of_colours(app, "insets")
    assert len(digits) == 560
    reds = int(listed["颜色"].str.startswith("Ⅰ 红").sum())
    assert digits.count("1") + codes_of_colours(app).count("1") >= reds > 0
    assert f" {reds} " in text
    assert "NaN" not in text and "nan" not in text


def test_no_base_map_and_shapes_by_address_only(open_page):
    spec = deck(open_page("chair"))
    assert spec.get("mapProvider") is None
    for one in spec["layers"]:
        assert one["data"].startswith("/geometry/")


def test_a_leader_sees_no_small_count_and_no_data_page(open_page):
    app = open_page("leader", grid="330109106201001")
    assert_clean(app)
    assert "为保护隐私" in drawings(app)
    for name in ("处罚", "信访", "警情"):
        shown = whole_list(app)[name]
        assert all(text in ("—", "0") or int(text.replace(",", "")) >= 5 for text in shown)
    refused = open_page("leader", page="data.py")
    assert_clean(refused)
    assert "您不能看" in drawings(refused)
    assert not refused.button


def test_previous_week_changes_the_sheet_the_colours_and_the_address(open_page):
    app = open_page("analyst")
    before = codes_of_colours(app), codes_of_colours(app, "insets")
    assert app.button(key="week_after").disabled
    app.button(key="week_before").click().run()
    assert_clean(app)
    assert address(app)["week"] == "2026-11-10"
    assert "2026年11月10日（周二）24:00" in drawings(app)
    assert (codes_of_colours(app), codes_of_colours(app, "insets")) != before
    app.button(key="week_after").click().run()
    assert "week" not in address(app)
    assert (codes_of_colours(app), codes_of_colours(app, "insets")) == before


def test_searching_selects_flies_and_writes_the_address(open_page):
    app = open_page("analyst")
    whole = deck(app)["initialViewState"]
    code = whole_list(app).index[300]
    app.selectbox(key="search").select(code).run()
    assert_clean(app)
    assert address(app)["grid"] == code
    assert f"编码 {code}" in drawings(app)
    close = deck(app)["initialViewState"]
    assert close["zoom"] > whole["zoom"] + 1
    # The chosen grid is in sight at the head of the list.
    assert grids_listed(app).index[0] == code
    assert layer(app, "selected-inner")["data"].endswith(f"?area={code}")


def test_the_twin_palette_is_in_the_address_and_on_the_map(open_page):
    plain = layer(open_page("analyst"), "cells")["_subLayerProps"]
    app = open_page("analyst", palette="twin")
    assert layer(app, "cells")["_subLayerProps"] != plain
    assert "浅青" in drawings(app)


def test_levels_of_all_cells_are_a_switch_in_the_address(open_page):
    plain = layer(open_page("analyst"), "numerals")
    assert layer(open_page("analyst", levels="all"), "numerals") != plain


@pytest.mark.parametrize(
    ("query", "words"),
    (
        ({"week": "1999-01-05"}, "1999-01-05"),
        ({"scope": "990000"}, "990000"),
    ),
)
def test_an_address_that_leads_nowhere_is_said_in_words(open_page, query, words):
    app = open_page("analyst", **query)
    assert_clean(app)
    text = drawings(app)
    assert "这一页没有画出来" in text
    assert words in text
    assert "演示数据" in text


def test_nonsense_in_the_address_is_left_aside(open_page):
    app = open_page("analyst", week="<script>", scope="'; drop", grid="no such grid")
    assert_clean(app)
    assert "2026年11月17日" in drawings(app)


def test_an_empty_folder_says_what_to_do_first(open_page, empty_folder):
    app = open_page(OPERATOR, empty_folder)
    assert_clean(app)
    text = drawings(app)
    for words in ("先把数据放进来", "导入网格边界", "还没有数据", "还没有规则"):
        assert words in text
    assert "演示数据" not in text


def test_without_a_session_there_is_one_sentence_and_one_button(open_page):
    app = open_page(None)
    assert_clean(app)
    assert "还没有登录" in drawings(app)
    assert not app.button
    assert not app.get("deck_gl_json_chart")


def test_a_broken_database_gives_words_and_a_number(open_page, tmp_path, caplog):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "wusetu.db").write_bytes(b"not a database at all" * 100)
    app = open_page(OPERATOR, folder)
    assert_clean(app)
    text = drawings(app)
    assert "这一页没有画出来" in text
    assert "已经入库的数据没有丢失" in text
    assert "sqlite" not in text
    assert "DatabaseError" in caplog.text
