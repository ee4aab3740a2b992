"""The analyst's sentences: who may write them, for what, and what freezes them."""

import pytest

from errors import NotAllowedError, NotFoundError, RefusedError
from services import chapter_notes, meetings
from services.access import OPERATOR
from store import audit
from tests.services import small_town as town


def write(ws, texts, person="analyst", week=0):
    return chapter_notes.write(
        ws, town.who(ws, person), week=town.end_of(week), prefix=town.TOWN, texts=texts
    )


def read(ws, person="analyst", week=0):
    return chapter_notes.read(ws, town.who(ws, person), week=town.end_of(week), prefix=town.TOWN)


def test_sentences_are_kept_by_chapter_and_week(scored_town):
    ws = scored_town
    assert write(ws, {"overview": " 总体  平稳。\n\n 一处上升。 ", "plan": "先劝后罚。"}) == 2
    notes = read(ws)
    assert notes.text("overview") == "总体 平稳。\n一处上升。"
    assert (notes.text("plan"), notes.text("risks")) == ("先劝后罚。", "")
    assert (notes.area, notes.period, notes.is_frozen) == (town.TOWN, town.period_of(0), False)
    assert notes.texts["plan"].by == "analyst"
    assert read(ws, week=1).texts == {}


def test_only_what_changed_is_written(scored_town):
    ws = scored_town
    write(ws, {"overview": "总体平稳。", "plan": "先劝后罚。"})
    assert write(ws, {"overview": "总体平稳。", "plan": ""}, person="chair") == 1
    assert list(read(ws).texts) == ["overview"]
    with ws.store.read() as tx:
        rows = audit.listed(tx)
    own = rows[rows["object"].str.startswith("chapter notes")]
    assert list(zip(own["object"], own["by"], own["rows"], strict=True)) == [
        ("chapter notes plan", "chair", 1),
        ("chapter notes overview plan", "analyst", 2),
    ]


@pytest.mark.parametrize("person", ["leader", "approver", "auditor"])
def test_who_may_not_plan_may_not_write(scored_town, person):
    with pytest.raises(NotAllowedError):
        write(scored_town, {"overview": "甲"}, person=person)
    assert read(scored_town, person="leader").texts == {}


def test_another_area_is_nobody_elses(scored_town):
    with pytest.raises(NotAllowedError):
        write(scored_town, {"overview": "甲"}, person="villager")
    with pytest.raises(NotFoundError):
        chapter_notes.read(scored_town, OPERATOR, week="2020-01-07", prefix=town.TOWN)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"weather": "晴"}, "report.no_chapter"),
        ({"overview": "长" * 601}, "report.note_length"),
        ({"overview": "电话 " + "138" + "12345678"}, "report.note_personal"),
    ],
)
def test_what_cannot_stand_in_a_report_is_refused(scored_town, texts, code):
    with pytest.raises(RefusedError, match=code):
        write(scored_town, {"plan": "先劝后罚。"} | texts)
    assert read(scored_town).texts == {}, "all or nothing"


def test_closing_the_meeting_freezes_them(scored_town):
    ws, chair = scored_town, town.who(scored_town, "chair")
    write(ws, {"overview": "总体平稳。"})
    held = meetings.convene(ws, chair, area=town.TOWN, week=town.end_of(0))
    assert not read(ws).is_frozen
    meetings.close(ws, chair, held.id, gap_reason="来源未报")
    assert read(ws).is_frozen
    with pytest.raises(RefusedError, match="is_closed"):
        write(ws, {"overview": "改一下"})
    assert write(ws, {"overview": "总体平稳。"}) == 0, "the same again changes nothing"


def test_every_chapter_has_a_title():
    assert chapter_notes.title("overview") == "五色总览"
