"""事件计数 Events of a span by time, kind, place and way in, under a filter, in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from store import frames
from store.engine import Tx
from store.tables import batch, event, event_location

DAY_SECONDS, HOUR_SECONDS = 86_400, 3_600
WEEK = 7
# Day 0 of 1970 was a Thursday, weekday 3.
EPOCH_WEEKDAY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which events are counted; what is empty or None chooses nothing.

    Attributes:
        indicator, category, source, channel, level: exact values; "" all. ``channel`` is only
            looked at where ``source`` is given.
        weekday: Monday 0 to Sunday 6.
        hours: first and last hour of the day, both included; the first may be the later one
            (22 to 5 is the night).
        grid: a micro-grid; unplaced events are in none.
    """

    indicator: str = ""
    category: str = ""
    source: str = ""
    channel: str = ""
    level: str = ""
    weekday: int | None = None
    hours: tuple[int, int] | None = None
    grid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where and when: boundary set, area, local days (both included).

    ``offsets`` are the seconds the local clock is ahead of UTC, each up to an epoch second
    (exclusive), ascending; the last holds for ever.
    """

    set_id: int
    first: int
    last: int
    prefix: str
    offsets: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tables:
    """What was counted. Each table leaves its own part of the filter out, so that what was chosen
    stands beside what was not; ``total``, ``placed``, ``days`` obey all of it.

    ``matrix``: weekday, hour, n. ``categories``: indicator, category, n. ``days``: day, n.
    ``grids``: code, n. ``ways``: source, channel, n. ``levels``: level, n. ``indicators``:
    indicator, n. Rows with n 0 are absent. ``midnight`` counts events at 0:00:00 sharp, which a
    date without a time of day becomes.
    """

    total: int
    placed: int
    midnight: int
    matrix: pd.DataFrame
    categories: pd.DataFrame
    days: pd.DataFrame
    grids: pd.DataFrame
    ways: pd.DataFrame
    levels: pd.DataFrame
    indicators: pd.DataFrame


def _local(ground: Ground) -> ColumnElement[int]:
    """Seconds since local midnight."""
    *changes, (_, last) = ground.offsets
    ahead: ColumnElement[int] = literal(last, Integer)
    if changes:
        steps = [(event.c.occurred_at < until, literal(offset)) for until, offset in changes]
        ahead = case(*steps, else_=ahead)
    since: ColumnElement[int] = event.c.occurred_at + ahead - event.c.day * DAY_SECONDS
    return since


def _hits(ground: Ground) -> CTE:
    """The valid events of span and area, each once, with what is counted by."""
    columns = [event.c[name] for name in ("day", "indicator", "category", "source", "channel")]
    second = _local(ground)
    # A time that does not fit its day (a wrong zone) is counted at the nearest hour of the day.
    clock = case((second < 0, 0), (second >= DAY_SECONDS, DAY_SECONDS - 1), else_=second)
    query = (
        select(
            *columns,
            event.c.level,
            event_location.c.code,
            ((event.c.day + EPOCH_WEEKDAY) % WEEK).label("weekday"),
            (clock // HOUR_SECONDS).label("hour"),
            case((second == 0, 1), else_=0).label("sharp"),
        )
        .select_from(event)
        .join(event_location, event_location.c.event_pk == event.c.id)
        .where(
            # As a sum it is no key: otherwise all places of the set are gone through for one week.
            event_location.c.boundary_set_id + 0 == ground.set_id,
            event.c.day.between(ground.first, ground.last),
            event.c.is_current,
            event.c.is_valid,
            event.c.is_leniency.is_(False),
        )
    )
    if ground.prefix:
        query = query.join(batch, batch.c.id == event.c.batch_id).where(_inside(ground.prefix))
    return query.cte("hit")


def _inside(prefix: str) -> ColumnElement[bool]:
    """Placed under the prefix; unplaced but declared there, or undeclared in a file of there."""
    undeclared = and_(event.c.declared == "", frames.starts(batch.c.area, prefix))
    lost = or_(frames.starts(event.c.declared, prefix), undeclared)
    code = event_location.c.code
    return or_(frames.starts(code, prefix), and_(code.is_(None), lost))


def _conditions(hit: CTE, chosen: Chosen) -> dict[str, ColumnElement[bool]]:
    """The parts of the filter that choose something, by name."""
    texts = {
        name: hit.c[name] == value
        for name in ("indicator", "category", "level")
        if (value := getattr(chosen, name))
    }
    made: dict[str, ColumnElement[bool]] = dict(texts)
    if chosen.source:
        way = hit.c.source == chosen.source
        made["way"] = and_(way, hit.c.channel == chosen.channel) if chosen.channel else way
    time = []
    if chosen.weekday is not None:
        time.append(hit.c.weekday == chosen.weekday)
    if chosen.hours is not None:
        first, last = chosen.hours
        inside = hit.c.hour.between(first, last)
        over = or_(hit.c.hour >= first, hit.c.hour <= last)
        time.append(inside if first <= last else over)
    if time:
        made["time"] = and_(*time)
    if chosen.grid:
        made["grid"] = hit.c.code == chosen.grid
    return made


def _part(
    hit: CTE,
    conditions: Mapping[str, ColumnElement[bool]],
    name: str,
    *,
    by: Sequence[str],
    without: str = "",
) -> Select[Any]:
    """One table: two whole numbers and two texts to group by, what is not needed is null."""
    numbers = [hit.c[column] for column in by if column in ("weekday", "hour", "day")]
    texts = [hit.c[column] for column in by if column not in ("weekday", "hour", "day")]
    cells: list[ColumnElement[Any]] = [literal(name, Text).label("part")]
    for place in range(2):
        number = numbers[place] if place < len(numbers) else literal(0, Integer)
        cells.append(number.label(f"number{place}"))
    for place in range(2):
        text = texts[place] if place < len(texts) else literal("", Text)
        cells.append(func.coalesce(text, "", type_=Text).label(f"text{place}"))
    cells.append(func.count(type_=Integer).label("n"))
    kept = [part for key, part in conditions.items() if key != without]
    return select(*cells).where(*kept).select_from(hit).group_by(*(hit.c[column] for column in by))


_TABLES = {
    "matrix": (("weekday", "hour"), "time"),
    "categories": (("indicator", "category"), "category"),
    "days": (("day",), ""),
    "grids": (("code",), "grid"),
    "ways": (("source", "channel"), "way"),
    "levels": (("level",), "level"),
    "indicators": (("indicator",), "indicator"),
}


def _sums(hit: CTE, conditions: Mapping[str, ColumnElement[bool]], name: str) -> Select[Any]:
    kept = {"total": literal(1), "placed": case((hit.c.code.is_(None), 0), else_=1)}
    counted = kept.get(name, hit.c.sharp)
    empty: list[ColumnElement[Any]] = [literal(0, Integer), literal(0, Integer)]
    empty += [literal("", Text), literal("", Text)]
    number: ColumnElement[Any] = func.coalesce(func.sum(counted), 0, type_=Integer)
    cells = [literal(name, Text), *empty, number]
    return select(*cells).select_from(hit).where(*conditions.values())


def tables(tx: Tx, ground: Ground, chosen: Chosen) -> Tables:
    """All tables of a span: the events are looked up once and grouped in the database."""
    hit = _hits(ground)
    conditions = _conditions(hit, chosen)
    parts = [
        _part(hit, conditions, name, by=by, without=without)
        for name, (by, without) in _TABLES.items()
    ]
    parts += [_sums(hit, conditions, name) for name in ("total", "placed", "midnight")]
    rows = tx.execute(union_all(*parts)).all()
    made = {name: [row[1:] for row in rows if row[0] == name] for name in _TABLES}
    sums = {row[0]: int(row[5]) for row in rows if row[0] in ("total", "placed", "midnight")}
    return Tables(**sums, **{name: _frame(name, made[name]) for name in _TABLES})


def _frame(name: str, rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    by = _TABLES[name][0]
    numbers = [column for column in by if column in ("weekday", "hour", "day")]
    texts = [column for column in by if column not in numbers]
    columns: dict[str, pd.Series] = {}
    for place, column in enumerate(numbers):
        columns[column] = pd.Series([row[place] for row in rows], dtype="int64")
    for place, column in enumerate(texts):
        columns[column] = pd.Series([row[2 + place] for row in rows], dtype="str")
    columns["n"] = pd.Series([row[4] for row in rows], dtype="int64")
    return pd.DataFrame(columns).sort_values(list(by), ignore_index=True)


def by_category(tx: Tx, ground: Ground, chosen: Chosen) -> pd.DataFrame:
    """Another span under the same filter, by indicator and category: indicator, category, n."""
    hit = _hits(ground)
    part = _part(
        hit,
        _conditions(hit, chosen),
        "categories",
        by=("indicator", "category"),
        without="category",
    )
    return _frame("categories", [row[1:] for row in tx.execute(part).all()])
