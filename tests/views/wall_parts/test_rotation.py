"""The rotation as time arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.wall_parts.rotation import HOLD_SECONDS, PAGES, Page, Rotation, seconds_of
from views.wall_parts.viewport import USUAL, read

EVERY = dict.fromkeys(PAGES, 1)
FEW = {Page.OVERVIEW: 1, Page.CHANGES: 10, Page.MATTERS: 1}
PLANS = st.dictionaries(st.sampled_from(PAGES), st.integers(1, 40)).map(
    lambda plan: {Page.OVERVIEW: 1} | plan
)


def order(turning: Rotation, plan, seconds: int = 600) -> list[Page]:
    seen = []
    for second in range(0, seconds, 2):
        turning.turn(second, plan)
        seen.append(turning.page)
    return [page for n, page in enumerate(seen) if n == 0 or seen[n - 1] is not page]


def test_pages_follow_each_other_and_begin_again() -> None:
    assert order(Rotation(seconds=30), EVERY)[:7] == [*PAGES, PAGES[0]]


def test_pages_without_a_source_are_left_out() -> None:
    assert order(Rotation(seconds=30), FEW)[:4] == [
        Page.OVERVIEW, Page.CHANGES, Page.MATTERS, Page.OVERVIEW,
    ]  # fmt: skip


def test_a_page_whose_source_went_away_is_left_at_once() -> None:
    turning = Rotation(seconds=600, page=Page.VENUES)
    turning.turn(1, FEW)
    assert turning.page is Page.MATTERS


def test_the_changes_stay_until_each_was_shown() -> None:
    turning = Rotation(seconds=30, page=Page.CHANGES)
    assert turning.length(FEW) == 10 * HOLD_SECONDS[Page.CHANGES]
    assert turning.length({Page.CHANGES: 1}) == 30
    assert {turning.shown(second, FEW) for second in range(0, 80)} == set(range(10))


def test_paused_it_stays_steps_by_hand_and_goes_on_where_it_stood() -> None:
    turning = Rotation(seconds=20)
    turning.pause(12)
    turning.turn(1000, EVERY)
    assert turning.page is Page.OVERVIEW and turning.is_paused
    assert turning.share(1000, EVERY) == pytest.approx(0.6)
    turning.pause(1000)
    turning.turn(1007, EVERY)
    assert turning.page is Page.OVERVIEW
    turning.turn(1009, EVERY)
    assert turning.page is Page.CHANGES
    turning.pause(1010)
    turning.step(-2, 1020, EVERY)
    assert (turning.page, turning.share(2000, EVERY)) == (Page.MATTERS, 0.0)


@given(PLANS, st.integers(-20, 20))
def test_steps_stay_in_the_plan_and_lead_back(plan, by: int) -> None:
    turning = Rotation()
    turning.step(by, 1.0, plan)
    assert turning.page in plan
    turning.step(-by, 2.0, plan)
    assert turning.page is Page.OVERVIEW


@given(st.integers(0, 10**6), PLANS, st.sampled_from(PAGES))
def test_shares_and_places_are_within_bounds(now: int, plan, page: Page) -> None:
    turning = Rotation(page=page)
    assert 0 <= turning.share(now, plan) <= 1
    assert 0 <= turning.shown(now, plan) < plan.get(page, 1)


@pytest.mark.parametrize(
    ("text", "seconds"), [("30", 30), ("", 30), ("x", 30), ("-1", 30), ("1", 5), ("9999", 600)]
)
def test_seconds_of_the_address(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


def test_the_seconds_of_a_refresh_have_their_own_bounds() -> None:
    assert seconds_of("1", 15, 2) == 2
    assert seconds_of("soon", 15, 2) == 15


@pytest.mark.parametrize(
    ("text", "size"),
    [("3840x1080", (3840, 1080)), ("", USUAL), ("12x9", USUAL), ("axb", USUAL), ("1920", USUAL)],
)
def test_the_size_the_browser_tells(text: str, size: tuple[int, int]) -> None:
    assert read(text) == size
