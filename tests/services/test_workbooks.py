"""The spreadsheet of a week: its numbers are those of the snapshot, small ones are not in it."""

import io
import shutil
from dataclasses import replace

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from errors import NotAllowedError
from services import access, comparing, outgoing, situation, wording, workbooks
from services.outgoing import Order
from services.workspace import opened
from settings import Settings
from store import audit
from vocab import COLOURS
from words import say

TOWN = "330109106"
NONE = "—"


@pytest.fixture(scope="module")
def ws(demo_folder, tmp_path_factory):
    """A copy of the demo whose audit these tests write."""
    folder = tmp_path_factory.mktemp("workbooks") / "data"
    shutil.copytree(demo_folder, folder)
    one = opened(Settings(data=folder))
    yield one
    one.store.close()


@pytest.fixture(scope="module")
def analyst(ws):
    return access.viewer_of(ws, "analyst")


@pytest.fixture(scope="module")
def out(ws, analyst):
    return outgoing.of(ws, analyst, Order(prefix=TOWN))


@pytest.fixture(scope="module")
def body(out):
    return workbooks.make(out)


def rows(body, key):
    file = CalamineWorkbook.from_filelike(io.BytesIO(body))
    _, head, *lines = file.get_sheet_by_name(say(f"workbook.sheet.{key}")).to_python()
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_every_grid_stands_in_it_with_its_colour(body, out):
    found = rows(body, "grids")
    grids = out.seen.grids
    assert [row["网格编码"] for row in found] == grids["code"].tolist()
    expected = [wording.colour(g.level, g.state) for g in grids.itertuples()]
    assert [row["颜色"] for row in found] == expected
    counts = [sum(row["颜色"] == say(f"ui.colour.{c.value}") for row in found) for c in COLOURS]
    assert counts == list(out.seen.per_colour.values())


def test_a_number_drawn_at_random_is_the_snapshots(body, out):
    found = rows(body, "grids")
    grids = out.seen.grids
    columns = {"指数": "index", "居民（人）": "residents", "有效警情（件）": "count_alert"}
    rng = np.random.default_rng(20261117)
    for place in rng.integers(0, len(grids), 60).tolist():
        for title, name in columns.items():
            value = float(grids[name].iloc[place])
            assert found[place][title] == (NONE if np.isnan(value) else value)


def test_no_small_count_leaves_the_house_whoever_asks(body, ws, analyst, out):
    exact = situation.view(ws, analyst, week=out.week, prefix=TOWN).grids
    for title, name in (("行政处罚（件）", "count_penalty"), ("有效警情（件）", "count_alert")):
        told = [row[title] for row in rows(body, "grids")]
        small = (exact[name] > 0) & (exact[name] < out.seen.policy.suppress_below)
        assert small.any()
        assert {told[place] for place in np.flatnonzero(small)} == {NONE}
    areas = rows(body, "areas")
    assert {row["本周"] for row in areas if isinstance(row["本周"], float)}.isdisjoint(
        {1.0, 2.0, 3.0, 4.0}
    )


def test_the_changes_are_those_of_the_map(body, out):
    seen = out.seen
    listed = [*seen.risen, *seen.fallen, *seen.state_changed]
    found = rows(body, "changes")
    assert [row["网格编码"] for row in found] == [one.code for one in listed]
    assert [row["主要原因"] for row in found] == [one.reason for one in listed]
    assert found[0]["方向"] == "▲ 升"


def test_the_indicators_are_those_of_the_page(body, ws, out):
    made = comparing.compare(ws, out.viewer, out.seen)
    found = rows(body, "indicators")
    assert [row["环比"] for row in found] == [one.previous for one in made.rows]
    assert [row["同比"] for row in found] == [one.yearly for one in made.rows]
    assert [row["本周"] for row in found] == [one.now for one in made.rows]


def test_the_definitions_say_where_it_comes_from(body, out):
    text = " ".join(str(row["内容"]) for row in rows(body, "definitions"))
    assert out.seen.snapshot in text
    assert out.seen.policy.hash in text
    assert say("ui.demo") in text
    assert "2026年11月10日（周二）24:00" in text
    assert "小于 5" in text


def test_surroundings_are_there_where_there_are_any(body, ws, analyst):
    names = CalamineWorkbook.from_filelike(io.BytesIO(body)).sheet_names
    assert say("workbook.sheet.venues") in names
    assert say("workbook.sheet.borders") not in names
    border = workbooks.make(outgoing.of(ws, analyst, Order(prefix="330482102")))
    sides = rows(border, "borders")
    assert {row["一侧"] for row in sides} == {"新埭镇", "枫泾镇"}
    # What happened on the other side is not this town's to tell.
    assert {row["事件（件）"] for row in sides if row["一侧"] == "枫泾镇"} == {NONE}
    assert rows(border, "cases")[-1]["主题"] == say("border.case_sum")


def test_equal_snapshots_are_equal_bytes_and_other_weeks_are_not(body, ws, analyst, out):
    assert workbooks.make(outgoing.of(ws, analyst, Order(prefix=TOWN, week=out.week))) == body
    assert workbooks.make(outgoing.of(ws, analyst, Order(prefix=TOWN, week="2026-11-03"))) != body


def test_the_friendly_colours_name_the_fifth_as_it_is_drawn(ws, analyst):
    made = workbooks.make(outgoing.of(ws, analyst, Order(prefix=TOWN, is_twin=True)))
    told = {row["颜色"] for row in rows(made, "grids")}
    assert say("ui.colour.green_twin_light") in told
    assert say("ui.colour.green") not in told


def test_each_file_is_put_on_record(ws, out):
    workbooks.make(out)
    with ws.store.read() as tx:
        row = audit.listed(tx, limit=1).iloc[0]
    assert (row["object"], row["rows"], row["by"]) == ("export xlsx", 560, "analyst")
    assert out.week in row["filter"]


def test_who_may_not_export_gets_nothing(ws):
    with pytest.raises(NotAllowedError):
        outgoing.of(ws, replace(access.viewer_of(ws, "leader")), Order(prefix=TOWN))
