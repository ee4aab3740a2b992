"""Small worlds to fill a database with."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from store import Tx, batches, boundaries

TOWN = "330109106"
AT = 1_795_000_000


def unit_rows(count: int = 6) -> pd.DataFrame:
    """A town, two villages and ``count`` micro-grids, in no order."""
    codes = [f"{TOWN}{201 + i % 2}{i + 1:03d}" for i in range(count)]
    rows = [(code, f"微网格{i}", "micro_grid", code[:12]) for i, code in enumerate(codes)]
    rows += [(f"{TOWN}201", "一村", "village", TOWN), (f"{TOWN}202", "二村", "village", TOWN)]
    rows += [(TOWN, "义桥镇", "town", "")]
    units = pd.DataFrame(rows, columns=["code", "name", "level", "parent"])
    units["geometry"] = [shapely.box(120 + i, 30, 121 + i, 31) for i in range(len(units))]
    units["area_m2"] = np.arange(len(units)) + 1000.5
    return units


def add_set(tx: Tx, count: int = 6, **changes: object) -> int:
    given = {"name": "一版", "valid_from": 100, "at": AT, "by": "operator"} | changes
    return boundaries.add_set(tx, units=unit_rows(count), **given)


def add_batch(tx: Tx, kind: str = "events", **changes: object) -> int:
    given = {"source": "police", "file_name": "a.xlsx", "sha256": "0" * 64, "at": AT}
    return batches.add(tx, kind=kind, by="operator", **(given | changes))


def event_rows(count: int = 4, **changes: object) -> pd.DataFrame:
    """Events E0, E1 … of one day each, with points."""
    order = np.arange(count)
    rows = pd.DataFrame(
        {
            "source": "police",
            "event_id": [f"E{i}" for i in order],
            "indicator": "alert",
            "category": "纠纷",
            "occurred_at": AT + order,
            "reported_at": pd.array([None] * count, dtype="Int64"),
            "lon": 120.5 + order * 0.01,
            "lat": 30.5,
            "datum": "wgs84",
            "accuracy_m": np.nan,
            "declared": f"{TOWN}201",
            "level": "",
            "status": "已办结",
            "channel": "",
            "procedure": "",
            "owner_org": "",
            "co_orgs": "",
            "due_at": np.nan,
            "closed_at": np.where(order % 2, AT + 500.0, np.nan),
            "resolved_level": "",
            "action_code": "",
            "is_valid": True,
            "is_leniency": False,
            "day": 1000 + order,
        }
    )
    return rows.assign(**changes)
