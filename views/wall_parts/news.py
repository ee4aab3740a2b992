"""新情况 What is new since the screen last read: alarms and grids that became red."""

from __future__ import annotations

from dataclasses import dataclass

from services.alarms import Sheet
from services.situation import Situation

SECONDS = 40
MOST_LINES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a screen has already told: alarms (period, code, indicator) and codes of red grids."""

    alarms: frozenset[tuple[int, str, str]]
    reds: frozenset[str]

    @classmethod
    def of(cls, seen: Situation, sheet: Sheet) -> Known:
        found = frozenset((sheet.period, one.code, one.indicator) for one in sheet.alarms)
        reds = seen.grids.loc[seen.grids["level"] == 1, "code"]
        return cls(alarms=found, reds=frozenset(str(code) for code in reds))


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What came: places of the new alarms in their sheet, codes of the new reds, and when.

    ``since`` is in seconds of the rotation's clock.
    """

    alarms: tuple[int, ...]
    reds: tuple[str, ...]
    since: float

    def is_over(self, now: float) -> bool:
        return now - self.since >= SECONDS


def new(before: Known | None, seen: Situation, sheet: Sheet, now: float) -> News | None:
    """What is in the week and was not known; None at the first reading and where nothing is."""
    if before is None:
        return None
    alarms = tuple(
        number
        for number, one in enumerate(sheet.alarms)
        if (sheet.period, one.code, one.indicator) not in before.alarms
    )
    known = Known.of(seen, sheet)
    reds = tuple(sorted(known.reds - before.reds))
    if not alarms and not reds:
        return None
    return News(alarms=alarms, reds=reds, since=now)
