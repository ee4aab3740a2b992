"""Word 部件 Runs, paragraphs and tables as WordprocessingML text, in the order of its schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn

from reports.official import LATIN, NOTE_PT, Face

TWIPS_PER_MM = 1440 / 25.4
TWIPS_PER_PT = 20
CELL_MARGIN = 2 * TWIPS_PER_PT
SPACE = nsmap["w"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a paragraph stands; lengths in points, ``first`` in characters, ``tab`` in mm.

    ``rule`` is the colour of a line below it, "" for none.
    """

    style: str
    align: str = ""
    before: float = 0.0
    after: float = 0.0
    exact: float = 0.0
    first: float | None = None
    keeps: bool = False
    tab: float = 0.0
    rule: str = ""


def run(
    text: str, *, face: Face | None = None, points: float = 0, colour: str = "", boxed: bool = False
) -> str:
    """A run; a tab in the text is a tab."""
    looks = ""
    if face is not None:
        looks += fonts(face)
    if colour:
        looks += f'<w:color w:val="{colour.lstrip("#")}"/>'
    if points:
        looks += f'<w:sz w:val="{round(points * 2)}"/>'
    if boxed:
        looks += '<w:bdr w:val="single" w:sz="8" w:space="0" w:color="auto"/>'
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    parts = [f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t")]
    return f"<w:r>{properties}{'<w:tab/>'.join(parts)}</w:r>"


def fonts(face: Face) -> str:
    """A face for Chinese beside the Latin one for figures."""
    names = {"ascii": LATIN, "hAnsi": LATIN, "eastAsia": face.name, "cs": LATIN}
    return f"<w:rFonts {' '.join(f'w:{key}={quoteattr(name)}' for key, name in names.items())}/>"


def paragraph(shape: Shape, *runs: str) -> str:
    """A paragraph of runs."""
    looks = f'<w:pStyle w:val="{shape.style}"/>'
    if shape.keeps:
        looks += "<w:keepNext/>"
    if shape.rule:
        looks += (
            f'<w:pBdr><w:bottom w:val="single" w:sz="16" w:space="4" '
            f'w:color="{shape.rule.lstrip("#")}"/></w:pBdr>'
        )
    if shape.tab:
        at = round(shape.tab * TWIPS_PER_MM)
        looks += f'<w:tabs><w:tab w:val="right" w:pos="{at}"/></w:tabs>'
    looks += _spacing(shape)
    if shape.first is not None:
        indent = round(shape.first * NOTE_PT * TWIPS_PER_PT)
        looks += f'<w:ind w:firstLineChars="{round(shape.first * 100)}" w:firstLine="{indent}"/>'
    if shape.align:
        looks += f'<w:jc w:val="{shape.align}"/>'
    return f"<w:p><w:pPr>{looks}</w:pPr>{''.join(runs)}</w:p>"


def _spacing(shape: Shape) -> str:
    values = {}
    if shape.before:
        values["before"] = str(round(shape.before * TWIPS_PER_PT))
    if shape.after:
        values["after"] = str(round(shape.after * TWIPS_PER_PT))
    if shape.exact:
        values |= {"line": str(round(shape.exact * TWIPS_PER_PT)), "lineRule": "exact"}
    given = " ".join(f'w:{key}="{value}"' for key, value in values.items())
    return f"<w:spacing {given}/>" if given else ""


def table(
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    millimetres: float,
    *,
    alt: str = "",
    has_lines: bool = True,
    has_head: bool = True,
) -> str:
    """A table whose cells are paragraphs; the head comes again on every page.

    Args:
        rows: paragraphs of each cell, the head first.
        shares: of the width, one per column.
        millimetres: the whole width.
        alt: what it is about, for reading aloud.
        has_lines: thin lines round all cells.
        has_head: the first row is a head.
    """
    twips = [round(share * millimetres * TWIPS_PER_MM) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    body = "".join(
        _row(row, twips, is_head=has_head and number == 0) for number, row in enumerate(rows)
    )
    margins = "".join(
        f'<w:{side} w:w="{CELL_MARGIN}" w:type="dxa"/>'
        for side in ("top", "left", "bottom", "right")
    )
    caption = f"<w:tblCaption w:val={quoteattr(alt)}/>" if alt else ""
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'{_borders() if has_lines else ""}<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>{caption}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _borders() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides
    )
    return f"<w:tblBorders>{lines}</w:tblBorders>"


def _row(cells: Sequence[str], twips: Sequence[int], *, is_head: bool) -> str:
    head = "<w:tblHeader/>" if is_head else ""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{cell}</w:tc>"
        for cell, width in zip(cells, twips, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{made}</w:tr>"


def field(code: str, face: Face, points: float) -> str:
    """A field such as PAGE."""
    looks = f'<w:rPr>{fonts(face)}<w:sz w:val="{round(points * 2)}"/></w:rPr>'
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve">{escape(code)}</w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    return "".join(f"<w:r>{looks}{part}</w:r>" for part in parts)


# --- what python-docx holds as elements ---------------------------------------------------

# The order the schema wants; Word opens no file that breaks it.
_ORDER = (
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "widowControl",
    "numPr",
    "pBdr",
    "shd",
    "tabs",
    "autoSpaceDE",
    "autoSpaceDN",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "jc",
    "outlineLvl",
    "rPr",
    "sectPr",
)


def put(parent: Any, name: str, /, **values: object) -> Any:
    """Set a child (``w:ind``) in place of the one of its name."""
    for old in parent.findall(qn(name)):
        parent.remove(old)
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    parent.append(made)
    return made


def ordered(properties: Any) -> None:
    """Bring paragraph properties into the order of the schema."""
    rank = {qn(f"w:{name}"): number for number, name in enumerate(_ORDER)}
    for child in sorted(properties, key=lambda one: rank.get(one.tag, len(rank))):
        properties.remove(child)
        properties.append(child)


def pictured(element: Any, words: str) -> None:
    """Alternative text of the pictures in an element; no distance round them."""
    for inline in element.iter(qn("wp:inline")):
        for side in "TBLR":
            inline.set(f"dist{side}", "0")
    for properties in element.iter(qn("wp:docPr")):
        properties.set("descr", words)
