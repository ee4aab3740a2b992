"""幻灯片 The weekly report as six slides: map, changes, indicators, grids, places, matters.

The sentences, tables and numbers are those of the document; what has no room is counted, and the
speaker's notes hold every sentence of the chapters.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.util import Emu

from layers.theme import Ground, palette
from reports import slide_parts as parts
from reports import weekly
from reports.document import Chapter, CourseFigure, Document
from reports.settled import settled
from reports.slide_frame import (
    FOOT,
    ROOM,
    chapter,
    framed,
    notes,
    put_head,
    put_sentences,
    put_small,
    put_table,
    sentences,
    tables,
    titled,
    trace,
)
from reports.slide_map import Box, Mark, SlideMap, looks, slide_map, swatch
from reports.slide_parts import INK, Look, Slide, Swatch
from reports.weekly_view import WeeklyView
from words import say

SIZE = (Emu(12_192_000), Emu(6_858_000))
# A slide full of signs says nothing.
MOST_MARKS = 150
NAME_PT = 8.0
LEVELS = (1, 2, 3, 4, 5)
# A caption, a head and a row.
LEAST_TABLE = 26.0


def slides(view: WeeklyView) -> bytes:
    """The file; equal views give equal bytes."""
    document = weekly.document(view)
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = SIZE
    makers = (_overview, _changes, _indicators, _grids, _places, _matters)
    for number, make in enumerate(makers, start=1):
        make(framed(deck, document, number, len(makers)), view, document)
    _properties(deck, document)
    target = io.BytesIO()
    deck.save(target)
    return settled(target.getvalue(), dt.datetime.fromtimestamp(document.made_at, dt.UTC))


def _properties(deck: Any, document: Document) -> None:
    core, head = deck.core_properties, document.masthead
    core.title = say("slides.title", title=head.title, issue=head.issue)
    core.author = core.last_modified_by = head.organ
    core.comments = trace(document)
    core.keywords = say("report.join").join(document.keywords)


# -- map ----------------------------------------------------------------------------------


def _overview(slide: Slide, view: WeeklyView, document: Document) -> None:
    told = chapter(document, "overview")
    titled(slide, told.title, [told])
    left, right = ROOM.columns(186.0)
    _map(slide, slide_map(view.picture, view.layers, left))
    levels = Swatch(column=0, levels=LEVELS, is_twin=view.picture.is_twin)
    under = put_table(slide, right, tables(told)[0], pt=12, swatch=levels)
    under = _states(slide, under, view)
    key = right.below(right.height - 12)
    room = under.first(key.top - under.top - 2)
    put_sentences(slide, room, sentences(told), 15)
    put_small(slide, key, [say("slides.doubt"), say("slides.signs")])


def _map(slide: Slide, drawn: SlideMap) -> None:
    for group in drawn.groups:
        slide.shapes._spTree.append(parse_xml(group))
    for one in _apart(drawn.names):
        width = _name_mm(one)
        place = Box(left=one.x - width / 2, top=one.y - 1.9, width=width, height=4)
        shape = parts.text(slide, place, [one.text], Look(pt=NAME_PT, side="center"))
        shape.text_frame.word_wrap = False
    if len(drawn.marks) <= MOST_MARKS:
        for one in drawn.marks:
            place = Box(left=one.x - 3, top=one.y - 2.6, width=6, height=5)
            parts.text(slide, place, [one.text], Look(pt=11, is_bold=True, side="center"))
    if drawn.is_merged:
        put_small(slide, ROOM.below(ROOM.height - 5), [say("slides.merged")])


def _name_mm(one: Mark) -> float:
    return parts.wide(one.text) * NAME_PT * parts.MM_PER_PT + 1.0


def _apart(names: Sequence[Mark]) -> list[Mark]:
    """Names that do not lie on an earlier one."""
    shown: list[Mark] = []
    for one in names:
        clash = any(
            abs(one.y - other.y) < 4.2
            and abs(one.x - other.x) < (_name_mm(one) + _name_mm(other)) / 2
            for other in shown
        )
        if not clash:
            shown.append(one)
    return shown


def _states(slide: Slide, room: Box, view: WeeklyView) -> Box:
    """The hatches of what has no colour, with their counts; nothing where all have one."""
    found = [(name, count) for name, count in view.overview.states if count.number]
    if not found:
        return room
    styles = {name: style for _, name, style in looks(view.picture)}
    width = room.width / 3
    for number, (name, count) in enumerate(found):
        left = room.left + number * width
        place = Box(left=left, top=room.top, width=7, height=4.4)
        slide.shapes._spTree.append(parse_xml(swatch(9000 + number, name, place, styles[name])))
        words = Box(left=left + 9, top=room.top - 0.4, width=width - 9, height=5)
        text = say("slides.state", name=name, count=count)
        parts.text(slide, words, [text], Look(pt=10.5, ink=INK.t2))
    return room.below(10)


# -- changes and indicators ---------------------------------------------------------------


def _changes(slide: Slide, view: WeeklyView, document: Document) -> None:
    told = chapter(document, "overview")
    titled(slide, say("slides.changes"), [told])
    left, right = ROOM.columns(122.0)
    under = put_sentences(slide, left, sentences(told)[1:2], 15)
    put_small(slide, under.first(5), [say("slides.bars")], 10.5)
    _bars(slide, under.below(7), view)
    own = tables(told)
    if len(own) > 1:
        levels = Swatch(
            column=2,
            levels=tuple(one.level for one in view.overview.moves),
            is_twin=view.picture.is_twin,
        )
        put_table(slide, right, own[1], pt=13, swatch=levels)
    else:
        put_sentences(slide, right, [say("slides.no_moves")], 15)


def _bars(slide: Slide, room: Box, view: WeeklyView) -> None:
    lines = view.overview.colours
    bars = parts.Bars(
        names=tuple(say("slides.bar", name=one.name, word=one.word) for one in lines),
        before=tuple(one.before.number for one in lines),
        now=tuple(one.now.number or 0 for one in lines),
        titles=(say("report.head.before_grids"), say("report.head.now_grids")),
        fills=palette(Ground.LIGHT, twin=view.picture.is_twin).fills,
    )
    parts.bars(slide, room, bars)


def _indicators(slide: Slide, view: WeeklyView, document: Document) -> None:
    told = chapter(document, "indicators")
    titled(slide, told.title, [told])
    under = put_table(slide, ROOM.first(70), tables(told)[0], pt=15)
    put_small(slide, under.first(6), notes(told)[:1])
    figures = [one for one in told.blocks if isinstance(one, CourseFigure)]
    if not figures:
        return
    panels = figures[0].panels[:3]
    room = Box(left=ROOM.left, top=under.top + 8, width=ROOM.width, height=FOOT - under.top - 9)
    width = (room.width - 6 * (len(panels) - 1)) / len(panels)
    places = room.columns(*[width] * (len(panels) - 1), gap=6)
    for place, panel in zip(places, panels, strict=True):
        parts.course(slide, put_head(slide, place, panel.title, 12), panel, figures[0].mean_name)


# -- grids, places, matters ---------------------------------------------------------------


def _grids(slide: Slide, view: WeeklyView, document: Document) -> None:
    told, risks = chapter(document, "grids"), chapter(document, "risks")
    titled(slide, told.title, [told, risks])
    under = put_sentences(slide, ROOM.first(20), sentences(told), 15)
    room = Box(left=ROOM.left, top=under.top, width=ROOM.width, height=98)
    for table in tables(told)[:1]:
        levels = Swatch(column=2, levels=table.colours, is_twin=view.picture.is_twin)
        room = put_table(slide, room, table, pt=12, swatch=levels)
    room = Box(left=ROOM.left, top=room.top, width=ROOM.width, height=FOOT - room.top - 1)
    _two_columns(slide, put_head(slide, room, risks.title, 12), sentences(risks))


def _two_columns(slide: Slide, room: Box, texts: Sequence[str]) -> None:
    """Sentences down the left column, then down the right one, which counts what is left out."""
    left, right = room.columns((room.width - 10) / 2)
    size = parts.fitting(texts, left.width * 2, room.height * 0.9, 12)
    count = parts.beginning(texts, left.width, left.height, size)
    put_sentences(slide, left, texts[:count], size)
    put_sentences(slide, right, texts[count:], size)


def _places(slide: Slide, view: WeeklyView, document: Document) -> None:
    both = [chapter(document, "venues"), chapter(document, "borders")]
    titled(slide, say("slides.places"), both)
    half = ROOM.height / 2
    for number, told in enumerate(both):
        _half(slide, told, ROOM.below(number * half).first(half - 2))


def _half(slide: Slide, told: Chapter, room: Box) -> None:
    """A chapter in half a slide: sentences on the left, its tables beside them."""
    left, right = room.columns(104.0)
    put_sentences(slide, put_head(slide, left, told.title, 15), sentences(told), 14)
    own, bottom = tables(told), right.top + right.height
    for number, table in enumerate(own, start=1):
        kept = LEAST_TABLE * (len(own) - number)
        under = put_table(slide, right.first(right.height - kept), table, pt=12)
        right = replace(right, top=under.top, height=bottom - under.top)


def _matters(slide: Slide, view: WeeklyView, document: Document) -> None:
    both = [chapter(document, "matters"), chapter(document, "plan")]
    titled(slide, say("slides.matters"), both)
    for told, place in zip(both, ROOM.columns((ROOM.width - 10) / 2), strict=True):
        under = put_head(slide, place, told.title, 15)
        put_sentences(slide, under.first(26), sentences(told), 14)
        for table in tables(told)[:1]:
            put_table(slide, under.below(28), table, pt=12.5)
