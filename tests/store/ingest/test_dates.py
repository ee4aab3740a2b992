import datetime as dt
import time

import numpy as np
import pandas as pd
import pytest

from store.ingest import dates
from store.ingest.dates import Reading

ZONE = "Asia/Shanghai"


def cells(*values):
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def wall(value, zone=ZONE, is_1904=False):
    """What one cell says, as local wall time; else its Reading."""
    times = dates.read(cells(value), zone, is_1904=is_1904)
    if not times.is_ok[0]:
        return Reading(times.reading[0])
    moment = dt.datetime.fromtimestamp(int(times.seconds[0]), dt.UTC)
    return moment.astimezone(dates.ZoneInfo(zone)).replace(tzinfo=None).isoformat(" ")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-11-18 08:30", "2026-11-18 08:30:00"),
        ("2026-11-18", "2026-11-18 00:00:00"),
        ("2026-11-18T08:30:15", "2026-11-18 08:30:15"),
        ("2026-11-18 08:30:15.25", "2026-11-18 08:30:15"),
        ("2026/11/18", "2026-11-18 00:00:00"),
        ("2026/1/8 8:05", "2026-01-08 08:05:00"),
        ("2026.11.18", "2026-11-18 00:00:00"),
        ("20261118", "2026-11-18 00:00:00"),
        (20261118.0, "2026-11-18 00:00:00"),
        (20261118, "2026-11-18 00:00:00"),
        ("20200422 00:00:00", "2020-04-22 00:00:00"),
        ("202611180830", "2026-11-18 08:30:00"),
        ("20261118083015", "2026-11-18 08:30:15"),
        ("二〇二六年十一月十八日", "2026-11-18 00:00:00"),
        ("二○二六年十月二十日", "2026-10-20 00:00:00"),
        ("二零二六年二月十日 十时三十分", "2026-02-10 10:30:00"),
        ("2026年11月18日 8时30分", "2026-11-18 08:30:00"),
        ("2026年11月18日8时30分15秒", "2026-11-18 08:30:15"),
        ("2026年11月18日 下午3时", "2026-11-18 15:00:00"),
        ("2026年11月18日 8点整", "2026-11-18 08:00:00"),
        ("２０２６年１１月１８日", "2026-11-18 00:00:00"),
        (" 2026-11-18 08:30 ", "2026-11-18 08:30:00"),
        ("2026-11-17 24:00", "2026-11-18 00:00:00"),
        ("2026-12-31 24:00:00", "2027-01-01 00:00:00"),
        ("2026-11-18T00:30:00Z", "2026-11-18 08:30:00"),
        ("2026-11-18 08:30:00+0900", "2026-11-18 07:30:00"),
        (46344.354166666664, "2026-11-18 08:30:00"),
        ("46344", "2026-11-18 00:00:00"),
        (dt.datetime(2026, 11, 18, 8, 30), "2026-11-18 08:30:00"),
        (dt.date(2026, 11, 18), "2026-11-18 00:00:00"),
        (pd.Timestamp("2026-11-18 08:30", tz="UTC"), "2026-11-18 16:30:00"),
    ],
)
def test_forms_people_write(value, said):
    assert wall(value) == said


def test_books_that_count_from_1904():
    assert wall(44882.0, is_1904=True) == "2026-11-18 00:00:00"
    assert wall("2026-11-18", is_1904=True) == "2026-11-18 00:00:00"


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30",
        "2026-13-01",
        "20260230",
        "2026/2/30",
        "2026年2月30日",
        "二〇二六年二月三十日",
        "2026-11-18 25:00",
        "2026-11-18 24:01",
        "2026-11-18 08:61",
        "0000-01-01",
    ],
)
def test_dates_that_do_not_exist_are_named(value):
    assert wall(value) is Reading.IMPOSSIBLE


@pytest.mark.parametrize(
    "value", ["昨天", "18/11/2026", "26-11-18", "3.30E+11", "2026", "5", 5.0, 99999.0, "abc"]
)
def test_what_is_no_date_is_unreadable(value):
    assert wall(value) is Reading.UNREADABLE


@pytest.mark.parametrize("value", ["", "  ", None, pd.NaT])
def test_nothing_is_empty(value):
    assert wall(value) is Reading.EMPTY


def test_an_empty_column():
    assert len(dates.read(cells(), ZONE).seconds) == 0


def test_summer_time_hours_twice_and_never():
    assert wall("2014-11-02 01:30", "America/Chicago") == "2014-11-02 01:30:00"
    first = dates.read(cells("2014-11-02 01:30"), "America/Chicago").seconds[0]
    assert first == 1414909800
    assert wall("2014-03-09 02:30", "America/Chicago") == "2014-03-09 03:00:00"


def test_fast_and_slow_ways_agree():
    rng = np.random.default_rng(0)
    moments = pd.to_datetime(rng.integers(1.4e9, 1.8e9, 500), unit="s")
    iso = cells(*moments.strftime("%Y-%m-%d %H:%M:%S"))
    slow = cells(*moments.strftime("%Y年%m月%d日 %H时%M分%S秒"))
    values = cells(*moments.to_pydatetime())
    a, b, c = (dates.read(x, ZONE).seconds for x in (iso, slow, values))
    assert (a == b).all() and (a == c).all()


def test_mixed_values_in_one_column():
    times = dates.read(
        cells("2026-11-18", "", dt.datetime(2026, 11, 18), pd.Timestamp("2026-11-18")), ZONE
    )
    assert times.reading.tolist() == [0, 1, 0, 0]
    assert len(set(times.seconds[[0, 2, 3]])) == 1


def test_80_000_iso_texts_below_half_a_second():
    base = pd.date_range("2025-01-01", periods=80_000, freq="7min").strftime("%Y-%m-%d %H:%M")
    start = time.process_time()
    assert dates.read(cells(*base), ZONE).is_ok.all()
    assert time.process_time() - start < 0.5


def test_local_day_of_an_instant():
    seconds = np.array([1794931199 + 1, 1794931199])
    days = dates.local_days(
        dates.read(cells("2026-11-18", "2026-11-17 23:59:59"), ZONE).seconds, ZONE
    )
    assert days[0] - days[1] == 1
    assert dates.local_days(seconds, "UTC").tolist() == [s // 86400 for s in seconds]
