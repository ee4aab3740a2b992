"""What a run leaves: out of the way of the clean-up, found again by a search of everything."""

import gc
import weakref
from dataclasses import dataclass

import pytest

from views import kept


class Knot:
    """Holds itself, so that only a search can free it."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def usual(monkeypatch):
    """Nothing frozen outlives the test, and no other run counts."""
    monkeypatch.setattr(kept, "_seen", {"searched": 0, "run": 0, "at": 0.0})
    monkeypatch.setattr(kept, "_runs", iter(range(1, 100)))
    yield
    gc.unfreeze()


def test_what_is_left_after_a_run_stays_until_everything_is_searched():
    knot = Knot()
    seen = weakref.ref(knot)
    kept.settle()
    assert gc.get_freeze_count() > 0
    del knot
    gc.collect()
    assert seen() is not None
    kept._search()
    assert seen() is None


def test_what_is_unreachable_within_a_run_is_freed_by_it():
    seen = weakref.ref(Knot())
    kept.settle()
    assert seen() is None


def test_everything_is_searched_when_no_quiet_moment_comes(monkeypatch):
    monkeypatch.setattr(kept, "MOST_RUNS", 3)
    knot = Knot()
    seen = weakref.ref(knot)
    kept.settle()
    del knot
    kept.settle()
    assert seen() is not None
    kept.settle()
    assert seen() is None


@dataclass(frozen=True)
class Key:
    name: str


def test_an_answer_is_made_once_and_a_failure_not_kept():
    made = []

    @kept.kept(Key, 2, kept.HOUR)
    def answer(key, _make):
        made.append(key.name)
        return _make()

    with pytest.raises(KeyError):
        answer(Key("a"), lambda: {}["a"])
    assert answer(Key("a"), lambda: 1) == 1
    assert answer(Key("a"), lambda: 2) == 1
    assert made == ["a", "a"]
    kept.forget()
    assert answer(Key("a"), lambda: 3) == 3
