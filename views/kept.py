"""留存 How answers are kept between runs of a page, and left alone by the clean-up of memory."""

from __future__ import annotations

import functools
import gc
import itertools
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import streamlit as st

Made = TypeVar("Made")
HOUR, DAY = 3_600, 86_400


def kept(key: type, most: int, seconds: int) -> Any:
    """The page's own cache, one answer made at a time; a key is told apart by what it says."""
    return st.cache_resource(
        max_entries=most, ttl=seconds, show_spinner=False, hash_funcs={key: repr}
    )


_SHORT: list[Any] = []


def short(most: int) -> Any:
    """For what is cheaper to make twice than to look up in the page's own cache; no time limit."""

    def made(answer: Callable[..., Any]) -> Any:
        _SHORT.append(functools.lru_cache(maxsize=most)(answer))
        return _SHORT[-1]

    return made


def forget() -> None:
    """Keep nothing made so far."""
    st.cache_resource.clear()
    for one in _SHORT:
        one.cache_clear()


class Aside(Generic[Made]):
    """An argument that is no part of a key: any two are equal."""

    def __init__(self, value: Callable[[], Made]) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Aside)

    def __hash__(self) -> int:
        return 0


# A run leaves some 200 objects that only a search finds, 20 kB; a whole search takes 0.4 s.
SEARCH_RUNS = 1_024
_runs = itertools.count(1)


def settle() -> None:
    """After every run: what is there now stays, so that the next clean-up looks at little.

    What nobody can reach any more is searched for every 1,024 runs.
    """
    if next(_runs) % SEARCH_RUNS == 0:
        gc.unfreeze()
        gc.collect()
    gc.freeze()
