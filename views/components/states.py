"""Worded states (空、错、无权): what happened, what is kept, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from views.components.icons import icon
from views.components.markup import esc
from views.components.sheet import facts
from words import say


def empty(headline: str, note: str, steps: Sequence[tuple[str, str]], current: int = 0) -> str:
    """空 One headline and numbered steps (title, note); only the current one is dark.

    The page puts the button of the current step below it; nothing else has a button.
    """
    rows = ""
    for k, (title, words) in enumerate(steps):
        kind = "now" if k == current else "next"
        rows += (
            f'<li class="ws-{kind}"><i>{k + 1}</i><div><b>{esc(title)}</b>'
            f"<span>{esc(words)}</span></div></li>"
        )
    # A headline may be set in lines; each is escaped, the break is ours.
    title = "<br>".join(esc(part) for part in headline.split("\n"))
    return (
        f'<section class="ws-empty"><h1>{title}</h1><p>{esc(note)}</p>'
        f'<ol class="ws-steps">{rows}</ol></section>'
    )


def error(
    headline: str, sentences: Iterable[str], rows: Iterable[tuple[str, str]], name: str = "database"
) -> str:
    """错 A card: what happened, what is kept, then facts (since, what is being done, whom)."""
    text = "<br>".join(esc(sentence) for sentence in sentences)
    return (
        f'<section class="ws-error" role="alert"><h2>{icon(name, 34)}{esc(headline)}</h2>'
        f"<p>{text}</p>{facts(rows)}</section>"
    )


def no_permission(person: str, action: str, whom: str) -> str:
    """无权 Who may not do what, and whom to ask; a plain card, no alarm."""
    return error(
        say("ui.denied.title"),
        [say("ui.denied.text", person=person, action=action)],
        [(say("ui.denied.whom"), whom)],
        "lock",
    )


def notice(title: str, text: str) -> str:
    """提示 The one thing that blocks: an ink box with a heavy left edge."""
    return (
        f'<div class="ws-notice">{icon("warning", 26)}<div><b>{esc(title)}</b>'
        f"<span>{esc(text)}</span></div></div>"
    )
