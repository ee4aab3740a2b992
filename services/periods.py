"""From what a person writes (2026-11-17, latest) to a period of the rule in force."""

from __future__ import annotations

import datetime as dt

from errors import NotFoundError, RefusedError
from services import placing
from store import Tx, runs
from vocab import PeriodRule, date_of, day_number


def read(text: str, rule: PeriodRule) -> int:
    """The period that holds the written day; for years also "2020".

    Raises:
        RefusedError: not a date.
    """
    try:
        if text.isdigit() and len(text) == 4:
            day = dt.date(int(text), 12, 31)
        else:
            day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise RefusedError("period.unreadable", text=text) from error
    return rule.containing(day_number(day))


def shown(period: int) -> str:
    """ISO date of the last day, the name of a period everywhere."""
    return date_of(period).isoformat()


def scored(tx: Tx, text: str) -> int:
    """A period that has a run; "latest" is the newest one.

    Raises:
        NotFoundError: nothing is scored, or not this period.
        RefusedError: not a date.
    """
    known = [row.period for row in runs.listed(tx)]
    if not known:
        raise NotFoundError("period.none")
    if text == "latest":
        return max(known)
    try:
        day = day_number(dt.date.fromisoformat(text))
    except ValueError as error:
        raise RefusedError("period.unreadable", text=text) from error
    holding = placing.period_rule(tx).containing(day)
    if holding not in known:
        raise NotFoundError("period.not_scored", period=text)
    return holding
