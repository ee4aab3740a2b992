"""Events: identity, revisions, undo, and their places."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import RefusedError
from store import Store, Tx, batches, boundaries, events, locations
from tests.store.rows import TOWN, add_batch, add_set, event_rows


def _current(tx: Tx) -> dict[str, tuple[int, str]]:
    rows = events.get(tx, range(1, 200))
    rows = rows[rows["is_current"]]
    return {
        event_id: (revision, category)
        for event_id, revision, category in zip(
            rows["event_id"], rows["revision"], rows["category"], strict=True
        )
    }


def test_rows_come_back_as_they_went(store: Store) -> None:
    given_rows = event_rows(5)
    with store.begin() as tx:
        merged = events.merge(tx, add_batch(tx), given_rows)
    assert merged.status.tolist() == ["added"] * 5
    with store.read() as tx:
        rows = events.get(tx, merged.pk.tolist())
    assert rows["closed_at"].dtype == "Int64"
    assert rows["occurred_at"].dtype == "int64"
    for name in events.FIELDS:
        expected = given_rows[name]
        for got, put in zip(rows[name], expected, strict=True):
            assert (pd.isna(got) and pd.isna(put)) or got == put, name


def test_the_same_rows_twice_change_nothing(store: Store) -> None:
    with store.begin() as tx:
        first = events.merge(tx, add_batch(tx), event_rows(6))
        second = events.merge(tx, add_batch(tx), event_rows(6).iloc[::-1])
    assert second.status.tolist() == ["unchanged"] * 6
    assert second.pk.tolist() == first.pk[::-1].tolist()
    assert not second.is_new.any()


def test_keys_follow_the_order_of_the_rows(store: Store) -> None:
    shuffled = event_rows(30).sample(frac=1, random_state=3)
    with store.begin() as tx:
        merged = events.merge(tx, add_batch(tx), shuffled)
        rows = events.get(tx, merged.pk.tolist()).set_index("pk").loc[merged.pk]
    assert rows["event_id"].tolist() == shuffled["event_id"].tolist()
    assert rows["day"].tolist() == shuffled["day"].tolist()


def test_a_corrected_row_replaces_and_the_old_one_stays(store: Store) -> None:
    changed = event_rows(4)
    changed.loc[2, "category"] = "盗窃"
    with store.begin() as tx:
        events.merge(tx, add_batch(tx), event_rows(3))
        merged = events.merge(tx, add_batch(tx), changed)
        assert merged.status.tolist() == ["unchanged", "unchanged", "replaced", "added"]
        assert (merged.count("replaced"), merged.count("added")) == (1, 1)
        assert _current(tx)["E2"] == (2, "盗窃")
        every = events.get(tx, range(1, 99))
        assert every.loc[every["event_id"] == "E2", "revision"].tolist() == [1, 2]
        known = events.existing(tx, "police", ["E2", "E3", "nobody"])
    assert known["event_id"].tolist() == ["E2", "E3"]
    assert known["revision"].tolist() == [2, 1]


def test_sources_do_not_mix(store: Store) -> None:
    both = pd.concat([event_rows(3), event_rows(3, source="court")], ignore_index=True)
    with store.begin() as tx:
        assert events.merge(tx, add_batch(tx), both).count("added") == 6
        assert events.merge(tx, add_batch(tx), both).count("unchanged") == 6
        mine = events.existing(tx, "court", ["E1"])["pk"].tolist()
        assert events.get(tx, mine)["source"].tolist() == ["court"]


def test_a_double_event_is_refused(store: Store) -> None:
    twice = pd.concat([event_rows(2), event_rows(1)])
    with pytest.raises(RefusedError, match="double_event"), store.begin() as tx:
        events.merge(tx, add_batch(tx), twice)


def test_nothing_in_nothing_out(store: Store) -> None:
    with store.begin() as tx:
        merged = events.merge(tx, add_batch(tx), event_rows(0))
        assert len(merged.pk) == 0
        assert events.existing(tx, "police", []).empty
        assert events.get(tx, []).empty


def test_optional_columns_may_be_absent(store: Store) -> None:
    few = event_rows(2)[["source", "event_id", "indicator", "occurred_at", "day"]]
    with store.begin() as tx:
        pks = events.add(tx, add_batch(tx), few)
        rows = events.get(tx, pks.tolist())
    assert rows["lon"].isna().all()
    assert rows["is_valid"].all()
    assert not rows["is_leniency"].any()
    assert rows["channel"].tolist() == ["", ""]


def test_rows_added_without_looking_may_carry_a_revision(store: Store) -> None:
    with store.begin() as tx:
        pks = events.add(tx, add_batch(tx), event_rows(1))
        events.retire(tx, pks)
        events.add(tx, add_batch(tx), event_rows(1, revision=2))
        assert _current(tx) == {"E0": (2, "纠纷")}


def test_undo_brings_the_previous_revision_back(store: Store) -> None:
    with store.begin() as tx:
        first = add_batch(tx)
        events.merge(tx, first, event_rows(2))
        second = add_batch(tx)
        events.merge(tx, second, event_rows(3, category="乙"))
        assert events.days_of(tx, second) == (1000, 1002)
        batches.undo(tx, second, at=5, by="chair")
        assert _current(tx) == {"E0": (1, "纠纷"), "E1": (1, "纠纷")}
        with pytest.raises(RefusedError, match="undone_already"):
            batches.undo(tx, second, at=6, by="chair")
        again = events.merge(tx, add_batch(tx), event_rows(3, category="乙"))
        assert again.status.tolist() == ["replaced", "replaced", "added"]
        assert _current(tx)["E2"] == (2, "乙")


def test_undo_in_any_order(store: Store) -> None:
    with store.begin() as tx:
        ids = []
        for category in "甲乙丙":
            ids.append(add_batch(tx))
            events.merge(tx, ids[-1], event_rows(1, category=category))
        batches.undo(tx, ids[1], at=5, by="chair")
        assert _current(tx) == {"E0": (3, "丙")}
        batches.undo(tx, ids[2], at=5, by="chair")
        assert _current(tx) == {"E0": (1, "甲")}
        batches.undo(tx, ids[0], at=5, by="chair")
        assert _current(tx) == {}
        assert events.days_of(tx, 99) is None


def test_equal_content_gives_equal_hashes_whatever_the_types() -> None:
    plain = event_rows(3)
    other = plain.astype({"due_at": "Int64", "closed_at": "Int64", "category": object})
    assert (events.content_hash(plain) == events.content_hash(other)).all()
    moved = plain.assign(lon=plain["lon"] + 1e-12)
    assert (events.content_hash(plain) == events.content_hash(moved)).all()
    moved = plain.assign(lon=plain["lon"] + 1e-6)
    assert (events.content_hash(plain) != events.content_hash(moved)).all()


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([n for n in events.CONTENT if n in events.TEXTS]), st.text(), st.text())
def test_every_text_counts_for_the_hash(name: str, one: str, other: str) -> None:
    first = events.content_hash(event_rows(1, **{name: one}))
    second = events.content_hash(event_rows(1, **{name: other}))
    assert (first == second).all() == (one == other)


def _world(tx: Tx) -> tuple[int, list[str], events.Merged]:
    """Four counted events in two grids, and five that must not count."""
    set_id = add_set(tx)
    codes = boundaries.grid_codes(tx, set_id).tolist()
    rows = event_rows(9).assign(day=[1, 1, 2, 2, 2, 2, 2, 2, 3])
    rows.loc[4, "is_valid"] = False
    rows.loc[5, "is_leniency"] = True
    rows.loc[6, "indicator"] = "penalty"
    rows.loc[7, "declared"] = ""
    merged = events.merge(tx, add_batch(tx, area=TOWN), rows)
    where = [codes[0], codes[0], codes[0], codes[1], *[codes[0]] * 3, None, codes[0]]
    how = ["point" if code else "" for code in where]
    reasons = ["" if code else "locate.outside" for code in where]
    locations.add(tx, set_id, merged.pk, where, how, reasons)
    return set_id, codes, merged


def test_tally_counts_what_counts(store: Store) -> None:
    with store.begin() as tx:
        set_id, codes, _ = _world(tx)
        tally = locations.tally(tx, set_id, ["alert"], 1, 2)
        assert tally.to_dict("list") == {
            "indicator": ["alert"] * 3,
            "day": [1, 2, 2],
            "code": [codes[0], codes[0], codes[1]],
            "n": [2, 1, 1],
        }
        assert locations.tally(tx, set_id, [], 1, 2).empty
        assert locations.tally(tx, 77, ["alert"], 1, 2)["n"].dtype == "int64"
        assert len(locations.tally(tx, set_id, ["alert", "penalty"], 1, 3)) == 5
        assert events.indicators(tx) == ["alert", "penalty"]


def test_replaced_and_undone_events_do_not_count(store: Store) -> None:
    with store.begin() as tx:
        set_id, codes, _ = _world(tx)
        changed = event_rows(1, day=1, category="改")
        batch = add_batch(tx)
        merged = events.merge(tx, batch, changed)
        assert locations.tally(tx, set_id, ["alert"], 1, 1)["n"].tolist() == [1]
        locations.add(tx, set_id, merged.pk, [codes[1]], ["point"], [""])
        assert locations.tally(tx, set_id, ["alert"], 1, 1)["code"].tolist() == codes[:2]
        batches.undo(tx, batch, at=1, by="x")
        assert locations.tally(tx, set_id, ["alert"], 1, 1)["n"].tolist() == [2]


def test_the_events_behind_a_count(store: Store) -> None:
    with store.begin() as tx:
        set_id, codes, _ = _world(tx)
        rows = locations.counted(tx, set_id, 1, 2, indicators=["alert"], codes=[codes[0]])
        assert rows["event_id"].tolist() == ["E2", "E1", "E0"]
        assert set(rows["how"]) == {"point"}
        assert len(locations.counted(tx, set_id, 1, 3, prefix=codes[1])) == 1
        assert locations.counted(tx, set_id, 1, 3, codes=[]).empty


def test_unplaced_rows_by_scope(store: Store) -> None:
    with store.begin() as tx:
        set_id, _, merged = _world(tx)
        rows = locations.unplaced(tx, set_id)
        assert rows["event_id"].tolist() == ["E7"]
        assert rows["reason"].tolist() == ["locate.outside"]
        assert rows["file_name"].tolist() == ["a.xlsx"]
        assert len(locations.unplaced(tx, set_id, TOWN)) == 1
        assert locations.unplaced(tx, set_id, f"{TOWN}201").empty
        assert locations.of(tx, set_id, merged.pk.tolist()[6:8])["code"].isna().tolist() == [
            False,
            True,
        ]


def test_a_new_set_asks_for_every_event_in_chunks(store: Store) -> None:
    with store.begin() as tx:
        _world(tx)
        events.merge(tx, add_batch(tx), event_rows(1, category="新"))
        second = add_set(tx, name="二版", valid_from=500)
        chunks = list(locations.missing(tx, second, chunk=4))
        assert [len(chunk) for chunk in chunks] == [4, 4, 2]
        assert chunks[0]["is_current"].tolist() == [False, True, True, True]
        for chunk in chunks:
            size = len(chunk)
            nowhere = ["locate.outside"] * size
            pks = chunk["pk"].to_numpy()
            locations.add(tx, second, pks, [None] * size, [""] * size, nowhere)
        assert list(locations.missing(tx, second)) == []


def test_a_place_can_be_written_anew(store: Store) -> None:
    with store.begin() as tx:
        set_id, codes, merged = _world(tx)
        pks = merged.pk[7:8]
        locations.add(tx, set_id, pks, [codes[2]], ["declared"], [""], replace=True)
        assert locations.of(tx, set_id, pks.tolist())["code"].tolist() == [codes[2]]


def test_no_grid_needs_a_reason(store: Store) -> None:
    with store.begin() as tx:
        set_id = add_set(tx)
        pks = events.add(tx, add_batch(tx), event_rows(1))
    with pytest.raises(Exception, match="reason"), store.begin() as tx:
        locations.add(tx, set_id, np.asarray(pks), [None], [""], [""])
