"""周情会: the room as the chair drives it, frozen meetings, other readers, an empty folder."""

import shutil

import pytest

import settings
from services import meetings
from services.access import viewer_of
from services.workspace import opened
from tests.app.reading import assert_clean, drawings

TOWN = "330109106"


@pytest.fixture
def own_folder(page_folder, tmp_path):
    """A demo of its own for tests that write."""
    shutil.copytree(page_folder, tmp_path / "own")
    return tmp_path / "own"


def open_room(open_page, person, **query):
    return open_page(person, page="meeting.py", **query)


def agenda(folder):
    ws = opened(settings.Settings(data=folder))
    viewer = viewer_of(ws, "chair")
    newest = meetings.held(ws, viewer, TOWN)[0]
    return meetings.agenda(ws, viewer, newest.id)


def press(app, label, nth=0):
    """Submit a form: what was typed goes with the click, as in a browser."""
    [one for one in app.button if one.label == label][nth].click().run()


def test_the_four_blocks_of_the_open_meeting(open_page):
    app = open_room(open_page, "chair")
    assert_clean(app)
    text = drawings(app)
    for words in ("第 4 期", "上周未结事项", "做法与教训", "形势研判", "下周安排", "逾期 3 天"):
        assert words in text
    for words in ("环比", "持续热", "其中预计误报", "清单（面积 5%）命中"):
        assert words in text
    assert "nan" not in text.lower()
    assert [one.label for one in app.button if one.key == "close"] == ["闭会，冻结第 4 期"]


def test_f2_goes_through_the_agenda_and_the_map_fills_the_room(open_page):
    app = open_room(open_page, "chair")
    assert "正在议" in drawings(app).split("做法与教训")[0]
    app.button(key="next_block").click().run()
    text = drawings(app)
    assert "已议" in text.split("做法与教训")[0]
    assert "正在议" in text.split("做法与教训")[1].split("形势研判")[0]
    app.button(key="turn_map").click().run()
    assert_clean(app)
    assert "上周未结事项" not in drawings(app)
    app.button(key="turn_map").click().run()
    assert "上周未结事项" in drawings(app)


def test_a_matter_is_closed_with_a_note_only(open_page, own_folder):
    app = open_room(open_page, "chair", folder=own_folder)
    row = next(one for one in agenda(own_folder).carried if not one.is_closed)
    app.selectbox(key="matter_chosen").select(row).run()
    app.segmented_control(key="matter_state").set_value("closed").run()
    press(app, "保存")
    assert "办结要写办结说明" in drawings(app)
    app.text_input(key="matter_note").input("清运完毕")
    press(app, "保存")
    assert_clean(app)
    assert "办结要写办结说明" not in drawings(app)
    after = {one.id: one for one in agenda(own_folder).carried}[row.id]
    assert after.is_closed and after.note == "清运完毕"


def test_lessons_and_plans_are_typed_once_and_kept(open_page, own_folder):
    app = open_room(open_page, "chair", folder=own_folder)
    app.text_input(key="lesson_text").input("先劝后罚")
    press(app, "加入")
    app.text_input(key="plan_title").input("联合夜查")
    press(app, "加入", 1)
    assert "事项要写责任单位" in drawings(app)
    assert app.text_input(key="plan_title").value == "联合夜查", "what was typed stays"
    owner = agenda(own_folder).carried[0].owner
    app.selectbox(key="plan_owner").select(owner)
    app.text_input(key="plan_title").input("联合夜查")
    press(app, "加入", 1)
    assert_clean(app)
    made = agenda(own_folder)
    assert made.lessons == ("先劝后罚",)
    assert [row.title for row in made.planned][-1] == "联合夜查"
    app.button(key="take_out").click().run()
    assert agenda(own_folder).lessons == ()


def test_closing_freezes_the_numbers(open_page, own_folder):
    app = open_room(open_page, "chair", folder=own_folder)
    app.button(key="close").click().run()
    assert_clean(app)
    text = drawings(app)
    assert "已冻结" in text and "闭会" in text
    assert not [one for one in app.button if one.key in ("close", "next_block")]
    made = agenda(own_folder)
    assert made.meeting.is_closed and made.judgement["colours"]


def test_a_closed_meeting_is_read_as_it_closed(open_page):
    app = open_room(open_page, "chair", week="2026-11-10")
    assert_clean(app)
    text = drawings(app)
    assert "第 3 期" in text and "已冻结" in text and "码头扫码" in text
    assert not [one for one in app.button if one.label in ("保存", "加入")]


def test_a_week_without_a_meeting_can_be_convened_by_the_chair_only(open_page):
    app = open_room(open_page, "chair", week="2026-10-13")
    assert_clean(app)
    assert "召开第 5 期" in drawings(app)
    waiting = open_room(open_page, "leader", week="2026-10-13")
    assert "请等主持人召开" in drawings(waiting)
    assert not [one for one in waiting.button if one.key == "convene"]


def test_a_leader_reads_along_without_forms_and_exact_small_counts(open_page):
    app = open_room(open_page, "leader")
    assert_clean(app)
    labels = {one.label for one in app.button}
    assert not labels & {"保存", "加入", "闭会，冻结第 4 期"}


def test_an_empty_folder_says_what_comes_first(open_page, empty_folder):
    app = open_room(open_page, "operator", folder=empty_folder)
    assert_clean(app)
    assert "还没有颜色" in drawings(app)
