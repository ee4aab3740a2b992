"""Office files without a clock: whenever they were written, equal content is equal bytes."""

import datetime as dt
import io
import zipfile

import xlsxwriter

from reports.settled import EPOCH, settled

MADE = dt.datetime(2026, 11, 17, 19, 0)


def workbook(year):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as file:
        file.set_properties({"created": dt.datetime(year, 1, 1)})
        file.add_worksheet().write(0, 0, 7)
    return target.getvalue()


def package(year, second):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        moment = (year, 5, 6, 7, 8, second)
        core = f'<x><dcterms:created xsi:type="t">{year}-05-06T00:00:00Z</dcterms:created></x>'
        file.writestr(zipfile.ZipInfo("docProps/core.xml", moment), core)
        file.writestr(zipfile.ZipInfo("ppt/embeddings/a.xlsx", moment), workbook(year))
        file.writestr(zipfile.ZipInfo("ppt/slide1.xml", moment), "<p>2020-05-06</p>")
    return target.getvalue()


def test_the_time_of_writing_leaves_no_trace():
    assert package(2020, 2) != package(2021, 4)
    assert settled(package(2020, 2), MADE) == settled(package(2021, 4), MADE)


def test_content_and_order_stay_and_the_week_is_the_date():
    with zipfile.ZipFile(io.BytesIO(settled(package(2020, 2), MADE))) as file:
        assert file.namelist() == ["docProps/core.xml", "ppt/embeddings/a.xlsx", "ppt/slide1.xml"]
        assert {one.date_time for one in file.infolist()} == {EPOCH}
        assert file.read("ppt/slide1.xml") == b"<p>2020-05-06</p>"
        assert b"2026-11-17T19:00:00Z" in file.read("docProps/core.xml")
        inner = zipfile.ZipFile(io.BytesIO(file.read("ppt/embeddings/a.xlsx")))
        assert b"2026-11-17T19:00:00Z" in inner.read("docProps/core.xml")


def test_another_week_is_another_file():
    other = dt.datetime(2026, 11, 24, 19, 0)
    assert settled(package(2020, 2), MADE) != settled(package(2020, 2), other)
