"""文件种类 What a kind of file may and must say; a new kind is one new file of this folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from store.ingest.entries import Entries


def nothing_own(entries: Entries) -> object:
    """A kind whose profiles hold nothing but the common entries."""
    return None


def nothing_more(profile: Any, entries: Entries) -> None:
    """A kind without checks of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """文件种类 One of the ``KINDS`` of the module that reads files of it.

    ``fields`` may stand under [columns] and [constants]; of each group of ``needed`` one must.
    ``tables`` are further entries of the profile; ``own`` reads what only this kind has, and
    ``check`` notes the faults of the whole. ``numbers`` and ``times`` are the fields read as
    such. Kinds that ``have_points`` must say a datum with their coordinates.
    """

    value: str
    order: int
    fields: tuple[str, ...] = ()
    needed: tuple[tuple[str, ...], ...] = ()
    tables: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    needs_source: bool = False
    have_points: bool = False
    own: Callable[[Entries], object] = nothing_own
    check: Callable[[Any, Entries], None] = nothing_more


@cache
def kinds() -> Mapping[str, Kind]:
    """The ``KINDS`` of all modules beside this one by name, in their order."""
    import store.ingest as folder

    found: list[Kind] = []
    for entry in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"{folder.__name__}.{entry.name}")
        found += getattr(module, "KINDS", ())
    return MappingProxyType({kind.value: kind for kind in sorted(found, key=lambda k: k.order)})
