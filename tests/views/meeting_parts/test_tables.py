"""The blocks as text, from plain values; every value is escaped."""

import pytest

from services.listcheck import LastList
from services.matters import Row
from views.meeting_parts import tables
from views.meeting_parts.state import Room


def row(**changed):
    given = {
        "id": 1,
        "title": "<b>堆物</b>",
        "kind": "",
        "place": "",
        "place_name": "",
        "event": "",
        "owner": "执法队",
        "due_on": 20_774,
        "age": 3,
        "status": "open",
        "note": "",
        "overdue_days": 0,
    }
    return Row(**(given | changed))


def test_matters_are_escaped_and_say_when_they_are_late():
    text = tables.matter_table([row(), row(id=2, overdue_days=4), row(id=3, status="closed")], 2)
    assert "&lt;b&gt;堆物&lt;/b&gt;" in text and "<b>堆物" not in text
    assert "逾期 4 天" in text and text.count("ws-late") == 1
    assert text.count("ws-closed") == 1 and text.count("ws-chosen") == 1
    assert "全域" in text and "✓ 已办结" in text


def test_empty_blocks_say_so():
    assert "没有事项" in tables.matter_table([])
    assert "还没有记" in tables.lessons([])
    assert "<li>一&amp;二</li>" in tables.lessons(["一&二"])


@pytest.mark.parametrize("state", ["now", "done", "next"])
def test_heads_say_how_far_a_block_is(state):
    text = tables.head(2, "教训", "3 条", state)
    assert f"ws-agenda-{state}" in text and "二" in text
    assert "已冻结" in tables.head(2, "教训", "3 条", state, is_frozen=True)


def test_the_last_list_is_told_with_its_rivals():
    one = LastList(indicator="alert", area_share=0.05, events=90, hits=20.0, plain=18.0, best=40.0)
    text = tables.last_list([one])
    assert "有效警情 20／90 件（老办法 18，最好 40）" in text and "5%" in text
    hidden = LastList(
        indicator="alert", area_share=0.05, events=None, hits=None, plain=None, best=None
    )
    assert "没有清单" in tables.last_list([hidden])


def test_the_agenda_goes_round():
    room = Room()
    seen = []
    for _ in range(5):
        seen.append(room.block)
        room.next_block()
    assert seen == [1, 2, 3, 4, 1]
    room.block = 2
    assert [room.state_of(n) for n in (1, 2, 3)] == ["done", "now", "next"]
    room.turn_map()
    assert room.is_wide
