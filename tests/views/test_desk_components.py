"""The small components of the desk: markup escaped, words in it, little sent."""

import json

from hypothesis import given
from hypothesis import strategies as st

from views.components.copy_link import copy_html
from views.components.legend import ladder
from views.components.map_tools import corners_of, tools_html, whole_text, zoom_html
from views.components.week_band import Bar, band_data
from vocab import State


def bars(count: int) -> list[Bar]:
    return [
        Bar(day=f"2026-01-{k:02d}", name="2026.11.11—11.17", reds=k, is_provisional=k == count)
        for k in range(1, count + 1)
    ]


def test_the_tools_have_words_and_begin_by_pointing():
    html = tools_html()
    for words in ("点选", "框选", "圈画", "千米", "Esc"):
        assert words in html
    assert html.count("<button") == 5 and html.index("点选") < html.index("框选")
    assert "\n" not in html


@given(st.recursive(st.none() | st.text() | st.floats(), st.lists, max_leaves=6))
def test_whatever_a_browser_tells_is_corners_or_nothing(told):
    for lon, lat in corners_of(told):
        assert isinstance(lon, float) and isinstance(lat, float)


def test_corners_come_as_pairs():
    assert corners_of([[120, 30], [121.5, 31]]) == [(120.0, 30.0), (121.5, 31.0)]
    assert corners_of("ab") == [] and corners_of([[1, 2, 3]]) == []


def test_the_whole_area_is_one_line():
    told = json.loads(whole_text((1, 2, 3, 4), (2, 3, 11.5)))
    assert told == {"bounds": [1, 2, 3, 4], "window": [2, 3, 11.5]}


def test_a_year_of_weeks_is_little_to_send():
    text = band_data(bars(52), "2026-01-52", 52, (13, 26, 52))
    assert len(text.encode()) < 4_000
    told = json.loads(text)
    assert [week[2] for week in told["weeks"]] == list(range(1, 53))
    assert "近 52 周红色网格" in told["words"]["label"]


def test_an_address_to_copy_is_escaped():
    html = copy_html('/?a="><b>')
    assert "<b>" not in html and "&quot;&gt;&lt;b&gt;" in html


def test_a_legend_that_filters_says_which_rows_are_on():
    levels, states = {1: 3, 2: 5}, {State.NO_DATA: 2}
    plain = ladder(levels, states)
    assert "<button" not in plain and "ws-dim" not in plain
    switches = ladder(levels, states, only="1")
    assert switches.count('aria-pressed="true"') == 1
    assert switches.count("ws-dim") == 7
    assert "ws-dim" not in ladder(levels, states, only="")


def test_zoom_buttons_have_words():
    html = zoom_html()
    assert 'aria-label="放大"' in html and 'aria-label="缩小"' in html
    assert html.count("<button") == 2
    assert html in tools_html()
