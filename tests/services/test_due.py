"""What is due: each closed week once, whole or not at all, by one at a time."""

import json
import shutil

import pytest

from errors import BusyError, NotAllowedError, RefusedError
from services import access, due, scoring
from services.access import OPERATOR
from services.outgoing import Order
from services.working import at_work
from services.workspace import opened
from settings import Settings

KINDS = ("xlsx", "shp")


@pytest.fixture
def town(scored_town):
    """The small town with its first two weeks closed."""
    for week in ("2026-09-01", "2026-09-08"):
        scoring.close(scored_town, OPERATOR, week=week, gap_reason="试")
    return scored_town


@pytest.fixture
def shelf(tmp_path):
    """Where the weeks' folders come to stand; beside the data folder."""
    return tmp_path / "weeks"


def test_every_closed_week_gets_its_folder_once(town, shelf):
    made = due.run(town, OPERATOR, shelf, KINDS, Order())
    assert [one["week"] for one in made] == ["2026-09-01", "2026-09-08"]
    manifest = json.loads((shelf / "2026-09-01" / "manifest.json").read_text("utf-8"))
    assert manifest["week"] == "2026-09-01"
    assert {one["kind"] for one in manifest["files"]} == set(KINDS)
    before = {one: one.stat().st_mtime_ns for one in shelf.rglob("*")}
    assert due.run(town, OPERATOR, shelf, KINDS, Order()) == []
    assert {one: one.stat().st_mtime_ns for one in shelf.rglob("*")} == before


def test_a_week_closed_later_is_due_then(town, shelf):
    due.run(town, OPERATOR, shelf, KINDS, Order())
    scoring.close(town, OPERATOR, week="2026-09-15", gap_reason="试")
    assert [one["week"] for one in due.run(town, OPERATOR, shelf, KINDS, Order())] == ["2026-09-15"]


def test_a_folder_made_again_is_the_same_to_the_byte(town, shelf):
    due.run(town, OPERATOR, shelf, KINDS, Order())
    week = shelf / "2026-09-08"
    first = {one.name: one.read_bytes() for one in week.rglob("*.*")}
    shutil.rmtree(week)
    due.run(town, OPERATOR, shelf, KINDS, Order())
    assert {one.name: one.read_bytes() for one in week.rglob("*.*")} == first


def test_weeks_before_a_day_can_be_left_alone(town, shelf):
    made = due.run(town, OPERATOR, shelf, KINDS, Order(), since="2026-09-02")
    assert [one["week"] for one in made] == ["2026-09-08"]
    with pytest.raises(RefusedError):
        due.run(town, OPERATOR, shelf, KINDS, Order(), since="九月")


def test_what_was_broken_off_is_made_anew(town, shelf):
    half = shelf / "2026-09-01.part"
    half.mkdir(parents=True)
    (half / "left.txt").write_text("x")
    due.run(town, OPERATOR, shelf, KINDS, Order())
    assert not half.exists()
    assert not (shelf / "2026-09-01" / "left.txt").exists()
    assert (shelf / "2026-09-01" / "manifest.json").exists()


def test_a_failure_leaves_no_folder_behind(town, shelf, monkeypatch):
    def broken(*args, **kwargs):
        raise RefusedError("export.nothing", known="")

    monkeypatch.setattr(due.exports, "make", broken)
    with pytest.raises(RefusedError):
        due.run(town, OPERATOR, shelf, KINDS, Order())
    assert not shelf.exists()
    monkeypatch.undo()
    # The place was left, too.
    assert len(due.run(town, OPERATOR, shelf, KINDS, Order())) == 2


def test_two_at_once_are_refused_but_an_import_is_not(town, shelf):
    with at_work(town, OPERATOR, due.PLACE), pytest.raises(BusyError):
        due.run(town, OPERATOR, shelf, KINDS, Order())
    assert not shelf.exists()
    scoring.close(town, OPERATOR, week="2026-09-15", gap_reason="试")


def test_who_may_not_export_is_refused_before_anything_is_made(demo_folder, shelf):
    ws = opened(Settings(data=demo_folder))
    with pytest.raises(NotAllowedError):
        due.run(ws, access.viewer_of(ws, "leader"), shelf, KINDS, Order())
    ws.store.close()
    assert not shelf.exists()


def test_a_place_that_cannot_be_written_is_refused(town, shelf):
    shelf.mkdir()
    (shelf / "file").write_text("x")
    with pytest.raises(RefusedError) as caught:
        due.run(town, OPERATOR, shelf / "file", KINDS, Order())
    assert caught.value.code == "sheet.not_written"
