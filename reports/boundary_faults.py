"""边界错误清单 The faults of boundaries in words: what, how much, how to mend."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geo.faults import COUNTED
from words import say

LISTED_COLUMNS = ["fault", "name", "effect", "level", "code", "other", "amount", "unit"]
LISTED_COLUMNS += ["reason", "remedy", "geometry"]
# Told once for all units: a file of grids has hundreds of them and none is wrong.
_GATHERED = ("multi_part", "many_vertices")
_EXAMPLES = 3


def sentence(fault: str, code: str, other: str, amount: float) -> str:
    """What is wrong, amounts with thousands separators."""
    shown = "" if np.isnan(amount) else f"{amount:,.0f}"
    if fault == "area_differs":
        other = f"{float(other):,.0f}"
    return say(f"boundary.fault.{fault}.reason", code=code, other=other, amount=shown)


def describe(faults: pd.DataFrame) -> pd.DataFrame:
    """The faults of ``geo.boundaries.check`` as LISTED_COLUMNS in the reader's language."""
    listed = faults.copy()
    kinds = listed["fault"]
    listed["name"] = [say(f"boundary.fault.{kind}.name") for kind in kinds]
    listed["remedy"] = [say(f"boundary.fault.{kind}.remedy") for kind in kinds]
    listed["effect"] = [
        say(f"boundary.effect.{'fatal' if is_fatal else 'told'}") for is_fatal in listed["is_fatal"]
    ]
    listed["unit"] = [
        say(f"boundary.unit.{_unit_of(kind, amount)}")
        for kind, amount in zip(kinds, listed["amount"], strict=True)
    ]
    listed["reason"] = [
        sentence(row.fault, row.code, row.other, row.amount)
        for row in listed.itertuples(index=False)
    ]
    return listed[LISTED_COLUMNS]


def _unit_of(fault: str, amount: float) -> str:
    if np.isnan(amount):
        return "none"
    return "count" if fault in COUNTED else "area"


def told(faults: pd.DataFrame, most: int = 50) -> list[str]:
    """Sentences for the person who imports: the largest of each kind, what is usual in one."""
    sentences: list[str] = []
    for kind, rows in faults.groupby("fault", sort=False):
        sentences += _told_of(str(kind), rows.sort_values("amount", ascending=False), most)
    return sentences


def _told_of(kind: str, rows: pd.DataFrame, most: int) -> Iterator[str]:
    name = say(f"boundary.fault.{kind}.name")
    if kind in _GATHERED and len(rows) > 1:
        codes = "、".join(rows["code"].head(_EXAMPLES))
        yield say("boundary.summary.several", name=name, count=len(rows), codes=codes)
        return
    for row in rows.head(most).itertuples(index=False):
        yield sentence(row.fault, row.code, row.other, row.amount)
    if len(rows) > most:
        yield say("boundary.summary.more", name=name, count=len(rows) - most)
