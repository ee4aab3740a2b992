"""The rotation as time arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.wall_parts.rotation import HOLD_SECONDS, PAGES, Page, Rotation, seconds_of
from views.wall_parts.viewport import USUAL, read


def test_pages_follow_each_other_and_begin_again() -> None:
    turning = Rotation(seconds=30)
    seen = []
    for second in range(0, 200, 2):
        turning.turn(second, changes=0)
        seen.append(turning.page)
    order = [page for n, page in enumerate(seen) if n == 0 or seen[n - 1] is not page]
    assert order[:4] == [*PAGES, PAGES[0]]


def test_the_changes_stay_until_each_was_shown() -> None:
    turning = Rotation(seconds=30, at=PAGES.index(Page.CHANGES))
    assert turning.length(changes=10) == 10 * HOLD_SECONDS
    assert turning.length(changes=1) == 30
    shown = {turning.shown(second, 10) for second in range(0, 80)}
    assert shown == set(range(10))


def test_paused_it_stays_and_steps_by_hand() -> None:
    turning = Rotation(seconds=5, is_paused=True)
    turning.turn(1000, changes=0)
    assert turning.page is PAGES[0]
    turning.step(-1, 7)
    assert (turning.page, turning.since) == (PAGES[-1], 7)


@given(st.integers(0, 10**6), st.integers(0, 40), st.integers(0, 2))
def test_shares_and_places_are_within_bounds(now: int, changes: int, at: int) -> None:
    turning = Rotation(at=at)
    assert 0 <= turning.share(now, changes) <= 1
    assert 0 <= turning.shown(now, changes) < max(changes, 1)


@pytest.mark.parametrize(
    ("text", "seconds"), [("30", 30), ("", 30), ("x", 30), ("-1", 30), ("1", 5), ("9999", 600)]
)
def test_seconds_of_the_address(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    ("text", "size"),
    [("3840x1080", (3840, 1080)), ("", USUAL), ("12x9", USUAL), ("axb", USUAL), ("1920", USUAL)],
)
def test_the_size_the_browser_tells(text: str, size: tuple[int, int]) -> None:
    assert read(text) == size
