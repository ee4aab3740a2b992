"""Answers of the command line as CSV, as GeoJSON or as a plain table."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from typing import Any

from errors import RefusedError

Rows = list[dict[str, Any]]


def _rows(answer: dict[str, Any]) -> Rows:
    """The one list of objects an answer holds; else the answer itself as the only row."""
    for value in reversed(answer.values()):
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return value
    return [answer]


def _flat(row: dict[str, Any], prefix: str = "") -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, value in row.items():
        name = f"{prefix}{key}"
        if name == "geometry":
            continue
        if isinstance(value, dict):
            cells |= _flat(value, f"{name}.")
        elif isinstance(value, list):
            cells[name] = json.dumps(value, ensure_ascii=False)
        else:
            cells[name] = "" if value is None else str(value)
    return cells


def as_csv(answer: dict[str, Any]) -> str:
    """The answer's list as CSV with a header row, nested values as ``outer.inner``."""
    rows = [_flat(row) for row in _rows(answer)]
    target = io.StringIO()
    writer = csv.DictWriter(target, list(dict.fromkeys(k for row in rows for k in row)))
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().rstrip("\r\n")


def as_geojson(answer: dict[str, Any]) -> str:
    """The rows that hold a ``geometry`` (a GeoJSON object in EPSG:4490 degrees) as features.

    A list without rows is a collection without features.

    Raises:
        RefusedError: no row of this answer has a place.
    """
    rows = [row for row in _rows(answer) if isinstance(row.get("geometry"), dict)]
    if not rows and [] not in answer.values():
        raise RefusedError("cli.no_geometry")
    features = [
        {
            "type": "Feature",
            "properties": {key: value for key, value in row.items() if key != "geometry"},
            "geometry": row["geometry"],
        }
        for row in rows
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    collection = {"type": "FeatureCollection", "crs": crs, "features": features}
    return json.dumps(collection, ensure_ascii=False)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _line(cells: list[str], widths: list[int]) -> str:
    return "  ".join(c + " " * (w - _width(c)) for c, w in zip(cells, widths, strict=True)).rstrip()


def as_table(answer: dict[str, Any], widest: int = 28) -> str:
    """The answer for a person: single values first, then its list in columns."""
    rows = _rows(answer)
    if rows == [answer]:
        return "\n".join(f"{key}: {value}" for key, value in _flat(answer).items())
    head = {k: v for k, v in answer.items() if not isinstance(v, list)}
    flat = [_flat(row) for row in rows]
    columns = list(dict.fromkeys(key for row in flat for key in row))
    table = [columns, *[[row.get(key, "")[:widest] for key in columns] for row in flat]]
    widths = [max(_width(line[i]) for line in table) for i in range(len(columns))]
    lines = [f"{key}: {value}" for key, value in _flat(head).items()]
    return "\n".join([*lines, "", *[_line(line, widths) for line in table]])
