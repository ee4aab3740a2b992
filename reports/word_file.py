"""Word A document as DOCX in the layout of GB/T 9704: real styles, captions, repeated heads."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import docx
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.shared import Mm

from layers.theme import palette
from reports import official, plates
from reports.document import (
    Block,
    Chapter,
    CourseFigure,
    Document,
    Heading,
    MapFigure,
    Masthead,
    Paragraph,
    Table,
    Tone,
    plain,
    tight,
)
from reports.official import HEITI, KAITI, SONG
from reports.word_parts import SPACE, Shape, paragraph, pictured, run, table
from reports.word_styles import BODY, CAPTION, CELL, HEADINGS, MAST, NOTE, TITLE, prepare
from words import say

ANNEX = "annex"
# Space round figures and tables, so that they stand off from the lines of the text.
OFF_PT = 6.0
CENTRE = "center"


def write(document: Document) -> bytes:
    """The document as DOCX; equal documents give equal bytes."""
    word = docx.Document()
    prepare(word)
    _properties(word, document)
    _add(word, masthead(document.masthead))
    for chapter in document.chapters:
        _chapter(word, chapter, document.made_at)
    foot = [
        paragraph(Shape(style=BODY, first=0, keeps=True), run(line))
        for line in document.masthead.foot
    ]
    _add(word, "".join(foot))
    made = io.BytesIO()
    word.save(made)
    return _fixed(made.getvalue(), document.made_at)


def _add(word: Word, text: str) -> None:
    """Paragraphs and tables at the end, before the page's own properties."""
    body: Any = word.element.body
    for child in list(parse_xml(f'<w:body xmlns:w="{SPACE}">{text}</w:body>')):
        body.insert(len(body) - 1, child)


def _fixed(body: bytes, made_at: int) -> bytes:
    """The same archive with the snapshot's time on every entry, in a fixed order."""
    moment = dt.datetime.fromtimestamp(made_at, dt.UTC)
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return made.getvalue()


def _properties(word: Word, document: Document) -> None:
    core = word.core_properties
    moment = dt.datetime.fromtimestamp(document.made_at, dt.UTC).replace(tzinfo=None)
    core.title = document.masthead.title
    core.author = core.last_modified_by = document.masthead.organ
    core.created = core.modified = moment
    core.keywords = say("report.join").join(document.keywords)
    core.comments = say("report.properties", snapshot=document.snapshot, policy=document.policy)
    core.subject = tight(document.masthead.issue)
    core.language = "zh-CN"
    core.revision = 1


def masthead(mast: Masthead) -> str:
    """What stands above the text, down to the facts it can be traced by."""
    width, red = official.AREA_MM[0], official.RED
    top = [run(say("report.internal"), face=HEITI)]
    if mast.demo:
        top += [run("\t"), run(mast.demo, face=HEITI, boxed=True)]
    sign = run(mast.sign, face=SONG, points=official.sign_pt(mast.sign), colour=red)
    below = Shape(style=MAST, before=8, tab=width, rule=red)
    made = [
        paragraph(Shape(style=MAST, tab=width), *top),
        paragraph(Shape(style=MAST, align=CENTRE, before=16, after=10), sign),
        paragraph(Shape(style=MAST, align=CENTRE), run(mast.issue)),
        paragraph(below, run(say("report.issued", organ=mast.organ, day=mast.day))),
        paragraph(Shape(style=TITLE, before=24), run(mast.title)),
    ]
    if mast.span:
        span = run(say("report.in_brackets", text=mast.span), face=KAITI)
        made.append(paragraph(Shape(style=MAST, align=CENTRE, after=OFF_PT), span))
    return "".join(made) + (_facts(mast.facts) if mast.facts else "")


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    cells = []
    for label, text in facts:
        points = official.NARROW_PT
        cells.append(paragraph(Shape(style=CELL), run(label, face=HEITI, points=points)))
        cells.append(paragraph(Shape(style=CELL), run(tight(text), points=points)))
    cells += [paragraph(Shape(style=CELL))] * (-len(cells) % 4)
    rows = [cells[at : at + 4] for at in range(0, len(cells), 4)]
    made = table(
        rows, (0.14, 0.41, 0.14, 0.31), official.AREA_MM[0], has_lines=False, has_head=False
    )
    return made + paragraph(Shape(style=CELL))


# --- blocks -------------------------------------------------------------------------------


def _chapter(word: Word, chapter: Chapter, made_at: int) -> None:
    """Runs of text and tables go in at once, pictures one by one."""
    text = paragraph(Shape(style=HEADINGS[1]), run(chapter.title)) if chapter.title else ""
    for block in chapter.blocks:
        if isinstance(block, (MapFigure, CourseFigure)):
            _add(word, text)
            _picture(word, block, made_at)
            text = _caption("report.figure_caption", block, after=OFF_PT)
        else:
            text += _block(block, is_annex=chapter.key == ANNEX)
    _add(word, text)


def _block(block: Block, *, is_annex: bool) -> str:
    if isinstance(block, Heading):
        return paragraph(Shape(style=HEADINGS[block.level]), run(block.text))
    if isinstance(block, Paragraph):
        return _paragraph(block, is_annex=is_annex)
    assert isinstance(block, Table)  # figures are set by _picture
    return _table(block)


def _paragraph(block: Paragraph, *, is_annex: bool) -> str:
    text = run(plain(block.runs))
    if block.tone is not Tone.NOTE:
        return paragraph(Shape(style=BODY), text)
    first = 2.0 if is_annex else None
    return paragraph(Shape(style=NOTE, before=OFF_PT / 2, after=OFF_PT / 2, first=first), text)


def _caption(
    key: str, block: Table | MapFigure | CourseFigure, *, after: float, keeps: bool = False
) -> str:
    words = say(key, number=block.number, caption=block.caption)
    shape = Shape(style=CAPTION, before=OFF_PT, after=after, keeps=keeps)
    return paragraph(shape, run(words))


def _table(block: Table) -> str:
    is_narrow = len(block.columns) > official.MOST_COLUMNS
    points = official.NARROW_PT if is_narrow else official.TABLE_PT
    keeps = len(block.rows) <= plates.MOST_KEPT
    head = Shape(style=CELL, align=CENTRE, keeps=True)
    rows = [[paragraph(head, run(one.title, face=HEITI, points=points)) for one in block.columns]]
    for at, row in enumerate(block.rows):
        is_kept = keeps and at + 1 < len(block.rows)
        rows.append([_cell(block, at, number, points, is_kept) for number in range(len(row))])
    made = table(rows, [one.share for one in block.columns], official.AREA_MM[0], alt=block.caption)
    gap = paragraph(Shape(style=CELL, exact=OFF_PT))
    return _caption("report.table_caption", block, after=OFF_PT / 2, keeps=True) + made + gap


def _cell(block: Table, row: int, column: int, points: float, keeps: bool) -> str:
    runs = [run(plain(block.rows[row][column]), points=points)]
    if block.colours and column == block.swatch and block.colours[row]:
        fill = palette().fill(block.colours[row])
        runs.insert(0, run("■", points=points, colour=fill))
    return paragraph(Shape(style=CELL, align=block.columns[column].align, keeps=keeps), *runs)


def _picture(word: Word, block: MapFigure | CourseFigure, made_at: int) -> None:
    shape = Shape(style=CELL, keeps=True, before=OFF_PT)
    _add(word, paragraph(shape))
    last = word.paragraphs[-1]
    image = io.BytesIO(plates.picture(block, made_at))
    last.add_run().add_picture(image, width=Mm(official.AREA_MM[0]))
    pictured(last._p, block.alt)
