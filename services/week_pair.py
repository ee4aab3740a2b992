"""两周对比 Two periods of one area side by side: which grids differ in colour, who lives there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from services.situation import Situation

_OWN = ["code", "name", "village", "level", "state", "index", "residents"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """两周 What differs between two periods.

    Attributes:
        changed: grids whose colour or state differs, the worst now first: code, name, village,
            level, state, index, residents (now), then_level, then_state, then_index.
        risen: how many are worse now, both with a colour.
        fallen: how many are calmer now.
        other: how many gained or lost a colour, or changed the reason for having none.
        residents: persons in the changed grids, unknown ones left out.
        alone: grids that only one of the two periods has.
    """

    changed: pd.DataFrame
    risen: int
    fallen: int
    other: int
    residents: float
    alone: int


def pair(now: Situation, then: Situation) -> Pair:
    """Compare two periods of the same area for the same viewer, grid by grid by code."""
    past = then.grids[["code", "level", "state", "index"]]
    past = past.rename(columns={c: f"then_{c}" for c in ("level", "state", "index")})
    both = now.grids[_OWN].merge(past, on="code", how="inner", validate="1:1")
    differs = (both["level"] != both["then_level"]) | (both["state"] != both["then_state"])
    changed = both[differs].assign(order=lambda frame: frame["level"].replace(0, 9))
    changed = changed.sort_values(["order", "then_level", "code"], ignore_index=True)
    level, before = (changed[c].to_numpy(np.int64) for c in ("level", "then_level"))
    coloured = (level > 0) & (before > 0)
    risen, fallen = int((coloured & (level < before)).sum()), int((level > before)[coloured].sum())
    return Pair(
        changed=changed.drop(columns="order"),
        risen=risen,
        fallen=fallen,
        other=len(changed) - risen - fallen,
        residents=float(np.nansum(changed["residents"].to_numpy(np.float64))),
        alone=len(now.grids) + len(then.grids) - 2 * len(both),
    )
