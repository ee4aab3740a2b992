"""Lineage (沿革): which grids of a new boundary set follow an old one, and by how much."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.boundaries import areas_m2

# A follower that holds less than this part of the old grid only touches it.
MIN_SHARE = 0.001


def followers(
    old: pd.DataFrame, new: pd.DataFrame, weights: npt.ArrayLike | None = None
) -> pd.DataFrame:
    """Shares of each old grid among the new grids that lie in it.

    Args:
        old: code, geometry (EPSG:4490) of the grids that are gone.
        new: code, geometry of all grids of the new set.
        weights: (len(new),) residents of the new grids; area decides where they are all 0.

    Returns:
        old_code, new_code, share; shares of one old grid add up to 1. An old grid that no new
        one covers has no rows.
    """
    nothing = pd.DataFrame({"old_code": [], "new_code": [], "share": []})
    if not len(old) or not len(new):
        return nothing
    before = old["geometry"].to_numpy(dtype=object)
    after = new["geometry"].to_numpy(dtype=object)
    left, right = shapely.STRtree(after).query(before, predicate="intersects")
    if not len(left):
        return nothing
    common = areas_m2(shapely.intersection(before[left], after[right]))
    own = areas_m2(after)[right]
    keep = common > MIN_SHARE * areas_m2(before)[left]
    left, right, common, own = left[keep], right[keep], common[keep], own[keep]
    people = np.ones(len(new)) if weights is None else np.asarray(weights, dtype=np.float64)
    persons = people[right] * common / own
    table = pd.DataFrame(
        {
            "old_code": old["code"].to_numpy()[left],
            "new_code": new["code"].to_numpy()[right],
            "persons": persons,
            "area": common,
        }
    )
    sums = table.groupby("old_code")[["persons", "area"]].transform("sum")
    by_people = table["persons"] / sums["persons"].where(sums["persons"] > 0)
    table["share"] = by_people.fillna(table["area"] / sums["area"])
    return table[["old_code", "new_code", "share"]].reset_index(drop=True)
