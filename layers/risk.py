"""五色风险 The coloured cells: which digit each cell carries on the map.

A cell is drawn twice, as the full polygon (outer) and as the polygon inset by 8.5 % of the root
of its area (inner), so that doubt is shown by the AMOUNT of fill and never by a blended hue.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.classes import level_of
from layers.layer import Frame, Frames, Layer, Look, Privacy, Shape, Style, rows
from vocab import COLOURS, DIGIT_OF_STATE, HIDDEN_DIGIT, STATES, AdminLevel

SURE = 0.80
FAIR = 0.60
EMPTY = "0"
# What is written on a cell of level 1 to 5; a space is nothing.
NUMERALS = "ⅠⅡ   "
ALL_NUMERALS = "ⅠⅡⅢⅣⅤ"

# Digit by stored state number; OK has none of its own, its cells carry the level.
_STATE_DIGITS = np.array([DIGIT_OF_STATE.get(state, EMPTY) for state in STATES])


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """Micro-grids in ascending code order (code, name); the row number is the feature index i.

    A set without micro-grids gives its lowest level, so that a place known only by districts is
    still drawn.
    """
    return cells(frames[Frame.UNITS])


def cells(units: pd.DataFrame) -> gpd.GeoDataFrame:
    """The units of the lowest level there is, ascending by code (code, name)."""
    present = [level for level in AdminLevel if (units["level"] == level.value).any()]
    lowest = present[-1].value if present else ""
    own = units[units["level"] == lowest].dropna(subset="geometry").sort_values("code")
    return rows(own, code=own["code"].to_numpy(), name=own["name"].to_numpy())


def digits(
    levels: npt.ArrayLike,
    states: npt.ArrayLike,
    within_one: npt.ArrayLike,
    visible: npt.ArrayLike | None = None,
    *,
    show_doubt: bool = True,
) -> tuple[str, str]:
    """The two digit strings (outer, inner) of one week, one character per cell.

    Args:
        levels: 0 (none) to 5, shape (n,).
        states: stored state numbers (order of ``vocab.STATES``), shape (n,).
        within_one: P(right within one class of the shown colour), 0 to 1, NaN = unknown and
            drawn as sure, for nothing says it is not; shape (n,).
        visible: False where the viewer may not see the cell; None = all.
        show_doubt: False fills every cell to the seam (cells below about 12 px).
    """
    level = np.asarray(levels, dtype=np.int64)
    state = np.asarray(states, dtype=np.int64)
    chance = np.asarray(within_one, dtype=np.float64)
    figure = np.where(state == 0, level.astype("U1"), _STATE_DIGITS[state])
    fair = (chance >= FAIR) & (chance < SURE) & show_doubt
    low = (chance < FAIR) & show_doubt
    coloured = (state == 0) & (level > 0)
    outer = np.where(coloured & fair, EMPTY, figure)
    inner = np.where(coloured & ~low, figure, EMPTY)
    if visible is not None:
        seen = np.asarray(visible, dtype=bool)
        outer = np.where(seen, outer, HIDDEN_DIGIT)
        inner = np.where(seen, inner, HIDDEN_DIGIT)
    return "".join(outer.tolist()), "".join(inner.tolist())


def values(frames: Frames, index: pd.Index) -> pd.DataFrame:
    """One row per feature in the order of ``index`` (codes): digit, and its two halves.

    ``digit`` is the level 1 to 5 or the digit of the state; ``outer`` and ``inner`` say how much
    of the cell carries it. A code without a row in SCORES is hidden, never green.
    """
    scores = frames[Frame.SCORES].set_index("code").reindex(index)
    visible = scores["level"].notna().to_numpy()
    levels, states = scores["level"].fillna(0), scores["state"].fillna(0)
    outer, inner = digits(levels, states, scores["p_within_one"], visible)
    digit, _ = digits(levels, states, np.ones(len(scores)), visible)
    columns = {"digit": list(digit), "outer": list(outer), "inner": list(inner)}
    return pd.DataFrame(columns, index=index)


def whole(outer: str, inner: str) -> str:
    """The digit of each cell, however sure it is of its colour: of the two the one with a level."""
    pairs = zip(outer, inner, strict=True)
    return "".join(i if i in "12345" else o for o, i in pairs)


def numerals(digits: str, marks: str = "", written: str = NUMERALS) -> str:
    """The numeral on each cell, a space where none; a mark of change takes its place.

    Args:
        digits: one character per cell, as ``whole`` makes them.
        marks: as ``marks`` makes them; "" for none.
        written: what is written on level 1 to 5.
    """
    signs = {str(colour.level): written[colour.level - 1] for colour in COLOURS}
    pairs = zip(digits, marks.ljust(len(digits)), strict=True)
    return "".join(signs.get(digit, " ") if mark == " " else " " for digit, mark in pairs)


def sure_share(grids: pd.DataFrame) -> float | None:
    """Share of the coloured grids whose colour is sure (把握较大); None without any."""
    known = grids["p_within_one"].dropna()
    return float((known >= SURE).mean()) if len(known) else None


def held(grids: pd.DataFrame, cuts: Sequence[float]) -> npt.NDArray[np.bool_]:
    """Which coloured grids keep another colour than that of their index (迟滞).

    Args:
        grids: ``level`` (0 for none) and ``index``, n rows.
        cuts: upper bounds of the classes but the last, ascending.
    """
    level, index = grids["level"].to_numpy(), grids["index"].to_numpy(dtype=np.float64)
    own = level_of(np.where(level > 0, index, 0.0), cuts)
    return np.asarray((level > 0) & (own != level))


def marks(levels: npt.ArrayLike, before: npt.ArrayLike) -> str:
    """Change marks: ``▲`` where the level got worse, ``▽`` better, a space where unchanged.

    Args:
        levels: 0 to 5 now, shape (n,).
        before: 0 to 5 in the period before, shape (n,); 0 on either side gives no mark.
    """
    now = np.asarray(levels, dtype=np.int64)
    then = np.asarray(before, dtype=np.int64)
    known = (now > 0) & (then > 0)
    signs = np.where(known & (now < then), "▲", np.where(known & (now > then), "▽", " "))
    return "".join(signs.tolist())


LAYER = Layer(
    code="risk",
    title="ui.layer.risk",
    frames=(Frame.UNITS,),
    weekly=(Frame.SCORES,),
    shape=Shape.POLYGON,
    levels=(AdminLevel.MICRO_GRID,),
    columns=("i", "code", "name", "digit", "outer", "inner"),
    privacy=Privacy.SCOPED,
    style=Style(look=Look.RISK),
    order=10,
    is_on=True,
    is_base=True,
    geometry=geometry,
    values=values,
)
