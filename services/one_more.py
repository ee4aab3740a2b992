"""增设一处 The best place for one more station among all grids of an area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geo import siting
from geo.roads import RoadGraph, anchor
from geo.siting import Site
from services import reach
from services.access import Viewer
from services.reach import Circle, Network, Weight
from services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class OneMore:
    """The grid to set up in, and what would come within reach besides.

    ``residents`` and ``events`` are NaN where unknown; ``events`` is rounded to tens where the
    viewer sees no small counts. ``codes`` are the grids that would be covered.
    """

    by: Weight
    code: str
    name: str
    village: str
    lon: float
    lat: float
    residents: float
    events: float
    codes: tuple[str, ...]


def _cover(
    graph: RoadGraph | None, lacking: pd.DataFrame, grids: pd.DataFrame, made: Circle
) -> csr_array:
    spots, candidates = (
        part[["lon", "lat"]].to_numpy(dtype=np.float64) for part in (lacking, grids)
    )
    if graph is None:
        return siting.cover_estimate(spots, candidates, made.target, made.rule.line)
    return siting.cover(graph, anchor(graph, spots), anchor(graph, candidates), made.target)


def _sum(amount: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    return float(np.nansum(amount)) if np.isfinite(amount).any() else float("nan")


def _told(
    site: Site, by: Weight, lacking: pd.DataFrame, grids: pd.DataFrame, viewer: Viewer
) -> OneMore:
    place, added = grids.iloc[site.candidate], lacking.iloc[site.places]
    events = _sum(reach.amounts(added, Weight.EVENTS))
    return OneMore(
        by=by,
        code=str(place["code"]),
        name=str(place["name"]),
        village=str(place["village"]),
        lon=float(place["lon"]),
        lat=float(place["lat"]),
        residents=_sum(reach.amounts(added, Weight.RESIDENTS)),
        events=events if viewer.is_cleared else reach.coarse(events),
        codes=tuple(added["code"].tolist()),
    )


def one_more(
    workspace: Workspace,
    viewer: Viewer,
    *,
    minutes: float | None = None,
    prefix: str = "",
    by: Weight = Weight.RESIDENTS,
    count: int = 1,
    roads: Network | None = None,
) -> tuple[OneMore, ...]:
    """The grids whose middle is the best place for further stations, each after those before it.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        minutes: the target; that of the folder's rule where absent.
        prefix: code of the area; the viewer's own where empty.
        by: residents, events or grids to bring within reach.
        count: how many; fewer come back when nothing is left to add.
        roads: gives the road graph, for a page's cache.

    Raises:
        NotAllowedError, NotFoundError, RefusedError: as :func:`services.reach.circle`.
    """
    graph = roads() if roads is not None else reach.network(workspace, viewer)
    made = reach.exact(workspace, viewer, minutes, prefix, graph)
    lacking = made.grids[~made.grids["is_covered"]].reset_index(drop=True)
    weights = np.nan_to_num(reach.amounts(lacking, by))
    found = siting.best_sites(_cover(graph, lacking, made.grids, made), weights, count)
    return tuple(_told(site, by, lacking, made.grids, viewer) for site in found)
