"""电子表格 The week as an XLSX file: grids, changes, indicators, surroundings, definitions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from policy import IndicatorKind
from reports.workbook import Book, Cell, Column, Kind, Table, workbook
from services import comparing, day_names, numerals, outgoing, wording, workbook_places
from services.outgoing import Outgoing
from services.situation import Change
from services.workbook_words import colour, head, note
from vocab import COLOURS, colour_of_level
from words import say

SIGNS = {"risen": "▲", "fallen": "▽", "state_changed": "◇"}


def make(out: Outgoing) -> bytes:
    """The whole file; equal snapshots give equal bytes. Written to the audit.

    Raises:
        WusetuError: whatever the comparisons or the surroundings find missing.
    """
    body = workbook(book(out))
    outgoing.record(out, "xlsx", len(out.seen.grids))
    return body


def book(out: Outgoing) -> Book:
    """The tables of a week, those of the surroundings only where there are any."""
    tables = [_grids(out), _changes(out), *_indicators(out)]
    tables += workbook_places.tables(out)
    return Book(
        title=outgoing.title(out),
        footer=outgoing.stamp(out),
        tables=(*tables, _definitions(out)),
        made_at=outgoing.utc_seconds(out.seen),
        is_twin=out.order.is_twin,
    )


# -- grids --------------------------------------------------------------------------------


def _grids(out: Outgoing) -> Table:
    policy = out.seen.policy
    events = [rule.code for rule in policy.indicators if rule.kind is IndicatorKind.EVENTS]
    columns = [
        Column(title=head("code"), width=19),
        Column(title=head("grid"), width=14),
        Column(title=head("village"), width=11),
        Column(title=head("town"), width=11),
        Column(title=head("colour"), kind=Kind.COLOUR, width=10),
        Column(title=head("level"), kind=Kind.SIGN, width=7),
        Column(title=head("index"), kind=Kind.WHOLE, width=8),
        Column(title=head("confidence"), width=11),
        Column(title=head("p_shown"), kind=Kind.SHARE, width=10),
        Column(title=head("last_colour"), kind=Kind.COLOUR, width=10),
        Column(title=head("last_index"), kind=Kind.WHOLE, width=9),
        Column(title=head("change"), kind=Kind.SIGN, width=8),
        Column(title=head("residents"), kind=Kind.WHOLE, width=9),
    ]
    for code in events:
        name = wording.indicator(code)
        title = say("workbook.head.count_of", name=name)
        columns.append(Column(title=title, kind=Kind.WHOLE, width=12))
    for rule in policy.indicators:
        title = say("workbook.head.part_of", name=wording.indicator(rule.code))
        columns.append(Column(title=title, kind=Kind.WHOLE, width=12))
    codes = [f"count_{code}" for code in events]
    codes += [f"part_{rule.code}" for rule in policy.indicators]
    rows = [
        (*_row(out, row), *(float(getattr(row, name)) for name in codes))
        for row in out.seen.grids.itertuples(index=False)
    ]
    return Table(
        name=say("workbook.sheet.grids"),
        note=note(out, "grids", count=numerals.whole(len(rows))),
        columns=tuple(columns),
        rows=rows,
        frozen=2,
    )


def _row(out: Outgoing, row: Any) -> tuple[Cell, ...]:
    known = colour_of_level(row.level)
    both = row.level > 0 and row.previous_level > 0
    sign = ""
    if both and row.level != row.previous_level:
        sign = SIGNS["risen" if row.level < row.previous_level else "fallen"]
    return (
        row.code,
        row.name,
        row.village,
        row.town,
        colour(out, row.level, row.state),
        "" if known is None else known.numeral,
        float(row.index),
        _confidence(row.p_within_one) if known is not None else "",
        float(row.p_shown) if known is not None else None,
        colour(out, row.previous_level, row.previous_state),
        float(row.previous_index),
        sign,
        float(row.residents),
    )


def _confidence(p_within_one: float) -> str:
    if not math.isfinite(p_within_one):
        return say("ui.confidence.none")
    return wording.confidence(p_within_one)


# -- changes ------------------------------------------------------------------------------


def _changes(out: Outgoing) -> Table:
    seen = out.seen
    columns = (
        Column(title=head("direction"), width=10),
        Column(title=head("code"), width=19),
        Column(title=head("grid"), width=14),
        Column(title=head("village"), width=11),
        Column(title=head("town"), width=11),
        Column(title=head("from"), kind=Kind.COLOUR, width=10),
        Column(title=head("to"), kind=Kind.COLOUR, width=10),
        Column(title=head("rule"), width=18),
        Column(title=head("reason"), kind=Kind.LONG, width=48),
    )
    where = seen.grids.set_index("code")
    rows = [
        (
            say("workbook.sign", sign=SIGNS[kind], word=say(f"workbook.direction.{kind}")),
            one.code,
            one.name,
            str(where.at[one.code, "village"]),
            str(where.at[one.code, "town"]),
            colour(out, one.from_level, one.from_state),
            colour(out, one.to_level, one.to_state),
            say(f"rule_of_change.{one.rule}"),
            one.reason,
        )
        for kind in SIGNS
        for one in _listed(out, kind)
    ]
    key = "changes" if seen.has_previous else "no_previous"
    counts = {kind: len(_listed(out, kind)) for kind in SIGNS}
    return Table(
        name=say("workbook.sheet.changes"),
        note=note(out, key, **counts, rest=numerals.whole(seen.unchanged)),
        columns=columns,
        rows=rows,
        frozen=3,
    )


def _listed(out: Outgoing, kind: str) -> tuple[Change, ...]:
    found: tuple[Change, ...] = getattr(out.seen, kind)
    return found


# -- indicators ---------------------------------------------------------------------------


def _indicators(out: Outgoing) -> Iterator[Table]:
    made = comparing.compare(out.workspace, out.viewer, out.seen)
    spans = {"first": day_names.day(made.span.first), "last": day_names.day(made.span.last)}
    keys = ("now", "before", "previous", "earlier", "yearly", "mean")
    kinds = (Kind.WHOLE, Kind.WHOLE, Kind.TEXT, Kind.WHOLE, Kind.TEXT, Kind.DECIMAL)
    titled = [Column(title=say("compare.indicator"), width=14), Column(title=head("unit"), width=7)]
    for key, kind in zip(keys, kinds, strict=True):
        width = 24 if kind is Kind.TEXT else 12
        titled.append(Column(title=say(f"compare.{key}"), kind=kind, width=width))
    yield Table(
        name=say("workbook.sheet.indicators"),
        note=note(out, "indicators", **spans, how=say(f"compare.by.{made.alignment.value}")),
        columns=tuple(titled),
        rows=[
            (
                wording.indicator(one.indicator),
                say("compare.persons" if one.is_amount else "compare.events"),
                *(one.now, one.before, one.previous, one.earlier, one.yearly, one.mean),
            )
            for one in made.rows
        ],
    )
    areas = [
        (wording.indicator(one.indicator), area.code, area.name, area.now, area.before, area.word)
        for one in made.rows
        for area in one.areas
    ]
    yield Table(
        name=say("workbook.sheet.areas"),
        note=note(out, "areas"),
        columns=(
            Column(title=say("compare.indicator"), width=14),
            Column(title=head("area_code"), width=15),
            Column(title=head("area"), width=14),
            Column(title=say("compare.now"), kind=Kind.WHOLE, width=10),
            Column(title=say("compare.before"), kind=Kind.WHOLE, width=10),
            Column(title=head("direction"), width=12),
        ),
        rows=areas,
        frozen=3,
    )


# -- definitions --------------------------------------------------------------------------


def _definitions(out: Outgoing) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (say("workbook.part.trace"), label, text) for label, text in outgoing.facts(out)
    ]
    rows += [
        (say("workbook.part.terms"), say(f"workbook.term.{key}.name"), _term(out, key))
        for key in ("grid", "colour", "index", "confidence", "change", "counts", "parts", "none")
    ]
    for rule in out.seen.policy.indicators:
        name = wording.indicator(rule.code)
        kind = say(f"workbook.kind.{rule.kind.value}")
        sources = say("ui.comma").join(_source(code) for code in rule.sources)
        text = say("workbook.indicator", kind=kind, weight=f"{rule.weight:g}", sources=sources)
        rows.append((say("workbook.part.indicators"), name, text))
    return Table(
        name=say("workbook.sheet.definitions"),
        note=note(out, "definitions"),
        columns=(
            Column(title=head("chapter"), width=8),
            Column(title=head("name"), width=22),
            Column(title=head("text"), kind=Kind.LONG, width=96),
        ),
        rows=rows,
        frozen=2,
    )


def _source(code: str) -> str:
    """A source in words; one without words stands for itself."""
    try:
        return say(f"source.{code}")
    except KeyError:
        return code


def _term(out: Outgoing, key: str) -> str:
    names = say("ui.comma").join(
        say(
            "workbook.colour",
            numeral=one.numeral,
            name=colour(out, one.level, ""),
            word=say(f"ui.level.{one.level}"),
        )
        for one in COLOURS
    )
    return say(f"workbook.term.{key}.text", colours=names, limit=out.seen.policy.suppress_below)
