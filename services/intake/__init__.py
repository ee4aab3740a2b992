"""Files on their way into the store, one module per kind; a new kind is one new module here."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.intake.feed import Feed


@cache
def feeds() -> dict[str, Feed]:
    """Every feed of the ``FEEDS`` of the modules of this folder, by kind."""
    found: list[Feed] = []
    for entry in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{entry.name}")
        found += getattr(module, "FEEDS", ())
    return {feed.kind: feed for feed in found}
