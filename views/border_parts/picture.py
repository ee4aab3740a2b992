"""The border map: cells in the bands keep their colour, the border is a heavy broken line."""

from __future__ import annotations

import numpy as np
import shapely
import streamlit as st

from geo.crs import HOME, transform_geometries
from layers.backends.ring_map import Outline, Spot, draw
from layers.layer import Dash
from services.borders import Along, Pair
from services.situation import Situation
from views.components import format as fmt
from views.venue_parts.cells import cells
from words import say

WIDTH, HEIGHT = 1000, 720
NAME_PX, CASE_PX, RANK_PX = 17, 15, 15
RANKED = 3


def line_of(pair: Pair) -> shapely.Geometry:
    """The border in EPSG:4490 degrees."""
    lines = np.array([pair.border.line], dtype=object)
    return transform_geometries(lines, pair.border.crs, HOME)[0]


def outlines(found: Along) -> list[Outline]:
    """The edge of the bands dotted, outlines of the areas thin, the border on top."""
    band = shapely.union_all(found.bands)
    made = [Outline(shape=band, width_px=1.8, dash=Dash.DOTTED)]
    made += [Outline(shape=line_of(pair), width_px=4.0, dash=Dash.CHAIN) for pair in found.pairs]
    return made


def labels(found: Along) -> list[Spot]:
    """Names in the middle of each band, ranks on the pieces with most events."""
    made = []
    for name, band in zip(found.units["name"], found.bands, strict=True):
        middle = shapely.point_on_surface(band)
        made.append(Spot(lon=middle.x, lat=middle.y, text=str(name), size_px=NAME_PX))
    for pair in found.pairs:
        first = pair.pieces[(pair.pieces["rank"] <= RANKED) & (pair.pieces["events"] > 0)]
        for piece in first.itertuples(index=False):
            spot = shapely.line_interpolate_point(
                max(piece.geometry.geoms, key=lambda part: part.length), 0.5, normalized=True
            )
            words = say("border.rank_sign", rank=piece.rank)
            made.append(Spot(lon=spot.x, lat=spot.y, text=words, size_px=RANK_PX))
    return made


def spots(found: Along) -> list[Spot]:
    """Joint cases, for those who may see single ones: filled while open."""
    placed = found.cases.log.dropna(subset=["lon", "lat"])
    return [
        Spot(
            lon=float(one.lon),
            lat=float(one.lat),
            text="◇" if one.step == "closed" else "◆",
            size_px=CASE_PX,
        )
        for one in placed.itertuples(index=False)
    ]


def inside(seen: Situation, found: Along, middles: dict[str, tuple[float, float]]) -> set[str]:
    """Grids whose middle lies in a band."""
    codes = [code for code in seen.grids["code"] if code in middles]
    points = shapely.points(np.array([middles[code] for code in codes]).reshape(-1, 2))
    band = shapely.union_all(found.bands)
    shapely.prepare(band)
    held = shapely.contains(band, points)
    return {code for code, keep in zip(codes, held, strict=True) if keep}


def show_map(
    seen: Situation,
    found: Along,
    area: str,
    middles: dict[str, tuple[float, float]],
    *,
    is_twin: bool,
) -> None:
    """The map with its sentence for those who cannot see it."""
    band = shapely.union_all(found.bands)
    kept = inside(seen, found, middles)
    view = cells(seen, area, kept, band, (WIDTH, HEIGHT), is_twin=is_twin)
    sentence = say(
        "border.map_sentence",
        names=say("venue.join").join(found.units["name"]),
        km=fmt.decimal(found.length_km),
    )
    st.pydeck_chart(
        draw(view, outlines(found), events=spots(found), labels=labels(found)),
        key=f"border_map_{'_'.join(found.units['code'])}_{found.width_m:g}",
        height=HEIGHT,
        alt=sentence,
    )
