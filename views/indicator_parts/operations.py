"""专项行动成效 What each operation changed, in sentences that carry their counts."""

from __future__ import annotations

from collections.abc import Iterable

from services import wording
from services.operation_effect import Told
from views.components import format as fmt
from views.components.markup import esc
from views.components.sheet import block_title
from words import say


def _one(told: Told) -> str:
    one = told.operation
    days = f"{fmt.day(one.first_day)}—{fmt.short_day(one.last_day)}"
    if told.is_running:
        days = f"{days} {say('operation.running')}"
    what = one.category or wording.indicator(one.indicator)
    body = "".join(f"<li>{esc(sentence)}</li>" for sentence in told.sentences)
    return (
        f'<div class="ws-operation"><b>{esc(one.name)}</b> <span class="ws-note">{esc(what)}　'
        f"{esc(days)}</span><ul>{body}</ul></div>"
    )


def operations(told: Iterable[Told]) -> str:
    """All operations, or the sentence that says how one is registered."""
    body = "".join(_one(one) for one in told)
    none = f'<p class="ws-note">{esc(say("operation.none"))}</p>'
    return block_title(say("operation.title"), say("operation.note")) + (body or none)
