"""The exported page: everything in it, nothing fetched, nothing of it believed to be a template."""

import dataclasses
import json
import re

import pytest

from layers import borders, events, heat, risk, stations, towns, venues, villages
from layers.backends import backends
from layers.backends.leaflet import draw
from layers.backends.leaflet_data import DASHES, layer_data
from layers.drawn import drawn
from layers.layer import Dash, Frame
from layers.map_view import Caption, MapView, Window
from layers.theme import INKS, Ground, palette
from tests.layers import world_of_frames as world

VIEW = MapView(
    window=Window(longitude=120.206, latitude=30.005, zoom=13.0),
    caption=Caption(
        title="清渚镇五色图",
        lines=("数据截至 2026年11月17日", "规则 2 版", "快照 abc"),
        notice="内部工作用图",
        is_demo=True,
    ),
)


@pytest.fixture(scope="module")
def frames():
    return world.frames()


@pytest.fixture(scope="module")
def layers(frames):
    usual = (risk, towns, villages, venues, borders, stations)
    return [drawn(module.LAYER, frames) for module in usual]


@pytest.fixture(scope="module")
def page(layers):
    return draw(VIEW, layers)


def given(page: str) -> dict:
    text = page[page.index("wusetuGiven=") + len("wusetuGiven=") :]
    return json.JSONDecoder().raw_decode(text.lstrip().replace("<\\/", "</"))[0]


def of(page: str, code: str) -> dict:
    return next(layer for layer in given(page)["layers"] if layer["code"] == code)


def test_it_is_a_backend_like_the_others():
    assert backends()["leaflet"].draw is draw
    assert backends()["leaflet"].makes == "text/html"


def test_no_file_is_asked_for(page):
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", page)
    assert not re.search(r"url\((?!#)", page)
    assert "@import" not in page and "sourceMappingURL" not in page
    for host in ("jsdelivr", "cdnjs", "jquery", "bootstrapcdn", "openstreetmap.org/"):
        assert host not in page


def test_the_page_says_where_it_comes_from(page):
    for words in ("清渚镇五色图", "数据截至 2026年11月17日", "规则 2 版", "快照 abc"):
        assert words in page
    for words in ("内部工作用图", "演示数据", "图例", "搜网格名称或编码"):
        assert words in page
    assert page.count("<title>") == 1


def test_every_layer_has_a_switch_topmost_first(page):
    switches = re.findall(r'id="switch-(\w+)" checked', page)
    assert switches == ["stations", "borders", "venues", "villages", "towns", "risk"]


def test_the_legend_counts_cells_and_rows(page, layers):
    body = re.sub(r"<svg.*?</svg>", "", page)
    rows = dict(re.findall(r"<td></td><td>([^<]+)</td><td>([\d,]+)</td>", body))
    digits = layers[0].digits
    assert rows["红　高"] == str(digits.count("1"))
    assert rows["样本不足"] == str(digits.count("6"))
    assert rows["300、500、1000 米圈"] == "6"


def test_colours_doubt_and_hatch_are_those_of_the_layer(page, layers):
    data, week = of(page, "risk"), layers[0].week
    assert data["fills"] == {str(k): palette().fill(k) for k in range(1, 6)}
    assert data["outer"] == "".join(week["outer"])
    assert data["inner"] == "".join(week["inner"])
    doubtful = {k for k in range(12) if data["outer"][k] != data["inner"][k]}
    assert {f["properties"]["i"] for f in data["insets"]["features"]} == doubtful
    assert set(data["words"]) == set("12345678")
    assert {'id="hatch-' + name for name in ("small_sample", "no_data", "not_applicable")} <= set(
        re.findall(r'id="hatch-\w+', page)
    )


def test_late_data_are_grey_without_doubt_or_numeral(layers):
    data = layer_data(dataclasses.replace(VIEW, is_stale=True), layers[0])
    assert set(data["fills"].values()) == {INKS[Ground.LIGHT].grey}
    assert data["outer"] == data["inner"]
    assert data["insets"]["features"] == [] == data["points"]["features"]


def test_rows_keep_number_class_and_stated_columns_only(page):
    for code, columns in (("venues", {"i", "k", "name"}), ("stations", {"i", "k", "name"})):
        for feature in of(page, code)["rows"]["features"]:
            assert set(feature["properties"]) <= columns
    for feature in of(page, "risk")["rows"]["features"]:
        assert set(feature["properties"]) == {"i", "code", "name"}


def test_no_coordinate_has_more_than_five_decimals(page):
    text = json.dumps([layer["rows"] for layer in given(page)["layers"]])
    assert not re.search(r"\d\.\d{6,}", text)


def test_lines_are_dashed_as_stated(page):
    marks = of(page, "borders")["marks"]
    assert [mark["dash"] for mark in marks] == [
        DASHES[Dash.CHAIN], DASHES[Dash.DOTTED], DASHES[Dash.DASHED]
    ]  # fmt: skip
    assert set(DASHES) == set(Dash)


def test_amounts_take_the_place_of_the_colours(frames, layers):
    made = draw(VIEW, [*layers, drawn(heat.LAYER, frames)])
    codes = [layer["code"] for layer in given(made)["layers"]]
    assert "heat" in codes and "risk" not in codes
    data = of(made, "heat")
    assert data["fills"]["0"] == INKS[Ground.LIGHT].panel
    assert data["fills"]["5"] == INKS[Ground.LIGHT].step5
    assert {data["hatch"][k] for k, d in enumerate(data["digits"]) if d == "6"} <= {"7"}
    assert "红　高" not in made


def test_a_weekly_count_is_written_in_its_disc(frames):
    data = layer_data(VIEW, drawn(events.LAYER, frames))
    written = [f["properties"]["label"] for f in data["labels"]["features"]]
    assert written and all(int(text) > 1 for text in written)


def test_names_are_text_and_never_code(frames, layers):
    units = frames[Frame.UNITS].copy()
    evil = '</script><script>alert(1)</script>{{ 7 * 7 }}{% for %}<b>"'
    units["name"] = evil
    sites = frames[Frame.SITES].assign(name=evil)
    bad = [
        drawn(module.LAYER, frames | {Frame.UNITS: units, Frame.SITES: sites})
        for module in (risk, villages, stations)
    ]
    made = draw(dataclasses.replace(VIEW, caption=Caption(title=evil, lines=(evil, evil))), bad)
    assert "</script><script>alert" not in made
    assert "{{ 7 * 7 }}" in made and "{% for %}" in made
    assert of(made, "risk")["rows"]["features"][0]["properties"]["name"] == evil


def test_equal_input_gives_an_equal_file(layers):
    assert draw(VIEW, layers) == draw(VIEW, layers)


def test_the_dark_ground_has_its_own_inks(layers):
    dark = dataclasses.replace(VIEW, ground=Ground.DARK, is_twin=True)
    made = draw(dark, layers)
    assert f"--panel:{INKS[Ground.DARK].panel}" in made
    assert of(made, "risk")["fills"]["1"] == palette(Ground.DARK, twin=True).fill(1)
    assert "深青" in made
