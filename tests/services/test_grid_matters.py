import pytest

from services import grid_matters, matters, meetings, scoring
from services.grid_matters import of_week
from services.matters import Draft
from tests.services import small_town as town

GRID, OTHER = town.CODES[0], town.CODES[5]
CHAIR = "chair"


@pytest.fixture
def ws(scored_town):
    return scored_town


def draft(title, place, **more):
    return Draft(
        title=title, owner="综合执法队", due_on=town.period_of(11) + 9, place=place, **more
    )


def held(ws, week):
    return meetings.convene(
        ws,
        town.who(ws, CHAIR),
        area=town.TOWN,
        week=town.end_of(week),
        held_on=town.period_of(week) + 1,
    )


def closed(ws, meeting):
    """Close the weeks up to a meeting's, and the meeting."""
    chair = town.who(ws, CHAIR)
    for week in range(10):
        scoring.close(ws, chair, week=town.end_of(week), gap_reason="演示")
    meetings.close(ws, chair, meeting.id, gap_reason="演示")


def test_without_a_meeting_there_is_nothing(ws):
    found = of_week(ws, [GRID], town.period_of(11), is_newest=True)
    assert (found.by_grid, found.numbers) == ({}, {})


def test_what_came_up_in_the_meeting_is_the_plan(ws):
    meeting = held(ws, 11)
    matters.add(ws, town.who(ws, CHAIR), meeting.id, draft("夜间噪声", GRID))
    matters.add(ws, town.who(ws, CHAIR), meeting.id, draft("全镇排查", ""))
    found = of_week(ws, [GRID, OTHER], town.period_of(11), is_newest=True)
    assert found.numbers == {town.TOWN: 1}
    assert [row.title for row in found.by_grid[GRID].planned] == ["夜间噪声"]
    assert found.by_grid[GRID].carried == ()
    assert OTHER not in found.by_grid


def test_a_closed_meeting_keeps_what_it_closed_with(ws):
    chair = town.who(ws, CHAIR)
    meeting = held(ws, 10)
    number = matters.add(ws, chair, meeting.id, draft("夜间噪声", GRID))
    closed(ws, meeting)
    before = of_week(ws, [GRID], town.period_of(10), is_newest=False)
    assert [row.title for row in before.by_grid[GRID].planned] == ["夜间噪声"]
    matters.move(ws, chair, number, status=matters.CLOSED, note="已整治")
    assert of_week(ws, [GRID], town.period_of(10), is_newest=False) == before
    # The next week's card no longer has it, for it is done by now.
    held(ws, 11)
    assert of_week(ws, [GRID], town.period_of(11), is_newest=True).by_grid == {}


def test_open_matters_of_earlier_meetings_are_carried_along(ws):
    chair = town.who(ws, CHAIR)
    meeting = held(ws, 10)
    matters.add(ws, chair, meeting.id, draft("夜间噪声", GRID))
    closed(ws, meeting)
    held(ws, 11)
    found = of_week(ws, [GRID], town.period_of(11), is_newest=True)
    assert [row.title for row in found.by_grid[GRID].carried] == ["夜间噪声"]
    assert found.numbers[town.TOWN] == 2


def test_an_earlier_week_without_a_meeting_tells_nothing_of_later(ws):
    meeting = held(ws, 11)
    matters.add(ws, town.who(ws, CHAIR), meeting.id, draft("夜间噪声", GRID))
    found = of_week(ws, [GRID], town.period_of(5), is_newest=False)
    assert (found.by_grid, found.numbers) == ({}, {})


def test_every_length_of_an_areas_code_is_looked_for():
    assert {len(town.TOWN), len(town.VILLAGES[0]), 0} <= set(grid_matters.AREAS)
