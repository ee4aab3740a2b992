"""执法驻点 Stations from which people set out, with their names."""

from __future__ import annotations

import geopandas as gpd
import shapely

from layers.layer import Frame, Frames, Layer, Mark, Privacy, Shape, Style, rows


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """One point per station in ascending code order (name)."""
    sites = frames[Frame.SITES]
    own = sites[sites["kind"] == "station"].dropna(subset="geometry").sort_values("code")
    made = rows(own, name=own["name"].to_numpy())
    return made.set_geometry(
        gpd.GeoSeries(shapely.centroid(made.geometry.to_numpy()), index=made.index, crs=made.crs)
    )


LAYER = Layer(
    code="stations",
    title="layer.stations.title",
    frames=(Frame.SITES,),
    shape=Shape.POINT,
    columns=("name",),
    privacy=Privacy.OPEN,
    style=Style(
        marks=(Mark(title="layer.stations.title", symbol="★", size_px=22, halo="panel"),),
        label="name",
        label_px=13,
        label_dy_px=19,
    ),
    order=54,
    geometry=geometry,
)
