"""周情会 in Chromium by the keyboard alone: one matter from birth to close in three weeks."""

from __future__ import annotations

import datetime as dt

import pytest

from services import accounts, meetings
from services.access import OPERATOR
from tests.browser.desk import MAP, Desk

TOWN = "330109113"
TITLE = "渠边堆放的渣土清运"
OWNER = "综合执法中队"
WEEKS = (dt.date(2026, 10, 27), dt.date(2026, 11, 3), dt.date(2026, 11, 10))
MOST_TABS = 120


@pytest.fixture
def chair(chromium, address, world):
    """Who may hold meetings everywhere, at the projector; the mouse lies in the drawer."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    one = Desk(context.new_page(), address)
    one.page.goto(f"{address}/session?ticket={accounts.ticket(world, OPERATOR)}")
    one.page.locator(MAP).first.wait_for(timeout=90_000)
    yield one
    context.close()


class Keys:
    """Hands on a keyboard: nothing here touches the mouse."""

    def __init__(self, desk: Desk) -> None:
        self.page = desk.page
        self.desk = desk

    def reach(self, selector: str) -> None:
        """Press Tab until the focus is on the first element of a selector."""
        target = self.page.locator(selector).first
        target.wait_for()
        for _ in range(MOST_TABS):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {selector}")

    def write(self, key: str, text: str) -> None:
        self.reach(f".st-key-{key} input")
        self.page.keyboard.insert_text(text)

    def press(self, selector: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Enter")
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_timeout(300)
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def open_week(desk: Desk, week: dt.date) -> Keys:
    desk.page.goto(f"{desk.address}/meeting?scope={TOWN}&week={week.isoformat()}")
    keys = Keys(desk)
    desk.page.locator(".st-key-meeting").first.wait_for()
    keys.settle()
    return keys


def rows_of(world) -> dict[str, tuple[int, bool]]:
    """Age and whether closed, by title, of the newest meeting as stored."""
    newest = meetings.held(world, OPERATOR, TOWN)[0]
    made = meetings.agenda(world, OPERATOR, newest.id)
    return {row.title: (row.age, row.is_closed) for row in (*made.carried, *made.planned)}


def close(keys: Keys) -> None:
    keys.press(".st-key-close button")
    keys.desk.page.locator(".st-key-closed_note").wait_for(timeout=90_000)


def test_a_matter_lives_three_weeks_by_the_keyboard_alone(chair, world):
    keys = open_week(chair, WEEKS[0])
    keys.press(".st-key-convene button")
    keys.write("plan_title", TITLE)
    keys.reach(".st-key-plan_owner input")
    keys.page.keyboard.insert_text(OWNER)
    keys.page.keyboard.press("Enter")
    keys.write("plan_kind", "环境")
    keys.page.keyboard.press("Enter")
    chair.until(lambda: TITLE in chair.part("planned"), "the matter on the plan")
    close(keys)
    assert rows_of(world)[TITLE] == (1, False)

    keys = open_week(chair, WEEKS[1])
    keys.press(".st-key-convene button")
    chair.until(lambda: TITLE in chair.part("carried"), "the matter carried over")
    assert rows_of(world)[TITLE] == (2, False)
    keys.page.keyboard.press("F2")
    chair.page.locator(".st-key-agenda_2_now").wait_for()
    keys.settle()
    keys.write("lesson_text", "夜间倾倒要在路口守，不在现场等。")
    keys.page.keyboard.press("Enter")
    chair.until(lambda: "路口守" in chair.part("lessons"), "the lesson")
    close(keys)

    keys = open_week(chair, WEEKS[2])
    keys.press(".st-key-convene button")
    chair.until(lambda: rows_of(world).get(TITLE) == (3, False), "the matter a week older")
    keys.reach(".st-key-matter_chosen input")
    keys.page.keyboard.press("ArrowDown")
    keys.page.keyboard.press("Enter")
    chair.page.locator('.st-key-matter_state [aria-checked="true"]').wait_for()
    keys.settle()
    keys.reach('.st-key-matter_state [aria-checked="true"]')
    keys.page.keyboard.press("ArrowRight")
    keys.page.keyboard.press("Space")
    keys.settle()
    assert chair.page.locator('.st-key-matter_state [aria-checked="true"]').inner_text() == "已办结"
    keys.write("matter_note", "已清运十二车，复绿完毕")
    keys.page.keyboard.press("Enter")
    chair.until(lambda: rows_of(world)[TITLE] == (3, True), "the matter closed")
    keys.settle()
    close(keys)
    assert "已清运十二车" in chair.part("carried")
    assert not chair.errors
    assert chair.hosts() == set()


def test_closing_a_matter_without_a_note_is_refused_and_nothing_is_lost(chair):
    keys = open_week(chair, dt.date(2026, 11, 17))
    keys.press(".st-key-convene button")
    keys.write("plan_title", TITLE)
    keys.page.keyboard.press("Enter")
    chair.page.locator(".ws-told").wait_for()
    assert chair.page.locator(".st-key-plan_title input").input_value() == TITLE
