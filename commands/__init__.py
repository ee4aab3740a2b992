"""One file = one group of commands (命令); ``discover()`` finds them, manage.py runs them."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from commands.command import Command


@cache
def discover() -> tuple[Command, ...]:
    """Every command of the ``COMMANDS`` of a module in this folder, by module and order there."""
    found: list[Command] = []
    for entry in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{entry.name}")
        found += getattr(module, "COMMANDS", ())
    return tuple(found)
