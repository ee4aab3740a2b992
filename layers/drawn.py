"""One layer ready to be drawn: its rows, its week, where a browser fetches it, its legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from layers.layer import CLASS, Frames, Layer, Mark
from vocab import HIDDEN_DIGIT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """成图 A layer with the rows of one area, version, week and viewer.

    Attributes:
        layer: what it is and how it is drawn.
        rows: its ``geometry``, EPSG:4490, row number = feature index.
        week: its ``values``, same length and order; None without week data.
        url: where a browser fetches the rows as GeoJSON; "" where the backend draws ``rows``.
        note: what the legend says besides its marks, ready to print.
        opacity: 0 to 1; a base is always drawn at 1, so that no risk colour bends.
    """

    layer: Layer
    rows: gpd.GeoDataFrame
    week: pd.DataFrame | None = None
    url: str = ""
    note: str = ""
    opacity: float = 1.0

    @property
    def digits(self) -> str:
        """One character per row: the number of its mark, "." where it may not be drawn."""
        if self.week is not None:
            return "".join(self.week["digit"].tolist())
        if CLASS in self.rows:
            return "".join(str(k) for k in self.rows[CLASS].tolist())
        return "0" * len(self.rows)

    @property
    def labels(self) -> list[str]:
        """What is written at each row, "" where nothing."""
        name = self.layer.style.label
        for table in (self.week, self.rows):
            if name and table is not None and name in table:
                return [str(text) for text in table[name].tolist()]
        return [""] * len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """One line of a legend: the mark as it is drawn, its words key, the number of rows."""

    mark: Mark
    title: str
    count: int


def drawn(layer: Layer, frames: Frames, *, url: str = "", opacity: float = 1.0) -> Drawn:
    """Run a layer's two functions on a viewer's frames.

    Raises:
        Whatever the layer raises: the caller says it to the reader and goes on without the layer.
    """
    made = layer.geometry(frames)
    week = None
    if layer.values is not None:
        week = layer.values(frames, pd.Index(made["code"]))
    return Drawn(
        layer=layer, rows=made, week=week, url=url, opacity=1.0 if layer.is_base else opacity
    )


def key_lines(one: Drawn) -> tuple[KeyLine, ...]:
    """The legend of an ink layer: one line per mark with a title, in the order of the marks.

    The five colours of the risk layer have a legend of their own (views.components.legend).
    """
    digits = one.digits
    return tuple(
        KeyLine(mark=mark, title=mark.title, count=digits.count(str(number)))
        for number, mark in enumerate(one.layer.style.marks)
        if mark.title
    )


def in_order(layers: Sequence[Drawn]) -> list[Drawn]:
    """The layers as they lie on each other: of several bases the last one only, at the bottom."""
    bases = [one for one in layers if one.layer.is_base]
    return bases[-1:] + [one for one in layers if not one.layer.is_base]


def is_hidden(digit: str) -> bool:
    """Whether a row of this digit may not be drawn."""
    return digit == HIDDEN_DIGIT
