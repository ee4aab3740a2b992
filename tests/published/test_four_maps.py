"""Four published maps of 90 counties: row sums, and the one transition that was published."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from policy import IndicatorKind, IndicatorRule, Policy
from services import situation
from vocab import COLOURS

# red, orange, yellow, blue, green; Zhejiang, February 2020
MAPS = {
    "02-09": (1, 12, 12, 53, 12),
    "02-12": (1, 11, 13, 17, 48),
    "02-19": (0, 7, 7, 9, 67),
    "02-27": (0, 0, 0, 2, 88),
}
POLICY = Policy(
    name="县域",
    version="1",
    indicators=(IndicatorRule(code="alert", kind=IndicatorKind.EVENTS, weight=1.0),),
)


def levels(day: str) -> np.ndarray:
    return np.repeat(np.arange(1, 6), MAPS[day])


def grids(now: np.ndarray, before: np.ndarray) -> pd.DataFrame:
    size = len(now)
    return pd.DataFrame(
        {
            "code": [f"c{i:02d}" for i in range(size)],
            "name": [f"县{i}" for i in range(size)],
            "level": now,
            "state": "ok",
            "previous_level": before,
            "previous_state": "ok",
            "rule": np.where(now == before, "none", "twice"),
            "part_alert": 1.0,
            "count13_alert": 3.0,
            "expected13_alert": 2.0,
            "rate_alert": 1.0,
        }
    )


@pytest.mark.parametrize("day", list(MAPS))
def test_every_map_has_ninety_counties(day: str) -> None:
    now = levels(day)
    assert len(now) == 90
    assert tuple(np.bincount(now, minlength=6)[1:]) == MAPS[day]


def test_the_published_transition() -> None:
    """From 02-09 to 02-12 37 fell (1 orange to yellow, 36 blue to green) and none rose."""
    before = levels("02-09")
    now = before.copy()
    now[np.flatnonzero(before == 2)[:1]] = 3
    now[np.flatnonzero(before == 4)[:36]] = 5
    assert tuple(np.bincount(now, minlength=6)[1:]) == MAPS["02-12"]
    lists = situation._changes(grids(now, before), POLICY)
    assert len(lists["fallen"]) == 37
    assert not lists["risen"]
    assert not lists["state_changed"]
    steps = [(one.from_level, one.to_level) for one in lists["fallen"]]
    assert steps.count((2, 3)) == 1
    assert steps.count((4, 5)) == 36
    assert [colour.value for colour in COLOURS[1:3]] == ["orange", "yellow"]


def test_the_way_back_rises() -> None:
    before, now = levels("02-12"), levels("02-09")
    lists = situation._changes(grids(now, before), POLICY)
    moved = now != before
    assert len(lists["risen"]) == int((now < before).sum())
    assert len(lists["risen"]) + len(lists["fallen"]) == int(moved.sum())
