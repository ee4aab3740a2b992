"""周报 The weekly report: eight chapters and the definitions, from one frozen view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports import weekly_chapters as chapters
from reports import weekly_work as work
from reports.counting import Counter
from reports.document import Block, Chapter, Document, Paragraph, Tone
from reports.telling import split
from reports.weekly_view import CHAPTERS, WeeklyView
from words import say

_MAKERS = {
    "overview": chapters.overview,
    "indicators": chapters.indicators,
    "grids": chapters.grids,
    "venues": chapters.venues,
    "borders": chapters.borders,
    "matters": work.matters,
    "risks": work.risks,
    "plan": work.plan,
}


def document(view: WeeklyView) -> Document:
    """Arrange a view; equal views give equal documents."""
    count = Counter()
    made = [_chapter(view, key, number, count) for number, key in enumerate(CHAPTERS)]
    return Document(
        kind="weekly",
        made_at=view.made_at,
        snapshot=view.snapshot,
        policy=view.policy,
        masthead=view.masthead,
        chapters=(*made, _annex(view)),
        keywords=tuple(line.name for line in view.indicators),
    )


def numbered(number: int, title: str) -> str:
    """一、五色总览."""
    return say("report.chapter_head", number=say("report.numerals").split()[number], title=title)


def _chapter(view: WeeklyView, key: str, number: int, count: Counter) -> Chapter:
    told, shown = split(_MAKERS[key](view, count))
    written = [Paragraph(runs=(text,), tone=Tone.WRITTEN) for text in view.notes.get(key, ())]
    blocks: Sequence[Block] = [*told, *written, *shown]
    return Chapter(
        key=key, title=numbered(number, say(f"report.chapter.{key}")), blocks=tuple(blocks)
    )


def _annex(view: WeeklyView) -> Chapter:
    def lines() -> Iterator[Paragraph]:
        for number, text in enumerate(view.definitions, start=1):
            yield Paragraph(runs=(say("report.item", number=number, text=text),), tone=Tone.NOTE)

    return Chapter(key="annex", title=say("report.chapter.annex"), blocks=tuple(lines()))
