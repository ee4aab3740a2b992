"""留存 How answers are kept between runs of a page, and left alone by the clean-up of memory."""

from __future__ import annotations

import asyncio
import functools
import gc
import itertools
import sys
import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import streamlit as st

Made = TypeVar("Made")
HOUR, DAY = 3_600, 86_400


class Aside(Generic[Made]):
    """An argument that is no part of a key: any two are equal."""

    def __init__(self, value: Callable[[], Made]) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Aside)

    def __hash__(self) -> int:
        return 0


_SHORT: list[Any] = []


def short(most: int) -> Any:
    """For what is cheaper to make twice than to look up in the page's own cache; no time limit."""

    def made(answer: Callable[..., Any]) -> Any:
        _SHORT.append(functools.lru_cache(maxsize=most)(answer))
        return _SHORT[-1]

    return made


# To find an answer in the page's own cache takes a tenth of a millisecond, ten times a run.
AGAIN_SECONDS = 60


def kept(key: type, most: int, seconds: int) -> Any:
    """The page's own cache, one answer made at a time; a key is told apart by what it says.

    What follows the key is no part of it. Found again within a minute without asking the cache.
    """
    own = st.cache_resource(
        max_entries=most, ttl=seconds, show_spinner=False, hash_funcs={key: repr}
    )

    def made(answer: Callable[..., Any]) -> Any:
        asked = own(answer)

        @short(most)
        def lately(key: Hashable, minute: int, others: Aside[tuple[Any, ...]]) -> Any:
            return asked(key, *others.value())

        def found(key: Hashable, *others: Any) -> Any:
            return lately(key, int(time.monotonic() // AGAIN_SECONDS), Aside(lambda: others))

        return found

    return made


def forget() -> None:
    """Keep nothing made so far."""
    st.cache_resource.clear()
    for one in _SHORT:
        one.cache_clear()


# A run leaves some 100 objects that only a search of everything finds, about 10 kB; with a hundred
# readers a search takes half a second, so it waits for a quiet moment, but not for ever.
QUIET_SECONDS, FEW_RUNS, MOST_RUNS = 5.0, 256, 4_096
_runs = itertools.count(1)
_seen = {"searched": 0, "run": 0, "at": 0.0}


def settle() -> None:
    """After every run: what it leaves now stays, so that the next clean-up looks at little."""
    _seen["run"], _seen["at"] = next(_runs), time.monotonic()
    if _seen["run"] - _seen["searched"] >= MOST_RUNS:
        _search()
    gc.collect()
    gc.freeze()


def _search() -> None:
    """Find what nobody can reach any more among everything."""
    _seen["searched"] = _seen["run"]
    usual = sys.getswitchinterval()
    # Nobody else's clean-up may look at everything between these three.
    sys.setswitchinterval(QUIET_SECONDS)
    try:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
    finally:
        sys.setswitchinterval(usual)


async def tidy() -> None:
    """Search whenever nobody has asked for a page for a while; runs as long as the server does."""
    while True:
        await asyncio.sleep(QUIET_SECONDS)
        is_quiet = time.monotonic() - _seen["at"] >= QUIET_SECONDS
        if is_quiet and _seen["run"] - _seen["searched"] >= FEW_RUNS:
            _search()
