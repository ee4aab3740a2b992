"""One file = one layer (图层): geometry once per boundary version, values once per week.

``theme`` holds the design tokens, ``map_geometry`` turns frames into the files a browser fetches,
``map_view`` is what a backend draws, ``discover()`` finds the layers of this folder.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from layers.layer import Layer


@cache
def discover() -> tuple[Layer, ...]:
    """Every ``LAYER`` of a module in this folder, by drawing order."""
    found = []
    for entry in pkgutil.iter_modules(__path__):
        if entry.ispkg:
            continue
        layer = getattr(importlib.import_module(f"{__name__}.{entry.name}"), "LAYER", None)
        if isinstance(layer, Layer):
            found.append(layer)
    return tuple(sorted(found, key=lambda layer: layer.order))
