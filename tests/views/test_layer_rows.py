"""The panel's markup: plain controls, every value escaped; marks as small drawings."""

import re

from layers import discover
from layers.drawn import KeyLine
from layers.layer import Mark
from views.components.layer_key import legend, swatch, unavailable
from views.components.layer_rows import Row, rows_html

EVIL = '<img src=x onerror="alert(1)">'


def test_a_row_is_a_labelled_box():
    html = rows_html([Row(code="venues", title="场馆周边", is_on=True)])
    assert re.search(r"<label><input type=\"checkbox\"[^>]+checked><span>场馆周边</span>", html)
    off = rows_html([Row(code="venues", title="场馆周边", is_on=False, strength=60, below="x")])
    assert "checked" not in off and "range" not in off and ">x" not in off


def test_controls_speak_to_those_who_cannot_see():
    html = rows_html([Row(code="a", title="甲", is_on=True, strength=60, may_rise=True)])
    for control in re.findall(r"<(?:input type=\"range\"|button|select)[^>]*>", html):
        assert re.search(r'aria-label="[^"]*甲', control)
    assert 'value="60"' in html


def test_choices_mark_the_chosen_one():
    choices = (("alert", "有效警情"), ("petition", "信访矛调"))
    html = rows_html([Row(code="h", title="热度", is_on=True, choices=choices, choice="petition")])
    assert '<option value="petition" selected>信访矛调</option>' in html
    assert html.count("selected") == 1


def test_every_value_is_escaped():
    row = Row(
        code=EVIL, title=EVIL, is_on=True, strength=40, may_rise=True, choices=((EVIL, EVIL),)
    )
    assert "<img" not in rows_html([row]) + unavailable(EVIL)
    assert "<img" not in legend([], EVIL)


def test_every_mark_of_every_layer_has_a_drawing():
    for layer in discover():
        for mark in layer.style.marks:
            body = re.sub(r"^<svg[^>]*>|</svg>$", "", swatch(mark))
            assert bool(body) == bool(mark.title), layer.code


def test_a_legend_line_has_mark_words_and_number():
    lines = [KeyLine(mark=Mark(width_px=2), title="layer.venues.site", count=1234)]
    html = legend(lines, "说明")
    assert "场馆" in html and "1,234" in html and "说明" in html and "<line" in html


def test_the_way_out_is_an_own_address_and_there_only_when_offered():
    row = Row(code="a", title="甲", is_on=True)
    assert "<a " not in rows_html([row])
    html = rows_html([row], "/api/map.html?area=1&week=2")
    assert 'href="/api/map.html?area=1&amp;week=2" download' in html
