"""Meetings, remarks and matters in the store, on both databases."""

from __future__ import annotations

import numpy as np
import pytest
import sqlalchemy as sa

from errors import NotFoundError, RefusedError
from policy import parse
from store import Store, matters, meetings, policies, runs, snapshots
from store.tables import matter_step, meeting
from tests.services import small_town
from tests.store.rows import AT, add_set

AREA = "330109106"
DRAFT = {
    "area": AREA,
    "title": "楼道堆物",
    "kind": "隐患",
    "place": "",
    "event": "",
    "owner": "综合执法队",
    "due_on": 20_790,
    "note": "",
    "by": "chair",
    "at": 5,
}


@pytest.fixture
def run_id(store: Store) -> int:
    """A run that a meeting can rest on."""
    with store.begin() as tx:
        digest = policies.propose(tx, parse(small_town.RULE), by="analyst", at=AT)
        policies.approve(tx, digest, by="approver", at=AT, valid_from=100)
        made = runs.add(
            tx,
            period=20_774,
            policy_hash=digest,
            boundary_set_id=add_set(tx),
            snapshot_hash=snapshots.add(tx, {"level": np.array([1, 2])}, {}),
            previous_run_id=None,
            method="1.0",
            seed=7,
            at=AT,
            by="analyst",
            revisions={},
            summary={},
        )
        return made.id


def opened(tx, period: int = 20_774) -> int:
    return meetings.open_one(
        tx, area=AREA, period=period, held_on=period + 1, by="chair", at=period * 86_400
    )


def moved(tx, number: int, **changed) -> None:
    given = {
        "meeting_id": None,
        "status": "doing",
        "owner": "综合执法队",
        "due_on": 20_790,
        "note": "",
        "by": "chair",
        "at": 9,
    }
    matters.change(tx, number, **(given | changed))


def test_numbers_follow_each_other_in_an_area(store: Store) -> None:
    with store.begin() as tx:
        first, second = opened(tx), opened(tx, 20_781)
        assert [one.number for one in meetings.listed(tx, AREA)] == [2, 1]
        assert meetings.get(tx, first).number == 1
        with pytest.raises(RefusedError, match="twice"):
            opened(tx)
        found = meetings.of_period(tx, AREA, 20_781)
        assert found is not None and found.id == second
        assert meetings.of_period(tx, "33", 20_781) is None
        with pytest.raises(NotFoundError):
            meetings.get(tx, 99)


def test_a_meeting_closes_with_what_it_froze(store: Store, run_id: int) -> None:
    with store.begin() as tx:
        number = opened(tx)
        frozen = {"carried": [], "seit": "周二"}
        meetings.close(tx, number, run_id=run_id, frozen=frozen, by="chair", at=7)
        one = meetings.get(tx, number)
        assert one.is_closed and one.frozen == frozen and one.closed_by == "chair"
        with pytest.raises(RefusedError, match="is_closed"):
            meetings.close(tx, number, run_id=run_id, frozen={}, by="chair", at=8)


def test_the_database_itself_refuses_a_closed_meeting_without_numbers(store: Store) -> None:
    with store.begin() as tx:
        opened(tx)
    with pytest.raises(sa.exc.IntegrityError), store.begin() as tx:
        tx.execute(sa.update(meeting).values(status="closed"))


def test_remarks_are_taken_out_and_stay(store: Store) -> None:
    with store.begin() as tx:
        number = opened(tx)
        one = meetings.add_remark(tx, number, "lessons", "要有堆放点", by="chair", at=1)
        two = meetings.add_remark(tx, number, "overview", "总体平稳", by="analyst", at=2)
        assert [r.text for r in meetings.remarks(tx, number)] == ["要有堆放点", "总体平稳"]
        assert meetings.withdraw_remark(tx, one, by="chair", at=3) == number
        assert [r.id for r in meetings.remarks(tx, number)] == [two]
        with pytest.raises(NotFoundError):
            meetings.withdraw_remark(tx, one, by="chair", at=4)


def test_a_matter_keeps_every_step(store: Store) -> None:
    with store.begin() as tx:
        held = opened(tx)
        number = matters.add(tx, held, **DRAFT)
        moved(tx, number, note="现场看过", owner="水上派出所")
        moved(tx, number, status="closed", note="已清运", meeting_id=held, at=11)
        one = matters.get(tx, number)
        assert one.is_closed and one.closed_at == 11 and one.owner == "综合执法队"
        steps = matters.steps(tx, [number])
        assert [step.status for step in steps] == ["open", "doing", "closed"]
        assert [step.note for step in steps] == ["", "现场看过", "已清运"]
        assert steps[1].owner == "水上派出所" and steps[2].meeting_id == held
        with pytest.raises(RefusedError, match="is_closed"):
            moved(tx, number)
        with pytest.raises(NotFoundError):
            matters.get(tx, number + 1)


def test_lists_by_state_and_age(store: Store) -> None:
    with store.begin() as tx:
        held = opened(tx)
        late = matters.add(tx, held, **DRAFT)
        soon = matters.add(tx, held, **{**DRAFT, "due_on": 20_780})
        moved(tx, late, status="closed", note="好了", at=50)
        assert [one.id for one in matters.listed(tx, AREA)] == [soon]
        assert [one.id for one in matters.listed(tx, AREA, closed_since=50)] == [soon, late]
        assert [one.id for one in matters.listed(tx, AREA, closed_since=51)] == [soon]
        assert matters.listed(tx, "33") == []
        assert [one.id for one in matters.born_in(tx, held)] == [late, soon]
        matters.carry(tx, [soon])
        assert (matters.get(tx, soon).age, matters.get(tx, late).age) == (2, 1)


def test_the_database_itself_refuses_closing_without_a_note(store: Store) -> None:
    with store.begin() as tx:
        number = matters.add(tx, opened(tx), **DRAFT)
    with pytest.raises(sa.exc.IntegrityError), store.begin() as tx:
        moved(tx, number, status="closed", note="")
    with store.read() as tx:
        assert not matters.get(tx, number).is_closed
        assert len(tx.execute(sa.select(matter_step)).all()) == 1
