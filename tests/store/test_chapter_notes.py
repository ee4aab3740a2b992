"""The analyst's sentences in the store, on both databases."""

from __future__ import annotations

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from errors import RefusedError
from policy import parse
from store import Store, chapter_notes, meetings, policies, runs, snapshots
from store.tables import chapter_note
from tests.services import small_town
from tests.store.rows import AT, add_set

AREA, WEEK = "330109106", 20_774
TEXTS = st.sampled_from(["", "总体平稳。", "橙色网格集中在沿江一带。"])


def written(tx, text: str, chapter: str = "overview", *, area: str = AREA, period: int = WEEK):
    return chapter_notes.write(
        tx, area=area, period=period, chapter=chapter, text=text, by="analyst", at=AT
    )


def close(tx) -> None:
    """Hold and close the meeting of the week, on a run of its own."""
    digest = policies.propose(tx, parse(small_town.RULE), by="analyst", at=AT)
    policies.approve(tx, digest, by="approver", at=AT, valid_from=100)
    run = runs.add(
        tx,
        period=WEEK,
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
    held = meetings.open_one(tx, area=AREA, period=WEEK, held_on=WEEK + 1, by="chair", at=AT)
    meetings.close(tx, held, run_id=run.id, frozen={}, by="chair", at=AT)


def test_the_last_wording_of_a_chapter_holds(store: Store) -> None:
    with store.begin() as tx:
        written(tx, "总体平稳。")
        last = written(tx, "总体平稳，一处上升。")
        written(tx, "另见附表。", "grids")
        found = chapter_notes.of_period(tx, AREA, WEEK)
        assert {key: one.text for key, one in found.items()} == {
            "overview": "总体平稳，一处上升。",
            "grids": "另见附表。",
        }
        one = found["overview"]
        assert (one.id, one.by, one.at, one.area, one.period) == (last, "analyst", AT, AREA, WEEK)
        assert len(tx.execute(sa.select(chapter_note)).all()) == 3


def test_an_empty_text_takes_the_sentences_out(store: Store) -> None:
    with store.begin() as tx:
        written(tx, "总体平稳。")
        written(tx, "")
        assert chapter_notes.of_period(tx, AREA, WEEK) == {}


def test_areas_and_weeks_are_kept_apart(store: Store) -> None:
    with store.begin() as tx:
        written(tx, "本镇", area=AREA)
        written(tx, "全区", area="330109")
        written(tx, "上周", period=WEEK - 7)
        assert chapter_notes.of_period(tx, AREA, WEEK)["overview"].text == "本镇"
        assert chapter_notes.of_period(tx, "330109", WEEK)["overview"].text == "全区"
        assert chapter_notes.of_period(tx, "33", WEEK) == {}


def test_a_closed_meeting_freezes_them(store: Store) -> None:
    with store.begin() as tx:
        written(tx, "总体平稳。")
        close(tx)
        with pytest.raises(RefusedError, match="is_closed"):
            written(tx, "改一下")
        assert chapter_notes.of_period(tx, AREA, WEEK)["overview"].text == "总体平稳。"
        written(tx, "下一周照写。", period=WEEK + 7)


def test_an_open_meeting_does_not(store: Store) -> None:
    with store.begin() as tx:
        meetings.open_one(tx, area=AREA, period=WEEK, held_on=WEEK + 1, by="chair", at=AT)
        written(tx, "总体平稳。")
        assert chapter_notes.of_period(tx, AREA, WEEK)["overview"].text == "总体平稳。"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.tuples(st.sampled_from(["overview", "grids"]), TEXTS), max_size=6))
def test_reading_is_the_last_of_writing(store: Store, turns: list[tuple[str, str]]) -> None:
    held = {chapter: text for chapter, text in turns}
    with store.begin() as tx:
        tx.execute(sa.delete(chapter_note))
        for chapter, text in turns:
            written(tx, text, chapter)
        found = {key: one.text for key, one in chapter_notes.of_period(tx, AREA, WEEK).items()}
    assert found == {chapter: text for chapter, text in held.items() if text}
