"""The form for the analyst's words, on its own."""

import pytest
from streamlit.testing.v1 import AppTest

from reports.weekly_view import CHAPTERS
from services import access, chapter_notes, meetings
from services.workspace import current
from tests.app.reading import assert_clean, drawings
from tests.services import small_town as town

WEEK = town.end_of(town.WEEKS - 1)


def page():
    import streamlit as st

    from views.report_parts import chapter_notes

    asked = st.session_state
    chapter_notes.draw(asked["viewer"], asked["week"], asked["prefix"])


@pytest.fixture
def form(scored_town, monkeypatch):
    """Open the form as a person."""
    monkeypatch.setenv("WUSETU_DATA", str(scored_town.settings.data))
    current.cache_clear()

    def go(person="analyst", week=WEEK):
        app = AppTest.from_function(page, default_timeout=30)
        app.session_state["viewer"] = access.viewer_of(scored_town, person)
        app.session_state["week"] = week
        app.session_state["prefix"] = town.TOWN
        return app.run()

    yield go
    current.cache_clear()


def kept(ws, chapter):
    notes = chapter_notes.read(ws, town.who(ws, "analyst"), week=WEEK, prefix=town.TOWN)
    return notes.text(chapter)


def field(app, chapter):
    period = town.period_of(town.WEEKS - 1)
    return app.text_area(key=f"chapter_note_{town.TOWN}_{period}_{chapter}")


def save(app):
    return app.button[0].click().run()


def test_there_is_a_field_for_every_chapter(form):
    app = form()
    assert_clean(app)
    assert [area.label for area in app.text_area] == [chapter_notes.title(c) for c in CHAPTERS]
    assert "每章可写两三句" in drawings(app)


def test_what_is_written_is_kept_and_shown_again(form, scored_town):
    app = form()
    field(app, "overview").input("总体平稳。\n一处上升。")
    field(app, "plan").input("先劝后罚。")
    save(app)
    assert_clean(app)
    assert "已保存 2 章" in drawings(app)
    assert kept(scored_town, "overview") == "总体平稳。\n一处上升。"
    assert field(form(), "plan").value == "先劝后罚。"
    assert "没有改动" in drawings(save(app))


def test_a_refusal_loses_nothing(form, scored_town):
    app = form()
    field(app, "risks").input("电话 " + "138" + "12345678")
    save(app)
    assert_clean(app)
    assert "身份证号或手机号" in drawings(app)
    assert field(app, "risks").value.endswith("5678")
    assert kept(scored_town, "risks") == ""


def test_after_the_meeting_it_is_read_only(form, scored_town):
    ws, chair = scored_town, town.who(scored_town, "chair")
    first = {"week": town.end_of(0)}
    chapter_notes.write(
        ws, chair, prefix=town.TOWN, texts={"overview": "<b>总体</b>平稳。"}, **first
    )
    held = meetings.convene(ws, chair, area=town.TOWN, **first)
    meetings.close(ws, chair, held.id, gap_reason="来源未报")
    app = form(**first)
    assert_clean(app)
    assert not app.text_area and not app.button
    assert "不能再改" in drawings(app) and "平稳。" in drawings(app)


def test_who_may_not_write_reads(form):
    app = form("leader")
    assert_clean(app)
    assert not app.text_area
    assert "没有写周报说明的权限" in drawings(app) and "没有写说明。" in drawings(app)


def test_another_week_has_fields_of_its_own(form, scored_town):
    app = form()
    field(app, "overview").input("这一周。")
    save(app)
    other = form(week=town.end_of(0))
    assert [area.value for area in other.text_area] == [""] * len(CHAPTERS)
