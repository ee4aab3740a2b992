"""图层面板 The rows of the layer panel: switch, dim, raise and choose, each with its layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from views.components.markup import esc
from words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One layer in the panel; ``below`` is ready HTML (legend or reason).

    ``strength`` is None where nothing may be made faint, ``choices`` are (value, words) of a list
    of which ``choice`` is chosen.
    """

    code: str
    title: str
    is_on: bool
    strength: int | None = None
    may_rise: bool = False
    below: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    choice: str = ""


def rows_html(rows: Sequence[Row], export: str = "") -> str:
    """All rows, topmost layer first, and the way to take the picture along (an own address)."""
    below = ""
    if export:
        words, note = (esc(say(f"layer.export.{name}")) for name in ("link", "link_note"))
        below = (
            f'<p class="ws-layer-open"><a href="{esc(export)}" download title="{note}">{words}</a>'
            "</p>"
        )
    return "".join(_row(row) for row in rows) + below


def _row(row: Row) -> str:
    code, title = esc(row.code), esc(row.title)
    mark = f'data-code="{code}"'
    checked = " checked" if row.is_on else ""
    body = (
        f'<label><input type="checkbox" data-do="switch" {mark}{checked}><span>{title}</span>'
        "</label>"
    )
    if row.is_on and row.strength is not None:
        words = esc(say("layer.panel.opacity", title=row.title))
        body += (
            f'<input type="range" min="20" max="100" step="20" value="{row.strength}" '
            f'data-do="dim" {mark} aria-label="{words}" title="{words}">'
            f"<i>{row.strength}</i>"
        )
    if row.may_rise:
        words = esc(say("layer.panel.raise", title=row.title))
        body += (
            f'<button type="button" data-do="raise" {mark} aria-label="{words}" '
            f'title="{words}">↑</button>'
        )
    below = _choices(row) + row.below if row.is_on else ""
    kind = "ws-layer ws-layer-on" if row.is_on else "ws-layer"
    # What says more than its name takes the whole width, the others stand two by two.
    if row.is_on and (row.strength is not None or below):
        kind += " ws-layer-open"
    return f'<div class="{kind}"><div>{body}</div>{below}</div>'


def _choices(row: Row) -> str:
    if not row.choices:
        return ""
    options = "".join(
        f'<option value="{esc(value)}"{" selected" if value == row.choice else ""}>'
        f"{esc(words)}</option>"
        for value, words in row.choices
    )
    label = esc(say("layer.panel.indicator"))
    return (
        f'<select data-do="choose" data-code="{esc(row.code)}" aria-label="{label}">'
        f"{options}</select>"
    )
