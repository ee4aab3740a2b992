"""Minutes of a closed meeting: what it froze, without the small numbers it froze too."""

import copy
import json

import pytest

from errors import NotFoundError, RefusedError
from reports import minutes
from reports.document import Heading, Paragraph, Table, plain
from services import chapter_notes, matters, meetings, minutes_report, outgoing
from services.matters import Draft
from services.outgoing import Order
from store import meetings as stored
from tests.services import small_town as town


def order(ws, week=0, person="chair"):
    asked = Order(week=town.end_of(week), prefix=town.TOWN)
    return outgoing.of(ws, town.who(ws, person), asked)


def held(ws, week=0):
    return meetings.convene(ws, town.who(ws, "chair"), area=town.TOWN, week=town.end_of(week))


def close(ws, meeting):
    meetings.close(ws, town.who(ws, "chair"), meeting.id, gap_reason="来源未报")


@pytest.fixture
def met(scored_town):
    """The second week's meeting with a matter done, one planned, two lessons; closed."""
    ws, chair = scored_town, town.who(scored_town, "chair")
    first = held(ws)
    done = matters.add(
        ws, chair, first.id, Draft(title="堆物", owner="执法队", due_on=first.held_on + 9)
    )
    close(ws, first)
    second = held(ws, 1)
    matters.move(ws, chair, done, status="closed", note="已清运", meeting_id=second.id)
    matters.add(
        ws, chair, second.id, Draft(title="夜查", owner="派出所", due_on=second.held_on + 9)
    )
    for text in ("先劝后罚。", "白天清运。"):
        meetings.remark(ws, chair, second.id, text)
    week = {"week": town.end_of(1), "prefix": town.TOWN}
    chapter_notes.write(ws, town.who(ws, "analyst"), texts={"risks": "盯住东头。"}, **week)
    close(ws, second)
    return ws


def texts(document):
    return [plain(block.runs) for block in document.blocks() if isinstance(block, Paragraph)]


def test_an_open_meeting_has_no_minutes(scored_town):
    with pytest.raises(NotFoundError, match=r"minutes\.none"):
        minutes_report.of(order(scored_town))
    held(scored_town)
    with pytest.raises(RefusedError, match=r"minutes\.open"):
        minutes_report.of(order(scored_town))


def test_they_say_what_was_done_learned_and_planned(met):
    view = minutes_report.of(order(met, 1))
    assert [(one.title, one.state, one.note) for one in view.matters] == [
        ("堆物", "已办结", "已清运")
    ]
    assert view.lessons == ("先劝后罚。", "白天清运。")
    assert view.said == ("盯住东头。",)
    assert [one.title for one in view.planned] == ["夜查"]
    assert view.masthead.issue == "第2期"
    assert view.masthead.foot == ("主持：chair", "出席：名单见签到表")
    assert "召开第2次周情分析会" in view.opening


def test_its_numbers_are_the_frozen_ones(met):
    with met.store.read() as tx:
        frozen = stored.of_period(tx, town.TOWN, town.period_of(1)).frozen
    view, judged = minutes_report.of(order(met, 1)), frozen["judgement"]
    assert [line.now.number for line in view.overview.colours] == list(judged["colours"].values())
    assert (view.snapshot, view.policy) == (frozen["snapshot"], frozen["policy"])
    for line, row in zip(view.indicators, judged["indicators"], strict=True):
        assert line.now.number in (row["now"], None)
        assert line.before.number in (row["before"], None)
    assert view.alarms.number == judged["alarms"]["found"]
    assert len(view.overview.moves) == sum(
        len(judged[key]) for key in ("risen", "fallen", "state_changed")
    )


def judged_small(frozen):
    """The same meeting in a week with hardly any events."""
    made = copy.deepcopy(frozen)
    for row in made["judgement"]["indicators"]:
        if not row["is_amount"]:
            row |= {"now": 3.0, "before": 4.0, "earlier": 1.0, "mean": 2.5}
    made["judgement"]["last_list"] = [
        {"indicator": "alert", "area_share": 0.05, "events": 3, "hits": 1.0, "plain": 1, "best": 2},
        {
            "indicator": "alert",
            "area_share": 0.05,
            "events": 40,
            "hits": 38.0,
            "plain": 9,
            "best": 39,
        },
        {
            "indicator": "alert",
            "area_share": 0.05,
            "events": 40,
            "hits": 9.0,
            "plain": 8.5,
            "best": 20,
        },
    ]
    made["judgement"]["hotspots"] = [
        {"indicator": "alert", "words": {"new": ["格1"]}, "clusters": ["格1 3 件"], "level": "3 件"}
    ]
    return made


def test_small_numbers_are_withheld_on_paper(met, monkeypatch):
    real = meetings.held

    def small(*given):
        return [
            type(one)(
                **{name: getattr(one, name) for name in one.__slots__}
                | {"frozen": judged_small(one.frozen)}
            )
            for one in real(*given)
        ]

    monkeypatch.setattr(meetings, "held", small)
    view = minutes_report.of(order(met, 1))
    for line in view.indicators:
        if not line.is_amount:
            assert {line.now.text, line.before.text, line.earlier.text} == {"少于 5"}
            assert (line.previous.text, line.yearly.text, line.mean.text) == ("—", "—", "—")
    assert [one.hits.text for one in view.lists] == ["9"]
    printed = json.dumps(texts(minutes.document(view)), ensure_ascii=False)
    assert "3 件" not in printed and "3件" not in printed.replace("53件", "")


def test_the_document_has_the_four_parts_of_the_agenda(met):
    document = minutes.document(minutes_report.of(order(met, 1)))
    titles = [chapter.title for chapter in document.chapters]
    assert titles == [
        "",
        "一、上周交办事项落实情况",
        "二、做法与教训",
        "三、形势研判",
        "四、下周工作安排",
    ]
    heads = [block.text for block in document.blocks() if isinstance(block, Heading)]
    assert heads == ["（一）五色总览", "（二）四项指标", "（三）隐患与预警"]
    assert "1．先劝后罚。" in texts(document)
    assert [b.number for b in document.blocks() if isinstance(b, Table)][:2] == [1, 2]
    assert document.kind == "minutes"


def test_a_meeting_where_nothing_was_said(scored_town):
    close(scored_town, held(scored_town))
    document = minutes.document(minutes_report.of(order(scored_town)))
    said = texts(document)
    assert "没有上周交办、待落实的事项。" in said
    assert "会上没有记录做法与教训。" in said
    assert "没有列入下周的事项。" in said
    assert "nan" not in "".join(said).lower()
