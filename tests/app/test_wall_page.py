"""大屏: what a leader reads, page by page; never a small count; late data and an empty folder."""

import datetime as dt
import re
import shutil

import pytest

from tests.app.reading import assert_clean, drawings


def open_wall(open_page, person="leader", **query):
    return open_page(person, page="wall.py", **query)


def test_the_overview_has_the_reds_the_legend_and_the_indicators(open_page):
    app = open_wall(open_page)
    assert_clean(app)
    text = drawings(app)
    for words in ("红色网格", "个升", "有效警情", "环比", "实有人口", "演示数据", "规则", "刷新"):
        assert words in text
    assert "数据截至" in text and "2026年11月17日（周二）24:00" in text
    assert "nan" not in text.lower()


def test_keys_step_through_the_pages(open_page):
    app = open_wall(open_page)
    app.button(key="wall_onward").click().run()
    assert_clean(app)
    text = drawings(app)
    assert "正在播放 1 /" in text and "为什么" in text
    app.button(key="wall_onward").click().run()
    assert "期交办事项" in drawings(app) and "逾期" in drawings(app)
    app.button(key="wall_onward").click().run()
    assert "红色网格" in drawings(app)
    app.button(key="wall_back").click().run()
    assert "期交办事项" in drawings(app)


def test_no_count_of_a_grid_below_the_limit_is_on_the_wall(open_page):
    app = open_wall(open_page)
    app.button(key="wall_onward").click().run()
    counts = [int(n) for n in re.findall(r"(\d+) 件", drawings(app))]
    assert all(n == 0 or n >= 5 for n in counts)


@pytest.fixture
def late_folder(page_folder, tmp_path):
    """The demo ten days after its last data."""
    folder = tmp_path / "late"
    shutil.copytree(page_folder, folder)
    now = dt.datetime(2026, 11, 28, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    (folder / "clock.toml").write_text(f"now = {now.isoformat()}\n", "utf-8")
    return folder


def test_late_data_lose_their_colour_and_say_so(open_page, late_folder):
    app = open_wall(open_page, folder=late_folder)
    assert_clean(app)
    assert "已过期" in drawings(app) and "请不要据此派单" in drawings(app)


def test_an_empty_folder_waits(open_page, empty_folder):
    app = open_wall(open_page, "operator", folder=empty_folder)
    assert_clean(app)
    assert "等数据到齐" in drawings(app)
