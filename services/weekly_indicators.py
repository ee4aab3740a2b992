"""周报指标 The four indicators of a week beside the week before and the year before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from analytics.compare import Span
from reports.document import Value
from reports.weekly_view import IndicatorLine
from services import comparing, day_names, told, wording
from services.comparing import AreaChange, Compared, Comparison
from services.numerals import is_missing
from services.outgoing import Outgoing
from words import say

# What a village may have done, in the order of the published lists.
WORDS = ("rose", "fell", "same", "none")
DESK = "desk"


def lines(out: Outgoing, compared: Comparison) -> tuple[IndicatorLine, ...]:
    """One line per indicator of the rule.

    Args:
        out: the order.
        compared: the comparison as an export sees it.
    """
    exact = _exact(out, compared)
    return tuple(
        _line(out, row, whole) for row, whole in zip(compared.rows, exact.rows, strict=True)
    )


def compared_with(compared: Comparison) -> str:
    """Which days stand against which, in words."""
    if compared.earlier is None:
        return say("report.compared_no_year", before=_span(compared.before))
    return say("report.compared", before=_span(compared.before), earlier=_span(compared.earlier))


def _span(span: Span) -> str:
    return say("report.span", first=day_names.day(span.first), last=day_names.day(span.last))


def _exact(out: Outgoing, compared: Comparison) -> Comparison:
    """The same with exact totals, to tell what is withheld from what is unknown."""
    numbers = [(row.now, row.before, row.earlier, row.mean) for row in compared.rows]
    if all(math.isfinite(value) for row in numbers for value in row):
        return compared
    return comparing.compare(
        out.workspace, replace(out.asker, purpose=DESK), out.seen, compared.alignment
    )


def _line(out: Outgoing, row: Compared, exact: Compared) -> IndicatorLine:
    limit = 0 if row.is_amount else out.seen.policy.suppress_below
    calendar, period = out.seen.policy.period, out.seen.period
    course = [*row.course, row.now]
    periods = [calendar.shift(period, -back) for back in reversed(range(len(course)))]
    return IndicatorLine(
        code=row.indicator,
        name=wording.indicator(row.indicator),
        unit=say("report.persons") if row.is_amount else say("report.cases_unit"),
        is_amount=row.is_amount,
        now=told.total(exact.now, limit),
        before=told.total(exact.before, limit),
        previous=told.change(row.now, row.before, is_amount=row.is_amount),
        earlier=told.total(exact.earlier, limit),
        yearly=told.change(row.now, row.earlier, is_amount=row.is_amount),
        mean=told.whole(row.mean) if row.is_amount else told.decimal(row.mean),
        labels=tuple(day_names.short_day(one) for one in periods),
        course=tuple(told.whole(value) for value in course),
        areas=tuple(_areas(row.areas)) if row.areas else (),
        areas_withheld=told.whole(sum(not area.word for area in row.areas)),
        note=_note(out, row),
    )


def _areas(areas: Sequence[AreaChange]) -> list[tuple[str, Value, tuple[str, ...]]]:
    found = []
    for key in WORDS:
        word = say(f"ui.change.{key}")
        names = tuple(area.name for area in areas if area.word == word)
        found.append((word, told.whole(len(names)), names))
    return found


def _note(out: Outgoing, row: Compared) -> str:
    """Why a number is missing or smaller than it will be."""
    if row.span is None:
        return say("report.not_reported", name=wording.indicator(row.indicator))
    if row.span.last < out.seen.period:
        return say(
            "report.reported_until",
            name=wording.indicator(row.indicator),
            day=day_names.short_day(row.span.last),
        )
    if is_missing(row.earlier) and not row.is_amount:
        return say("report.no_year", name=wording.indicator(row.indicator))
    return ""
