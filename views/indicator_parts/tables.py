"""The figures as tables: one row per indicator, and per area below; pure, so that it is tested."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services import wording
from services.comparing import AreaChange, Compared, Comparison
from services.situation import Situation
from views.components import format as fmt
from views.components.course import spark
from views.components.markup import esc
from views.components.sheet import block_title, table
from vocab import PeriodRule
from words import say

HEADS = ("indicator", "now", "before", "previous", "earlier", "yearly", "mean", "course")
RIGHT = (1, 2, 4, 6)
ORDER = ("ui.change.rose", "ui.change.same", "ui.change.fell", "ui.change.none")


def _number(one: Compared, value: float) -> str:
    if one.span is None:
        return say("compare.no_data")
    unit = say("compare.persons" if one.is_amount else "compare.events")
    return fmt.NONE if value != value else f"{fmt.whole(value)} {unit}"


def _cells(one: Compared) -> list[str]:
    texts = [
        wording.indicator(one.indicator),
        _number(one, one.now),
        _number(one, one.before),
        one.previous,
        _number(one, one.earlier),
        one.yearly,
        fmt.whole(one.mean) if one.is_amount else fmt.decimal(one.mean),
    ]
    drawn = spark(
        [*[None if v != v else v for v in one.course], one.now if one.now == one.now else None]
    )
    return [*[esc(text) for text in texts], drawn]


def windows(made: Comparison, rule: PeriodRule) -> str:
    """Which days stand beside which, and where a running period was cut."""
    texts = [say("compare.window_before", span=fmt.dated_span(made.before.first, made.before.last))]
    if made.earlier is None:
        texts.append(say("compare.no_festival"))
    else:
        how = say(f"compare.by.{made.alignment.value}")
        if made.festival:
            how = say("compare.by_festival", festival=say(f"festival.{made.festival}"))
        span = fmt.dated_span(made.earlier.first, made.earlier.last)
        texts.append(say("compare.window_earlier", span=span, how=how))
    for one in made.rows:
        if one.span is not None and one.span != made.span:
            name, day = wording.indicator(one.indicator), fmt.month_day(one.span.last)
            texts.append(say("compare.cut", name=name, day=day, days=one.span.days))
    return f'<p class="ws-note ws-below">{esc(say("compare.join").join(texts))}</p>'


def indicators(made: Comparison, seen: Situation) -> str:
    """The table of the indicators with what it stands on."""
    marks = [' class="ws-r"' if k in RIGHT else "" for k in range(len(HEADS))]
    heads = [say(f"compare.{name}") for name in HEADS]
    top = "".join(
        f'<th scope="col"{mark}>{esc(head)}</th>' for head, mark in zip(heads, marks, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{mark}>{cell}</td>" for cell, mark in zip(_cells(one), marks, strict=True))
        + "</tr>"
        for one in made.rows
    )
    title = block_title(say("compare.title"), fmt.period_name(seen.policy.period, seen.period))
    return (
        f'{title}<div class="ws-scroll"><table class="ws-table ws-compare"><thead><tr>{top}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>{windows(made, seen.policy.period)}"
    )


def _names(areas: Iterable[AreaChange], word: str) -> str:
    found = [
        say("compare.area", name=one.name, now=fmt.whole(one.now), before=fmt.whole(one.before))
        for one in areas
        if one.word == word
    ]
    return say("compare.area_join").join(found) or fmt.NONE


def areas(one: Compared) -> str:
    """零发案 / 持平 / 下降 / 上升: the areas below, sorted into four lists."""
    rows: list[Sequence[str]] = []
    for key in ORDER:
        word = say(key)
        count = sum(area.word == word for area in one.areas)
        rows.append((say("compare.areas_of", word=word, count=count), _names(one.areas, word)))
    hidden = sum(not area.word for area in one.areas)
    if hidden:
        rows.append((say("compare.areas_hidden", count=hidden), say("compare.hidden_note")))
    head = [say("compare.area_head"), say("compare.area_list")]
    return block_title(wording.indicator(one.indicator)) + table(head, rows)
