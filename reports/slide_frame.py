"""幻灯片版式 The frame all slides share: title, rules, foot; a chapter's sentences and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm

from reports import slide_parts as parts
from reports.document import Chapter, Document, Paragraph, Table, Tone, plain
from reports.slide_map import Box
from reports.slide_parts import INK, Look, Slide, Swatch
from words import GAP, say

WIDTH = 338.667
EDGE, TOP, FOOT = 14.0, 30.0, 178.0
ROOM = Box(left=EDGE, top=TOP, width=WIDTH - 2 * EDGE, height=FOOT - TOP - 1)
CAPTION = 7.0
# Number of the layout of python-pptx's own template that has a title and nothing else.
_TITLE_ONLY = 5


def framed(deck: Any, document: Document, number: int, count: int) -> Slide:
    """A new slide with its rules, whose week it is, and what it can be traced by."""
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    head = document.masthead
    whose = say("slides.head", place=head.organ, issue=head.issue, span=head.span)
    right = Box(left=WIDTH / 2, top=14.0, width=WIDTH / 2 - EDGE, height=7)
    parts.text(slide, right, [whose], Look(pt=11, ink=INK.t2, side="right"))
    _rule(slide, 24.5, INK.t1, 1.5)
    _rule(slide, FOOT + 1.0, INK.line, 0.75)
    foot, page = Box(left=EDGE, top=FOOT + 3.0, width=ROOM.width, height=6).columns(292.0, gap=2)
    # The method's version stands in the properties and the report; a foot is one line.
    texts = [head.demo, head.notice, trace(document, without_last=True)]
    told = GAP.join(text for text in texts if text)
    parts.text(slide, foot, [told], Look(pt=7.5, ink=INK.t3))
    shown = say("slides.page", number=number, count=count)
    parts.text(slide, page, [shown], Look(pt=8.5, ink=INK.t3, side="right"))
    return slide


def trace(document: Document, *, without_last: bool = False) -> str:
    """Cut-off, time, rule, snapshot and method in one line."""
    facts = document.masthead.facts[: -1 if without_last else None]
    return GAP.join(say("slides.fact", label=name, text=text) for name, text in facts)


def _rule(slide: Slide, top: float, ink: str, points: float) -> None:
    ends = (Mm(EDGE), Mm(top), Mm(WIDTH - EDGE), Mm(top))
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
    line.line.color.rgb = parts.colour(ink)
    line.line.width = Emu(round(points * 12_700))
    # The template's theme would give it a shadow.
    line._element.remove(line._element.find(qn("p:style")))


def titled(slide: Slide, text: str, chapters: Sequence[Chapter]) -> None:
    """Set the title, and every sentence of the chapters into the speaker's notes."""
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = Mm(EDGE), Mm(9), Mm(WIDTH / 2), Mm(14)
    frame = title.text_frame
    frame.margin_left = frame.margin_bottom = frame.margin_top = Emu(0)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    parts.fill(frame, [text], Look(pt=24, is_bold=True))
    said = [line for chapter in chapters for line in (chapter.title, *sentences(chapter))]
    slide.notes_slide.notes_text_frame.text = "\n".join(said)


# -- what a chapter holds -----------------------------------------------------------------


def chapter(document: Document, key: str) -> Chapter:
    """The chapter of this key."""
    return next(one for one in document.chapters if one.key == key)


def sentences(of: Chapter) -> list[str]:
    """The product's sentences, then the analyst's."""
    told = (one for one in of.blocks if isinstance(one, Paragraph))
    return [plain(one.runs) for one in told if one.tone is not Tone.NOTE]


def notes(of: Chapter) -> list[str]:
    """The small print of a chapter."""
    told = (one for one in of.blocks if isinstance(one, Paragraph))
    return [plain(one.runs) for one in told if one.tone is Tone.NOTE]


def tables(of: Chapter) -> list[Table]:
    """The tables of a chapter in order."""
    return [one for one in of.blocks if isinstance(one, Table)]


# -- putting it on a slide ----------------------------------------------------------------


def put_head(slide: Slide, box: Box, text: str, pt: float = 14.0) -> Box:
    """A small heading; returns the room under it."""
    parts.text(slide, box.first(CAPTION), [text], Look(pt=pt, is_bold=True))
    return box.below(CAPTION + pt / 14 * 1.5)


def put_sentences(slide: Slide, box: Box, texts: Sequence[str], pt: float = 15.0) -> Box:
    """Paragraphs, smaller where they must be; what has no room is counted. The room under them."""
    if not texts:
        return box
    size = parts.fitting(texts, box.width, box.height, pt)
    count = parts.beginning(texts, box.width, box.height, size)
    shown = list(texts)
    if count < len(texts):
        count = parts.beginning(texts, box.width, box.height - 6, size)
        shown = [*texts[:count], say("slides.more_sentences", count=len(texts) - count)]
    parts.text(slide, box, shown, Look(pt=size), gap_pt=parts.GAP_PT)
    return box.below(parts.height_of(shown, box.width, size) + 3)


def put_small(slide: Slide, box: Box, texts: Sequence[str], pt: float = 9.5) -> None:
    """Notes in the ink of notes."""
    if texts:
        parts.text(slide, box, texts, Look(pt=pt, ink=INK.t3))


def put_table(
    slide: Slide, box: Box, table: Table, *, pt: float = 12.0, swatch: Swatch | None = None
) -> Box:
    """A table under its caption, with the number of rows that had no room; the room under it."""
    inside = put_head(slide, box, table.caption, 12)
    put = parts.put_table(slide, inside.first(inside.height - 6), table, pt=pt, swatch=swatch)
    left = inside.below(put.height + 1.5)
    if put.left_out:
        put_small(slide, left.first(5), [say("slides.more", count=put.left_out)])
        left = left.below(6)
    return left.below(3)
