"""Venues, zones, venue events and cases for the town of twelve squares, straight in its store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from services.workspace import Workspace
from store import batches, boundaries, events, locations
from store import cases as case_rows
from store import sites as site_rows
from tests.services import small_town as town
from vocab import day_number


def batch(tx, ws: Workspace, kind: str) -> int:
    return batches.add(
        tx, kind=kind, source=kind, file_name=f"{kind}.x", sha256=kind, at=ws.today, by="a"
    )


def put_sites(
    ws: Workspace,
    kind: str,
    shapes: dict[str, shapely.Geometry],
    *,
    category: str = "",
    days: Sequence[dt.date] = (),
) -> None:
    """Sites by code, each named after it."""
    rows = pd.DataFrame(
        {
            "code": list(shapes),
            "name": [f"名{code}" for code in shapes],
            "category": category,
            "owner": "演示单位",
            "days": [tuple(day_number(day) for day in days)] * len(shapes),
            "geometry": list(shapes.values()),
        }
    )
    with ws.store.begin() as tx:
        site_rows.add(tx, batch(tx, ws, f"{kind}s"), kind, rows)


def put_events(ws: Workspace, rows: Sequence[tuple[str, str, str, dt.date]], at=None) -> None:
    """Venue events (theme, status, square, day) in the middle of squares, or all at ``at``."""
    points = [at or town.middle(square) for _, _, square, _ in rows]
    days = [day_number(day) for *_, day in rows]
    with ws.store.begin() as tx:
        number = batch(tx, ws, "venue_events")
        frame = pd.DataFrame(
            {
                "source": "venue_watch",
                "event_id": [f"v{number}-{n}" for n in range(len(rows))],
                "indicator": "venue",
                "category": [theme for theme, *_ in rows],
                "status": [status for _, status, *_ in rows],
                "occurred_at": [day * 86_400 for day in days],
                "day": days,
                "lon": [lon for lon, _ in points],
                "lat": [lat for _, lat in points],
            }
        )
        merged = events.merge(tx, number, frame)
        squares = [square for _, _, square, _ in rows]
        set_id = boundaries.sets(tx)[-1].id
        how = ["point"] * len(rows)
        locations.add(tx, set_id, merged.pk, squares, how, [""] * len(rows))


def put_cases(ws: Workspace, rows: Sequence[dict[str, object]]) -> None:
    """Cases; what a row leaves out is empty."""
    lon, lat = town.CORNER
    usual: dict[str, object] = {
        "theme": "渣土偷倒",
        "lon": lon,
        "lat": lat,
        "found_in": "",
        "handed_to": "",
        "areas": (),
        "accepted_day": None,
        "closed_day": None,
        "status": "",
    }
    frame = pd.DataFrame([usual | row for row in rows])
    frame = frame.astype({"accepted_day": "Int64", "closed_day": "Int64"})
    with ws.store.begin() as tx:
        case_rows.add(tx, batch(tx, ws, "cases"), frame)


def spot(code: str) -> shapely.Point:
    """The middle of a square."""
    return shapely.Point(town.middle(code))


def many(
    count: int, theme: str = "环境卫生", status: str = "办结", square: int = 0, week: int = 11
) -> list[tuple[str, str, str, dt.date]]:
    """Equal venue events on the days of a week."""
    days = np.arange(count) % 7
    return [(theme, status, town.CODES[square], town.date_of(week, int(day))) for day in days]
