"""面包屑 Where the reader is, from the whole down, and the way further down."""

from __future__ import annotations

import re
from collections.abc import Sequence

from views.components.markup import esc
from words import say

Place = tuple[str, str]


def short(name: str) -> str:
    """A name without what stands in brackets behind it."""
    return re.sub(r"(?<=.)\s*[（(][^（()）]*[）)]$", "", name)


def crumbs(trail: Sequence[Place], below: Sequence[Place], level: str) -> str:
    """Province / city / district / town, each a button but the last, then a list of areas below.

    Args:
        trail: (code, name), widest first; the last is where the reader is.
        below: (code, name) of the areas one level down; may be empty.
        level: their level, a value of ``vocab.AdminLevel``.
    """
    parts = []
    for number, (code, name) in enumerate(trail, 1):
        if number < len(trail):
            parts.append(
                f'<button type="button" data-do="go" value="{esc(code)}" title="{esc(name)}">'
                f"{esc(short(name))}</button>"
            )
        else:
            parts.append(f'<b aria-current="location" title="{esc(name)}">{esc(short(name))}</b>')
    if below:
        words = esc(say("maptools.crumbs.choose", level=say(f"maptools.crumbs.{level}")))
        options = "".join(
            f'<option value="{esc(code)}">{esc(name)}</option>' for code, name in below
        )
        parts.append(
            f'<select data-do="go" aria-label="{words}"><option value="" selected>{words}</option>'
            f"{options}</select>"
        )
    joined = '<i aria-hidden="true">/</i>'.join(parts)
    return f'<nav class="ws-crumbs" aria-label="{esc(say("maptools.crumbs.title"))}">{joined}</nav>'
