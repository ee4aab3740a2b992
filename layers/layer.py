"""What every layer states about itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from vocab import AdminLevel


class Shape(StrEnum):
    """几何类型 The one geometry type a layer draws."""

    POLYGON = "polygon"
    LINE = "line"
    POINT = "point"


class Privacy(StrEnum):
    """Who may fetch the geometry: anybody signed in, or only people with sight of the area."""

    OPEN = "open"
    SCOPED = "scoped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """图层 One thing that can lie on the map.

    ``code`` is the file stem. ``title`` is a key of words/. ``columns`` are the ONLY attributes
    that reach a browser. ``geometry`` takes the units frame (code, name, level, parent,
    geometry in lon/lat) and gives the drawn rows, row number = feature index; ``values`` is None
    for a layer that does not change from week to week. ``privacy`` has no default on purpose.
    """

    code: str
    title: str
    shape: Shape
    levels: tuple[AdminLevel, ...]
    columns: tuple[str, ...]
    privacy: Privacy
    order: int
    geometry: Callable[[pd.DataFrame], pd.DataFrame]
    values: Callable[[pd.DataFrame, pd.Index], pd.DataFrame] | None = None
