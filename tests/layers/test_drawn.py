"""One layer on a viewer's frames: digits, labels, legend, order."""

import pytest
import shapely

from layers import borders, discover, events, heat, no_data, risk, venues, volume
from layers.drawn import drawn, in_order, key_lines
from layers.layer import Frame
from tests.layers import world_of_frames as world


@pytest.fixture(scope="module")
def frames():
    return world.frames()


def test_a_week_gives_a_digit_per_row(frames):
    one = drawn(risk.LAYER, frames)
    assert len(one.digits) == len(one.rows) == 12
    assert set(one.digits) <= set("12345678")
    hidden = frames | {Frame.SCORES: frames[Frame.SCORES].iloc[:5]}
    assert drawn(risk.LAYER, hidden).digits[5:] == "." * 7


def test_rows_without_a_week_have_their_class(frames):
    one = drawn(venues.LAYER, frames)
    assert one.digits == "11101110"
    assert one.labels[3] == "◆ 演示体育馆"


def test_a_legend_counts_the_rows_of_each_mark(frames):
    lines = key_lines(drawn(venues.LAYER, frames))
    assert [(line.title, line.count) for line in lines] == [
        ("layer.venues.site", 2),
        ("layer.venues.rings", 6),
    ]
    assert key_lines(drawn(risk.LAYER, frames)) == ()


def test_of_two_bases_the_later_one_lies_at_the_bottom(frames):
    made = [drawn(one, frames) for one in (venues.LAYER, risk.LAYER, heat.LAYER)]
    assert [one.layer.code for one in in_order(made)] == ["heat", "venues"]


def test_a_base_is_never_faint(frames):
    assert drawn(heat.LAYER, frames, opacity=0.3).opacity == 1.0
    assert drawn(venues.LAYER, frames, opacity=0.3).opacity == 0.3


def test_heat_tells_none_from_unknown_and_hides_the_rest(frames):
    counts = frames[Frame.COUNTS].copy()
    counts["count"] = [0, 1, 2, 3, 5, 6, 9, 10, 19, 20, 500, float("nan")]
    assert drawn(heat.LAYER, frames | {Frame.COUNTS: counts}).digits == "011223344556"
    fewer = frames | {Frame.COUNTS: counts.iloc[:2]}
    assert drawn(heat.LAYER, fewer).digits == "01" + "." * 10
    assert drawn(volume.LAYER, frames | {Frame.COUNTS: counts}).digits == ".0011223344."


def test_grids_without_a_report_are_lined(frames):
    one = drawn(no_data.LAYER, frames)
    assert one.digits == ".01" * 4
    assert one.week is not None and one.week["sources"].iloc[2] == "警情、信访"
    cells = drawn(risk.LAYER, frames).rows.geometry.to_numpy()
    assert shapely.covers(shapely.buffer(cells, 1e-9), one.rows.geometry.to_numpy()).all()


def test_events_close_together_become_one_disc(frames):
    table = frames[Frame.EVENTS].iloc[[0, 1, 2]].copy()
    table["lon"], table["lat"] = [120.2001, 120.2002, 120.25], [30.0001, 30.0002, 30.0]
    table["level"], table["is_open"] = ["normal", "urgent", "joint"], [True, True, False]
    one = drawn(events.LAYER, {Frame.EVENTS: table})
    assert sorted(zip(one.digits, one.labels, strict=True)) == [("0", "2"), ("5", "")]


def test_a_border_belongs_to_two_towns(frames):
    one = drawn(borders.LAYER, frames)
    assert one.digits == "012"
    assert one.labels[0].count("—") == 1
    towns = frames[Frame.TOWNS]["geometry"].to_numpy()
    line = one.rows.geometry.iloc[0]
    assert line.length > 0
    assert all(line.distance(town) < 1e-6 for town in towns)


def test_every_layer_is_found_once():
    codes = [layer.code for layer in discover()]
    assert len(codes) == len(set(codes)) == 13
