"""数据: what may be done there, by whom."""

from services.access import OPERATOR
from tests.app.reading import assert_clean, drawings


def test_an_analyst_imports_scores_and_corrects_but_does_not_close(open_page):
    app = open_page("analyst", page="data.py")
    assert_clean(app)
    text = drawings(app)
    for words in ("导入文件", "导入批次", "各来源到数", "计算与关闭", "无处落格的事件"):
        assert words in text
    for words in ("2026年11月17日（周二）24:00", "暂定", "规则 2 版", "演示数据"):
        assert words in text
    assert app.button(key="close").disabled
    assert not app.button(key="score").disabled
    assert app.button(key="take").disabled, "nothing is chosen yet"


def test_a_chair_closes_but_does_not_import(open_page):
    app = open_page("chair", page="data.py")
    assert_clean(app)
    assert "导入文件" not in drawings(app)
    assert not app.button(key="close").disabled


def test_an_auditor_is_told_in_words(open_page):
    app = open_page("auditor", page="data.py")
    assert_clean(app)
    assert "您不能看" in drawings(app)


def test_an_empty_folder_can_be_filled(open_page, empty_folder):
    app = open_page(OPERATOR, empty_folder, page="data.py")
    assert_clean(app)
    assert "导入文件" in drawings(app)


def test_a_code_that_is_no_grid_is_refused_in_words(open_page):
    app = open_page("analyst", page="data.py")
    app.text_input(key="place_code").input("999999999999999").run()
    app.button(key="place").click().run()
    assert_clean(app)
    assert "999999999999999" in drawings(app)
