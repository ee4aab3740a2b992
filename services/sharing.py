"""Sharing (推算): what has no point is shared among the grids that followed its old one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
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


def heirs(tx: Tx, codes: npt.NDArray[np.str_], known: pd.DataFrame) -> pd.DataFrame:
    """Old grids without a follower's own population, and the share each new grid takes of them.

    Args:
        tx: an open transaction.
        codes: grids of one boundary set.
        known: population rows; only ``code`` is read.

    Returns:
        old_code, new_code, share (by area) for the grids of ``codes`` that have no row of their
        own and did not exist before, where the old ones have some; empty in the usual case.
    """
    nothing = pd.DataFrame({"old_code": [], "new_code": [], "share": []})
    missing = np.setdiff1d(codes, known["code"].to_numpy(dtype=np.str_))
    holding = [
        one.id
        for one in (boundaries.sets(tx) if len(missing) else [])
        if np.isin(missing, boundaries.grid_codes(tx, one.id)).any()
    ]
    before = _predecessor(tx, holding[-1]) if holding else None
    if before is None:
        return nothing
    fresh = np.setdiff1d(missing, boundaries.grid_codes(tx, before))
    if not len(fresh):
        return nothing
    old = boundaries.units(tx, before, (AdminLevel.MICRO_GRID,))
    new = boundaries.units(tx, holding[-1], (AdminLevel.MICRO_GRID,))
    shares = followers(old[~old["code"].isin(new["code"])], new)
    is_known = shares["old_code"].isin(known["code"])
    return shares[shares["new_code"].isin(fresh) & is_known].reset_index(drop=True)


def with_inherited(
    tx: Tx, codes: npt.NDArray[np.str_], known: pd.DataFrame, amounts: Sequence[str]
) -> pd.DataFrame:
    """Population rows with those of vanished grids shared among the new ones (推算).

    Only grids without a row of their own inherit, by area, until their first file arrives.

    Args:
        tx: an open transaction.
        codes: grids of one boundary set.
        known: code, ref_date and the columns of ``amounts``.
        amounts: columns of persons.
    """
    shares = heirs(tx, codes, known)
    if shares.empty:
        return known
    rows = known.merge(shares, left_on="code", right_on="old_code")
    rows[list(amounts)] = rows[list(amounts)].mul(rows["share"], axis=0)
    keys = ["new_code", "ref_date"]
    shared = rows.groupby(keys, as_index=False)[list(amounts)].sum()
    return pd.concat([known, shared.rename(columns={"new_code": "code"})], ignore_index=True)
