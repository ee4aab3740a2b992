"""Sharing (推算): what has no point is shared among the grids that followed its old one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geo.lineage import followers
from store import Tx, boundaries, locations, population
from vocab import AdminLevel


def _predecessor(tx: Tx, set_id: int) -> int | None:
    """The active set that began last before this one."""
    sets = boundaries.sets(tx)
    own = next((one for one in sets if one.id == set_id), None)
    earlier = [one for one in sets if own is not None and one.valid_from < own.valid_from]
    return earlier[-1].id if earlier else None


def lineage(tx: Tx, old_set: int, new_set: int) -> pd.DataFrame:
    """Shares of the old set's vanished grids among the new set's, by residents, then area."""
    old = boundaries.units(tx, old_set, (AdminLevel.MICRO_GRID,))
    new = boundaries.units(tx, new_set, (AdminLevel.MICRO_GRID,))
    gone = old[~old["code"].isin(new["code"])]
    if gone.empty:
        return pd.DataFrame({"old_code": [], "new_code": [], "share": []})
    people = population.every(tx).drop_duplicates("code", keep="last").set_index("code")
    residents = people["residents"].reindex(new["code"]).fillna(0.0)
    return followers(gone, new, residents.to_numpy())


def shared(
    tx: Tx, set_id: int, indicators: Sequence[str], first_day: int, last_day: int
) -> pd.DataFrame:
    """Events shared into a set: indicator, day, code, amount (a part of an event)."""
    nothing = pd.DataFrame({"indicator": [], "day": [], "code": [], "amount": []})
    before = _predecessor(tx, set_id)
    if before is None:
        return nothing
    rows = locations.displaced(tx, before, set_id, indicators, first_day, last_day)
    if rows.empty:
        return nothing
    parts = rows.merge(lineage(tx, before, set_id), left_on="code", right_on="old_code")
    parts["amount"] = parts["n"] * parts["share"]
    return parts[["indicator", "day", "new_code", "amount"]].rename(columns={"new_code": "code"})
