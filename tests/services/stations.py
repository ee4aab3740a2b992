"""Stations and roads for the town of twelve squares, written straight into its store."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from services.workspace import Workspace
from store import batches
from store import roads as road_rows
from store import sites as site_rows
from store.roads import Roads
from tests.services import small_town as town

# Four columns, three rows of squares; the last row lies over a river without a bridge.
ACROSS = [(n, n + 1) for n in range(12) if n % 4 < 3]
UP = [(n, n + 4) for n in range(4)]


def _batch(tx, ws: Workspace, kind: str) -> int:  # type: ignore[no-untyped-def]
    return batches.add(
        tx,
        kind=kind,
        source=f"{kind}_list",
        file_name=f"{kind}.gpkg",
        sha256=kind,
        at=ws.today,
        by="a",
    )


def put_stations(ws: Workspace, *squares: int) -> None:
    """A station in the middle of each of these squares: Z0, Z1 …"""
    rows = pd.DataFrame(
        {
            "code": [f"Z{i}" for i in range(len(squares))],
            "name": [f"驻点{i}" for i in range(len(squares))],
            "category": "",
            "owner": "",
            "days": [() for _ in squares],
            "geometry": [shapely.Point(town.middle(town.CODES[n])) for n in squares],
        }
    )
    with ws.store.begin() as tx:
        site_rows.add(tx, _batch(tx, ws, "stations"), "station", rows)


def put_roads(ws: Workspace, metres: float = 1000.0, **columns: object) -> None:
    """Roads between the middles of neighbouring squares, driven at 60 km/h."""
    middles = np.array([town.middle(code) for code in town.CODES])
    pairs = np.array([*ACROSS, *UP])
    nodes = pd.DataFrame({"node": range(12), "lon": middles[:, 0], "lat": middles[:, 1]})
    edges = pd.DataFrame({"start": pairs[:, 0], "end": pairs[:, 1]})
    plain = {"road": "side", "length_m": metres, "speed_kmh": 75.0, "oneway": ""}
    edges = edges.assign(**(plain | columns))
    edges["geometry"] = shapely.linestrings(middles[pairs])
    with ws.store.begin() as tx:
        road_rows.add(tx, _batch(tx, ws, "roads"), Roads(nodes=nodes, edges=edges))
