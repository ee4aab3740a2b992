"""What the wall says of the week: no small count, no note, one grid spoken of."""

from __future__ import annotations

import dataclasses
import html
import re

import numpy as np
import pytest

from analytics.compare import Alignment
from layers.theme import Ground, palette
from services import access, alarms, comparing, meetings, places, situation
from views.wall_parts import far, pages
from views.wall_parts.layout import Screen, boxes
from views.wall_parts.rotation import Page

SCREEN = Screen(width=1920, height=1080)
TOWN = "330109106"


def told(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


@pytest.fixture(scope="module")
def viewer(demo):
    return access.viewer_of(demo, "leader")


@pytest.fixture(scope="module")
def seen(demo, viewer):
    return situation.view(demo, viewer, prefix=TOWN)


@pytest.fixture(scope="module")
def sheet(demo, viewer):
    return alarms.alarms(demo, viewer, prefix=TOWN)


@pytest.fixture(scope="module")
def agenda(demo, viewer):
    held = meetings.held(demo, viewer, TOWN)
    return meetings.agenda(demo, viewer, held[0].id)


def test_the_wall_is_of_the_demos_town(demo, seen):
    assert places.home(demo, seen.boundary_set, TOWN) == TOWN and len(seen.grids) == 560


def test_the_reds_are_counted_and_compared(seen):
    text = told(pages.reds(seen))
    assert f"红色网格 {(seen.grids['level'] == 1).sum()} 个 比上周多 1" in text
    assert f"▲ {len(seen.risen)} 个升 ▽ {len(seen.fallen)} 个降" in text
    for words in ("样本不足", "无数据", "不适用"):
        assert words in text
    first = dataclasses.replace(seen, has_previous=False)
    assert "第一张图" in told(pages.reds(first))


def test_the_twin_palette_is_carried_through(seen):
    twin = palette(Ground.DARK, twin=True)
    assert twin.fill(1) in pages.reds(seen, twin)
    assert "深青" in told(pages.reds(seen, twin))


def test_indicators_have_unit_and_direction(demo, viewer, seen):
    made = comparing.compare(demo, viewer, seen, Alignment.WEEKDAY)
    text = told(pages.indicators(made, "11.11—11.17"))
    for words in (
        "本周（11.11—11.17）",
        "有效警情",
        "信访矛调",
        "行政处罚",
        "实有人口",
        "环比",
        "人",
    ):
        assert words in text
    counts = [int(n.replace(",", "")) for n in re.findall(r"([\d,]+) 件", text)]
    assert counts and all(n == 0 or n >= 5 for n in counts)


def test_the_key_says_how_sure_the_map_is(seen):
    items = pages.key(seen)
    assert re.search(r"\d+% 的网格把握较大", told(items[-1][0]))
    assert all(width > 0 for _, width in items)
    none = dataclasses.replace(seen, grids=seen.grids.assign(p_within_one=np.nan))
    assert "%" not in "".join(told(item) for item, _ in pages.key(none))


def test_the_worst_grid_is_the_highest_of_the_reds(seen):
    row = seen.grids[seen.grids["code"] == pages.worst(seen)].iloc[0]
    reds = seen.grids[seen.grids["level"] == 1]
    assert row["level"] == 1 and row["index"] == reds["index"].max()
    grey = dataclasses.replace(seen, grids=seen.grids.assign(level=0))
    assert pages.worst(grey) == ""


def test_every_change_is_listed_and_one_is_spoken_of(seen):
    rows = pages.changed(seen)
    for number, one in enumerate(rows):
        listed = pages.change_list(seen, number)
        assert listed.count("ws-now") == 1
        spoken = told(pages.spoken_of(seen, number))
        assert one.name in spoken and one.reason in spoken and "把握" in spoken
        assert f"正在播放 {number + 1} / {len(rows)}" in spoken
    assert f"其余 {seen.unchanged} 个" in told(pages.change_list(seen, None))


def test_a_long_list_shows_the_rows_around_the_one_spoken_of(seen):
    last = len(pages.changed(seen)) - 1
    listed = pages.change_list(seen, last, most=2)
    assert pages.changed(seen)[last].name in listed
    assert listed.count("<li") <= 2
    assert re.search(r"另有 \d+ 个", told(listed))


def test_a_week_without_changes_says_so(seen):
    calm = dataclasses.replace(seen, risen=(), fallen=(), state_changed=())
    assert "没有" in told(pages.change_list(calm, None)) + told(pages.spoken_of(calm, 0))


def test_alarms_come_with_the_false_ones_and_without_counts(sheet):
    text = told(pages.alarm_line(sheet))
    assert f"预警 {len(sheet.alarms)} 条" in text and "其中预计误报 0.3 条" in text
    assert "件" not in text
    assert pages.alarm_line(None) == ""
    assert pages.alarm_line(dataclasses.replace(sheet, alarms=())) == ""


def test_matters_show_late_ones_first_and_no_note(agenda):
    box = boxes(SCREEN, Page.MATTERS)["whole"]
    made = pages.matters(agenda, SCREEN, box)
    text = told(made)
    assert "期交办事项" in text and text.index("逾期 3 天") < text.index("✓ 已办结")
    notes = [row.note for row in (*agenda.carried, *agenda.planned) if row.note]
    assert notes and not any(note in text for note in notes)
    assert "ws-wall-roomy" in made
    low = dataclasses.replace(box, height=9 * SCREEN.u)
    assert "另有" in told(pages.matters(agenda, SCREEN, low))


def test_names_are_escaped(seen):
    rows = tuple(dataclasses.replace(one, name="<i>村") for one in seen.risen)
    odd = dataclasses.replace(seen, risen=rows)
    assert "<i>村" not in pages.change_list(odd, 0)


# --- the column of a wide screen --------------------------------------------------------------


def test_thirteen_bars_from_zero_the_last_in_its_colour():
    drawn = far.bars([*range(1, 13), 6], 1)
    heights = [float(n) for n in re.findall(r'height="([\d.]+)" fill', drawn)]
    assert len(heights) == 13
    assert heights[5] == heights[12] == pytest.approx(heights[11] / 2, abs=0.2)
    assert drawn.count(palette(Ground.DARK).fill(1)) == 1


def test_a_period_without_a_map_is_a_gap_and_no_zero():
    drawn = far.bars([None, 0, 4], 2)
    assert drawn.count("stroke-dasharray") == 1
    assert far.bars([None, None], 2).count("stroke-dasharray") == 2


def test_the_column_has_course_alarms_and_matters(sheet, agenda):
    course = [None, *[(n, 100, 200, 150, 60) for n in range(12)]]
    text = told(far.column(course, sheet, agenda))
    for words in ("近 13 周", "预警 3 条", "其中预计误报 0.3 条", "期交办", "逾期 2 件"):
        assert words in text
    calm = dataclasses.replace(sheet, alarms=())
    assert "没有预警" in told(far.column(course, calm, None))
    assert told(far.column((), None, None)) == ""
