"""模板展开 One written node for many: ``each`` fills its places from a list or from a table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from analytics.composite.fields import Faults, file_name, nearest
from errors import RefusedError

# Rows of a further table: column to texts.
Table = Mapping[str, Sequence[str]]
Tables = Mapping[str, Table]
_PLACE = re.compile(r"\{(\w+)\}")


def expand(raw: Mapping[str, Any], tables: Tables, where: str, faults: Faults) -> list[Any]:
    """The nodes a written node stands for; without ``each`` it stands for itself."""
    if "each" not in raw:
        return [dict(raw)]
    body = {key: value for key, value in raw.items() if key != "each"}
    rows = _rows(raw["each"], tables, where, faults)
    shared = set(rows[0]).intersection(*rows) if rows else set()
    missing = sorted(_places(body) - shared) if rows else []
    if missing:
        known = " ".join(sorted(shared))
        names = " ".join(missing)
        faults.append(RefusedError("composite.no_place", where=where, places=names, known=known))
        return []
    # A place filled with nothing leaves its key out, as if it were not written.
    return [_without_empty(_filled(body, row)) for row in rows]


def _rows(
    each: object, tables: Tables, where: str, faults: Faults
) -> list[dict[str, str | int | float]]:
    if isinstance(each, list) and each and all(isinstance(one, dict) for one in each):
        return each
    if isinstance(each, list) and each and not any(isinstance(one, dict) for one in each):
        return [{"each": one} for one in each]
    if isinstance(each, dict) and isinstance(each.get("file"), str):
        return _rows_of(each, tables, where, faults)
    faults.append(
        RefusedError(
            "composite.bad_value",
            where=where,
            key="each",
            value=str(each)[:80],
            fit="[...] / { file = ..., where = {...} }",
        )
    )
    return []


def _rows_of(
    each: Mapping[str, Any], tables: Tables, where: str, faults: Faults
) -> list[dict[str, str | int | float]]:
    name = file_name(each["file"])
    if name not in tables:
        known = " ".join(tables) or "-"
        faults.append(RefusedError("composite.no_table", where=where, file=name, known=known))
        return []
    table = tables[name]
    wanted = each.get("where", {})
    unknown = [key for key in wanted if key not in table]
    if unknown:
        near = nearest(unknown[0], list(table))
        faults.append(
            RefusedError("composite.no_column", columns=unknown[0], where=where, near=near)
        )
        return []
    count = len(next(iter(table.values()), ()))
    rows = [{key: column[i] for key, column in table.items()} for i in range(count)]
    # A written name is also a place when the header is no plain word.
    return [
        {re.sub(r"\W", "_", key): value for key, value in row.items()}
        for row in rows
        if all(row[key] == str(value) for key, value in wanted.items())
    ]


def _places(value: object) -> set[str]:
    if isinstance(value, str):
        return set(_PLACE.findall(value))
    if isinstance(value, Mapping):
        return {place for one in value.items() for part in one for place in _places(part)}
    if isinstance(value, list):
        return {place for one in value for place in _places(one)}
    return set()


def _filled(value: Any, row: Mapping[str, Any]) -> Any:
    """Places filled; text that is one place takes the value as it is, numbers as numbers."""
    if isinstance(value, str):
        whole = _PLACE.fullmatch(value)
        if whole:
            return row[whole[1]]
        return _PLACE.sub(lambda match: str(row[match[1]]), value)
    if isinstance(value, Mapping):
        return {_filled(key, row): _filled(part, row) for key, part in value.items()}
    if isinstance(value, list):
        return [_filled(one, row) for one in value]
    return value


def _without_empty(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_empty(part) for key, part in value.items() if part != ""}
    if isinstance(value, list):
        return [_without_empty(one) for one in value if one != ""]
    return value
