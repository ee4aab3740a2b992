"""日期 Our own reading of dates and times as people and spreadsheets write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

Objects = npt.NDArray[np.object_]


class Reading(IntEnum):
    """How a cell was read."""

    OK = 0
    EMPTY = 1
    UNREADABLE = 2
    IMPOSSIBLE = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Times:
    """``seconds``: UTC epoch seconds, 0 where not OK. ``reading``: a Reading per row."""

    seconds: npt.NDArray[np.int64]
    reading: npt.NDArray[np.int8]

    @property
    def is_ok(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.reading == Reading.OK, dtype=np.bool_)


class ImpossibleDateError(ValueError):
    """The form of a date, but no such day or time."""


_ISO = r"[1-9]\d{3}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?"
_CLOCK = r"(?:\s*T?\s*(?P<h>\d{1,2}):(?P<mi>\d{1,2})(?::(?P<s>\d{1,2})(?:\.\d+)?)?)?"
_OFFSET = r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        # 2026-11-18, 2026/11/18 8:30, 2026.11.18 08:30:00+08:00
        rf"(?P<y>\d{{4}})[-/.](?P<mo>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_CLOCK}{_OFFSET}",
        # 20261118, 20200422 00:00:00
        rf"(?P<y>\d{{4}})(?P<mo>\d{{2}})(?P<d>\d{{2}}){_CLOCK}{_OFFSET}",
        # 202611180830, 20261118083000
        r"(?P<y>\d{4})(?P<mo>\d{2})(?P<d>\d{2})(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})?",
        # 2026年11月18日 上午8时30分
        r"(?P<y>\d{4})年(?P<mo>\d{1,2})月(?P<d>\d{1,2})[日号]?\s*(?P<half>[上下]午|晚上?|凌晨)?\s*"
        r"(?:(?P<h>\d{1,2})[时点:](?:(?P<mi>\d{1,2})分?)?(?:[:]?(?P<s>\d{1,2})秒?)?(?P<whole>整)?)?",
    )
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_EPOCH_1900 = dt.datetime(1899, 12, 30)
_EPOCH_1904 = dt.datetime(1904, 1, 1)
# 1954 to 2119: outside of it a bare number is not meant as a date.
_SERIALS = (20_000.0, 80_000.0)
_AFTERNOON = ("下午", "晚", "晚上")


def read(values: Objects, zone: str, *, is_1904: bool = False) -> Times:
    """Cells as points in time.

    Args:
        values: shape (n,): text, datetime or date values, spreadsheet serial numbers, "" empty.
        zone: time zone of values that carry none.
        is_1904: the book counts days from 1904 (old Macintosh books).

    Returns:
        Times of shape (n,). Of two possible instants (clock set back) the earlier is taken.
        24:00 is the end of the day.
    """
    size = len(values)
    local = np.full(size, np.datetime64("NaT"), dtype="datetime64[s]")
    seconds = np.zeros(size, dtype=np.int64)
    reading = np.full(size, Reading.UNREADABLE, dtype=np.int8)
    kinds = {type(value) for value in values}
    if kinds == {str}:
        settled = _fast_text(pd.Series(values, dtype="str"), local, reading)
    elif kinds <= {str, pd.Timestamp, dt.datetime}:
        settled = _fast_moments(values, local, reading)
    else:
        settled = np.zeros(size, dtype=np.bool_)
    absolute = np.zeros(size, dtype=np.bool_)
    for row in np.flatnonzero(~settled):
        state, moment, instant = _one(values[row], is_1904)
        reading[row] = state
        if moment is not None:
            local[row] = np.datetime64(moment, "s")
        elif instant is not None:
            seconds[row], absolute[row] = instant, True
    wall = (reading == Reading.OK) & ~absolute
    seconds[wall] = _to_utc(local[wall], zone)
    return Times(seconds=seconds, reading=reading)


def local_days(seconds: npt.NDArray[np.int64], zone: str) -> npt.NDArray[np.int64]:
    """Day number (days since 1970) in ``zone`` of UTC epoch seconds."""
    moments = pd.DatetimeIndex(seconds.astype("datetime64[s]"), tz="UTC").tz_convert(zone)
    days = moments.tz_localize(None).to_numpy().astype("datetime64[D]")
    return np.asarray(days.astype(np.int64), dtype=np.int64)


def _fast_text(
    text: pd.Series, local: npt.NDArray[np.datetime64], reading: npt.NDArray[np.int8]
) -> npt.NDArray[np.bool_]:
    """ISO texts in one go; true where the row is settled."""
    is_iso = text.str.fullmatch(_ISO).to_numpy(dtype=np.bool_)
    moments = pd.to_datetime(text[is_iso], format="ISO8601", errors="coerce").to_numpy()
    local[is_iso] = moments.astype("datetime64[s]")
    settled = np.asarray(is_iso & ~np.isnat(local), dtype=np.bool_)
    reading[settled] = Reading.OK
    return settled


def _fast_moments(
    values: Objects, local: npt.NDArray[np.datetime64], reading: npt.NDArray[np.int8]
) -> npt.NDArray[np.bool_]:
    """Datetime values without a zone in one go; true where the row is settled."""
    is_plain = np.array([type(v) is not str and v.tzinfo is None for v in values], dtype=np.bool_)
    local[is_plain] = values[is_plain].astype("datetime64[s]")
    settled = np.asarray(is_plain & ~np.isnat(local), dtype=np.bool_)
    reading[settled] = Reading.OK
    return settled


def _to_utc(local: npt.NDArray[np.datetime64], zone: str) -> npt.NDArray[np.int64]:
    moments = pd.DatetimeIndex(local)
    first = np.ones(len(moments), dtype=np.bool_)
    placed = moments.tz_localize(ZoneInfo(zone), ambiguous=first, nonexistent="shift_forward")
    utc = placed.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
    return np.asarray(utc.astype(np.int64), dtype=np.int64)


def _one(value: object, is_1904: bool) -> tuple[Reading, dt.datetime | None, int | None]:
    """(reading, wall time, UTC seconds): one of the last two when OK."""
    if value is None or value is pd.NaT or value == "":
        return Reading.EMPTY, None, None
    if isinstance(value, dt.datetime):
        return _placed(value)
    if isinstance(value, dt.date):
        return Reading.OK, dt.datetime(value.year, value.month, value.day), None
    text = str(value)
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        text = str(int(value))
    try:
        moment = _parsed(text, is_1904)
    except ImpossibleDateError:
        return Reading.IMPOSSIBLE, None, None
    if moment is None:
        return Reading.UNREADABLE if text.strip() else Reading.EMPTY, None, None
    return _placed(moment)


def _placed(moment: dt.datetime) -> tuple[Reading, dt.datetime | None, int | None]:
    if moment.tzinfo is None:
        return Reading.OK, moment, None
    return Reading.OK, None, int(moment.timestamp())


@lru_cache(maxsize=200_000)
def _parsed(raw: str, is_1904: bool) -> dt.datetime | None:
    text = unicodedata.normalize("NFKC", raw).strip()
    if re.search("[〇○零一二三四五六七八九十]", text):
        text = _arabic(text)
    if _SERIAL.fullmatch(text):
        return _serial(float(text), is_1904)
    for form in _FORMS:
        match = form.fullmatch(text)
        if match is not None:
            return _moment(match.groupdict())
    return None


def _serial(number: float, is_1904: bool) -> dt.datetime | None:
    if not _SERIALS[0] <= number <= _SERIALS[1]:
        return None
    start = _EPOCH_1904 if is_1904 else _EPOCH_1900
    return start + dt.timedelta(seconds=round(number * 86400))


def _arabic(text: str) -> str:
    """二〇二六年十一月十八日 as 2026年11月18日."""

    def tens(match: re.Match[str]) -> str:
        before, after = match.group(1), match.group(2)
        return f"{before or '一'}{after or '〇'}"

    return re.sub("([一二三四五六七八九]?)十([一二三四五六七八九]?)", tens, text).translate(_DIGITS)


def _moment(parts: dict[str, str | None]) -> dt.datetime:
    def part(name: str) -> int:
        return int(parts.get(name) or 0)

    hour, half = part("h"), parts.get("half") or ""
    if half in _AFTERNOON and hour < 12:
        hour += 12
    # 24:00 is how the end of a day is written here.
    is_end = hour == 24 and part("mi") == part("s") == 0
    try:
        moment = dt.datetime(
            part("y"), part("mo"), part("d"), 0 if is_end else hour, part("mi"), part("s")
        )
        if is_end:
            moment += dt.timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise ImpossibleDateError(str(error)) from error
    zone = parts.get("zone")
    return moment.replace(tzinfo=_offset(zone)) if zone else moment


def _offset(text: str) -> dt.tzinfo:
    if text == "Z":
        return dt.UTC
    digits = text[1:].replace(":", "")
    step = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if step >= dt.timedelta(hours=24):
        raise ImpossibleDateError(text)
    return dt.timezone(-step if text[0] == "-" else step)
