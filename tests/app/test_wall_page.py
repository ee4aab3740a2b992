"""大屏: what a leader reads, page by page; never a small count; late data and an empty folder."""

import datetime as dt
import re
import shutil

import pytest

import settings
from services import access, sites, situation
from services.workspace import opened
from tests.app.reading import assert_clean, drawings, markup
from tests.services import surroundings as world
from views.wall_parts.news import Known

SQUARE = "330109106207018"


def open_wall(open_page, person="leader", **query):
    """The wall after its second look, which reads the surroundings too; pages turn by hand."""
    app = open_page(person, page="wall.py", rotate="600", **query)
    return app.run()


def maps(app):
    return [one.proto.json for one in app.get("deck_gl_json_chart")]


def to(app, words):
    """Step on until a page says the words."""
    for _ in range(6):
        if words in drawings(app):
            return drawings(app)
        app.button(key="wall_onward").click().run()
        assert_clean(app)
    raise AssertionError(f"no page says {words}")


def test_the_overview_has_the_reds_the_legend_and_the_indicators(open_page):
    app = open_wall(open_page)
    assert_clean(app)
    text = drawings(app)
    for words in ("红色网格", "个升", "有效警情", "环比", "实有人口", "演示数据", "规则", "刷新"):
        assert words in text
    assert "数据截至" in text and "2026年11月17日（周二）24:00" in text
    assert "的网格把握较大" in text
    assert "nan" not in text.lower()


def test_keys_step_through_the_pages_and_back(open_page):
    app = open_wall(open_page)
    for words in ("正在播放 1 /", "办理进度", "分钟到不了的网格", "期交办事项", "红色网格"):
        app.button(key="wall_onward").click().run()
        assert_clean(app)
        assert words in drawings(app)
    app.button(key="wall_back").click().run()
    assert "期交办事项" in drawings(app) and "逾期" in drawings(app)


def test_a_page_without_a_source_is_left_out(open_page):
    app = open_wall(open_page)
    text = drawings(app)
    assert "场馆周边" in text and "响应处置" in text
    assert "毗邻区域" not in text, "the leader's town has no neighbour in the data"


def test_a_district_sees_its_borders(open_page):
    app = open_wall(open_page, "analyst", scope="330603111")
    text = to(app, "共同边界长")
    assert "登记案件" in text and "千米" in text
    assert any('"ring-1-line"' in one for one in maps(app))


def test_space_holds_the_page(open_page):
    app = open_wall(open_page)
    app.button(key="wall_pause").click().run()
    assert 'class="ws-still"' in next(text for text in markup(app) if "ws-wall-foot" in text)


def test_one_map_is_seen_and_the_next_page_is_drawn_behind_it(open_page):
    app = open_wall(open_page).run()
    assert len(maps(app)) == 2
    assert all('"/geometry/' in one for one in maps(app))
    assert "正在播放" not in drawings(app)
    app.button(key="wall_onward").click().run()
    assert "正在播放" in drawings(app) and len(maps(app)) == 2


def test_no_count_of_a_grid_below_the_limit_is_on_the_wall(open_page):
    for person in ("leader", "analyst"):
        app = open_wall(open_page, person)
        for _ in range(5):
            app.button(key="wall_onward").click().run()
            counts = [int(n) for n in re.findall(r"(\d+) 件", drawings(app))]
            matters = "期交办" in drawings(app)
            assert matters or all(n == 0 or n >= 5 for n in counts)


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
    text = drawings(app)
    assert "已过期" in text and "请不要据此派单" in text
    assert re.search(r"应在11月25日 12:00前到齐", text)


def test_an_empty_folder_waits(open_page, empty_folder):
    app = open_wall(open_page, "operator", folder=empty_folder)
    assert_clean(app)
    assert "等数据到齐" in drawings(app)


def look_again(app):
    """As if the seconds until the next reading were over."""
    app.session_state["wall"].read_at = -1e9
    app.run()
    assert_clean(app)
    return drawings(app)


def test_the_database_away_leaves_the_last_picture_and_comes_back(open_page, monkeypatch):
    app = open_wall(open_page)
    real = situation.pulse
    monkeypatch.setattr(situation, "pulse", lambda ws: {"status": "unavailable"})
    text = look_again(app)
    assert "数据库暂时连不上" in text and "红色网格" in text
    monkeypatch.setattr(situation, "pulse", real)
    assert "数据库暂时连不上" not in look_again(app)


def test_what_happens_in_the_running_week_is_live(open_page, page_folder, tmp_path):
    folder = tmp_path / "live"
    shutil.copytree(page_folder, folder)
    app = open_wall(open_page, folder=folder)
    text = to(app, "办理进度")
    assert "实时数据" not in text and "2026.11.11—11.17" in text
    ws = opened(settings.Settings(data=folder))
    place = sites.sites(ws, access.viewer_of(ws, "leader"), sites.VENUE).iloc[0]
    middle = place["geometry"].centroid
    rows = [("环境卫生", "触发", SQUARE, dt.date(2026, 11, 18))] * 9
    world.put_events(ws, rows, at=(middle.x, middle.y))
    ws.store.close()
    text = look_again(app)
    for words in ("实时数据，截至", "9 件", "本周至今"):
        assert words in text


def test_a_new_alarm_stands_over_the_page_until_a_key(open_page):
    app = open_wall(open_page)
    wall = app.session_state["wall"]
    told = sorted(wall.known.alarms)[0]
    red = sorted(wall.known.reds)[0]
    wall.known = Known(alarms=wall.known.alarms - {told}, reds=wall.known.reds - {red})
    text = look_again(app)
    assert "新的预警 1 条，新增红色网格 1 个" in text and "转为红色" in text
    assert "新的预警" in look_again(app), "it stays while its time is not over"
    app.button(key="wall_onward").click().run()
    assert "新的预警" not in drawings(app)
    assert "预警 3 条" in drawings(app), "then it stands above what changed"


def test_the_same_alarms_are_told_once(open_page):
    app = open_wall(open_page)
    assert "新的预警" not in look_again(app) + look_again(app)
