"""一次运行 One run of a page: it waits its turn, and what it asks twice it asks once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Made = TypeVar("Made")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept", default=None)

# Two runs side by side would share one processor and both be late; one after the other the first
# is done in half the time. A run longer than this keeps nobody waiting any more.
LONGEST_TURN = 0.25
_turn = threading.Lock()
_since = 0.0


@contextmanager
def _in_turn() -> Iterator[None]:
    """Begin once the run before is done, or has had its time."""
    global _since  # when the run began that has the turn
    left = LONGEST_TURN - (time.monotonic() - _since)
    has_turn = _turn.acquire(timeout=max(left, 0.0))
    if has_turn:
        _since = time.monotonic()
    try:
        yield
    finally:
        if has_turn:
            _turn.release()


@contextmanager
def one_run() -> Iterator[None]:
    """Within it an answer is kept; outside, as in a fragment of the wall, each asks anew."""
    token = _kept.set({})
    try:
        with _in_turn():
            yield
    finally:
        _kept.reset(token)


def once(name: Hashable, ask: Callable[[], Made]) -> Made:
    """The answer of this name, asked for at most once in a run."""
    kept = _kept.get()
    if kept is None:
        return ask()
    if name not in kept:
        kept[name] = ask()
    made: Made = kept[name]
    return made
