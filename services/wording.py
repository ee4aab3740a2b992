"""Sentences about grids (用语): the one place where figures become words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from analytics.compare import count_change, percent_change, point_change
from errors import WusetuError
from services.numerals import NONE, decimal, is_missing, whole
from vocab import PeriodKind, State, colour_of_level
from words import say

SURE, FAIR = 0.80, 0.60


def one_decimal(value: float) -> str:
    """Half up, as leaders round: 2.25 gives 2.3."""
    return str(Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def indicator(code: str) -> str:
    """The name of an indicator; a code without words stands for itself."""
    try:
        return say(f"indicator.{code}")
    except KeyError:
        return code


def short(code: str) -> str:
    """The short name of an indicator for narrow columns."""
    try:
        return say(f"indicator_short.{code}")
    except KeyError:
        return indicator(code)


def colour(level: int, state: str = State.OK.value) -> str:
    """红, 橙 … or 样本不足 and its kin."""
    known = colour_of_level(level)
    return say(f"ui.state.{state}") if known is None else say(f"ui.colour.{known.value}")


def confidence(p_within_one: float) -> str:
    """把握较大 / 一般 / 较小."""
    if p_within_one >= SURE:
        return say("ui.confidence.high")
    return say("ui.confidence.fair" if p_within_one >= FAIR else "ui.confidence.low")


def direction(now: float, before: float) -> str:
    """Of an area's events: 零发案 (none now), 持平, 下降 or 上升."""
    if now == 0:
        return say("ui.change.none")
    if now == before:
        return say("ui.change.same")
    return say("ui.change.rose" if now > before else "ui.change.fell")


def change(now: float | None, before: float | None, *, is_amount: bool = False) -> str:
    """Of events: 下降 6.1%, 持平, — over a base of 0; below 20 before only 6 件，上期 5 件.

    Args:
        now: the number of this period; None or NaN gives —.
        before: the number it is compared with.
        is_amount: a stock such as residents, where a small base still has a percentage.
    """
    if now is None or before is None or is_missing(now) or is_missing(before):
        return NONE
    if now == before:
        return say("ui.change.same")
    if before == 0:
        return NONE
    size = percent_change(now, before) if is_amount else count_change(now, before)
    if size is None:
        return say("ui.change.counts", now=whole(now), before=whole(before))
    if size == 0:
        return say("ui.change.same")
    return say("ui.change.up" if size > 0 else "ui.change.down", size=decimal(abs(size)))


def points(now: float, before: float) -> str:
    """Of a share: 上升 22 个百分点, 持平."""
    size = point_change(now, before)
    if size == 0:
        return say("ui.change.same")
    key = "ui.change.points_up" if size > 0 else "ui.change.points_down"
    return say(key, size=decimal(abs(size)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One indicator's part in a grid's index, with the counts it rests on (13 periods)."""

    indicator: str
    points: float
    count: float | None
    expected: float | None
    measure: float | None
    kind: PeriodKind = PeriodKind.WEEK


def cause(one: Cause) -> str:
    """E.g. 信访矛调近 13 周 5 件，同样人口一般 1.2 件."""
    name = indicator(one.indicator)
    if one.expected is None or not math.isfinite(one.expected):
        if one.measure is None or not math.isfinite(one.measure):
            return say("cause.hidden", name=name)
        return say("cause.stock", name=name, share=one_decimal(100 * one.measure))
    if one.count is None or not math.isfinite(one.count):
        return say("cause.hidden", name=name)
    usual = one_decimal(one.expected)
    span = say(f"cause.span.{one.kind.value}")
    return say("cause.events", name=name, span=span, count=f"{one.count:.0f}", usual=usual)


def sentence(error: WusetuError) -> str:
    """What went wrong and how to mend it, with the faults inside a fault on lines of their own."""
    values = {k: len(v) if isinstance(v, tuple) else v for k, v in error.values.items()}
    lines = [say(error.code, **values)]
    for value in error.values.values():
        if isinstance(value, tuple):
            lines += [f"- {sentence(one)}" for one in value if isinstance(one, WusetuError)]
    return "\n".join(lines)
