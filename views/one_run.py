"""一次运行 What one run of a page asks once: who looks, and the version of the data."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Made = TypeVar("Made")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """Within it an answer is kept; outside, as in a fragment of the wall, each asks anew."""
    token = _kept.set({})
    try:
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
