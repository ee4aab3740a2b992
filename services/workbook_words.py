"""表格用语 What stands above the columns and the tables of a workbook."""

from __future__ import annotations

from services import outgoing, wording
from services.outgoing import Outgoing
from vocab import COLOURS
from words import GAP, say


def head(key: str) -> str:
    """The words above a column."""
    return say(f"workbook.head.{key}")


def note(out: Outgoing, key: str, **values: object) -> str:
    """The line above a table: of where and when, what it is, where it can be traced to."""
    parts = (outgoing.title(out), say(f"workbook.note.{key}", **values), outgoing.stamp(out))
    return GAP.join(parts)


def colour(out: Outgoing, level: int, state: str) -> str:
    """The word of a colour or state, "" for neither; the fifth is named as it is drawn."""
    if level == len(COLOURS) and out.order.is_twin:
        return say("ui.colour.green_twin_light")
    return wording.colour(level, state) if level or state else ""
