"""Two maps take turns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from views.wall_parts.rotation import PAGES, Page
from views.wall_parts.slots import NAMES, WITH_MAP, Slots, following

PLAN = {Page.OVERVIEW: 1, Page.CHANGES: 3, Page.RESPONSE: 1, Page.MATTERS: 1}


def test_the_page_that_follows_is_drawn_behind_and_then_comes_ready() -> None:
    slots = Slots()
    assert not slots.turn(Page.OVERVIEW, PLAN), "nothing is drawn at first"
    assert slots.turn(Page.OVERVIEW, PLAN)
    assert set(slots.pages) == {Page.OVERVIEW, Page.CHANGES}
    before = slots.seen
    assert slots.turn(Page.CHANGES, PLAN), "it waited behind"
    assert slots.seen != before
    assert Page.OVERVIEW in slots.pages, "what leaves is still drawn while it fades"
    slots.turn(Page.CHANGES, PLAN)
    assert set(slots.pages) == {Page.CHANGES, Page.RESPONSE}


def test_a_step_back_is_not_ready() -> None:
    slots = Slots()
    slots.turn(Page.CHANGES, PLAN)
    slots.turn(Page.CHANGES, PLAN)
    assert not slots.turn(Page.OVERVIEW, PLAN)
    assert slots.pages[slots.front] is Page.OVERVIEW


def test_a_page_without_a_map_shows_none_and_draws_ahead() -> None:
    slots = Slots()
    slots.turn(Page.RESPONSE, PLAN)
    assert slots.turn(Page.MATTERS, PLAN)
    assert slots.seen == ""
    assert Page.OVERVIEW in slots.pages
    assert slots.turn(Page.OVERVIEW, PLAN) and slots.seen in NAMES


def test_what_leaves_the_plan_is_forgotten() -> None:
    slots = Slots()
    slots.turn(Page.RESPONSE, PLAN)
    slots.turn(Page.RESPONSE, PLAN)
    slots.turn(Page.OVERVIEW, {Page.OVERVIEW: 1, Page.CHANGES: 1})
    assert Page.RESPONSE not in slots.pages


def test_the_last_page_with_a_map_is_followed_by_the_first() -> None:
    assert following(Page.RESPONSE, PLAN) is Page.OVERVIEW
    assert following(Page.OVERVIEW, {Page.OVERVIEW: 1}) is Page.OVERVIEW


@given(st.lists(st.sampled_from(PAGES), min_size=1, max_size=40))
def test_the_present_page_is_always_in_front(turns: list[Page]) -> None:
    slots, plan = Slots(), dict.fromkeys(PAGES, 1)
    for page in turns:
        slots.turn(page, plan)
        assert slots.is_covered == (page not in WITH_MAP)
        assert slots.is_covered or slots.pages[slots.front] is page
        assert slots.pages[0] is None or slots.pages[0] is not slots.pages[1]
