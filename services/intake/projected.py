"""平面坐标 Points of a file in metres: brought to degrees where the CRS is stated, else refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from errors import RefusedError
from geo import crs, eastings
from geo.crs import HOME, Floats
from services.row_faults import number
from store.ingest.events import RawEvents
from words import say


def in_degrees(
    events: RawEvents, extent: tuple[float, float, float, float] | None, file: str
) -> RawEvents:
    """The rows with lon and lat in degrees.

    Args:
        events: raw rows; ``crs`` as the profile or the file states it.
        extent: west, south, east, north of the boundaries, degrees; None where there are none.
        file: its name, for the sentence.

    Raises:
        RefusedError: most points are metres and nobody states their CRS; the sentence names the
            zone they seem to be in. It is not used unasked: a neighbouring zone may fit too.
        GeometryError: the CRS stated cannot be used (unknown, Xian 80, Beijing 54).
    """
    x, y = number(events.raw.text("lon")), number(events.raw.text("lat"))
    if events.crs:
        if crs.parse_crs(events.crs).is_geographic:
            return events
        return _written(events, *crs.project(x, y, events.crs, HOME))
    if extent is not None and eastings.is_projected(x, y):
        _refuse(x, y, extent, file)
    return events


def _refuse(x: Floats, y: Floats, extent: tuple[float, float, float, float], file: str) -> None:
    found = eastings.recognise(x, y, extent)
    if found is None:
        raise RefusedError("boundary.points_unknown", file=file)
    swapped = found.is_northing_first
    raise RefusedError(
        "boundary.points_projected",
        file=file,
        crs=found.crs,
        share=f"{100 * found.share:.0f}",
        meridian=f"{found.meridian:g}",
        order=say("boundary.north_first" if swapped else "boundary.east_first"),
        swap=say("boundary.swap_columns") if swapped else "",
    )


def _written(events: RawEvents, lon: Floats, lat: Floats) -> RawEvents:
    """Degrees in place of metres; what was no number stays as it was written."""
    known = np.isfinite(lon) & np.isfinite(lat)
    fields = events.raw.fields.copy()
    for name, values in (("lon", lon), ("lat", lat)):
        text = events.raw.text(name).to_numpy(dtype=object).copy()
        text[known] = [repr(float(value)) for value in values[known]]
        fields[name] = text
    return replace(events, raw=replace(events.raw, fields=fields.astype("str")))
