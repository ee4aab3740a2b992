"""Lineage (沿革): which grids of a new boundary set follow an old one, and by how much."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.areas import areas_m2
from geo.crs import Geometries

# A follower that holds less than this part of the old grid only touches it.
MIN_SHARE = 0.001
# Two grids are kin when they have more than so much of the smaller one in common.
_KIN_SHARE = 0.3
# A border that moved over less than this is the same border drawn again.
_LEAST_MOVED_M2 = 10.0
_SAME_DEG = 1e-9
CHANGE_COLUMNS = ["kind", "old", "new", "moved_m2", "geometry"]
KINDS = ("split", "merged", "moved", "recoded", "redrawn", "new", "gone")


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


def changes(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """What became of the grids between two versions (版本对照).

    Args:
        old: code, geometry (EPSG:4490) of all grids of the older version.
        new: the same of the newer one.

    Returns:
        Frame of CHANGE_COLUMNS, one row per change, in the order of KINDS, then by code; grids
        that stayed are left out. ``old`` and ``new`` are tuples of codes; ``moved_m2`` is the
        ground in which both sides differ; ``geometry`` is the newer ground (of gone grids the
        older), where a border moved the ground it moved over.
    """
    before, after = _changed(old, new)
    shapes_before, shapes_after = _geometry(before), _geometry(after)
    kin = _kin(before, after)
    rows = [
        _change(before.iloc[o], after.iloc[n], shapes_before[o], shapes_after[n]) for o, n in kin
    ]
    table = pd.DataFrame(rows, columns=CHANGE_COLUMNS)
    table = table[(table["kind"] != "moved") | (table["moved_m2"] > _LEAST_MOVED_M2)]
    order = table["kind"].map(KINDS.index)
    first = table["new"].map(lambda codes: codes[:1]) + table["old"]
    table = table.assign(order=order, first=first).sort_values(["order", "first"])
    return table[CHANGE_COLUMNS].reset_index(drop=True)


def _geometry(units: pd.DataFrame) -> Geometries:
    return np.asarray(units["geometry"], dtype=object)


def _changed(old: pd.DataFrame, new: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Grids of both versions without those that have one code and one shape in both."""
    old, new = (one[["code", "geometry"]].drop_duplicates("code") for one in (old, new))
    both = old.merge(new, on="code")
    same = shapely.equals_exact(
        shapely.normalize(np.asarray(both["geometry_x"], dtype=object)),
        shapely.normalize(np.asarray(both["geometry_y"], dtype=object)),
        tolerance=_SAME_DEG,
    )
    stayed = set(both["code"][same])
    return (
        old[~old["code"].isin(stayed)].reset_index(drop=True),
        new[~new["code"].isin(stayed)].reset_index(drop=True),
    )


def _kin(
    before: pd.DataFrame, after: pd.DataFrame
) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Rows of ``before`` and of ``after`` that belong together, by common ground or code."""
    shapes_before, shapes_after = _geometry(before), _geometry(after)
    left, right = shapely.STRtree(shapes_after).query(shapes_before, predicate="intersects")
    common = areas_m2(shapely.intersection(shapes_before[left], shapes_after[right]))
    smaller = np.minimum(areas_m2(shapes_before)[left], areas_m2(shapes_after)[right])
    codes_before, codes_after = before["code"].to_numpy(), after["code"].to_numpy()
    linked = (common > _KIN_SHARE * smaller) | (codes_before[left] == codes_after[right])
    left, right = left[linked], right[linked]
    size = len(before) + len(after)
    pairs = (left, right + len(before))
    graph = coo_array((np.ones(len(left)), pairs), shape=(size, size))
    _, group = connected_components(graph, directed=False)
    number = np.arange(size)
    sets = pd.Series(number).groupby(group).agg(list) if size else []
    return [
        (
            np.array([i for i in rows if i < len(before)], dtype=np.int64),
            np.array([i - len(before) for i in rows if i >= len(before)], dtype=np.int64),
        )
        for rows in sets
    ]


def _change(
    before: pd.DataFrame, after: pd.DataFrame, old: Geometries, new: Geometries
) -> dict[str, object]:
    was, now = shapely.union_all(old), shapely.union_all(new)
    apart = shapely.symmetric_difference(was, now)
    moved = float(areas_m2(np.array([apart], dtype=object))[0])
    codes = tuple(sorted(before["code"])), tuple(sorted(after["code"]))
    kind = _kind(*codes, moved)
    place = apart if kind == "moved" else now if len(new) else was
    return {
        "kind": kind,
        "old": codes[0],
        "new": codes[1],
        "moved_m2": moved if old.size and new.size else 0.0,
        "geometry": place,
    }


def _kind(old: tuple[str, ...], new: tuple[str, ...], moved_m2: float) -> str:
    match (len(old), len(new)):
        case (0, _):
            return "new"
        case (_, 0):
            return "gone"
        case (1, 1) if old == new:
            return "moved"
        case (1, 1):
            return "recoded" if moved_m2 <= _LEAST_MOVED_M2 else "redrawn"
        case (1, _):
            return "split"
        case (_, 1):
            return "merged"
        case _:
            return "redrawn"
