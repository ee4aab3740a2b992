"""The demo's meetings: matters of each age, places that exist, nobody's name."""

from __future__ import annotations

from sample import meetings
from sample.world import World


def test_every_closed_meeting_has_lessons_and_matters_have_every_age(demo: World) -> None:
    plans = meetings.plans(demo)
    assert sorted(meetings.lessons(), reverse=True) == [3, 2, 1]
    assert {plan.weeks_ago for plan in plans} == {0, 1, 2, 3}
    assert all(meetings.lessons().values())


def test_places_are_grids_of_the_main_town(demo: World) -> None:
    codes = set(demo.sets[-1].micro_grids["code"])
    placed = [plan.place for plan in meetings.plans(demo) if plan.place]
    assert placed and all(place in codes for place in placed)
    assert all(place.startswith(meetings.TOWN) for place in placed)


def test_steps_come_after_the_matter_and_close_once(demo: World) -> None:
    for plan in meetings.plans(demo):
        when = [step.weeks_ago for step in plan.steps]
        assert when == sorted(when, reverse=True)
        assert all(ago < plan.weeks_ago for ago in when)
        states = [step.status for step in plan.steps]
        assert states.count("closed") <= 1 and "closed" not in states[:-1]
        assert all(step.note for step in plan.steps)


def test_weeks_end_on_tuesdays() -> None:
    assert str(meetings.week_end(0)) == "2026-11-17"
    assert {meetings.week_end(ago).weekday() for ago in range(4)} == {1}
