"""Which profile a file goes by: by its headers, whatever its sheet, encoding or title rows."""

from __future__ import annotations

import pytest
import xlsxwriter

from errors import NotAllowedError, RefusedError
from services import guessing
from services.access import OPERATOR
from services.guessing import guess
from tests.services import small_town as town


@pytest.fixture
def ws(small_town):
    folder = small_town.settings.data / "profiles"
    folder.mkdir()
    for name, text in {"events": town.feed("police"), "people": town.POPULATION}.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return small_town


def book(file, sheets):
    made = xlsxwriter.Workbook(str(file))
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    made.close()
    return file


HEADS = ["编号", "指标", "时间", "经度", "纬度", "网格", "备注"]


def test_the_profile_whose_columns_are_there_comes_first(ws):
    events = town.written(ws, town.events("警情", "A", 1.0).to_csv(index=False), ".csv")
    people = town.written(ws, town.people().to_csv(index=False), ".csv")
    for file, name in ((events, "police_feed"), (people, "p")):
        first, second = guess(ws, OPERATOR, file).matches
        assert first.saved.profile.name == name
        assert first.is_whole and not first.missing
        assert second.missing and not second.is_whole
        assert first.wanted == len(first.found)


def test_the_sheet_and_the_row_of_the_headers_are_found(ws, tmp_path):
    sheets = {"说明": [["请勿修改"]], "数据": [["台账"], [], HEADS, ["A1"]]}
    first = guess(ws, OPERATOR, book(tmp_path / "a.xlsx", sheets)).matches[0]
    assert (first.sheet, first.header_row) == ("数据", 3)
    assert first.unused == ("备注",)
    assert first.found == tuple(HEADS[:-1])


def test_a_row_that_is_given_is_taken(ws, tmp_path):
    file = book(tmp_path / "a.xlsx", {"数据": [["台账"], HEADS, ["A1"]]})
    found = guess(ws, OPERATOR, file)
    wrong = guessing.match(found.peek.sheets[0], found.matches[0].saved, 1)
    assert wrong.header_row == 1 and len(wrong.missing) == 6
    assert guessing.match(found.peek.sheets[0], found.matches[0].saved, None).is_whole


def test_headers_are_compared_without_spaces_and_width(ws, tmp_path):
    heads = ["编 号", "指标", "时间 ", "经度", "纬度", "网格"]
    file = book(tmp_path / "a.xlsx", {"数据": [heads]})
    assert guess(ws, OPERATOR, file).matches[0].is_whole


def test_missing_headers_are_named_with_their_alternatives(ws, tmp_path):
    file = book(tmp_path / "a.xlsx", {"数据": [["编号", "指标", "时间"]]})
    first = guess(ws, OPERATOR, file).matches[0]
    assert first.saved.profile.name == "police_feed"
    assert set(first.missing) == {"经度", "纬度", "网格"}


def test_a_boundary_file_is_matched_by_its_layers(ws, tmp_path):
    folder = ws.settings.data / "profiles"
    (folder / "b.toml").write_text(town.BOUNDARIES, encoding="utf-8")
    file = town.write_boundaries(tmp_path / "b.gpkg")
    first = guess(ws, OPERATOR, file).matches[0]
    assert first.saved.profile.name == "b" and first.is_whole


def test_no_profiles_give_no_matches(small_town, tmp_path):
    file = book(tmp_path / "a.xlsx", {"数据": [HEADS]})
    assert guess(small_town, OPERATOR, file).matches == ()


def test_choices_become_part_of_the_profile(ws, tmp_path):
    file = book(tmp_path / "a.xlsx", {"数据": [HEADS]})
    saved = guess(ws, OPERATOR, file).matches[0].saved
    assert guessing.chosen(saved, {"datum": "bd09"}).datum.value == "bd09"
    assert saved.profile.datum.value == "wgs84"


def test_who_may_not_import_may_not_look(ws, tmp_path):
    with pytest.raises(NotAllowedError):
        guess(ws, town.who(ws, "leader"), tmp_path / "a.csv")
    with pytest.raises(RefusedError):
        guess(ws, OPERATOR, tmp_path / "a.csv")
