"""Frames of a made-up place of any size, for tests of layers and backends."""

import numpy as np
import pandas as pd
import shapely

from layers.layer import Frame

CORNER = (120.2, 30.0)
STEP = 0.003


def squares(count: int, step: float = STEP):
    """``count`` square cells in rows, lon/lat."""
    wide = max(int(np.sqrt(count)), 1)
    at = np.arange(count)
    column, row = at % wide, at // wide
    # Neighbours share their corners to the last bit.
    west, east = (CORNER[0] + (column + k) * step for k in (0, 1))
    south, north = (CORNER[1] + (row + k) * step for k in (0, 1))
    return shapely.box(west, south, east, north)


def units(count: int = 12, step: float = STEP) -> pd.DataFrame:
    """Two towns, two villages each, and ``count`` micro-grids shared among the villages."""
    cells = squares(count, step)
    villages = np.arange(count) * 4 // max(count, 1)
    codes = [f"99000110{v // 2 + 1}20{v % 2}" for v in range(4)]
    parts = [
        _level("micro_grid", [f"{codes[v]}{i:06}" for i, v in enumerate(villages)], cells),
        _level("village", codes, [_union(cells[villages == v]) for v in range(4)]),
        _level(
            "town",
            ["990001101", "990001102"],
            [_union(cells[villages // 2 == t]) for t in range(2)],
        ),
    ]
    return pd.concat(parts, ignore_index=True)


def _union(cells):
    # Without the corners on straight edges: an outline has hundreds of corners, not thousands.
    return shapely.simplify(shapely.coverage_union_all(cells), 0)


def _level(level: str, codes, shapes) -> pd.DataFrame:
    table = pd.DataFrame({"code": codes, "level": level, "geometry": list(shapes)})
    table["name"] = [f"{level} {code[-6:]}" for code in table["code"]]
    table["parent"] = table["code"].str[:9]
    return table[["code", "name", "level", "parent", "geometry"]]


def codes(table: pd.DataFrame) -> pd.Series:
    return table.loc[table["level"] == "micro_grid", "code"]


def scores(of: pd.Series) -> pd.DataFrame:
    at = np.arange(len(of))
    state = np.where(at % 11 == 10, at % 3 + 1, 0)
    return pd.DataFrame(
        {
            "code": of.to_numpy(),
            "level": np.where(state == 0, at % 5 + 1, 0),
            "state": state,
            "p_within_one": np.where(at % 4 == 3, np.nan, 0.5 + at % 5 / 10),
        }
    )


def counts(of: pd.Series) -> pd.DataFrame:
    at = np.arange(len(of))
    amount = np.where(at % 13 == 12, np.nan, (at * 7 % 23).astype(float))
    return pd.DataFrame({"code": of.to_numpy(), "count": amount})


def missing(of: pd.Series) -> pd.DataFrame:
    at = np.arange(len(of))
    amount = at % 3
    names = np.array(["", "警情", "警情、信访"])[amount]
    return pd.DataFrame({"code": of.to_numpy(), "missing": amount, "sources": names})


def sites() -> pd.DataFrame:
    middle = np.array(CORNER) + 2 * STEP
    rows = [
        ("venue", "V01", "演示体育馆", shapely.Point(middle).buffer(0.0012)),
        ("venue", "V02", "演示老街", shapely.LineString([middle, middle + STEP])),
        ("station", "S01", "演示驻点", shapely.Point(middle + STEP / 2)),
        ("zone", "Z01", "演示联动区", shapely.Point(middle).buffer(0.004)),
    ]
    table = pd.DataFrame(rows, columns=["kind", "code", "name", "geometry"])
    return table.assign(category="", owner="990001101", days=[()] * len(rows))


def events(count: int = 40) -> pd.DataFrame:
    at = np.arange(count)
    spread = np.sqrt(count) * STEP / 4
    return pd.DataFrame(
        {
            "kind": np.array(["alert", "petition", "penalty"])[at % 3],
            "level": np.array(["urgent", "normal", "joint", ""])[at % 4],
            "is_open": at % 2 == 0,
            "lon": CORNER[0] + at * 0.618 % 1 * spread,
            "lat": CORNER[1] + at * 0.414 % 1 * spread,
        }
    )


def cases() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "case": ["KJ-1", "KJ-2"],
            "theme": ["渣土偷倒", "河道污染"],
            "lon": [CORNER[0] + STEP, CORNER[0] + 2 * STEP],
            "lat": [CORNER[1] + STEP, CORNER[1] + STEP],
            "areas": [("990001101", "990001102"), ("990001101",)],
            "day": [20_000, 20_003],
        }
    )


def reach() -> pd.DataFrame:
    middle = np.array(CORNER) + 2 * STEP
    shapes = [shapely.Point(middle).buffer(r) for r in (0.002, 0.004, 0.006)]
    minutes = [4, 8, 12]
    return pd.DataFrame({"minutes": minutes, "is_estimate": False, "geometry": shapes})


def frames(count: int = 12, step: float = STEP) -> dict[Frame, pd.DataFrame]:
    """Every frame a layer may ask for."""
    table = units(count, step)
    grids = codes(table)
    return {
        Frame.UNITS: table,
        Frame.TOWNS: table.loc[table["level"] == "town", ["code", "name", "geometry"]],
        Frame.SITES: sites(),
        Frame.EVENTS: events(),
        Frame.CASES: cases(),
        Frame.REACH: reach(),
        Frame.SCORES: scores(grids),
        Frame.COUNTS: counts(grids),
        Frame.MISSING: missing(grids),
    }


def nothing() -> dict[Frame, pd.DataFrame]:
    """The same frames without a row."""
    return {name: table.iloc[:0] for name, table in frames(4).items()}
