"""Head, foot and cards of the wall; what is new is told once."""

from __future__ import annotations

import dataclasses
import html
import re
from itertools import pairwise

import pytest

from layers.map_view import Window
from services import access, alarms, situation
from views.wall_parts import frame, news
from views.wall_parts.layout import Box, Screen, text_width
from views.wall_parts.news import Known, News
from views.wall_parts.rotation import PAGES, Page, Rotation
from words import say

HD = Screen(width=1920, height=1080)
LONG = Screen(width=3840, height=1080, seams=(960, 1920, 2880))
PANELS = Screen(width=1920, height=1080, seams=(640, 1280))
EVERY = dict.fromkeys(PAGES, 1)
TOLD = ("刷新 14:32:15", "规则 3.2 版", "演示数据")
AGE = ("数据截至", "2026年11月17日（周二）24:00")


def told(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def boxes_of(foot: str) -> list[tuple[float, float]]:
    found = re.findall(r"left:(\d+)px;width:(\d+)px", foot)
    return [(float(x), float(wide)) for x, wide in found]


@pytest.mark.parametrize("screen", [HD, LONG, PANELS])
def test_no_word_of_the_foot_stands_on_a_seam_or_on_another(screen):
    foot = frame.footer(screen, EVERY, Rotation(), 0.0, TOLD)
    places = sorted(boxes_of(foot))
    assert len(places) == len(PAGES) + len(TOLD)
    for x, wide in places:
        assert not any(x < seam < x + wide for seam in screen.seams)
        assert x >= 0 and x + wide <= screen.width
    for (x, wide), (following, _) in pairwise(places):
        assert x + wide <= following + 1


def test_only_the_pages_of_the_plan_are_named_and_one_is_present():
    foot = frame.footer(HD, {Page.OVERVIEW: 1, Page.MATTERS: 1}, Rotation(), 3.0, TOLD)
    assert "五色总览" in told(foot) and "交办事项" in told(foot) and "场馆周边" not in told(foot)
    assert foot.count('class="ws-now"') == 1
    for words in TOLD:
        assert words in told(foot)
    assert foot.count('class="ws-framed"') == 1


def test_the_bar_keeps_its_key_while_the_page_stays():
    def key(turning, now):
        return re.search(r'data-key="([^"]*)"', frame.footer(HD, EVERY, turning, now, TOLD))[1]

    turning = Rotation(since=5.0)
    assert key(turning, 6.0) == key(turning, 20.0)
    turning.pause(21.0)
    assert key(turning, 22.0) != key(Rotation(since=5.0), 22.0)
    assert "ws-still" in frame.footer(HD, EVERY, turning, 22.0, TOLD)


@pytest.mark.parametrize("screen", [HD, LONG, PANELS])
def test_the_head_keeps_clear_of_seams(screen):
    head = frame.header(screen, "义桥镇五色图", Page.OVERVIEW, AGE, late="")
    left = float(re.search(r"left:(\d+)px", head)[1])
    right = screen.width - float(re.search(r"right:(\d+)px", head)[1])
    wide = text_width("".join(AGE), frame.AGE_U * screen.u)
    for seam in screen.seams:
        assert not left < seam < left + 14 * screen.u
        assert not right - wide < seam < right


def test_late_data_stand_in_reverse():
    head = frame.header(HD, "义桥镇五色图", Page.OVERVIEW, AGE, late="已过期")
    assert "ws-wall-late" in head and "已过期" in told(head)
    assert "ws-wall-late" not in frame.header(HD, "义桥镇五色图", Page.OVERVIEW, AGE, late="")
    card = told(frame.late_card(12, "11月25日 12:00"))
    assert "数据已过期 12 小时" in card and "请不要据此派单" in card and "11月25日 12:00" in card


@pytest.mark.parametrize("zoom", [10.0, 12.4, 15.0])
def test_the_scale_bar_is_a_round_number_and_as_long_as_it_says(zoom):
    window = Window(longitude=120.2, latitude=30.0, zoom=zoom)
    bar = frame.scale_bar(HD, Box(x=400, y=900, width=1100, height=50), window)
    number, unit = re.search(r"([\d.]+) (千?米)", told(bar)).groups()
    metres = float(number) * (1000 if unit == "千米" else 1)
    wide = float(re.search(r"width:(\d+)px", bar)[1])
    assert wide == pytest.approx(metres * window.px_per_m, abs=1)
    assert 1 <= wide <= frame.BAR_U * HD.u


def test_far_out_there_is_no_scale_bar():
    window = Window(longitude=120.2, latitude=30.0, zoom=2.0)
    assert frame.scale_bar(HD, Box(x=0, y=0, width=9, height=9), window) == ""


@pytest.mark.parametrize("screen", [HD, LONG, PANELS])
def test_a_key_keeps_in_its_row_and_off_the_seams(screen):
    window = Window(longitude=120.2, latitude=30.0, zoom=12.4)
    box = Box(x=420, y=900, width=1000, height=50)
    made = frame.key_row(screen, box, window, [("<b>a</b>", 9.0), ("<b>b</b>", 9.0), ("c", 40.0)])
    places = [float(x) for x in re.findall(r'ws-wall-key" style="left:(\d+)px', made)]
    assert len(places) in {1, 2} and places[0] >= box.x
    for x in places:
        assert x + 9 * screen.u <= box.x + box.width
        assert not any(x < seam < x + 9 * screen.u for seam in screen.seams)


def test_cards_are_escaped():
    assert "<b>" not in frame.news_card("<b>", ["<b>"], "<b>")
    assert "<b>" not in frame.notice("<b>")


# --- news -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def week(demo):
    viewer = access.viewer_of(demo, "leader")
    town = "330109106"
    return situation.view(demo, viewer, prefix=town), alarms.alarms(demo, viewer, prefix=town)


def test_the_first_reading_is_no_news_and_the_second_neither(week):
    assert news.new(None, *week, 0.0) is None
    assert news.new(Known.of(*week), *week, 0.0) is None


def test_an_alarm_and_a_red_grid_nobody_knew_are_news(week):
    seen, sheet = week
    known = Known.of(seen, sheet)
    code = sorted(known.reds)[0]
    first = (sheet.period, sheet.alarms[1].code, sheet.alarms[1].indicator)
    before = Known(alarms=known.alarms - {first}, reds=known.reds - {code})
    came = news.new(before, seen, sheet, 7.0)
    assert came == News(alarms=(1,), reds=(code,), since=7.0)
    assert not came.is_over(7.0 + news.SECONDS - 1) and came.is_over(7.0 + news.SECONDS)


def test_what_went_away_is_no_news(week):
    seen, sheet = week
    known = Known.of(seen, sheet)
    fewer = dataclasses.replace(sheet, alarms=sheet.alarms[:1])
    assert news.new(known, seen, fewer, 0.0) is None


def test_the_same_alarm_a_week_later_is_news_again(week):
    seen, sheet = week
    later = dataclasses.replace(sheet, period=sheet.period + 7)
    came = news.new(Known.of(seen, sheet), seen, later, 0.0)
    assert came is not None and len(came.alarms) == len(sheet.alarms) and came.reds == ()


def test_words_of_the_wall_exist():
    assert (
        say("wall.news.alarm", name="云塘村01", indicator="有效警情")
        == "▲ 云塘村01　有效警情比往常多"
    )
