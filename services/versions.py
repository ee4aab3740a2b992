"""版本对照 Two boundary versions side by side: which grids changed, and who is concerned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import shapely

from errors import RefusedError
from geo import lineage
from services import access
from services.access import Action, Viewer
from services.workspace import Workspace
from store import Tx, boundaries, coverage, events, locations, population
from vocab import AdminLevel, date_of
from words import say


def compare(workspace: Workspace, viewer: Viewer, old: int, new: int) -> dict[str, Any]:
    """The changes from one boundary version to another.

    Args:
        workspace: the data folder.
        viewer: the asking person; only changes that touch the viewer's area are told, and how many
            residents and events are concerned only to those who see exact counts.
        old: the older boundary set.
        new: the newer one.

    Returns:
        Both versions, the sum of changes by kind and ``rows``: kind, name, sentence, old, new,
        moved_m2, residents (of the new grids, where none are known of the old), events placed in
        the old grids, of them ``relocated`` by their point and ``estimated`` (推算: shared among
        the followers), geometry (GeoJSON).

    Raises:
        NotAllowedError, NotFoundError.
        RefusedError: twice the same version.
    """
    access.require(viewer, Action.VIEW)
    if old == new:
        raise RefusedError("boundary.same_set", id=old)
    with workspace.store.begin() as tx:
        versions = {name: _version(tx, number) for name, number in (("old", old), ("new", new))}
        found = _found(tx, viewer, old, new)
        rows = _rows(tx, found, old, new, is_exact=viewer.is_cleared)
        access.record(
            tx, workspace, viewer, Action.VIEW, f"boundaries {old} and {new}", rows=len(rows)
        )
    kinds = found["kind"].value_counts()
    sums = {kind: int(kinds[kind]) for kind in lineage.KINDS if kind in kinds}
    return {**versions, "changes": sums, "rows": rows}


def _version(tx: Tx, number: int) -> dict[str, Any]:
    stored = boundaries.get(tx, number)
    return {
        "id": stored.id,
        "name": stored.name,
        "from": date_of(stored.valid_from).isoformat(),
        "to": None if stored.valid_to is None else date_of(stored.valid_to).isoformat(),
        "grids": stored.grid_count,
    }


def _found(tx: Tx, viewer: Viewer, old: int, new: int) -> pd.DataFrame:
    grids = [boundaries.units(tx, number, (AdminLevel.MICRO_GRID,)) for number in (old, new)]
    found = lineage.changes(*grids)
    own = [
        any(viewer.scope.holds(code) for code in (*row.old, *row.new))
        for row in found.itertuples(index=False)
    ]
    return found[own].reset_index(drop=True)


def _rows(
    tx: Tx, found: pd.DataFrame, old: int, new: int, *, is_exact: bool
) -> list[dict[str, Any]]:
    rows = [_row(change) for change in found.to_dict("records")]
    if not is_exact:
        return rows
    people = population.every(tx).drop_duplicates("code", keep="last").set_index("code")
    placed, shared = _events(tx, old, new)
    for row in rows:
        known = people["residents"].reindex(row["old"]).dropna()
        known = known if len(known) else people["residents"].reindex(row["new"]).dropna()
        total, estimated = _sum(placed, row["old"]), _sum(shared, row["old"])
        row |= {
            "residents": int(known.sum()) if len(known) else None,
            "events": total,
            "relocated": total - estimated,
            "estimated": estimated,
        }
    return [row | {"geometry": row.pop("geometry")} for row in rows]


def _row(change: dict[Any, Any]) -> dict[str, Any]:
    old, new = list(change["old"]), list(change["new"])
    moved = round(float(change["moved_m2"]), 1)
    shown = {"old": "、".join(old), "new": "、".join(new), "moved": f"{moved:,.0f}"}
    return {
        "kind": change["kind"],
        "name": say(f"boundary.change.{change['kind']}.name"),
        "sentence": say(f"boundary.change.{change['kind']}.sentence", **shown),
        "old": old,
        "new": new,
        "moved_m2": moved,
        "geometry": shapely.geometry.mapping(change["geometry"]),
    }


def _events(tx: Tx, old: int, new: int) -> tuple[pd.Series, pd.Series]:
    """Events by their grid of the older version: all, and those without a point to go by."""
    span, names = coverage.span(tx), events.indicators(tx)
    if span is None or not names:
        nothing = pd.Series(dtype="int64")
        return nothing, nothing
    placed = locations.tally(tx, old, names, *span)
    shared = locations.displaced(tx, old, new, names, *span)
    return placed.groupby("code")["n"].sum(), shared.groupby("code")["n"].sum()


def _sum(amounts: pd.Series, codes: Sequence[str]) -> int:
    return int(amounts.reindex(list(codes)).fillna(0).sum())
