"""The weekly meeting from opening to closing, over three weeks, with what it refuses."""

import json

import pytest

from errors import NotAllowedError, NotFoundError, RefusedError
from services import matters, meetings, scoring, situation
from services.access import OPERATOR
from services.matters import Draft
from services.progress import silent
from store import matters as stored
from store import runs
from tests.services import small_town as town
from vocab import RunStatus, day_number

DUE = day_number(town.LAST) + 14


def draft(**changed):
    return Draft(**({"title": "楼道堆物", "owner": "综合执法队", "due_on": DUE} | changed))


def convene(ws, week=0, person="chair"):
    return meetings.convene(ws, town.who(ws, person), area=town.TOWN, week=town.end_of(week))


def agenda(ws, meeting, person="chair"):
    return meetings.agenda(ws, town.who(ws, person), meeting.id)


def add(ws, meeting, **changed):
    return matters.add(ws, town.who(ws, "chair"), meeting.id, draft(**changed))


def move(ws, number, status, person="chair", **changed):
    matters.move(ws, town.who(ws, person), number, status=status, **changed)


def close(ws, meeting, person="chair"):
    return meetings.close(ws, town.who(ws, person), meeting.id, gap_reason="来源未报")


def test_three_weeks_of_a_matter(scored_town):
    ws = scored_town
    first = convene(ws)
    assert (first.number, first.status, convene(ws).id) == (1, "open", first.id)
    number = add(ws, first, place=town.CODES[1], kind="隐患")
    meetings.remark(ws, town.who(ws, "chair"), first.id, " 要有  堆放点 ")
    seen = agenda(ws, first)
    assert seen.carried == () and [row.title for row in seen.planned] == ["楼道堆物"]
    assert seen.planned[0].place_name == "格1" and seen.lessons == ("要有 堆放点",)
    assert close(ws, first).is_closed

    second = convene(ws, 1)
    (row,) = agenda(ws, second).carried
    assert (row.age, row.status, row.overdue_days) == (2, "open", 0)
    move(ws, number, "doing", note="现场看过", meeting_id=second.id)
    other = add(ws, second, title="夜钓")
    close(ws, second)

    third = convene(ws, 2)
    rows = {row.title: row for row in agenda(ws, third).carried}
    assert rows["楼道堆物"].age == 3 and rows["楼道堆物"].note == "现场看过"
    assert rows["夜钓"].age == 2
    move(ws, number, "closed", note="已清运", meeting_id=third.id)
    seen = agenda(ws, third)
    assert seen.closed_now == 1 and len(seen.carried) == 2
    close(ws, third)

    fourth = convene(ws, 3)
    assert [row.id for row in agenda(ws, fourth).carried] == [other], "closed ones are behind us"


def test_what_is_closed_between_meetings_is_news_in_the_next(scored_town):
    ws = scored_town
    first = convene(ws)
    number = add(ws, first)
    close(ws, first)
    move(ws, number, "closed", note="会后办了")
    (row,) = agenda(ws, convene(ws, 1)).carried
    assert row.is_closed and row.note == "会后办了"


def test_a_closed_meeting_shows_what_it_closed_with(scored_town):
    ws = scored_town
    first = convene(ws)
    number = add(ws, first)
    before = situation.view(ws, town.who(ws, "chair"), week=town.end_of(0), prefix=town.TOWN)
    done = close(ws, first)
    with ws.store.read() as tx:
        run = runs.latest(tx, first.period)
    assert run.status is RunStatus.CLOSED and done.run_id == run.id
    assert done.frozen["snapshot"] == run.snapshot_hash
    move(ws, number, "closed", note="后来办结")
    seen = agenda(ws, done)
    assert seen.planned[0].status == "open" and seen.planned[0].age == 1
    assert seen.judgement["colours"] == before.per_colour
    assert json.loads(json.dumps(done.frozen)) == done.frozen
    assert seen.judgement["last_list"] == []


def test_the_judgement_holds_the_weeks_figures(scored_town):
    ws = scored_town
    for week in range(11):
        close(ws, convene(ws, week))
    last = close(ws, convene(ws, 11))
    said = last.frozen["judgement"]
    seen = situation.view(ws, town.who(ws, "chair"), prefix=town.TOWN)
    now = {row["indicator"]: row["now"] for row in said["indicators"]}
    assert now["alert"] == seen.grids["count_alert"].sum()
    assert {row["indicator"] for row in said["last_list"]} == {"alert", "petition"}
    for row in said["last_list"]:
        best = row["hits"] if row["best"] is None else row["best"]
        assert row["hits"] <= best <= row["events"]
    assert last.number == 12


def test_a_closed_meeting_cannot_be_changed(scored_town):
    ws = scored_town
    first = convene(ws)
    add(ws, first)
    told = meetings.remark(ws, town.who(ws, "chair"), first.id, "一条")
    close(ws, first)
    for act in (
        lambda: add(ws, first),
        lambda: meetings.remark(ws, town.who(ws, "chair"), first.id, "又一条"),
        lambda: meetings.withdraw_remark(ws, town.who(ws, "chair"), told),
        lambda: close(ws, first),
    ):
        with pytest.raises(RefusedError, match="is_closed"):
            act()
    assert agenda(ws, first).lessons == ("一条",)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": "  "}, "matter.needed_title"),
        ({"owner": ""}, "matter.needed_owner"),
        ({"title": "长" * 81}, "matter.too_long"),
        ({"place": "330109107001001"}, "matter.no_place"),
        ({"due_on": 10}, "matter.due_past"),
    ],
)
def test_a_faulty_matter_is_refused_with_its_reason(scored_town, changed, code):
    first = convene(scored_town)
    with pytest.raises(RefusedError) as caught:
        add(scored_town, first, **changed)
    assert caught.value.code == code
    assert agenda(scored_town, first).planned == ()


def test_closing_a_matter_needs_a_note(scored_town):
    number = add(scored_town, convene(scored_town))
    with pytest.raises(RefusedError, match="closing_note"):
        move(scored_town, number, "closed", note="   ")
    with pytest.raises(RefusedError, match="no_state"):
        move(scored_town, number, "gone")
    move(scored_town, number, "doing", owner="水上派出所", due_on=DUE + 7)
    with scored_town.store.read() as tx:
        one = stored.get(tx, number)
        steps = stored.steps(tx, [number])
    assert (one.owner, one.due_on) == ("水上派出所", DUE + 7)
    assert [step.by for step in steps] == ["chair", "chair"]


def test_meetings_follow_each_other(scored_town):
    scoring.close_all(scored_town, OPERATOR, but_last=8, gap_reason="来源未报", progress=silent)
    first = convene(scored_town, 3)
    for week in (2, 4):
        with pytest.raises(RefusedError, match="earlier_open"):
            convene(scored_town, week)
    close(scored_town, first)
    with pytest.raises(RefusedError, match="backwards"):
        convene(scored_town, 2)


def test_who_may_what(scored_town):
    ws = scored_town
    with pytest.raises(NotAllowedError):
        convene(ws, person="leader")
    with pytest.raises(NotAllowedError):
        convene(ws, person="villager")
    first = convene(ws)
    number = add(ws, first)
    with pytest.raises(NotAllowedError):
        move(ws, number, "doing", person="leader")
    with pytest.raises(NotAllowedError):
        close(ws, first, person="analyst")
    close(ws, first)
    seen = meetings.agenda(ws, town.who(ws, "leader"), first.id)
    assert seen.judgement is None, "exact numbers are for the cleared"
    with pytest.raises(NotFoundError):
        meetings.agenda(ws, town.who(ws, "chair"), 99)


def test_remarks_are_checked(scored_town):
    ws = scored_town
    first = convene(ws)
    for text in ("", "长" * 401):
        with pytest.raises(RefusedError):
            meetings.remark(ws, town.who(ws, "chair"), first.id, text)
    told = meetings.remark(ws, town.who(ws, "analyst"), first.id, "要有堆放点")
    assert agenda(ws, first).lessons == ("要有堆放点",)
    meetings.withdraw_remark(ws, town.who(ws, "chair"), told)
    assert agenda(ws, first).remarks == ()


def test_open_matters_of_a_grid_for_its_card(scored_town):
    ws = scored_town
    number = add(ws, convene(ws), place=town.CODES[1])
    rows = matters.at_place(ws, town.who(ws, "villager"), town.CODES[1])
    assert [row.id for row in rows] == [number]
    assert matters.at_place(ws, town.who(ws, "villager"), town.CODES[2]) == []
    with pytest.raises(NotAllowedError):
        matters.at_place(ws, town.who(ws, "villager"), town.CODES[5])
