"""行规则 One small function per named fault of a row; the registry lists them in order."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from services.row_faults import (
    ID_NUMBER,
    MOBILE,
    Bools,
    Effect,
    Find,
    Floats,
    Hit,
    RowRule,
    Scene,
)
from store.ingest.dates import Reading, local_days
from store.ingest.profile import NUMBER_FIELDS, TIME_FIELDS
from vocab import Datum, date_of

OTHER_TIMES = TIME_FIELDS[1:]
# Dates without which a row has no place in time, and those that may be left out.
_MAIN_TIMES = ("occurred_at", "ref_date", "day")
_LATER_TIMES = (*OTHER_TIMES, "accepted_day", "closed_day")
_IDENTITIES = ("event_id", "case")
_AREA_FIELDS = ("declared", "code", "unit", "found_in", "handed_to")
_CODE_FIELDS = (*_IDENTITIES, *_AREA_FIELDS, "action_code")
_SCIENTIFIC = r"[+-]?\d(?:\.\d+)?[eE]\+?\d{2}"
# How far outside all boundaries a point may lie and still be no swap (degrees).
_MARGIN_DEG = 0.5


def shifted_cells(scene: Scene) -> Iterator[Hit]:
    """More filled cells than headers: a separator inside a value moved them."""
    first = scene.raw.fields.columns[0] if len(scene.raw.fields.columns) else ""
    if first:
        yield from scene.hits(scene.raw.is_ragged, str(first))


def missing_id(scene: Scene) -> Iterator[Hit]:
    """No event id: the row could be neither repeated nor corrected."""
    yield from scene.hits(scene.raw.text("event_id") == "", "event_id")


def missing_indicator(scene: Scene) -> Iterator[Hit]:
    """No indicator: nobody knows what to count."""
    yield from scene.hits(scene.raw.text("indicator") == "", "indicator")


def is_damaged_text(text: str) -> bool:
    """A code that a spreadsheet wrote as a number: 3.30603E+08."""
    return re.fullmatch(_SCIENTIFIC, text) is not None


def is_damaged(scene: Scene, name: str) -> Bools:
    """Codes of a field that a spreadsheet turned into 3.30109E+11, or cut to six digits."""
    text = scene.raw.text(name)
    damaged = text.str.fullmatch(_SCIENTIFIC).to_numpy(dtype=np.bool_)
    if name in _AREA_FIELDS and len(scene.known):
        rounded = text.str.fullmatch(r"\d{6}0{6,}").to_numpy(dtype=np.bool_)
        damaged = damaged | (rounded & ~text.isin(scene.known).to_numpy(dtype=np.bool_))
    return np.asarray(damaged, dtype=np.bool_)


def damaged_code(scene: Scene) -> Iterator[Hit]:
    """A code whose last digits a spreadsheet has lost."""
    for name in filter(scene.has, _CODE_FIELDS):
        yield from scene.hits(is_damaged(scene, name), name)


def is_unknown(scene: Scene, name: str) -> Bools:
    """Codes that no unit carries; nothing is unknown while no unit is known."""
    text = scene.raw.text(name)
    if not len(scene.known):
        return np.zeros(len(text), dtype=np.bool_)
    strange = ((text != "") & ~text.isin(scene.known)).to_numpy(dtype=np.bool_)
    return np.asarray(strange & ~is_damaged(scene, name), dtype=np.bool_)


def _is_check_right(number: str) -> bool:
    factors = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * factor for digit, factor in zip(number, factors, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def _personal(text: pd.Series, quick: str, pattern: re.Pattern[str]) -> Bools:
    """Rows whose text holds the pattern; ``quick`` sorts out most rows fast."""
    found = text.str.contains(quick, regex=True).to_numpy(dtype=np.bool_, copy=True)
    at = np.flatnonzero(found)
    cells = text.to_numpy(dtype=object)[at]
    found[at] = [pattern.search(cell) is not None for cell in cells]
    return np.array(found)


def _texts(scene: Scene) -> Iterator[tuple[str, pd.Series]]:
    """Every text column of the file, mapped or not."""
    for name in scene.raw.headers:
        if name not in (*NUMBER_FIELDS, *TIME_FIELDS):
            yield name, scene.raw.text(name)
    for name in scene.raw.others:
        yield str(name), scene.raw.others[name]


def _found(scene: Scene, name: str, text: pd.Series, found: Bools) -> Iterator[Hit]:
    at = np.flatnonzero(found)
    if len(at):
        shown = [str(value) for value in text.to_numpy(dtype=object)[at]]
        yield Hit(at=at, column=scene.raw.header(name), value=shown)


def id_number(scene: Scene) -> Iterator[Hit]:
    """18-digit identity numbers in any text column.

    Case numbers are often area + date + serial, which looks the same. In the column of the
    identity such a number counts only when most of them also have the right check character.
    """
    for name, text in _texts(scene):
        found = _personal(text, r"\d{17}[0-9Xx]", ID_NUMBER)
        if name in _IDENTITIES and found.any():
            numbers = [ID_NUMBER.search(value) for value in text[found]]
            right = [_is_check_right(match.group()) for match in numbers if match]
            found &= float(np.mean(right)) > 0.5
        yield from _found(scene, name, text, found)


def mobile_number(scene: Scene) -> Iterator[Hit]:
    """11-digit mobile numbers in any text column; a column of serial ids is none."""
    for name, text in _texts(scene):
        found = _personal(text, r"1[3-9]\d[- ]?\d{4}[- ]?\d{4}", MOBILE)
        if name in _CODE_FIELDS and found.any():
            found &= bool(found.mean() <= 0.5)
        yield from _found(scene, name, text, found)


def _times_with(scene: Scene, names: Iterable[str], *states: Reading) -> Iterator[Hit]:
    for name in names:
        if name in scene.times:
            yield from scene.hits(np.isin(scene.times[name].reading, states), name)


def missing_date(scene: Scene) -> Iterator[Hit]:
    """No time of occurrence, or no reference date."""
    yield from _times_with(scene, _MAIN_TIMES, Reading.EMPTY)


def bad_date(scene: Scene) -> Iterator[Hit]:
    """A date in no form that is known."""
    yield from _times_with(scene, _MAIN_TIMES, Reading.UNREADABLE)


def impossible_date(scene: Scene) -> Iterator[Hit]:
    """A date that does not exist, such as 2026-02-30."""
    yield from _times_with(scene, _MAIN_TIMES, Reading.IMPOSSIBLE)


def bad_other_date(scene: Scene) -> Iterator[Hit]:
    """A reporting, due or closing time that cannot be read is left out."""
    yield from _times_with(scene, _LATER_TIMES, Reading.UNREADABLE, Reading.IMPOSSIBLE)


def date_after_clock(scene: Scene) -> Iterator[Hit]:
    """Something that has not happened yet."""
    for name in _MAIN_TIMES:
        if name in scene.times:
            times = scene.times[name]
            yield from scene.hits(times.is_ok & (times.seconds > scene.now), name)


def date_out_of_range(scene: Scene) -> Iterator[Hit]:
    """Outside first_date and last_date of the profile."""
    profile = scene.raw.profile
    if profile.first_day is None and profile.last_day is None:
        return
    first = "" if profile.first_day is None else date_of(profile.first_day).isoformat()
    last = "" if profile.last_day is None else date_of(profile.last_day).isoformat()
    for name in _MAIN_TIMES:
        if name not in scene.times:
            continue
        times = scene.times[name]
        days = local_days(times.seconds, profile.time_zone)
        off = np.zeros(len(days), dtype=np.bool_)
        if profile.first_day is not None:
            off |= days < profile.first_day
        if profile.last_day is not None:
            off |= days > profile.last_day
        off &= times.is_ok & (times.seconds <= scene.now)
        n = int(off.sum())
        yield from scene.hits(off, name, first=[first] * n, last=[last] * n)


def unknown_value(scene: Scene) -> Iterator[Hit]:
    """A value the profile's map does not hold; the nearest one is the remedy."""
    for name, known in scene.raw.profile.values.items():
        text = scene.raw.text(name)
        off = (~text.isin(list(known)) & (text != "")).to_numpy(dtype=np.bool_)
        near = {
            value: (difflib.get_close_matches(value, known, n=1, cutoff=0.0) or [""])[0]
            for value in text[off].unique()
        }
        yield from scene.hits(off, name, nearest=[near[value] for value in text[off]])


def unknown_datum(scene: Scene) -> Iterator[Hit]:
    """A coordinate whose datum is none of the four, or not said."""
    if not scene.has("datum"):
        return
    is_empty = (scene.raw.text("datum") == "").to_numpy(dtype=np.bool_)
    is_known = scene.mapped("datum").isin(list(Datum)).to_numpy(dtype=np.bool_)
    is_needed = is_usable(scene) & (scene.raw.profile.datum is None)
    yield from scene.hits(np.where(is_empty, is_needed, ~is_known), "datum")


def _points(scene: Scene) -> tuple[Floats, Floats]:
    nothing = np.full(len(scene.raw), np.nan)
    return scene.numbers.get("lon", nothing), scene.numbers.get("lat", nothing)


def is_usable(scene: Scene) -> Bools:
    """Rows with a point on the earth that is not the 0, 0 of empty devices."""
    lon, lat = _points(scene)
    with np.errstate(invalid="ignore"):
        on_earth = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    return np.asarray(on_earth & ~((lon == 0) & (lat == 0)), dtype=np.bool_)


def is_swapped(scene: Scene) -> Bools:
    """Rows whose longitude and latitude lie near the boundaries only when exchanged."""
    lon, lat = _points(scene)
    with np.errstate(invalid="ignore"):
        if scene.extent is None:
            off = (np.abs(lat) > 90) & (np.abs(lat) <= 180) & (np.abs(lon) <= 90)
            return np.asarray(off, dtype=np.bool_)
        west, south, east, north = scene.extent

        def near(x: Floats, y: Floats) -> Bools:
            across = (x >= west - _MARGIN_DEG) & (x <= east + _MARGIN_DEG)
            inside = across & (y >= south - _MARGIN_DEG) & (y <= north + _MARGIN_DEG)
            return np.asarray(inside, dtype=np.bool_)

        swapped = near(lat, lon) & ~near(lon, lat)
    return np.asarray(swapped, dtype=np.bool_)


def swapped_lonlat(scene: Scene) -> Iterator[Hit]:
    """Longitude in the latitude column and the other way round."""
    found = is_swapped(scene)
    lat = scene.raw.text("lat").to_numpy(dtype=object)[found]
    yield from scene.hits(found, "lon", lat=list(lat), other=[scene.raw.header("lat")] * len(lat))


def _has_place(scene: Scene) -> bool:
    return scene.has("lon") and scene.has("lat")


def is_written(scene: Scene) -> Bools:
    """Rows with anything at all in the columns of the point."""
    lon, lat = scene.raw.text("lon"), scene.raw.text("lat")
    return np.asarray(((lon != "") | (lat != "")).to_numpy(dtype=np.bool_), dtype=np.bool_)


def no_coordinate(scene: Scene) -> Iterator[Hit]:
    """No point at all: kept, and listed as unplaced."""
    if _has_place(scene):
        yield from scene.hits(~is_written(scene), "lon")


def bad_coordinate(scene: Scene) -> Iterator[Hit]:
    """Not a number, half a point, off the earth, or 0, 0: the row is kept without a point."""
    if _has_place(scene):
        bad = is_written(scene) & ~is_usable(scene) & ~is_swapped(scene)
        lat = scene.raw.text("lat").to_numpy(dtype=object)[bad]
        yield from scene.hits(bad, "lon", lat=list(lat))


def unknown_code(scene: Scene) -> Iterator[Hit]:
    """A declared code no unit carries: told, not refused; the point decides."""
    yield from scene.hits(is_unknown(scene, "declared"), "declared")


def bad_number(scene: Scene) -> Iterator[Hit]:
    """An accuracy that is no number is left out."""
    if "accuracy_m" in scene.numbers:
        text = scene.raw.text("accuracy_m")
        yield from scene.hits((text != "") & np.isnan(scene.numbers["accuracy_m"]), "accuracy_m")


def rule(find: Find, effect: Effect = Effect.QUARANTINED) -> RowRule:
    """A rule named as its function."""
    return RowRule(name=getattr(find, "__name__", ""), effect=effect, find=find)


EVENT_RULES: tuple[RowRule, ...] = (
    *map(rule, (shifted_cells, missing_id, missing_indicator, damaged_code)),
    *map(rule, (id_number, mobile_number)),
    *map(rule, (missing_date, bad_date, impossible_date, date_after_clock, date_out_of_range)),
    *map(rule, (unknown_value, unknown_datum, swapped_lonlat)),
    rule(no_coordinate, Effect.UNPLACED),
    rule(bad_coordinate, Effect.UNPLACED),
    rule(unknown_code, Effect.NOTE),
    rule(bad_other_date, Effect.NOTE),
    rule(bad_number, Effect.NOTE),
)
