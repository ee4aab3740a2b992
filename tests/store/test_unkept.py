"""What is written through an unkept store is seen, shown once, and gone."""

from __future__ import annotations

import pytest

from store import Store, facts
from store.unkept import Unkept


def test_writes_are_seen_inside_shown_to_the_look_and_gone(store: Store) -> None:
    seen = []
    trial = Unkept(store, lambda tx: seen.append(facts.get(tx, "colour")))
    with trial.begin() as tx:
        facts.put(tx, "colour", "red")
        assert facts.get(tx, "colour") == "red"
    assert seen == ["red"]
    with store.read() as tx:
        assert facts.get(tx, "colour") == ""
    with trial.read() as tx:
        assert facts.get(tx, "colour") == ""


def test_a_failure_is_raised_and_not_taken_for_the_end(store: Store) -> None:
    trial = Unkept(store, lambda tx: None)
    with pytest.raises(RuntimeError, match="broken"), trial.begin() as tx:
        facts.put(tx, "colour", "red")
        raise RuntimeError("broken")
    with store.read() as tx:
        assert facts.get(tx, "colour") == ""


def test_what_the_look_raises_is_raised_and_nothing_kept(store: Store) -> None:
    def look(tx):
        raise ValueError("look")

    with pytest.raises(ValueError, match="look"), Unkept(store, look).begin() as tx:
        facts.put(tx, "colour", "red")
    with store.read() as tx:
        assert facts.get(tx, "colour") == ""


def test_the_kept_store_goes_on_writing(store: Store) -> None:
    with Unkept(store, lambda tx: None).begin() as tx:
        facts.put(tx, "colour", "red")
    with store.begin() as tx:
        facts.put(tx, "colour", "blue")
    with store.read() as tx:
        assert facts.get(tx, "colour") == "blue"
