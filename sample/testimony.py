"""Testimony (真值文件): what really was, written beside the files and never imported."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sample import events, risk, rows
from sample.boundaries import FIRST_DAY
from sample.population import former_codes
from sample.seasons import KINDS, WEEKS
from sample.world import World


def week_end(week: int) -> dt.date:
    """Last day (Tuesday) of week 1..104."""
    return FIRST_DAY + dt.timedelta(days=7 * week - 1)


def risks(world: World) -> pa.Table:
    """True relative risk and true count: code (later set), indicator, week (its last day).

    ``risk`` is relative to the town's pool in an ordinary week (1 = average), ``events`` what
    happened, delivered or not.
    """
    grids = len(world.people)
    risk_now = np.stack([world.truth.in_week(week) for week in range(1, WEEKS + 1)])
    ends = np.array([week_end(week) for week in range(1, WEEKS + 1)], dtype="datetime64[D]")
    weeks, kinds, rows_ = np.indices((WEEKS, len(KINDS), grids), dtype=np.int32)
    return pa.table(
        {
            "code": pa.DictionaryArray.from_arrays(
                pa.array(rows_.ravel()), pa.array(world.people["code"].tolist())
            ),
            "indicator": pa.DictionaryArray.from_arrays(
                pa.array(kinds.ravel()), pa.array(list(KINDS))
            ),
            "week": pa.array(ends[weeks.ravel()]),
            "risk": pa.array(risk_now.ravel().astype(np.float32)),
            "events": pa.array(world.counts.ravel()),
        }
    )


def _clusters(world: World) -> list[dict[str, object]]:
    codes = world.people["code"]
    return [
        {
            "name": cluster.name,
            "indicators": [KINDS[kind] for kind in cluster.kinds],
            "grids": codes.iloc[cluster.grids].tolist(),
            "first_week": str(week_end(int(np.flatnonzero(cluster.course > 1)[0]) + 1)),
            "last_week": str(week_end(int(np.flatnonzero(cluster.course > 1)[-1]) + 1)),
            "factor": [round(float(f), 4) for f in cluster.course],
        }
        for cluster in world.truth.clusters
    ]


def facts(world: World) -> dict[str, object]:
    """Everything true that is not per grid and week."""
    codes = world.people["code"]
    splits: dict[str, list[str]] = {}
    if len(world.sets) > 1:
        former = former_codes(world.sets[0], world.sets[1])
        for code, old in former[former != former.index].items():
            splits.setdefault(str(old), []).append(str(code))
    return {
        "note": "演示数据",
        "size": world.size,
        "seed": world.seed,
        "weeks": [str(week_end(1)), str(week_end(WEEKS))],
        "rates_per_1000_and_year": dict(zip(KINDS, risk.RATES.tolist(), strict=True)),
        "dispersion": risk.DISPERSION,
        "clusters": _clusters(world),
        "operation": {
            "category": events.kinds()["alert"]["operation_category"],
            "town": risk.OPERATION_TOWN,
            "first_day": str(risk.OPERATION_FIRST),
            "last_day": str(risk.OPERATION_LAST),
            "grids": codes.iloc[world.truth.operation_grids].tolist(),
            "true_change": risk.FISHING_KEPT - 1,
        },
        "splits": splits,
        "missing_police_week": str(week_end(rows.MISSING_POLICE_WEEK)),
        "silent_village": rows.silent_village(world),
        "silent_weeks": [str(week_end(week)) for week in rows.SILENT_WEEKS],
    }


def write(world: World, folder: Path) -> None:
    """Write truth.parquet and truth.json into the folder."""
    pq.write_table(risks(world), folder / "truth.parquet", compression="zstd")
    text = json.dumps(facts(world), ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")


def read_risks(file: Path) -> pd.DataFrame:
    """truth.parquet as a frame: code, indicator, week (date), risk, events."""
    return pq.read_table(file).to_pandas()
