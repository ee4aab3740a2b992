"""The styles QGIS reads: well-formed, the five colours of the tokens, hatches for the rest."""

from xml.etree import ElementTree

import pytest

from layers.backends import qgis
from layers.theme import INKS, Ground, palette, rgb
from vocab import COLOURS, DIGIT_OF_STATE, State
from words import say

NAMES = {"code": "网格编码", "name": '名称 "A" <b> & 其他'}


def parsed(text):
    return ElementTree.fromstring(text.split("\n", 1)[1])


def colour(text):
    return ",".join(map(str, (*rgb(text), 255)))


def options(symbol, kind):
    """The options of every layer of a kind, outermost first."""
    return [
        {one.get("name"): one.get("value") for one in layer.find("Option")}
        for layer in symbol.iter("layer")
        if layer.get("class") == kind
    ]


@pytest.fixture(params=[False, True])
def is_twin(request):
    return request.param


def test_the_five_classes_have_exactly_the_colours_of_the_map(is_twin):
    root = parsed(qgis.risk(NAMES, is_twin=is_twin))
    renderer = root.find("renderer-v2")
    assert renderer.get("attr") == qgis.CLASS
    symbols = {one.get("name"): one for one in renderer.find("symbols")}
    fills = {}
    for category in renderer.find("categories"):
        fills[category.get("value")] = options(symbols[category.get("symbol")], "SimpleFill")
    for one in COLOURS:
        expected = colour(palette(Ground.LIGHT, twin=is_twin).fill(one.level))
        assert fills[str(one.level)][0]["color"] == expected
    for digit in DIGIT_OF_STATE.values():
        assert fills[digit][0]["color"] == colour(INKS[Ground.LIGHT].panel)


def test_what_has_no_colour_has_the_hatch_of_its_state():
    renderer = parsed(qgis.risk(NAMES)).find("renderer-v2")
    symbols = {one.get("name"): one for one in renderer.find("symbols")}
    hatch = {}
    for category in renderer.find("categories"):
        symbol = symbols[category.get("symbol")]
        lines = [one["angle"] for one in options(symbol, "LinePatternFill")]
        hatch[category.get("value")] = (lines, len(options(symbol, "PointPatternFill")))
    assert hatch[DIGIT_OF_STATE[State.SMALL_SAMPLE]] == (["45"], 0)
    assert hatch[DIGIT_OF_STATE[State.NO_DATA]] == (["45", "135"], 0)
    assert hatch[DIGIT_OF_STATE[State.NOT_APPLICABLE]] == ([], 1)
    assert all(hatch[str(one.level)] == ([], 0) for one in COLOURS)


def test_the_legend_says_numeral_colour_and_word(is_twin):
    categories = parsed(qgis.risk(NAMES, is_twin=is_twin)).find("renderer-v2/categories")
    labels = [one.get("label") for one in categories]
    assert labels[0] == "Ⅰ 红（高）"
    assert labels[4] == ("Ⅴ 浅青（低）" if is_twin else "Ⅴ 绿（低）")
    assert labels[5:] == [say(f"ui.state.{state.value}") for state in DIGIT_OF_STATE]


@pytest.mark.parametrize(
    "text",
    [
        qgis.risk(NAMES),
        qgis.changes(NAMES),
        qgis.outline(NAMES, is_heavy=True),
        qgis.outline({}, is_heavy=False),
    ],
)
def test_every_style_is_well_formed_and_old_and_new_versions_find_the_same(text):
    root = parsed(text)
    assert root.tag == "qgis"
    for layer in root.iter("layer"):
        new = {one.get("name"): one.get("value") for one in layer.find("Option")}
        assert {one.get("k"): one.get("v") for one in layer.findall("prop")} == new
    titles = {one.get("field"): one.get("name") for one in root.iter("alias")}
    assert titles in ({}, NAMES)


def test_changes_have_an_edge_and_a_sign_and_no_fill():
    root = parsed(qgis.changes(NAMES))
    values = [one.get("value") for one in root.iter("category")]
    assert values == ["up", "down", "state"]
    assert [one.get("class") for one in root.iter("layer")] == ["SimpleLine"] * 3
    assert root.find("labeling/settings/text-style").get("fieldName") == "sign"


def test_towns_are_heavier_than_villages_and_both_are_named():
    widths, sizes = [], []
    for is_heavy in (True, False):
        root = parsed(qgis.outline(NAMES, is_heavy=is_heavy))
        widths.append(float(options(root, "SimpleLine")[0]["line_width"]))
        style = root.find("labeling/settings/text-style")
        assert style.get("fieldName") == "name"
        sizes.append(int(style.get("fontSize")))
    assert widths[0] > widths[1]
    assert sizes[0] > sizes[1]
