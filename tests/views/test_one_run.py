"""A run of a page waits its turn, not for ever, and asks once."""

import threading
import time

import pytest

from views import one_run
from views.one_run import once


@pytest.fixture
def second():
    """Starts a run of another reader; gives when it began, once it has."""
    begun = []

    def run():
        with one_run.one_run():
            begun.append(time.monotonic())

    thread = threading.Thread(target=run)
    yield thread, begun
    thread.join()


def test_a_run_begins_when_the_one_before_is_done(second):
    thread, begun = second
    with one_run.one_run():
        thread.start()
        time.sleep(0.05)
        assert not begun
        done = time.monotonic()
    thread.join()
    assert begun[0] >= done


def test_a_long_run_keeps_nobody_waiting(second, monkeypatch):
    monkeypatch.setattr(one_run, "LONGEST_TURN", 0.05)
    thread, begun = second
    with one_run.one_run():
        started = time.monotonic()
        thread.start()
        thread.join()
        assert begun[0] - started >= 0.04
    # Whoever comes next has the turn again.
    assert not one_run._turn.locked()


def test_a_run_that_fails_gives_its_turn_back():
    with pytest.raises(KeyError), one_run.one_run():
        raise KeyError
    assert not one_run._turn.locked()


def test_within_a_run_an_answer_is_asked_for_once():
    asked = []
    ask = lambda: asked.append(1) or len(asked)  # noqa: E731
    with one_run.one_run():
        assert (once("a", ask), once("a", ask), once("b", ask)) == (1, 1, 2)
    assert once("a", ask) == 3
