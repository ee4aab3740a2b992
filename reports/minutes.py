"""会议纪要 The minutes of a closed meeting: matters, lessons, judgement, plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reports.counting import Counter
from reports.document import Block, Chapter, Document, Heading, Paragraph, Tone
from reports.minutes_view import ListLine, MinutesView
from reports.telling import among, sentence
from reports.weekly import numbered
from reports.weekly_chapters import colour_sentences, indicator_sentence, indicator_table
from reports.weekly_view import Move
from reports.weekly_work import hot_table, matter_sentence, matter_table, plan
from words import say

MOST_NAMED = 12


def document(view: MinutesView) -> Document:
    """Arrange a view; equal views give equal documents."""
    count = Counter()
    makers: tuple[tuple[str, Callable[[MinutesView, Counter], Sequence[Block]]], ...] = (
        ("matters", _matters),
        ("lessons", _lessons),
        ("judgement", _judgement),
        ("plan", plan),
    )
    opening = Chapter(key="opening", title="", blocks=(Paragraph(runs=(view.opening,)),))
    chapters = [
        Chapter(
            key=key,
            title=numbered(number, say(f"minutes.chapter.{key}")),
            blocks=tuple(make(view, count)),
        )
        for number, (key, make) in enumerate(makers)
    ]
    return Document(
        kind="minutes",
        made_at=view.made_at,
        snapshot=view.snapshot,
        policy=view.policy,
        masthead=view.masthead,
        chapters=(opening, *chapters),
        keywords=tuple(line.name for line in view.indicators),
    )


def _matters(view: MinutesView, count: Counter) -> list[Block]:
    if not view.matters:
        return [sentence("report.no_matters")]
    return [
        matter_sentence(view.meeting, view.matters),
        matter_table(count, "matters", view.matters),
    ]


def _lessons(view: MinutesView, _count: Counter) -> list[Block]:
    if not view.lessons:
        return [sentence("minutes.no_lessons")]
    return [
        sentence("report.item", number=str(number), text=text)
        for number, text in enumerate(view.lessons, start=1)
    ]


def _judgement(view: MinutesView, count: Counter) -> list[Block]:
    blocks: list[Block] = [_heading(1, "colours"), *colour_sentences(view.overview)]
    blocks += _moves(view.overview.moves)
    blocks += [_heading(2, "indicators")]
    blocks += [indicator_sentence(line) for line in view.indicators]
    blocks += [Paragraph(runs=(line.note,)) for line in view.indicators if line.note]
    if view.indicators:
        blocks.append(indicator_table(view.indicators, count))
        blocks.append(Paragraph(runs=(view.compared,), tone=Tone.NOTE))
    blocks += [_heading(3, "risks"), *_risks(view, count)]
    return [*blocks, *(Paragraph(runs=(text,), tone=Tone.WRITTEN) for text in view.said)]


def _heading(number: int, key: str) -> Heading:
    numeral = say("report.numerals").split()[number - 1]
    return Heading(text=say("minutes.head", number=numeral, title=say(f"minutes.part.{key}")))


def _moves(moves: Sequence[Move]) -> list[Block]:
    made: list[Block] = []
    for side in ("risen", "fallen", "state"):
        texts = [
            say("minutes.move", name=one.name, before=one.before, after=one.after)
            for one in moves
            if one.side == side
        ]
        if texts:
            made.append(sentence(f"minutes.{side}", grids=among(texts, MOST_NAMED)))
    return made


def _risks(view: MinutesView, count: Counter) -> list[Block]:
    blocks: list[Block] = []
    if view.alarms.number:
        blocks.append(
            sentence(
                "minutes.alarms",
                found=view.alarms,
                false=view.false_alarms,
                grids=among(view.alarm_grids, MOST_NAMED),
            )
        )
    else:
        blocks.append(sentence("minutes.no_alarms"))
    blocks += [_list(one) for one in view.lists]
    if view.hot:
        blocks.append(hot_table(view.hot, count))
    return blocks


def _list(one: ListLine) -> Paragraph:
    return sentence(
        "minutes.last_list",
        name=one.name,
        share=one.share,
        events=one.events,
        hits=one.hits,
        plain=one.plain,
    )
