"""跨区域案件 Cases near borders; one that several places list is one point."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from layers.layer import CLASS, Frame, Frames, Layer, Mark, Privacy, Shape, Style, rows


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """One point per case: its theme as name, class 1 where two or more places list it."""
    cases = frames[Frame.CASES].dropna(subset=["lon", "lat"])
    places = np.array([len(areas) for areas in cases["areas"]], dtype=np.int64)
    points = shapely.points(cases["lon"].to_numpy(), cases["lat"].to_numpy())
    placed = cases.assign(geometry=points)
    return rows(placed, name=cases["theme"].to_numpy(), **{CLASS: (places > 1).astype(np.int64)})


LAYER = Layer(
    code="cases",
    title="layer.cases.title",
    frames=(Frame.CASES,),
    shape=Shape.POINT,
    columns=("name",),
    privacy=Privacy.SCOPED,
    style=Style(
        marks=(
            Mark(title="layer.cases.one", symbol="◇", size_px=18, halo="panel"),
            Mark(title="layer.cases.shared", symbol="◆", size_px=18, halo="panel"),
        )
    ),
    order=64,
    geometry=geometry,
)
