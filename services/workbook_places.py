"""周边的表 What an XLSX file holds of venues and shared borders in the same period."""

from __future__ import annotations

import math

from reports.workbook import Cell, Column, Kind, Table
from services import borders, day_names, numerals, perimeters, periods, sites, wording
from services.borders import Along
from services.outgoing import Outgoing
from services.perimeters import Around
from services.workbook_words import head, note
from words import say


def tables(out: Outgoing) -> list[Table]:
    """Rings and themes of every venue, both sides and cases of every border; none where none."""
    first, last = periods.shown(out.seen.first_day), out.week
    found = [
        perimeters.around(out.workspace, out.viewer, code, radii_m=radii, start=first, end=last)
        for code, radii in _places(out)
    ]
    made = [_rings(out, found), _themes(out, found)] if found else []
    shared = [
        borders.along(out.workspace, out.viewer, (pair.first, pair.second), start=first, end=last)
        for pair in borders.choices(out.workspace, out.viewer).itertuples(index=False)
    ]
    shared = [one for one in shared if one.pairs]
    return [*made, _sides(out, shared), _cases(out, shared)] if shared else made


def _places(out: Outgoing) -> list[tuple[str, tuple[float, ...]]]:
    """Venues with their usual rings; a zone is its own ring."""
    known = perimeters.places(out.workspace, out.viewer)
    shapes = zip(known["code"], known["kind"], known["geometry"], strict=True)
    return [
        (str(code), (0.0,) if kind != sites.VENUE and shape.area else perimeters.RADII_M)
        for code, kind, shape in shapes
    ]


def _number(value: float) -> Cell:
    return float(value) if math.isfinite(value) else None


def _days(out: Outgoing) -> dict[str, str]:
    return {"first": day_names.day(out.seen.first_day), "last": day_names.day(out.seen.period)}


def _rings(out: Outgoing, found: list[Around]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        for ring in one.rings.itertuples(index=False):
            radius = numerals.whole(ring.radius_m)
            width = say("venue.radius", radius=radius) if ring.radius_m else say("workbook.shape")
            rows.append(
                (
                    one.code,
                    one.name,
                    one.category,
                    width,
                    _number(ring.area_km2),
                    int(ring.whole),
                    int(ring.part),
                    _number(ring.residents),
                    _number(ring.events),
                )
            )
    return Table(
        name=say("workbook.sheet.venues"),
        note=note(out, "venues", **_days(out)),
        columns=(
            Column(title=head("place_code"), width=13),
            Column(title=head("place"), width=18),
            Column(title=head("category"), width=12),
            Column(title=head("ring"), width=12),
            Column(title=head("area_km2"), kind=Kind.DECIMAL, width=12),
            Column(title=head("whole"), kind=Kind.WHOLE, width=10),
            Column(title=head("part"), kind=Kind.WHOLE, width=10),
            Column(title=head("residents"), kind=Kind.WHOLE, width=10),
            Column(title=head("events"), kind=Kind.WHOLE, width=12),
        ),
        rows=rows,
        frozen=2,
    )


def _themes(out: Outgoing, found: list[Around]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (one.code, one.name, row.theme, _number(row.total), _number(row.open))
        for one in found
        for row in one.themes.itertuples(index=False)
    ]
    return Table(
        name=say("workbook.sheet.themes"),
        note=note(out, "themes", **_days(out)),
        columns=(
            Column(title=head("place_code"), width=13),
            Column(title=head("place"), width=18),
            Column(title=head("theme"), width=14),
            Column(title=head("total"), kind=Kind.WHOLE, width=10),
            Column(title=head("open"), kind=Kind.WHOLE, width=10),
        ),
        rows=rows,
        frozen=2,
    )


def _sides(out: Outgoing, found: list[Along]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        for pair in one.pairs:
            names = one.name(pair.first), one.name(pair.second)
            for row in pair.counts.itertuples(index=False):
                rows += [
                    (
                        names[side],
                        names[1 - side],
                        pair.length_km,
                        _what(row.indicator),
                        _number((row.first, row.second)[side]),
                        _number((row.first_per_km, row.second_per_km)[side]),
                    )
                    for side in (0, 1)
                ]
    return Table(
        name=say("workbook.sheet.borders"),
        note=note(out, "borders", **_days(out), width=numerals.whole(borders.WIDTH_M)),
        columns=(
            Column(title=head("side"), width=14),
            Column(title=head("other_side"), width=14),
            Column(title=head("border_km"), kind=Kind.DECIMAL, width=12),
            Column(title=head("what"), width=16),
            Column(title=head("events"), kind=Kind.WHOLE, width=12),
            Column(title=head("per_km"), kind=Kind.DECIMAL, width=12),
        ),
        rows=rows,
        frozen=2,
    )


def _what(indicator: str) -> str:
    venue = perimeters.VENUE_INDICATOR
    return say("border.venue") if indicator == venue else wording.indicator(indicator)


def _cases(out: Outgoing, found: list[Along]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        names = say("venue.join").join(one.units["name"])
        for row in one.cases.themes.itertuples(index=False):
            rows.append((names, row.theme, _number(row.total)))
        cases = one.cases
        rows.append((names, say("border.case_sum"), _number(cases.total)))
    return Table(
        name=say("workbook.sheet.cases"),
        note=note(out, "cases", last=day_names.day(out.seen.period)),
        columns=(
            Column(title=head("areas"), width=24),
            Column(title=head("theme"), width=14),
            Column(title=head("cases"), kind=Kind.WHOLE, width=10),
        ),
        rows=rows,
        frozen=1,
    )
