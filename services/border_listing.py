"""跨区域 What happens along borders as one object for the command line; segments carry shapes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from services import periods
from services.borders import Along, Pair
from services.perimeter_listing import geometry_row, or_null

Row = dict[str, Any]


def answer(found: Along) -> Row:
    """Everything of the page; the last list, ``segments``, is what a table or map file shows."""
    cases = found.cases
    return {
        "areas": "、".join(found.units["name"]),
        "codes": found.units["code"].tolist(),
        "length_km": or_null(found.length_km),
        "width_m": or_null(found.width_m),
        "from": periods.shown(found.on.first),
        "to": periods.shown(found.on.last),
        "exact": found.on.is_exact,
        "boundary_set": found.on.set_id,
        "snapshot": found.on.snapshot,
        "borders": [_border(found, pair) for pair in found.pairs],
        "sides": [row for pair in found.pairs for row in _sides(pair)],
        "cases": or_null(cases.total),
        "cases_accepted": or_null(cases.accepted),
        "cases_closed": or_null(cases.closed),
        "cases_late": or_null(cases.late),
        "cases_as_listed": or_null(cases.listed),
        "median_wait_days": or_null(cases.median_wait),
        "themes": [
            {
                "theme": row.theme,
                "cases": or_null(row.total),
                "open": or_null(row.open),
                "accepted": or_null(row.accepted),
            }
            for row in cases.themes.itertuples()
        ],
        "handed_over": [_case(row) for row in cases.log.itertuples()],
        "bands": [
            {"code": code, "geometry": geometry_row(shape)}
            for code, shape in zip(found.units["code"], found.bands, strict=True)
        ],
        "segments": [row for pair in found.pairs for row in _segments(pair)],
    }


def _border(found: Along, pair: Pair) -> Row:
    return {
        "first": pair.first,
        "second": pair.second,
        "names": f"{found.name(pair.first)}-{found.name(pair.second)}",
        "length_km": or_null(pair.length_km),
        "first_km": or_null(pair.border.first_m / 1000),
        "second_km": or_null(pair.border.second_m / 1000),
        "tolerance_m": or_null(pair.border.tolerance_m),
        "crs": pair.border.crs,
    }


def _sides(pair: Pair) -> list[Row]:
    return [
        {
            "first": pair.first,
            "second": pair.second,
            "indicator": row.indicator,
            "first_events": or_null(row.first),
            "second_events": or_null(row.second),
            "first_per_km": or_null(row.first_per_km),
            "second_per_km": or_null(row.second_per_km),
        }
        for row in pair.counts.itertuples()
    ]


def _segments(pair: Pair) -> list[Row]:
    return [
        {
            "first": pair.first,
            "second": pair.second,
            "rank": int(row.rank),
            "number": int(row.number),
            "length_m": or_null(row.length_m, 1),
            "events": or_null(row.events),
            "geometry": geometry_row(row.geometry),
        }
        for row in pair.pieces.itertuples()
    ]


def _day(value: Any) -> str | None:
    return None if pd.isna(value) else periods.shown(int(value))


def _case(row: Any) -> Row:
    return {
        "case": row.case,
        "day": _day(row.day),
        "theme": row.theme,
        "found_in": row.found_in,
        "handed_to": row.handed_to,
        "areas": list(row.areas),
        "accepted": _day(row.accepted_day),
        "closed": _day(row.closed_day),
        "step": row.step,
        "age_days": int(row.age),
        "late": bool(row.is_late),
    }
