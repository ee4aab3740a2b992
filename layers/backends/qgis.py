"""QGIS 样式 The five colours, hatches and lines as QGIS styles (QML), from the same tokens.

A style is text that QGIS finds beside a layer, so that the map looks the same there at once.
Sizes are millimetres on paper; the hatches keep the spacing of the screen at 96 px to the inch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from layers.theme import FAMILY, HATCHES, INKS, Ground, Palette, palette, rgb
from vocab import COLOURS, DIGIT_OF_STATE, State
from words import say

MM_PER_PX = 25.4 / 96
SEAM_MM = 0.12
VERSION = "3.22"
# The column that carries the digit of a cell: 1 to 5 the level, then the three non-colours.
CLASS = "class"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One line of the legend: the value of the column, its words, the symbol's layers."""

    value: str
    label: str
    symbol: str


def risk(names: Mapping[str, str], *, is_twin: bool = False) -> str:
    """The style of the coloured cells; ``names`` are titles of the columns."""
    colours = palette(Ground.LIGHT, twin=is_twin)
    made = [
        Category(
            value=str(colour.level),
            label=say(
                "gis.colour",
                numeral=colour.numeral,
                name=_colour_name(colour.value, colours),
                word=say(f"ui.level.{colour.level}"),
            ),
            symbol=_fill(colours.fill(colour.level), INKS[Ground.LIGHT].seam),
        )
        for colour in COLOURS
    ]
    for state, digit in DIGIT_OF_STATE.items():
        made.append(
            Category(value=digit, label=say(f"ui.state.{state.value}"), symbol=_hatched(state))
        )
    return _document(_categorised(CLASS, made), names)


def changes(names: Mapping[str, str]) -> str:
    """The style of changed cells: a heavy edge and the sign of the direction; no fill."""
    inks = INKS[Ground.LIGHT]
    signs = {"up": "▲", "down": "▽", "state": "◇"}
    made = [
        Category(
            value=value,
            label=say(f"gis.moved.{value}", sign=sign),
            symbol=_edge(inks.t1, 0.7, "solid" if value == "up" else "dash"),
        )
        for value, sign in signs.items()
    ]
    return _document(_categorised("moved", made), names, label="sign", size=11)


def outline(names: Mapping[str, str], *, is_heavy: bool) -> str:
    """The style of villages (thin, named) or towns (heavy, named)."""
    inks = INKS[Ground.LIGHT]
    ink, width, size = (inks.border, 0.8, 13) if is_heavy else (inks.village, 0.35, 9)
    symbol = _symbol("0", _edge(ink, width, "solid"))
    renderer = f'<renderer-v2 type="singleSymbol"><symbols>{symbol}</symbols></renderer-v2>'
    return _document(renderer, names, label="name", size=size)


def _colour_name(name: str, colours: Palette) -> str:
    if colours.is_twin and name == COLOURS[-1].value:
        return say("ui.colour.green_twin_light")
    return say(f"ui.colour.{name}")


def _document(renderer: str, names: Mapping[str, str], *, label: str = "", size: int = 0) -> str:
    aliases = "".join(
        f'<alias field={quoteattr(field)} index="{k}" name={quoteattr(title)}/>'
        for k, (field, title) in enumerate(names.items())
    )
    written = _labels(label, size) if label else ""
    return (
        "<!DOCTYPE qgis>\n"
        f'<qgis version="{VERSION}" styleCategories="Symbology|Labeling|Fields" '
        f'labelsEnabled="{int(bool(label))}">{renderer}{written}'
        f"<aliases>{aliases}</aliases></qgis>"
    )


def _categorised(attribute: str, categories: Iterable[Category]) -> str:
    listed, symbols = "", ""
    for number, one in enumerate(categories):
        listed += (
            f"<category value={quoteattr(one.value)} label={quoteattr(one.label)} "
            f'symbol="{number}" render="true" type="string"/>'
        )
        symbols += _symbol(str(number), one.symbol)
    return (
        f'<renderer-v2 type="categorizedSymbol" attr="{attribute}" enableorderby="0">'
        f"<categories>{listed}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def _symbol(name: str, layers: str, kind: str = "fill") -> str:
    return f'<symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1">{layers}</symbol>'


def _layer(kind: str, options: Mapping[str, str], inner: str = "") -> str:
    pairs = "".join(
        f'<Option type="QString" name="{name}" value="{value}"/>' for name, value in options.items()
    )
    # QGIS before 3.26 reads <prop>, later versions read <Option>.
    older = "".join(f'<prop k="{name}" v="{value}"/>' for name, value in options.items())
    return (
        f'<layer class="{kind}" enabled="1" locked="0" pass="0">'
        f'<Option type="Map">{pairs}</Option>{older}{inner}</layer>'
    )


def _rgba(colour: str) -> str:
    return ",".join(map(str, (*rgb(colour), 255)))


def _fill(colour: str, edge: str) -> str:
    options = {
        "color": _rgba(colour),
        "style": "solid",
        "outline_color": _rgba(edge),
        "outline_style": "solid",
        "outline_width": f"{SEAM_MM}",
        "outline_width_unit": "MM",
        "joinstyle": "round",
    }
    return _layer("SimpleFill", options)


def _edge(colour: str, width_mm: float, style: str) -> str:
    options = {
        "line_color": _rgba(colour),
        "line_style": style,
        "line_width": f"{width_mm}",
        "line_width_unit": "MM",
        "joinstyle": "round",
        "capstyle": "round",
    }
    return _layer("SimpleLine", options)


def _hatched(state: State) -> str:
    """Paper below, then lines at 45° (both ways for no data) or dots, as everywhere."""
    inks = INKS[Ground.LIGHT]
    paper = _fill(inks.panel, inks.edge)
    step, width = (value * MM_PER_PX for value in HATCHES[state])
    if state is State.NOT_APPLICABLE:
        return paper + _dots(step, width, inks.hatch)
    angles = (45, 135) if state is State.NO_DATA else (45,)
    return paper + "".join(_lines(angle, step, width, inks.hatch) for angle in angles)


def _lines(angle: int, step: float, width: float, ink: str) -> str:
    options = {
        "angle": str(angle),
        "distance": f"{step:.2f}",
        "distance_unit": "MM",
        "line_width": f"{width:.2f}",
        "line_width_unit": "MM",
        "color": _rgba(ink),
    }
    return _layer(
        "LinePatternFill", options, _symbol("@l", _edge(ink, round(width, 2), "solid"), "line")
    )


def _dots(step: float, width: float, ink: str) -> str:
    options = {
        "distance_x": f"{step:.2f}",
        "distance_y": f"{step:.2f}",
        "distance_x_unit": "MM",
        "distance_y_unit": "MM",
    }
    marker = {
        "name": "circle",
        "color": _rgba(ink),
        "outline_style": "no",
        "size": f"{2 * width:.2f}",
        "size_unit": "MM",
    }
    inner = _symbol("@d", _layer("SimpleMarker", marker), "marker")
    return _layer("PointPatternFill", options, inner)


def _labels(column: str, size: int) -> str:
    inks = INKS[Ground.LIGHT]
    halo = f'<text-buffer bufferDraw="1" bufferSize="0.8" bufferColor="{_rgba(inks.panel)}"/>'
    style = (
        f'<text-style fieldName="{column}" fontFamily="{FAMILY}" fontSize="{size}" '
        f'fontSizeUnit="Point" textColor="{_rgba(inks.t1)}" isExpression="0">{halo}</text-style>'
    )
    return (
        f'<labeling type="simple"><settings calloutType="simple">{style}'
        '<placement placement="1" centroidInside="1" polygonPlacementFlags="2"/>'
        '<rendering drawLabels="1" obstacle="1"/></settings></labeling>'
    )
