"""Drawing the layers: one file per backend, each a ``BACKEND``; found, not listed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from layers.backends.backend import Backend


@cache
def backends() -> Mapping[str, Backend]:
    """Every ``BACKEND`` of a module in this folder, by its code."""
    found = {}
    for entry in pkgutil.iter_modules(__path__):
        one = getattr(importlib.import_module(f"{__name__}.{entry.name}"), "BACKEND", None)
        if isinstance(one, Backend):
            found[one.code] = one
    return MappingProxyType(found)
