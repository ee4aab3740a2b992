"""纪要所见 What the minutes of a closed meeting say, frozen with it."""

from __future__ import annotations

from dataclasses import dataclass

from reports.document import Masthead, Value
from reports.weekly_view import HotLine, IndicatorLine, MatterLine, Overview


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """Last period's list of one indicator: its hits among the events, and the plain count's."""

    name: str
    share: Value
    events: Value
    hits: Value
    plain: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesView:
    """Everything minutes are made from. Numbers below the limit are withheld as in any export.

    ``opening`` says when who met about which days; ``said`` are sentences that were put under a
    chapter of the judgement.
    """

    made_at: int
    snapshot: str
    policy: str
    masthead: Masthead
    opening: str
    meeting: str
    matters: tuple[MatterLine, ...]
    lessons: tuple[str, ...]
    overview: Overview
    indicators: tuple[IndicatorLine, ...]
    compared: str
    hot: tuple[HotLine, ...]
    alarms: Value
    false_alarms: Value
    alarm_grids: tuple[str, ...]
    lists: tuple[ListLine, ...]
    said: tuple[str, ...]
    planned: tuple[MatterLine, ...]
