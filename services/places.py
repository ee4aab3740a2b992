"""Names of areas (地名): a grid with its village and town, for lists, cards and sentences."""

from __future__ import annotations

import numpy as np
import pandas as pd

from errors import NotFoundError
from services.workspace import Workspace
from store import Tx, boundaries
from vocab import AdminLevel

_ABOVE = (AdminLevel.VILLAGE, AdminLevel.TOWN)


def _climb(units: pd.DataFrame, level: AdminLevel) -> pd.Series:
    """For each code of ``units`` the code of the area of ``level`` above it, "" where none."""
    parent = units.set_index("code")["parent"]
    of_level = set(units.loc[units["level"] == level.value, "code"])
    found = pd.Series("", index=units["code"])
    at = units["parent"].fillna("").to_numpy()
    for _ in range(len(AdminLevel)):
        hit = pd.Series(at).isin(of_level).to_numpy() & (found == "").to_numpy()
        found[hit] = at[hit]
        at = parent.reindex(at).fillna("").to_numpy()
    return found


def grids(tx: Tx, set_id: int, prefix: str = "") -> pd.DataFrame:
    """Micro-grids of a set, code ascending: name, village, town and the codes of these two.

    Raises:
        NotFoundError: the set holds no micro-grid.
    """
    units = boundaries.units(tx, set_id, with_geometry=False)
    names = units.set_index("code")["name"]
    own = units[units["level"] == AdminLevel.MICRO_GRID.value]
    own = own[own["code"].str.startswith(prefix)]
    if own.empty:
        raise NotFoundError("boundary.no_grids", area=prefix)
    table = own[["code", "name", "area_m2"]].reset_index(drop=True)
    for level in _ABOVE:
        above = _climb(units, level).reindex(table["code"]).to_numpy()
        table[f"{level.value}_code"] = above
        table[level.value] = names.reindex(above).fillna("").to_numpy()
    return table


def named(workspace: Workspace, set_id: int, prefix: str) -> pd.DataFrame:
    """:func:`grids` in a transaction of its own, for a page's cache."""
    with workspace.store.read() as tx:
        return grids(tx, set_id, prefix)


def areas(tx: Tx, set_id: int, prefix: str = "") -> pd.DataFrame:
    """Areas above the micro-grids, highest first: code, name, level, parent."""
    units = boundaries.units(tx, set_id, with_geometry=False)
    order = {level.value: number for number, level in enumerate(AdminLevel)}
    above = units[~units["level"].isin([AdminLevel.MICRO_GRID.value, AdminLevel.GRID.value])]
    # By hand: mapping an empty column of text gives text, which no mask may be.
    inside = [code.startswith(prefix) or prefix.startswith(code) for code in above["code"]]
    chosen = above[np.array(inside, dtype=np.bool_)].assign(order=above["level"].map(order))
    return chosen.sort_values(["order", "code"])[["code", "name", "level", "parent"]]


def choices(workspace: Workspace, set_id: int, prefix: str) -> list[tuple[str, str, str]]:
    """Areas inside a scope to look at, highest first: (code, name, level)."""
    with workspace.store.read() as tx:
        table = areas(tx, set_id, prefix)
    inside = table[table["code"].str.startswith(prefix)]
    return list(inside[["code", "name", "level"]].itertuples(index=False, name=None))


def home(workspace: Workspace, set_id: int, prefix: str) -> str:
    """The area a page opens with: the town with most grids inside a scope, else the scope."""
    with workspace.store.read() as tx:
        table = grids(tx, set_id, prefix)
    towns = table.loc[table["town_code"] != "", "town_code"].value_counts()
    return str(towns.index[0]) if len(towns) else prefix


def name_of(workspace: Workspace, set_id: int, prefix: str) -> str:
    """The name of the area whose code is ``prefix``; "" when there is none."""
    with workspace.store.read() as tx:
        table = areas(tx, set_id, prefix)
    found = table[table["code"] == prefix]["name"]
    return str(found.iloc[0]) if len(found) else ""
