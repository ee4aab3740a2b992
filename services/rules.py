"""行判定 Raw rows in, good rows and named faults out: nothing is lost between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from services.row_faults import (
    FAULT_COLUMNS,
    Bools,
    Effect,
    Extent,
    Floats,
    Hit,
    Positions,
    RowRule,
    Scene,
    judge,
    scene_of,
)
from services.row_rules import EVENT_RULES, OTHER_TIMES, is_usable
from services.unit_rules import COUNT_RULES, POPULATION_RULES
from store.ingest import periods
from store.ingest.counts import RawCounts
from store.ingest.dates import local_days
from store.ingest.events import RawEvents
from store.ingest.profile import NUMBER_FIELDS, PERSON_FIELDS, TEXT_FIELDS
from store.ingest.rows import RawRows

CONTENT = [
    *TEXT_FIELDS,
    "occurred_at",
    "day",
    *OTHER_TIMES,
    *NUMBER_FIELDS,
    "is_valid",
    "is_leniency",
]
GOOD_COLUMNS = [*CONTENT, "row", "is_repeat"]
POPULATION_COLUMNS = ["code", "ref_date", *PERSON_FIELDS, "row", "is_repeat"]
COUNT_COLUMNS = ["unit", "indicator", "period", "n", "row", "is_repeat"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """判定 ``read`` = rows of ``good`` + ``quarantined``, always.

    ``faults``: FAULT_COLUMNS, several per row possible; those with effect ``quarantined`` keep
    the row out. A row of ``good`` with ``is_repeat`` equals a later row of the file: it counts,
    but only the later one is to be stored.
    """

    good: pd.DataFrame
    faults: pd.DataFrame
    read: int
    quarantined: int

    @property
    def to_store(self) -> pd.DataFrame:
        """The good rows without repeats: each identity once."""
        return self.good[~self.good["is_repeat"].to_numpy(dtype=np.bool_)].reset_index(drop=True)

    @property
    def refused(self) -> pd.DataFrame:
        """The faults that keep rows out."""
        return self.faults[self.faults["effect"] == Effect.QUARANTINED].reset_index(drop=True)


def apply(
    events: RawEvents,
    now: dt.datetime,
    *,
    known: Collection[str] = (),
    extent: Extent | None = None,
) -> Judged:
    """Judge every row of a file of events.

    Args:
        events: the raw rows.
        now: the clock, aware.
        known: codes of all units in force; empty = declared codes are not checked.
        extent: west, south, east, north of the boundaries (EPSG:4490 degrees).

    Returns:
        ``good`` has GOOD_COLUMNS; lon and lat are still in the datum given, NaN without a
        usable point. Of rows with one (source, event_id) the last wins: earlier ones that
        differ are quarantined (``duplicate_in_file``), equal ones stay with ``is_repeat``.
    """
    scene = scene_of(events.raw, int(now.timestamp()), known, extent)
    return judged(scene, EVENT_RULES, _events(scene, events), ["source", "event_id"], "event_id")


def apply_population(raw: RawRows, now: dt.datetime, *, known: Collection[str] = ()) -> Judged:
    """Judge rows of population.

    Returns:
        ``good`` has POPULATION_COLUMNS, ``ref_date`` as day number. Where a file has only one
        of 实有 and 户籍 + 流动 the other follows; without a split all are 户籍. 潮汐 missing is 0.
    """
    scene = scene_of(raw, int(now.timestamp()), known)
    return judged(scene, POPULATION_RULES, _population(scene), ["code", "ref_date"], "code")


def apply_counts(raw: RawCounts, now: dt.datetime, *, known: Collection[str] = ()) -> Judged:
    """Judge rows of ready-made counts.

    Returns:
        ``good`` has COUNT_COLUMNS; ``period`` is the last day of the year or month written, or
        the day itself.
    """
    # In a wide file indicator and period stand in the header of each number.
    fields = COUNT_COLUMNS[1:4] if "n" not in raw.raw.headers else ["n"]
    columns = dict.fromkeys(fields, raw.columns)
    scene = scene_of(raw.raw, int(now.timestamp()), known, columns=columns)
    counts = raw.raw.profile.counts
    assert counts is not None
    first, last = periods.span(raw.raw.text("period"), counts.ref)
    numbers = {**scene.numbers, "period_first_day": first, "period_day": last}
    scene = replace(scene, numbers=numbers)
    keys = ["unit", "indicator", "period"]
    return judged(scene, COUNT_RULES, _counts(scene), keys, "unit")


def judged(
    scene: Scene,
    rules: Collection[RowRule],
    everything: pd.DataFrame,
    keys: list[str],
    field: str,
) -> Judged:
    """Good rows and named faults of a file.

    Args:
        scene: what the rules see.
        rules: in their order.
        everything: every row of the file as it would be stored, with ``row``.
        keys: columns that name a row's identity; of several rows the last one wins.
        field: where a repeated identity is told.
    """
    faults, at = judge(scene, rules)
    bad = np.zeros(len(everything), dtype=np.bool_)
    bad[at[(faults["effect"] == Effect.QUARANTINED).to_numpy(dtype=np.bool_)]] = True
    sound = np.flatnonzero(~bad)
    good = everything.iloc[sound]
    is_repeat, is_superseded, by = _duplicates(good, keys)
    places = scene.raw.rows
    later = {"later": places[sound[by]]}
    doubled = (
        _row_rule("repeat_in_file", Effect.NOTE, field, sound, is_repeat, later),
        _row_rule("duplicate_in_file", Effect.QUARANTINED, field, sound, is_superseded, later),
    )
    more, more_at = judge(scene, doubled)
    good = good.assign(is_repeat=is_repeat)[~is_superseded].reset_index(drop=True)
    return Judged(
        good=good,
        faults=_merged((faults, at), (more, more_at)),
        read=len(everything),
        quarantined=len(everything) - len(good),
    )


def _duplicates(good: pd.DataFrame, keys: list[str]) -> tuple[Bools, Bools, Positions]:
    """(is a repeat, is superseded, position of the last row of the same identity)."""
    identity = good.groupby(keys, sort=False).ngroup().to_numpy(dtype=np.int64)
    last = np.zeros(identity.max(initial=-1) + 1, dtype=np.int64)
    last[identity] = np.arange(len(good))
    by = last[identity]
    earlier = by != np.arange(len(good))
    content = good.drop(columns="row")
    is_equal = np.ones(len(good), dtype=np.bool_)
    for name in content:
        left = content[name].iloc[earlier].reset_index(drop=True)
        right = content[name].iloc[by[earlier]].reset_index(drop=True)
        same = (left == right).fillna(False) | (left.isna() & right.isna())
        is_equal[earlier] &= same.to_numpy(dtype=np.bool_)
    return earlier & is_equal, earlier & ~is_equal, by


def _row_rule(
    name: str,
    effect: Effect,
    field: str,
    sound: Positions,
    mask: Bools,
    values: Mapping[str, npt.NDArray[np.int64]],
) -> RowRule:
    """A rule for rows already found among the sound ones."""

    def find(scene: Scene) -> list[Hit]:
        everywhere = np.zeros(len(scene.raw), dtype=np.bool_)
        everywhere[sound[mask]] = True
        found = {key: [int(v) for v in numbers[mask]] for key, numbers in values.items()}
        return scene.hits(everywhere, field, **found)

    return RowRule(name=name, effect=effect, find=find)


def _merged(*parts: tuple[pd.DataFrame, Positions]) -> pd.DataFrame:
    filled = [(faults, at) for faults, at in parts if len(faults)]
    if not filled:
        return pd.DataFrame(columns=FAULT_COLUMNS)
    together = pd.concat([faults for faults, _ in filled], ignore_index=True)
    order = np.argsort(np.concatenate([at for _, at in filled]), kind="stable")
    return together.iloc[order].reset_index(drop=True)


def _events(scene: Scene, events: RawEvents) -> pd.DataFrame:
    raw, profile = scene.raw, scene.raw.profile
    rows: dict[str, object] = {name: scene.mapped(name).to_numpy() for name in TEXT_FIELDS}
    if not scene.has("source"):
        rows["source"] = np.full(len(raw), profile.source, dtype=object)
    frame = pd.DataFrame(rows, index=range(len(raw))).astype("str")
    if profile.datum is not None:
        frame["datum"] = frame["datum"].where(frame["datum"] != "", profile.datum.value)
    frame["occurred_at"] = scene.times["occurred_at"].seconds
    frame["day"] = local_days(scene.times["occurred_at"].seconds, profile.time_zone)
    for name in OTHER_TIMES:
        frame[name] = _instants(scene, name)
    usable = is_usable(scene)
    for name in NUMBER_FIELDS:
        values = scene.numbers.get(name, np.full(len(raw), np.nan))
        frame[name] = values if name == "accuracy_m" else np.where(usable, values, np.nan)
    frame["is_valid"], frame["is_leniency"] = events.is_valid, events.is_leniency
    frame["row"] = raw.rows
    return frame


def _instants(scene: Scene, name: str) -> pd.Series:
    if name not in scene.times:
        return pd.Series([pd.NA] * len(scene.raw), dtype="Int64")
    times = scene.times[name]
    return pd.Series(times.seconds, dtype="Int64").where(times.is_ok)


def _population(scene: Scene) -> pd.DataFrame:
    raw, nothing = scene.raw, np.full(len(scene.raw), np.nan)
    numbers: dict[str, Floats] = {n: scene.numbers.get(n, nothing) for n in PERSON_FIELDS}
    residents, floating = numbers["residents"], numbers["floating"]
    floating = np.where(np.isnan(floating), residents - numbers["registered"], floating)
    floating = np.maximum(np.nan_to_num(floating), 0.0)
    residents = np.where(np.isnan(residents), numbers["registered"] + floating, residents)
    registered = np.where(
        np.isnan(numbers["registered"]), residents - floating, numbers["registered"]
    )
    return pd.DataFrame(
        {
            "code": raw.text("code"),
            "ref_date": local_days(scene.times["ref_date"].seconds, raw.profile.time_zone),
            "registered": registered,
            "floating": floating,
            "residents": residents,
            "tidal": np.nan_to_num(numbers["tidal"]),
            "row": raw.rows,
        }
    )


def _counts(scene: Scene) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit": scene.raw.text("unit"),
            "indicator": scene.raw.text("indicator"),
            "period": np.nan_to_num(scene.numbers["period_day"], nan=-1.0).astype(np.int64),
            "n": np.nan_to_num(scene.numbers["n"], nan=0.0).astype(np.int64),
            "row": scene.raw.rows,
        }
    )
