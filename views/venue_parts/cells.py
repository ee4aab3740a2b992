"""The coloured cells under rings and bands: those outside lose their colour."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import shapely

from layers import week_view
from layers.map_view import MapUrls, MapView, fit
from services.situation import Situation


def cells(
    seen: Situation,
    area: str,
    inside: Collection[str],
    window_of: shapely.Geometry,
    size: tuple[int, int],
    *,
    is_twin: bool,
) -> MapView:
    """The week's cells of an area, neutral where their code is not ``inside``.

    Args:
        seen: the week of the area.
        area: code prefix the geometry is fetched for.
        inside: codes that keep their colour.
        window_of: what must be in the picture, EPSG:4490 degrees.
        size: width and height of the picture in pixels.
        is_twin: the colour-blind palette.
    """
    keeps = seen.grids["code"].isin(list(inside)).to_numpy()
    west, south, east, north = shapely.bounds(window_of)
    made = week_view.of_week(
        seen.grids,
        urls=MapUrls.under(f"/geometry/{seen.boundary_set}", f"?area={area}"),
        window=fit((west, south, east, north), *size),
        cell_m=float(np.sqrt(seen.median_area_m2)),
    )
    return replace(
        made,
        outer=_kept(made.outer, keeps),
        inner=_kept(made.inner, keeps),
        marks=" " * len(made.outer),
        is_twin=is_twin,
    )


def _kept(digits: str, keeps: np.ndarray) -> str:
    pairs = zip(digits, keeps, strict=True)
    return "".join(digit if keep or digit == "." else "0" for digit, keep in pairs)
