"""位置示意 Where an area lies: the areas of its own level around it, for the inset of a sheet."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from layers.backends.sheet_inset import Locator
from services.workspace import Workspace
from store import boundaries
from vocab import AdminLevel
from words import say

# An area without brothers under one parent is shown among what lies this near; about 10 km.
AROUND_DEG = 0.1
# Above the district an inset would be a small map of provinces, which is not ours to draw.
LEVELS = (AdminLevel.VILLAGE, AdminLevel.TOWN, AdminLevel.DISTRICT)


def locator(workspace: Workspace, version: int, prefix: str) -> Locator | None:
    """Outlines around the area of a code; None for the whole, and where nothing is around it.

    Outlines of towns and villages are open to everybody who may look at any of them.
    """
    with workspace.store.read() as tx:
        names = boundaries.units(tx, version, with_geometry=False).set_index("code")
        if prefix not in names.index:
            return None
        level = AdminLevel(names.at[prefix, "level"])
        if level not in LEVELS:
            return None
        peers = boundaries.units(tx, version, (level,)).dropna(subset="geometry")
    own = peers[peers["code"] == prefix]
    if own.empty:
        return None
    parent = names.at[prefix, "parent"] or ""
    brothers = peers[peers["parent"] == parent] if parent else peers.iloc[:0]
    if len(brothers) > 1 and parent in names.index:
        title = say("sheet.inset_in", place=names.at[parent, "name"])
        return _made(brothers, own, title)
    near = peers[_near(peers, own)]
    return _made(near, own, say("sheet.inset_around")) if len(near) > 1 else None


def _near(peers: pd.DataFrame, own: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    west, south, east, north = shapely.total_bounds(own["geometry"].to_numpy(dtype=object))
    box = shapely.box(west - AROUND_DEG, south - AROUND_DEG, east + AROUND_DEG, north + AROUND_DEG)
    return np.asarray(shapely.intersects(peers["geometry"].to_numpy(dtype=object), box))


def _made(around: pd.DataFrame, own: pd.DataFrame, title: str) -> Locator:
    shapes = (frame["geometry"].to_numpy(dtype=object) for frame in (around, own))
    outlines, here = shapes
    return Locator(outlines=outlines, own=here, title=title)
