import datetime as dt

from store.ingest.entries import Entries
from vocab import Datum, day_number


def test_values_of_the_wrong_kind_are_collected():
    entries = Entries({"a": {"x": 1}, "b": [[1]], "c": 1, "d": [1], "e": True, "f": "x"}, "")
    assert entries.text("a") == "" and entries.texts("b") == ()
    assert entries.table("c").keys() == [] and entries.tables("d") == []
    assert entries.number("e") is None and entries.tables("c") == []
    assert entries.choice("f", Datum, Datum.BD09) is Datum.BD09
    assert [fault.values["key"] for fault in entries.faults] == ["a", "b", "c", "d", "e", "f"]


def test_a_fault_is_told_once_with_its_full_path():
    entries = Entries({"columns": {"lon": {}}}, "")
    for _ in range(2):
        entries.table("columns").text("lon")
    assert [fault.values["key"] for fault in entries.faults] == ["columns.lon"]


def test_days_as_dates_moments_and_text():
    day = dt.date(2026, 11, 18)
    table = {"a": day, "b": dt.datetime(2026, 11, 18, 8), "c": "2026-11-18"}
    entries = Entries(table, "")
    assert {entries.day(key) for key in table} == {day_number(day)}
    assert entries.day("none") is None and not entries.faults


def test_defaults_and_lists():
    entries = Entries({"a": ["x", " y ", ""]}, "")
    assert entries.texts("a") == ("x", "y") and entries.texts("b") == ()
    assert entries.choice("b", Datum, None, needed=False) is None and "a" in entries
