"""What every layer states about itself: one value, two pure functions, a way to be drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd

from vocab import AdminLevel

CRS = "EPSG:4490"
CLASS = "k"
# Zooms of the browser's map (512-pixel tiles) for which a layer may have rows of its own.
ZOOMS = range(10, 19)


class Frame(StrEnum):
    """来料 The frames a layer may ask for; services/layer_frames.py makes each for a viewer.

    All geometry is shapely in EPSG:4490, lon/lat.

    UNITS: code, name, level, parent, geometry. TOWNS: code, name, geometry of the
    towns in and around the area. SITES: kind (venue, station, zone), code, name,
    category, owner, days, geometry. EVENTS: the week's events with a point, kind, level, is_open,
    lon, lat. CASES: case, theme, lon, lat, areas, day. REACH: minutes, is_estimate, geometry.
    SCORES: code, level, state (stored number), p_within_one. COUNTS: code, count (NaN unknown).
    MISSING: code, missing (number of sources that did not report), sources (their names).
    """

    UNITS = "units"
    TOWNS = "towns"
    SITES = "sites"
    EVENTS = "events"
    CASES = "cases"
    REACH = "reach"
    SCORES = "scores"
    COUNTS = "counts"
    MISSING = "missing"


# What changes from week to week: a layer whose geometry needs one is fetched anew each week.
WEEKLY = frozenset({Frame.EVENTS, Frame.CASES, Frame.SCORES, Frame.COUNTS, Frame.MISSING})
Frames = Mapping[Frame, pd.DataFrame]


class Shape(StrEnum):
    """几何类型 The one geometry type a layer draws; the multi form counts as the same type."""

    POLYGON = "polygon"
    LINE = "line"
    POINT = "point"


class Privacy(StrEnum):
    """Who may fetch a layer.

    OPEN: anybody signed in who may look at the area. SCOPED: only inside the viewer's own area.
    CLEARED: besides that only who sees exact small counts (never a wall, never an export).
    """

    OPEN = "open"
    SCOPED = "scoped"
    CLEARED = "cleared"


class Dash(StrEnum):
    """线型 How a line is broken."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"
    CHAIN = "chain"


class Look(StrEnum):
    """RISK: five colours, doubt and hatches of the palette. INK: by ``Style.marks``."""

    RISK = "risk"
    INK = "ink"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One class of rows: how it is drawn, and its line in the legend.

    Colours are names of ``layers.theme.Inks`` (t1, hatch, panel ...), so that light, dark and
    paper follow from one statement. ``symbol`` is one character of the shipped font, set at a
    point; sizes and widths are screen pixels at 1080 lines (a sheet scales them).

    Attributes:
        title: words key of the legend line; "" for a class without one.
        line, width_px, dash: outline or line; no line where width is 0.
        halo: ink under the line or around the symbol, so that both read on every colour.
        fill: flat fill of a polygon. An area under a risk colour is never filled.
        is_hatched: the cross hatch of 无数据 over a base's panel.
        symbol, size_px, ink: a point's character, its height and its ink.
    """

    title: str = ""
    line: str = "t1"
    width_px: float = 0.0
    dash: Dash = Dash.SOLID
    halo: str = ""
    fill: str = ""
    is_hatched: bool = False
    symbol: str = ""
    size_px: float = 0.0
    ink: str = "t1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """画法 Marks by class number, and what is written at each row.

    The class of a row is the column ``k`` of ``geometry``, or, where the layer has ``values``,
    the digit of the week.

    Attributes:
        marks: the classes, number 0 first.
        look: the risk palette, or inks.
        label: column written at each row, of ``values`` or else of ``geometry``; "" for none.
        label_px: height of the text; 0 where nothing is written.
        label_m: height on the ground in metres, so that the text grows with the map up to
            ``label_px``; 0 keeps it at ``label_px``.
        label_dy_px: moved down from the row's point, below its symbol.
        label_ink, label_halo: inks of the text and of its edge ("" for none).
        is_label_below: under the row's point, so that a numeral of the risk colours may stand
            over it; it takes the numeral's place in the upper half.
        is_label_on_top: at the northern end of the row instead of its middle (rings).
    """

    marks: tuple[Mark, ...] = ()
    look: Look = Look.INK
    label: str = ""
    label_px: float = 0.0
    label_m: float = 0.0
    label_dy_px: float = 0.0
    label_ink: str = "t1"
    label_halo: str = "panel"
    is_label_on_top: bool = False
    is_label_below: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """图层 One thing that can lie on the map: one file, its words, a paragraph in docs/layers.md.

    Attributes:
        code: the file stem.
        title: words key of its name.
        frames: what ``geometry`` needs; ``weekly`` what ``values`` needs.
        shape: the geometry type of every row.
        levels: administrative levels it shows; () where it shows none.
        columns: the ONLY attributes that reach a browser; "i" is the row number.
        privacy: who may fetch it. No default on purpose.
        style: how it is drawn.
        order: drawing order, lowest first; unique.
        is_on: drawn unless switched off.
        is_base: an area fill; of all bases one is drawn at a time.
        geometry: frames to rows in EPSG:4490; the row number is the feature index i. No rows in,
            no rows out. Without ``values`` it carries the class in ``k`` (all 0 when absent).
        values: (frames, index) to one row per entry of ``index`` (the geometry's ``code``):
            ``digit`` (class number, "." where nothing may be drawn) and further columns of
            ``columns``. None for a layer that does not change from week to week.
        at_zoom: (frames, zoom) to the rows as a browser shows them at a zoom of ``ZOOMS``, with
            the same columns as ``geometry``; None where every zoom shows the same.
    """

    code: str
    title: str
    frames: tuple[Frame, ...]
    weekly: tuple[Frame, ...] = ()
    shape: Shape
    levels: tuple[AdminLevel, ...] = ()
    columns: tuple[str, ...]
    privacy: Privacy
    style: Style
    order: int
    is_on: bool = False
    is_base: bool = False
    geometry: Callable[[Frames], gpd.GeoDataFrame]
    values: Callable[[Frames, pd.Index], pd.DataFrame] | None = None
    at_zoom: Callable[[Frames, int], gpd.GeoDataFrame] | None = None

    @property
    def moves(self) -> bool:
        """Whether the geometry itself is another one each week."""
        return bool(WEEKLY & set(self.frames))


def rows(table: pd.DataFrame, **columns: object) -> gpd.GeoDataFrame:
    """A layer's geometry: the columns given, ``geometry`` of ``table``, EPSG:4490, fresh numbers.

    Args:
        table: has ``geometry``; rows without one are kept out.
        **columns: further columns, each of the length of ``table`` or one value.
    """
    made = gpd.GeoDataFrame(
        {name: column for name, column in columns.items()},
        geometry=np.asarray(table["geometry"], dtype=object),
        crs=CRS,
        index=range(len(table)),
    )
    drawn = made[~(made.geometry.isna() | made.geometry.is_empty)]
    return drawn.reset_index(drop=True)
