"""周边行规则 Rules for venues, stations, zones and cross-border cases."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from services.intake.whereabouts import Drawn, Flaw
from services.row_faults import Effect, Hit, RowRule, Scene, scene_of
from services.row_rules import (
    bad_date,
    bad_other_date,
    damaged_code,
    date_after_clock,
    date_out_of_range,
    id_number,
    impossible_date,
    is_damaged_text,
    missing_date,
    mobile_number,
    rule,
    shifted_cells,
    swapped_lonlat,
    unknown_code,
    unknown_datum,
    unknown_value,
)
from services.rules import Judged, judged
from store.ingest import dates
from store.ingest.cases import AREA_FIELDS
from store.ingest.dates import local_days
from store.ingest.rows import RawRows
from vocab import Datum

SITE_COLUMNS = ["code", "name", "category", "owner", "days", "geometry", "datum", "declared"]
_BETWEEN = re.compile(r"[;；,，、\n]+")


def listed(text: str) -> list[str]:
    """The parts of a cell that holds several values, e.g. 330603108；330603111."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def missing_code(scene: Scene) -> Iterator[Hit]:
    """No code: the row could be neither corrected nor named."""
    for name in ("code", "case"):
        if scene.has(name):
            yield from scene.hits(scene.raw.text(name) == "", name)


def unread_days(scene: Scene) -> Iterator[Hit]:
    """A day of a list that cannot be read is left out."""
    bad = [" ".join(unread) for _, unread in map(_days, scene.raw.text("days"))]
    off = np.array([text != "" for text in bad], dtype=np.bool_)
    yield from scene.hits(off, "days", unread=[text for text in bad if text])


def missing_area(scene: Scene) -> Iterator[Hit]:
    """A case that names no jurisdiction at all."""
    names = [name for name in AREA_FIELDS if scene.has(name)]
    empty = np.all([scene.raw.text(name) == "" for name in names], axis=0)
    yield from scene.hits(empty, names[0])


def damaged_areas(scene: Scene) -> Iterator[Hit]:
    """A list of areas in which a spreadsheet has lost digits."""
    if scene.has("areas"):
        text = scene.raw.text("areas")
        off = [any(map(is_damaged_text, listed(cell))) for cell in text]
        yield from scene.hits(np.array(off, dtype=np.bool_), "areas")


def unknown_area(scene: Scene) -> Iterator[Hit]:
    """A jurisdiction no boundary set holds: told and kept, a neighbour may be outside the map.

    What holds a known unit is known too, though the boundaries may start below it.
    """
    if not len(scene.known):
        return
    known = set(scene.known)
    for name in filter(scene.has, AREA_FIELDS):
        cells = {cell: listed(cell) for cell in scene.raw.text(name).unique()}
        parts = {part for found in cells.values() for part in found} - known
        strange = {part for part in parts if not any(code.startswith(part) for code in known)}
        off = scene.raw.text(name).map(
            {cell: bool(strange & set(found)) for cell, found in cells.items()}
        )
        yield from scene.hits(off.to_numpy(dtype=np.bool_), name)


def case_listed_again(scene: Scene) -> Iterator[Hit]:
    """A case that an earlier row of the file holds: both rows are joined to one case."""
    text = scene.raw.text("case")
    again = ((text != "") & text.duplicated()).to_numpy(dtype=np.bool_)
    first = dict(zip(text[::-1], scene.raw.rows[::-1].tolist(), strict=True))
    yield from scene.hits(again, "case", earlier=[first[case] for case in text[again]])


_PLACE = (shifted_cells, missing_code, damaged_code, id_number, mobile_number)
_VALUES = (unknown_value, unknown_datum, swapped_lonlat)
SITE_RULES: tuple[RowRule, ...] = (
    *map(rule, (*_PLACE, *_VALUES)),
    rule(unread_days, Effect.NOTE),
    rule(unknown_code, Effect.NOTE),
)
CASE_RULES: tuple[RowRule, ...] = (
    *map(rule, (*_PLACE, missing_area, damaged_areas)),
    *map(rule, (missing_date, bad_date, impossible_date, date_after_clock, date_out_of_range)),
    *map(rule, _VALUES),
    rule(case_listed_again, Effect.NOTE),
    rule(unknown_area, Effect.NOTE),
    rule(bad_other_date, Effect.NOTE),
)


def flaw_rules(drawn: Drawn, effect: Effect) -> list[RowRule]:
    """What is wrong with the shapes of a file, one rule per flaw."""
    return [_flawed(drawn, flaw, effect) for flaw in Flaw if flaw]


def _flawed(drawn: Drawn, flaw: Flaw, effect: Effect) -> RowRule:
    def find(scene: Scene) -> list[Hit]:
        field = "geometry" if scene.has("geometry") else "lon"
        return scene.hits(np.asarray(drawn.flaw == flaw.value, dtype=np.bool_), field)

    return RowRule(name=flaw.value, effect=effect, find=find)


def scene_for(
    raw: RawRows,
    now: dt.datetime,
    known: Collection[str],
    extent: tuple[float, float, float, float] | None,
) -> Scene:
    """What the rules of this file judge."""
    return scene_of(raw, int(now.timestamp()), known, extent)


def apply_sites(scene: Scene, drawn: Drawn) -> Judged:
    """Judge venues, stations or zones.

    Returns:
        ``good`` has SITE_COLUMNS, row and is_repeat: ``days`` are tuples of day numbers,
        ``geometry`` still in the datum given. Of rows with one code the last wins.
    """
    raw = scene.raw
    rows = pd.DataFrame(
        {name: scene.mapped(name).to_numpy() for name in SITE_COLUMNS[:4]},
        index=range(len(raw)),
    )
    rows["name"] = rows["name"].where(rows["name"] != "", rows["code"])
    days = [day for day, _ in map(_days, raw.text("days"))]
    rows["days"] = pd.Series(days, dtype=object)
    rows = _with_place(rows, scene, drawn)
    rules = [*SITE_RULES, *flaw_rules(drawn, Effect.QUARANTINED)]
    return judged(scene, rules, rows, ["code"], "code")


def apply_cases(scene: Scene, drawn: Drawn) -> Judged:
    """Judge cross-border cases.

    Returns:
        ``good`` has case, day, theme, found_in, handed_to, areas (tuples: found, handed and
        listed, each once), accepted_day, closed_day, status, geometry (None without), datum,
        declared, row and is_repeat (never: rows of one case are joined later).
    """
    raw = scene.raw
    names = ("case", "theme", "found_in", "handed_to", "status")
    rows = pd.DataFrame(
        {name: scene.mapped(name).to_numpy() for name in names}, index=range(len(raw))
    )
    named = zip(rows["found_in"], rows["handed_to"], raw.text("areas"), strict=True)
    areas = [
        tuple(dict.fromkeys(code for code in (*listed(first), *listed(second), *listed(rest))))
        for first, second, rest in named
    ]
    rows["areas"] = pd.Series(areas, dtype=object)
    zone = raw.profile.time_zone
    rows["day"] = local_days(scene.times["day"].seconds, zone)
    for name in ("accepted_day", "closed_day"):
        rows[name] = _day(scene, name, zone)
    rows = _with_place(rows, scene, drawn)
    rules = [*CASE_RULES, *flaw_rules(drawn, Effect.UNPLACED)]
    return judged(scene, rules, rows, ["case", "row"], "case")


def _day(scene: Scene, name: str, zone: str) -> pd.Series:
    if name not in scene.times:
        return pd.Series([pd.NA] * len(scene.raw), dtype="Int64")
    times = scene.times[name]
    return pd.Series(local_days(times.seconds, zone), dtype="Int64").where(times.is_ok)


def _with_place(rows: pd.DataFrame, scene: Scene, drawn: Drawn) -> pd.DataFrame:
    profile = scene.raw.profile
    datum = scene.mapped("datum").to_numpy(dtype=object)
    # A vector file says its CRS itself; the profile's datum tells where a map service drew it.
    usual = (profile.datum or Datum.CGCS2000).value
    return rows.assign(
        geometry=pd.Series(drawn.geometry, dtype=object),
        datum=np.where(datum == "", usual, datum),
        declared=scene.raw.text("declared").to_numpy(dtype=object),
        row=scene.raw.rows,
    )


def _days(text: str) -> tuple[tuple[int, ...], list[str]]:
    """Day numbers of a list of dates, ascending, and the parts that are none."""
    parts = listed(text)
    times = dates.read(np.array(parts, dtype=object), "UTC")
    good = times.is_ok
    days = sorted({int(second) // 86400 for second in times.seconds[good]})
    return tuple(days), [part for part, is_ok in zip(parts, good, strict=True) if not is_ok]
