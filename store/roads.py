"""道路 Road networks: one per source, the one of its newest active batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import func, select

from store import frames
from store.engine import Tx
from store.tables import batch, road_edge, road_node

NODE_COLUMNS = ("node", "lon", "lat")
EDGE_COLUMNS = ("start", "end", "road", "length_m", "speed_kmh", "oneway", "geometry")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roads:
    """路网 ``nodes``: node (0..n-1), lon, lat (EPSG:4490 degrees).

    ``edges``: start, end (node), road (class as sent), length_m, speed_kmh (NaN unknown), oneway
    (as sent), geometry (shapely lines from start to end).
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame


def add(tx: Tx, batch_id: int, roads: Roads) -> None:
    """Store the network of a batch; the earlier one of its source no longer holds."""
    nodes, edges = roads.nodes, roads.edges
    frames.insert(
        tx,
        road_node,
        ("batch_id", *NODE_COLUMNS),
        zip(
            [batch_id] * len(nodes),
            nodes["node"].tolist(),
            nodes["lon"].tolist(),
            nodes["lat"].tolist(),
            strict=True,
        ),
    )
    frames.insert(
        tx,
        road_edge,
        ("batch_id", "edge", *EDGE_COLUMNS),
        zip(
            [batch_id] * len(edges),
            range(len(edges)),
            edges["start"].tolist(),
            edges["end"].tolist(),
            frames.texts(edges["road"]),
            edges["length_m"].tolist(),
            frames.floats(edges["speed_kmh"]),
            frames.texts(edges["oneway"]),
            shapely.to_wkb(np.asarray(edges["geometry"], dtype=object)),
            strict=True,
        ),
    )


def batches_in_use(tx: Tx) -> list[int]:
    """The newest active batch of each source of roads, oldest first."""
    query = (
        select(func.max(batch.c.id))
        .where(batch.c.kind == "roads", batch.c.status == "active")
        .group_by(batch.c.source)
    )
    return sorted(int(number) for number in tx.execute(query).scalars())


def current(tx: Tx) -> Roads | None:
    """The networks in use side by side, nodes numbered through; None where there is none."""
    parts = [_network(tx, number) for number in batches_in_use(tx)]
    if not parts:
        return None
    offset, nodes, edges = 0, [], []
    for part in parts:
        nodes.append(part.nodes.assign(node=part.nodes["node"] + offset))
        ends = {name: part.edges[name] + offset for name in ("start", "end")}
        edges.append(part.edges.assign(**ends))
        offset += len(part.nodes)
    return Roads(
        nodes=pd.concat(nodes, ignore_index=True), edges=pd.concat(edges, ignore_index=True)
    )


def _network(tx: Tx, batch_id: int) -> Roads:
    nodes = select(*(road_node.c[name] for name in NODE_COLUMNS)).where(
        road_node.c.batch_id == batch_id
    )
    edges = select(*(road_edge.c[name] for name in EDGE_COLUMNS)).where(
        road_edge.c.batch_id == batch_id
    )
    drawn = frames.read(tx, edges.order_by(road_edge.c.edge))
    drawn["geometry"] = shapely.from_wkb(drawn["geometry"].to_numpy(dtype=object))
    return Roads(nodes=frames.read(tx, nodes.order_by(road_node.c.node)), edges=drawn)
