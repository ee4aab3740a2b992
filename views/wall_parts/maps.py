"""地图 The maps of the wall: of the present page and, behind it, of the one that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from layers import week_view
from layers.backends import reach_map
from layers.backends.deck import deck
from layers.backends.ring_map import Spot, draw, on_top
from layers.map_view import MapUrls, MapView, TileSource, Window, fit
from layers.theme import Ground
from services import tiling
from services.borders import Along
from services.perimeters import Around
from services.situation import Situation
from views import cache
from views.border_parts import picture as border_picture
from views.response_parts import picture as reach_picture
from views.venue_parts import picture as venue_picture
from views.venue_parts.cells import cells
from views.venue_parts.choices import common_area
from views.venue_parts.figures import radius
from views.wall_parts import labels, pages
from views.wall_parts.labels import Named, Sight
from views.wall_parts.layout import Box, Screen
from views.wall_parts.reading import Shown
from views.wall_parts.rotation import Page
from words import say

CLOSE_UP = 14.6
USUAL_HEIGHT = 1080
PLACE_U = 1.3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """A map ready to be put on the page: what it draws, where it is to look, and from where.

    ``made`` is what ``layers.backends`` draw for the browser.
    """

    made: Any
    window: Window
    start: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a map depends on besides what was read: a key of the maps kept.

    ``flies``: the browser goes to the window by itself.
    """

    page: Page
    number: int
    box: Box
    screen: Screen
    is_twin: bool
    flies: bool

    @property
    def size(self) -> tuple[int, int]:
        return round(self.box.width), round(self.box.height)

    @property
    def scale(self) -> float:
        return self.screen.height / USUAL_HEIGHT

    @property
    def text_px(self) -> float:
        return self.screen.u

    @property
    def zoom_more(self) -> float:
        """Zoom levels by which a larger screen shows the same ground larger."""
        return float(np.log2(self.scale))


def picture(shown: Shown, order: Order) -> Picture:
    """The map of a page and of the thing it speaks of."""
    view, window = {
        Page.OVERVIEW: _overview,
        Page.CHANGES: _changes,
        Page.VENUES: _venue,
        Page.BORDERS: _border,
        Page.RESPONSE: _response,
    }[order.page](shown, order)
    return Picture(made=view, window=window, start=_whole(shown, order))


def _whole(shown: Shown, order: Order) -> Window:
    return fit(cache.bounds(shown.data, shown.seen.boundary_set, shown.prefix), *order.size)


def _urls(seen: Situation, prefix: str) -> MapUrls:
    return MapUrls.under(f"/geometry/{seen.boundary_set}", f"?area={prefix}")


def _tiles(shown: Shown) -> TileSource | None:
    """Where a large area's cells come from; None where one file of shapes is fetched."""
    seen = shown.seen
    if not tiling.is_large(len(seen.grids)):
        return None
    return TileSource(
        version=seen.boundary_set,
        first=cache.first_index(shown.data, seen.boundary_set, shown.prefix),
        cell_m=float(np.sqrt(seen.median_area_m2)),
        is_vast=len(seen.grids) > tiling.ON_DEMAND,
    )


def _week(
    shown: Shown, order: Order, window: Window, halo: int | None = None, **more: object
) -> MapView:
    seen = shown.seen
    made = week_view.of_week(
        seen.grids,
        urls=_urls(seen, shown.prefix),
        window=window,
        cell_m=float(np.sqrt(seen.median_area_m2)),
        all_levels=order.page is Page.CHANGES,
        tiles=_tiles(shown),
    )
    made = week_view.ringed(made, seen.grids["code"], halo)
    return _dark(made, shown, order, _whole(shown, order), haloed=halo, **more)


def _dark(made: MapView, shown: Shown, order: Order, start: Window, **more: object) -> MapView:
    return replace(
        made,
        ground=Ground.DARK,
        is_twin=order.is_twin,
        is_stale=shown.late_hours > 0,
        scale=order.scale,
        text_px=order.text_px,
        shows_names=False,
        start=start if order.flies else None,
        **more,
    )


def _overview(shown: Shown, order: Order) -> tuple[Any, Window]:
    """The week with the names of villages that hold a red grid; the legend has the numerals."""
    window, seen = _whole(shown, order), shown.seen
    code = pages.worst(seen)
    halo = week_view.row_of(seen.grids["code"], code)
    view = replace(_week(shown, order, window, halo), numerals="")
    if view.tiles is not None:
        return deck(view), window
    middles = cache.centres(shown.data, seen.boundary_set, shown.prefix)
    reds = seen.grids.loc[seen.grids["level"] == 1, "code"]
    villages = labels.red_villages(seen, middles)
    first = []
    if halo is not None:
        lon, lat = middles[code]
        name = say("wall.worst", name=str(seen.grids["name"].iloc[halo]))
        first = [Named(text=name, lon=lon, lat=lat)]
    spots = labels.placed(
        [*first, *villages],
        Sight(window=window, box=order.box),
        order.screen,
        order.text_px,
        [middles[red] for red in reds if red in middles],
    )
    told = {one.text for one in first}
    highest = [spot for spot in spots if spot.text in told]
    names = [spot for spot in spots if spot.text not in told]
    return draw(view, (), events=names, labels=highest, is_cut=False), window


def _changes(shown: Shown, order: Order) -> tuple[Any, Window]:
    """Close to the grid spoken of, with all numerals and its halo."""
    rows = pages.changed(shown.seen)
    window, halo = _whole(shown, order), None
    if rows:
        code = rows[order.number].code
        halo = week_view.row_of(shown.seen.grids["code"], code)
        middles = cache.centres(shown.data, shown.seen.boundary_set, shown.prefix)
        lon, lat = middles[code]
        zoom = max(CLOSE_UP + order.zoom_more, window.zoom)
        window = Window(longitude=lon, latitude=lat, zoom=zoom, turn=order.number + 1)
    return deck(_week(shown, order, window, halo)), window


def _venue(shown: Shown, order: Order) -> tuple[Any, Window]:
    """Rings over the week: cells outside lose their colour."""
    found = shown.venues[order.number].found
    inside = set(found.grids["code"])
    area, seen = shown.prefix, shown.seen
    if tiling.is_large(len(seen.grids)):
        area = common_area(found.grids["code"].tolist(), area)
        seen = cache.week(shown.viewer, shown.data, shown.week, area)
    made = cells(seen, area, inside, found.discs()[-1], order.size, is_twin=order.is_twin)
    view = _dark(made, shown, order, made.window, numerals="")
    return draw(view, venue_picture.outlines(found), labels=_ring_labels(found, order)), made.window


def _ring_labels(found: Around, order: Order) -> list[Spot]:
    size = order.text_px
    made = []
    for metres, shape in zip(found.area.radii_m, found.discs(), strict=True):
        if metres:
            lon, lat = on_top(shape)
            made.append(Spot(lon=lon, lat=lat, text=radius(metres), size_px=size))
    middle = shapely.point_on_surface(found.discs()[0])
    place = PLACE_U * size
    made.append(Spot(lon=middle.x, lat=middle.y, text=venue_picture.PLACE, size_px=place))
    name = Spot(lon=middle.x, lat=middle.y, text=found.name, size_px=size, dy_px=1.4 * size)
    return [*made, name]


def _border(shown: Shown, order: Order) -> tuple[Any, Window]:
    """The shared border over the cells of both sides; cells outside the bands lose their colour."""
    found = shown.borders[order.number]
    own = shown.viewer.scope.prefix
    codes = [code for one in shown.borders for code in one.units["code"]]
    area = common_area(codes, own)
    seen = cache.week(shown.viewer, shown.data, shown.week, area)
    middles = cache.centres(shown.data, seen.boundary_set, area)
    kept = border_picture.inside(seen, found, middles)
    band = shapely.union_all(found.bands)
    made = cells(seen, area, kept, band, order.size, is_twin=order.is_twin)
    view = _dark(made, shown, order, made.window, numerals="")
    return draw(view, border_picture.outlines(found), labels=_side_names(found, order)), made.window


def _side_names(found: Along, order: Order) -> list[Spot]:
    size = order.text_px
    return [replace(spot, size_px=size) for spot in border_picture.labels(found)]


def _response(shown: Shown, order: Order) -> tuple[Any, Window]:
    """Zones in ink, hatch where nobody comes in time; nothing here has a hue."""
    made = shown.circle
    assert made is not None  # the page is not in the plan without it
    window = _whole(shown, order)
    base = cache.trusted(
        shown.viewer,
        shown.data,
        f"wall circle {shown.prefix} {made.target:g} {made.rule.hash}",
        lambda: reach_picture.view(made, (), window, shown.prefix, ""),
    )
    names = _village_names(shown, order, window, base.spots)
    view = replace(
        base,
        window=window,
        ground=Ground.DARK,
        scale=order.scale,
        text_px=order.text_px,
        names=names,
    )
    return reach_map.draw(view), window


def _village_names(
    shown: Shown, order: Order, window: Window, near: Sequence[reach_map.Spot]
) -> list[reach_map.Spot]:
    """Villages that have a grid out of reach, clear of the stations and their names."""
    made = shown.circle
    assert made is not None
    sight = Sight(window=window, box=order.box)
    stations = [Named(text=one.name, lon=one.lon, lat=one.lat) for one in near]
    rows = made.uncovered.groupby("village")[["lon", "lat"]].mean()
    villages = [
        Named(text=str(name), lon=float(row["lon"]), lat=float(row["lat"]))
        for name, row in rows.iterrows()
        if name
    ]
    spots = labels.placed([*stations, *villages], sight, order.screen, order.text_px)
    taken = {one.name for one in near}
    return [
        reach_map.Spot(lon=one.lon, lat=one.lat, sign="", name=one.text)
        for one in spots
        if one.text not in taken
    ]
