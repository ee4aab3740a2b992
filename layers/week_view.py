"""一周的图 The picture of one week from the table of its grids: the same on every page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers import risk
from layers.map_view import MapUrls, MapView, TileSource, Window
from vocab import STATES

# Below this side a cell has no room to show doubt by the amount of its fill.
SMALL_CELL_PX = 12
_NUMBER = {state.value: number for number, state in enumerate(STATES)}


def of_week(
    grids: pd.DataFrame,
    *,
    urls: MapUrls,
    window: Window,
    cell_m: float,
    all_levels: bool = False,
    tiles: TileSource | None = None,
) -> MapView:
    """The coloured cells of one week with doubt, numerals and marks of change.

    Args:
        grids: one row per cell in ascending code order: level (0 to 5), state (value of
            ``vocab.State``), p_within_one (0 to 1, NaN unknown), previous_level (0 to 5).
        urls: where the browser fetches the geometry in the same order.
        window: what is in view.
        cell_m: side of a middle cell in metres.
        all_levels: write all five numerals and not Ⅰ and Ⅱ only.
        tiles: where a large area's cells come from; tiles hold full cells and show no doubt.
    """
    states = np.array([_NUMBER[value] for value in grids["state"]], dtype=np.int64)
    is_small = window.px_per_m * cell_m < SMALL_CELL_PX
    outer, inner = risk.digits(
        grids["level"],
        states,
        grids["p_within_one"],
        show_doubt=not is_small and tiles is None,
    )
    marks = risk.marks(grids["level"], grids["previous_level"])
    return MapView(
        urls=urls,
        window=window,
        outer=outer,
        inner=inner,
        numerals=risk.ALL_NUMERALS if all_levels else risk.NUMERALS,
        marks=marks,
        tiles=tiles,
    )


def only(view: MapView, shown: npt.NDArray[np.bool_]) -> MapView:
    """The picture with the cells that are not ``shown`` empty: no colour, hatch, numeral or mark.

    Args:
        view: one character per cell.
        shown: True where a cell keeps what it has, shape (n,).
    """

    def cut(text: str, empty: str) -> str:
        pairs = zip(text, shown.tolist(), strict=True)
        return "".join(character if keep else empty for character, keep in pairs)

    return replace(
        view,
        outer=cut(view.outer, risk.EMPTY),
        inner=cut(view.inner, risk.EMPTY),
        marks=cut(view.marks, " "),
    )


def row_of(codes: pd.Series, code: str) -> int | None:
    """The feature index of ``code``; None where it is not there."""
    found = np.flatnonzero((codes == code).to_numpy())
    return int(found[0]) if len(found) else None


def ringed(view: MapView, codes: pd.Series, row: int | None) -> MapView:
    """The picture that may ring a cell, whose shape has an address of its own.

    Args:
        view: the picture.
        codes: of all cells, in the order of the view.
        row: feature index of the cell; None for none.
    """
    return view if row is None else replace(view, outlines={row: view.urls.cell(codes.iloc[row])})
