"""幻灯片部件 Text, tables and charts of a slide: native, editable, in the product's inks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from layers.theme import INKS, Ground, palette
from reports.document import Panel, Runs, Table, plain
from reports.slide_map import SPACE, Box

# python-pptx states types for a part of itself only, and some wrongly: its values are Any.
Slide = Any
_Data: Any = CategoryChartData
_Colour: Any = RGBColor
FONT = "微软雅黑"
INK = INKS[Ground.LIGHT]
# "No style, no grid": the lines are ours.
_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_SIDES = {"center": PP_ALIGN.CENTER, "left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT}
MM_PER_PT = 0.3528
LEADING = 1.45
GAP_PT = 4.0
LEAST_PT = 9.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a text stands."""

    pt: float = 14.0
    ink: str = INK.t1
    is_bold: bool = False
    side: str = "left"


def colour(value: str) -> Any:
    """``#RRGGBB`` as slides want it."""
    return _Colour.from_string(value[1:])


def _dress(run: Any, look: Look) -> None:
    run.font.size = Pt(look.pt)
    run.font.bold = look.is_bold
    run.font.name = FONT
    run.font.color.rgb = colour(look.ink)
    # Chinese characters take the face of their own script.
    east = run._r.get_or_add_rPr().makeelement(qn("a:ea"), {"typeface": FONT})
    run._r.get_or_add_rPr().append(east)


def fill(frame: Any, texts: Sequence[str], look: Look, *, gap_pt: float = 0.0) -> None:
    """Put paragraphs into a frame."""
    frame.word_wrap = True
    for number, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = _SIDES[look.side]
        paragraph.space_after = Pt(gap_pt)
        paragraph.line_spacing = 1.15
        run = paragraph.add_run()
        run.text = text
        _dress(run, look)


def text(slide: Slide, box: Box, texts: Sequence[str], look: Look, *, gap_pt: float = 0.0) -> Any:
    """A box of text without edges of its own."""
    shape = slide.shapes.add_textbox(Mm(box.left), Mm(box.top), Mm(box.width), Mm(box.height))
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    fill(frame, texts, look, gap_pt=gap_pt)
    return shape


def wide(words: str) -> float:
    """Width of a text in characters of full width."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.6 for sign in words)


def lines_of(words: str, width_mm: float, pt: float) -> int:
    """How many lines a text takes, never too few."""
    return max(1, math.ceil(wide(words) * pt * MM_PER_PT * 1.04 / max(width_mm, 1.0)))


def fitting(texts: Sequence[str], width_mm: float, height_mm: float, pt: float) -> float:
    """The largest size up to ``pt`` at which paragraphs fit a box, not below ``LEAST_PT``."""
    size = pt
    while size > LEAST_PT and height_of(texts, width_mm, size) > height_mm:
        size -= 0.5
    return size


def height_of(texts: Sequence[str], width_mm: float, pt: float) -> float:
    """Height of paragraphs in millimetres, never too small."""
    lines = sum(lines_of(one, width_mm, pt) for one in texts)
    return lines * pt * MM_PER_PT * LEADING + len(texts) * GAP_PT * MM_PER_PT


def beginning(texts: Sequence[str], width_mm: float, height_mm: float, pt: float) -> int:
    """How many of the paragraphs, from the first, fit a box."""
    for count in range(len(texts), 0, -1):
        if height_of(texts[:count], width_mm, pt) <= height_mm:
            return count
    return 0


# -- tables -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Swatch:
    """The column of a table whose cells carry the five colours, and the level of each row."""

    column: int
    levels: tuple[int, ...]
    is_twin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """What became of a table: its height in millimetres and the rows that had no room."""

    height: float
    left_out: int


def put_table(
    slide: Slide, box: Box, table: Table, *, pt: float = 12.0, swatch: Swatch | None = None
) -> Put:
    """A document's table, as large as all its rows allow, up to ``pt``."""
    size = pt
    while size > LEAST_PT and _rows_that_fit(table, box, size) < len(table.rows):
        size -= 0.5
    shown = _rows_that_fit(table, box, size)
    if not shown:
        return Put(height=0.0, left_out=len(table.rows))
    made = _blank(slide, box, table, shown)
    heads = [column.title for column in table.columns]
    heights = [_row_mm(_head_lines(table, box.width, size), size)]
    _row(made, 0, heads, table, Look(pt=size, is_bold=True, ink=INK.t2))
    for number, row in enumerate(table.rows[:shown], start=1):
        _row(made, number, [plain(cell) for cell in row], table, Look(pt=size))
        heights.append(_row_mm(_row_lines(table, row, box.width, size), size))
        if swatch is not None and swatch.levels[number - 1]:
            _colour(made.cell(number, swatch.column), swatch.levels[number - 1], swatch.is_twin)
    for row, height in zip(made.rows, heights, strict=True):
        row.height = Mm(height)
    return Put(height=sum(heights), left_out=len(table.rows) - shown)


def _blank(slide: Slide, box: Box, table: Table, shown: int) -> Any:
    place = (Mm(box.left), Mm(box.top), Mm(box.width), Mm(1))
    shape = slide.shapes.add_table(shown + 1, len(table.columns), *place)
    shape.name = table.caption
    style = shape._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId"))
    style.text = _PLAIN
    shape.table.horz_banding = False
    total = sum(column.share for column in table.columns)
    for column, one in zip(shape.table.columns, table.columns, strict=True):
        column.width = Mm(one.share / total * box.width)
    return shape.table


def _rows_that_fit(table: Table, box: Box, pt: float) -> int:
    left = box.height - _row_mm(_head_lines(table, box.width, pt), pt)
    for number, row in enumerate(table.rows):
        left -= _row_mm(_row_lines(table, row, box.width, pt), pt)
        if left < 0:
            return number
    return len(table.rows)


def _head_lines(table: Table, width: float, pt: float) -> int:
    return _lines(table, [column.title for column in table.columns], width, pt)


def _row_lines(table: Table, row: Sequence[Runs], width: float, pt: float) -> int:
    return _lines(table, [plain(cell) for cell in row], width, pt)


def _lines(table: Table, texts: Sequence[str], width: float, pt: float) -> int:
    total = sum(column.share for column in table.columns)
    return max(
        lines_of(words, column.share / total * width - 2.6, pt)
        for column, words in zip(table.columns, texts, strict=True)
    )


def _row_mm(lines: int, pt: float) -> float:
    return lines * pt * MM_PER_PT * 1.3 + 2.0


def _row(made: Any, number: int, texts: Sequence[str], table: Table, look: Look) -> None:
    for place, (words, column) in enumerate(zip(texts, table.columns, strict=True)):
        cell = made.cell(number, place)
        cell.margin_left = cell.margin_right = Mm(1.2)
        cell.margin_top = cell.margin_bottom = Mm(0.6)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        side = "center" if number == 0 else column.align
        own = Look(pt=look.pt, ink=look.ink, is_bold=look.is_bold, side=side)
        fill(cell.text_frame, [words], own)
        cell.text_frame.paragraphs[0].line_spacing = 1.0
        _edge(cell, INK.t1 if number == 0 else INK.line, 1.25 if number == 0 else 0.5)


def _edge(cell: Any, ink: str, points: float) -> None:
    properties = cell._tc.get_or_add_tcPr()
    line = (
        f'<a:lnB {SPACE} w="{points * 12_700:.0f}"><a:solidFill><a:srgbClr val="{ink[1:]}"/>'
        "</a:solidFill></a:lnB>"
    )
    properties.append(parse_xml(line))
    cell.fill.background()


def _colour(cell: Any, level: int, is_twin: bool) -> None:
    """Fill a cell with a level's colour and set its text in the ink that reads on it."""
    swatches = palette(Ground.LIGHT, twin=is_twin)
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour(swatches.fill(level))
    for run in cell.text_frame.paragraphs[0].runs:
        run.font.color.rgb = colour(swatches.label(level))


# -- charts -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Grids per colour before and now: names, numbers, titles of the two series, colours."""

    names: tuple[str, ...]
    before: tuple[float | None, ...]
    now: tuple[float, ...]
    titles: tuple[str, str]
    fills: tuple[str, ...]


def bars(slide: Slide, box: Box, made: Bars) -> None:
    """Before in grey, now in the five colours, with the numbers on the bars."""
    data = _Data(number_format="0")
    data.categories = list(made.names)
    data.add_series(made.titles[0], list(made.before))
    data.add_series(made.titles[1], list(made.now))
    chart = _chart(slide, box, XL_CHART_TYPE.COLUMN_CLUSTERED, data)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, -5
    plot.has_data_labels = True
    plot.data_labels.font.size = Pt(11)
    plot.data_labels.font.name = FONT
    grey, coloured = plot.series
    grey.format.fill.solid()
    grey.format.fill.fore_color.rgb = colour(INK.grey)
    for number, value in enumerate(made.fills):
        point = coloured.points[number].format
        point.fill.solid()
        point.fill.fore_color.rgb = colour(value)
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    chart.has_legend = False


def course(slide: Slide, box: Box, panel: Panel, mean_name: str) -> None:
    """Events per period as a line with the mean of the periods before."""
    data = _Data(number_format="0")
    data.categories = list(panel.labels)
    data.add_series(panel.title, [one.number for one in panel.values])
    if panel.mean.number is not None:
        data.add_series(mean_name, [panel.mean.number] * len(panel.values))
    chart = _chart(slide, box, XL_CHART_TYPE.LINE_MARKERS, data)
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(10)
    chart.legend.font.name = FONT
    line, *means = chart.plots[0].series
    line.smooth = False
    line.format.line.color.rgb = colour(INK.t1)
    line.format.line.width = Pt(2)
    line.marker.format.fill.solid()
    line.marker.format.fill.fore_color.rgb = colour(INK.t1)
    line.marker.format.line.color.rgb = colour(INK.t1)
    line.marker.size = 5
    for mean in means:
        mean.smooth = False
        mean.format.line.color.rgb = colour(INK.edge)
        mean.format.line.dash_style = MSO_LINE.DASH
        mean.format.line.width = Pt(1.25)
        mean.marker.style = XL_MARKER_STYLE.NONE
    chart.value_axis.minimum_scale = 0
    chart.value_axis.major_gridlines.format.line.color.rgb = colour(INK.line)
    chart.value_axis.format.line.fill.background()
    chart.value_axis.tick_labels.font.size = Pt(9)
    chart.category_axis.tick_labels.font.size = Pt(9)
    # Fourteen dates side by side have room only on a slant.
    chart.category_axis._element.find(qn("c:txPr")).find(qn("a:bodyPr")).set("rot", "-2700000")


def _chart(slide: Slide, box: Box, kind: Any, data: Any) -> Any:
    place = (Mm(box.left), Mm(box.top), Mm(box.width), Mm(box.height))
    chart = slide.shapes.add_chart(kind, *place, data).chart
    chart.has_title = False
    chart.font.name = FONT
    chart.font.color.rgb = colour(INK.t2)
    chart.category_axis.tick_labels.font.size = Pt(10)
    chart.category_axis.format.line.color.rgb = colour(INK.edge)
    chart.category_axis.has_major_gridlines = False
    return chart
