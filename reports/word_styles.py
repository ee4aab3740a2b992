"""Word 样式 Page, styles and faces of an official document in Word."""

from __future__ import annotations

import math
from typing import Any

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt

from reports import official
from reports.official import FANGSONG, HEITI, KAITI, SIMSUN, SONG, Face
from reports.word_parts import SPACE, TWIPS_PER_PT, field, fonts, ordered, put, run

# Identifiers of the styles that paragraphs name.
CAPTION, CELL, NOTE, MAST, TITLE, BODY = (
    "Caption",
    "TableCell",
    "TableNote",
    "Masthead",
    "Title",
    "Normal",
)
HEADINGS = {1: "Heading1", 2: "Heading2", 3: "Heading3"}
NAMES = {CELL: "Table Cell", NOTE: "Table Note", MAST: "Masthead"}
PITCH = int(official.PITCH_PT * TWIPS_PER_PT)
# In twips, rounded so that 28 characters stay inside the line.
SQUEEZE = math.floor(official.SQUEEZE_PT * TWIPS_PER_PT)
TITLE_LINE = 35 * TWIPS_PER_PT


def prepare(word: Word) -> None:
    """Set page, footers, styles and the table of faces."""
    by_id = {style.style_id: style.element for style in word.styles}
    for id_, name in NAMES.items():
        made = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).element
        made.set(qn("w:styleId"), id_)
        by_id[id_] = made
    _defaults(word)
    _style(by_id[BODY], FANGSONG, official.BODY_PT, SQUEEZE)
    _lines(by_id[BODY], first=2)
    for level, face in ((1, HEITI), (2, KAITI), (3, FANGSONG)):
        _style(by_id[HEADINGS[level]], face, official.BODY_PT, SQUEEZE)
        _lines(by_id[HEADINGS[level]], first=2, keeps=True)
    _style(by_id[TITLE], SONG, official.TITLE_PT)
    _lines(by_id[TITLE], first=0, align="center", pitch=TITLE_LINE)
    _small(by_id[CAPTION], HEITI, official.TABLE_PT, align="center")
    _small(by_id[CELL], FANGSONG, official.TABLE_PT)
    _small(by_id[NOTE], FANGSONG, official.NOTE_PT)
    _small(by_id[MAST], FANGSONG, official.BODY_PT)
    _page(word.sections[0])
    settings = word.settings.element
    settings.insert(0, parse_xml(f'<w:evenAndOddHeaders xmlns:w="{SPACE}"/>'))
    _faces(word)


def _defaults(word: Word) -> None:
    """The size of the page's grid of characters is that of the defaults."""
    defaults = word.styles.element.find(qn("w:docDefaults"))
    looks = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(looks):
        looks.remove(child)
    _looks(looks, FANGSONG, official.BODY_PT)
    put(looks, "w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")


def _looks(properties: Any, face: Face, points: float, squeeze: int = 0) -> None:
    half = round(points * 2)
    spacing = f'<w:spacing w:val="{squeeze}"/>' if squeeze else ""
    made = parse_xml(
        f'<w:rPr xmlns:w="{SPACE}">{fonts(face)}{spacing}<w:sz w:val="{half}"/>'
        f'<w:szCs w:val="{half}"/></w:rPr>'
    )
    for child in list(made):
        properties.append(child)


def _style(style: Any, face: Face, points: float, squeeze: int = 0) -> None:
    """Face and size, black and upright; nothing of the template's looks stays."""
    for name in ("w:rPr", "w:pPr"):
        for old in style.findall(qn(name)):
            level = old.find(qn("w:outlineLvl"))
            for child in list(old):
                if child is not level:
                    old.remove(child)
    _looks(style.get_or_add_rPr(), face, points, squeeze)
    style.get_or_add_pPr()


def _lines(
    style: Any, *, first: int, align: str = "both", pitch: int = PITCH, keeps: bool = False
) -> None:
    """Lines of the grid: 22 on a page, whatever face stands in."""
    properties = style.get_or_add_pPr()
    _no_gaps(properties)
    put(properties, "w:spacing", before=0, after=0, line=pitch, lineRule="exact")
    indent = round(first * official.BODY_PT * TWIPS_PER_PT)
    put(properties, "w:ind", firstLineChars=first * 100, firstLine=indent)
    put(properties, "w:jc", val=align)
    if keeps:
        put(properties, "w:keepNext")
    ordered(properties)


def _no_gaps(properties: Any) -> None:
    """No space of its own between Chinese characters and figures."""
    put(properties, "w:autoSpaceDE", val=0)
    put(properties, "w:autoSpaceDN", val=0)


def _small(style: Any, face: Face, points: float, *, align: str = "left") -> None:
    _style(style, face, points)
    properties = style.get_or_add_pPr()
    _no_gaps(properties)
    put(properties, "w:spacing", before=0, after=0, line=240, lineRule="auto")
    put(properties, "w:ind", firstLineChars=0, firstLine=0)
    put(properties, "w:snapToGrid", val=0)
    put(properties, "w:jc", val=align)
    ordered(properties)


def _page(section: Section) -> None:
    section.page_width, section.page_height = (Mm(side) for side in official.PAGE_MM)
    section.top_margin, section.bottom_margin = Mm(official.TOP_MM), Mm(official.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(official.LEFT_MM), Mm(official.RIGHT_MM)
    # A line of 14 points is about 7 mm high and begins 7 mm below the type area.
    section.footer_distance = Mm(official.BOTTOM_MM - 2 * official.NUMBER_MM)
    section.header_distance = Mm(15)
    put(
        section._sectPr,
        "w:docGrid",
        type="lines",
        linePitch=PITCH,
    )
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        old = footer.paragraphs[0]._p
        old.getparent().replace(old, parse_xml(_number(side)))


def _number(side: str) -> str:
    """— 1 — outside: right on odd pages, left on even ones, a character from the edge."""
    points, edge = official.NUMBER_PT, int(Pt(official.NUMBER_PT).twips)
    inner = "".join(
        (
            run("— ", face=SIMSUN, points=points),
            field("PAGE", SIMSUN, points),
            run(" —", face=SIMSUN, points=points),
        )
    )
    return (
        f'<w:p xmlns:w="{SPACE}"><w:pPr><w:ind w:{side}="{edge}" w:firstLineChars="0" '
        f'w:firstLine="0"/><w:jc w:val="{side}"/></w:pPr>{inner}</w:p>'
    )


def _faces(word: Word) -> None:
    """The faces of the standard, each with the names it goes by elsewhere."""
    names = []
    for face in (FANGSONG, KAITI, HEITI, SONG, SIMSUN):
        others = ",".join(face.families[1:])
        names.append(
            f'<w:font w:name="{face.name}"><w:altName w:val="{others}"/>'
            '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        )
    latin = f'<w:font w:name="{official.LATIN}"><w:charset w:val="00"/></w:font>'
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:fonts xmlns:w="{SPACE}">{"".join(names)}{latin}</w:fonts>'
    )
    for part in word.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = text.encode()
