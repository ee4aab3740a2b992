"""The map of the response circle."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
import streamlit as st

from layers.backends.reach_map import NAME_PX, SPOT_PX, ReachView, Spot, draw
from layers.map_view import MapUrls, Window, fit
from services.one_more import OneMore
from services.reach import Circle, Weight
from views import cache
from views.components import format as fmt
from views.response_parts.figures import SITE_SIGN, STATION_SIGN, mark
from words import say

WIDTH, HEIGHT = 1050, 850
CLOSE_UP = 13.6
# For drawing only: how near words are on the screen, how small a hole is.
METRES_PER_DEGREE = 111_320.0
CLEAR_PX = 34
LEAST_POINTS = 4
ROUND_DEG = 1e-7


def window(data: str, made: Circle, prefix: str, chosen: str) -> Window:
    """The whole area, or close to the grid chosen in the list."""
    whole = fit(cache.bounds(data, made.boundary_set, prefix), WIDTH, HEIGHT)
    row = made.grids[made.grids["code"] == chosen]
    if row.empty:
        return whole
    lon, lat = float(row["lon"].iloc[0]), float(row["lat"].iloc[0])
    return Window(longitude=lon, latitude=lat, zoom=max(CLOSE_UP, whole.zoom + 1))


def spots(made: Circle, found: Sequence[OneMore]) -> list[Spot]:
    """Stations with their names, and the place for one more."""
    listed = [
        Spot(lon=float(one.lon), lat=float(one.lat), sign=STATION_SIGN, name=str(one.name))
        for one in made.stations.itertuples(index=False)
    ]
    site = say("reach.page.site")
    return listed + [Spot(lon=one.lon, lat=one.lat, sign=SITE_SIGN, name=site) for one in found[:1]]


def names(made: Circle, shown: Window, near: Sequence[Spot]) -> list[Spot]:
    """Villages at their middle grid, but for those whose words would lie on a station's."""
    degree_px = shown.px_per_m * METRES_PER_DEGREE
    lean = math.cos(math.radians(shown.latitude))
    kept = []
    for name, grids in made.grids[made.grids["village"] != ""].groupby("village"):
        lon, lat = grids["lon"].mean(), grids["lat"].mean()
        at = ((grids["lon"] - lon) ** 2 + (grids["lat"] - lat) ** 2).idxmin()
        one = Spot(
            lon=float(grids["lon"][at]), lat=float(grids["lat"][at]), sign="", name=str(name)
        )
        is_free = all(
            abs(one.lon - spot.lon) * degree_px * lean
            > (NAME_PX * len(one.name) + SPOT_PX * len(spot.name)) / 2
            or abs(one.lat - spot.lat) * degree_px > CLEAR_PX
            for spot in near
        )
        kept += [one] * is_free
    return kept


def drawn_zones(made: Circle) -> list[tuple[float, shapely.Geometry]]:
    """The zones inside the area, without holes and islands smaller than the raster can tell."""
    area = shapely.union_all(
        shapely.set_precision(made.grids["geometry"].to_numpy(dtype=object), ROUND_DEG)
    )
    least = LEAST_POINTS * (made.zones.cell_m / METRES_PER_DEGREE) ** 2
    pairs = zip(made.zones.minutes, made.zones.shapes, strict=True)
    return [(minutes, _coarser(shape, least).intersection(area)) for minutes, shape in pairs]


def _coarser(shape: shapely.MultiPolygon, least: float) -> shapely.Geometry:
    parts = []
    for one in shape.geoms:
        if one.area >= least:
            holes = [ring for ring in one.interiors if shapely.Polygon(ring).area >= least]
            parts.append(shapely.Polygon(one.exterior, holes))
    return shapely.make_valid(shapely.MultiPolygon(parts))


def outlines(
    zones: Sequence[tuple[float, shapely.Geometry]], made: Circle
) -> list[tuple[float, shapely.Geometry]]:
    """Where the zones end inside the area; its own border is no end."""
    least = LEAST_POINTS * (made.zones.cell_m / METRES_PER_DEGREE) ** 2
    rough = zip(made.zones.shapes, zones, strict=True)
    return [
        (minutes, shapely.boundary(_coarser(shape, least)).intersection(zone))
        for shape, (minutes, zone) in rough
    ]


def view(
    made: Circle, found: Sequence[OneMore], shown: Window, prefix: str, chosen: str
) -> ReachView:
    """What the backend draws."""
    zones, signs = drawn_zones(made), spots(made, found)
    return ReachView(
        urls=MapUrls.under(f"/geometry/{made.boundary_set}", f"?area={prefix}"),
        window=shown,
        uncovered="".join(np.where(made.grids["is_covered"], "0", "1")),
        zones=zones,
        outlines=outlines(zones, made),
        target=made.target,
        spots=signs,
        names=names(made, shown, signs),
        selected=chosen if (made.grids["code"] == chosen).any() else "",
    )


def sentence(made: Circle, place: str) -> str:
    """What the picture shows, for those who cannot see it."""
    share = made.share(Weight.GRIDS)
    return say(
        "reach.page.alt",
        place=place,
        count=fmt.whole(share.whole),
        part=fmt.whole(share.part),
        minutes=made.target,
        kind=mark(made) or say("reach.by_roads"),
    )


def show_map(
    data: str, made: Circle, found: Sequence[OneMore], prefix: str, chosen: str, place: str
) -> None:
    """The map; what is chosen in the list is ringed and brought near."""
    shown = window(data, made, prefix, chosen)
    with st.container(key="reach_map"):
        st.pydeck_chart(
            draw(view(made, found, shown, prefix, chosen)),
            key="response_map",
            height=HEIGHT,
            alt=sentence(made, place),
        )
