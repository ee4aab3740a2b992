"""规格字段 What a table of the specification may hold, read with all faults at once."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from errors import RefusedError

Options = Mapping[str, Any]
Faults = list[RefusedError]
REQUIRED: Any = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key: ``read`` turns the written value into ours or raises ValueError saying what fits."""

    name: str
    read: Callable[[object], Any]
    default: Any = REQUIRED


def number(raw: object) -> float:
    """A finite number, also written as text (from a table)."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise ValueError("number")
    try:
        value = float(raw)
    except ValueError as error:
        raise ValueError("number") from error
    if not math.isfinite(value):
        raise ValueError("number")
    return value


def positive(raw: object) -> float:
    """A number above 0."""
    value = number(raw)
    if value <= 0:
        raise ValueError("number > 0")
    return value


def whole(raw: object) -> int:
    """A number without decimals."""
    value = number(raw)
    if value != int(value):
        raise ValueError("whole number")
    return int(value)


def text(raw: object) -> str:
    """Text that is not empty."""
    if not isinstance(raw, str) or not raw:
        raise ValueError("text")
    return raw


def flag(raw: object) -> bool:
    """Either true or false."""
    if not isinstance(raw, bool):
        raise ValueError("true / false")
    return raw


def sign(raw: object) -> int:
    """1 or -1."""
    value = number(raw)
    if value not in (1, -1):
        raise ValueError("1 / -1")
    return int(value)


def choice(*names: str) -> Callable[[object], str]:
    """One of the names given."""

    def read(raw: object) -> str:
        if raw not in names:
            raise ValueError(" / ".join(names))
        return str(raw)

    return read


def several(each: Callable[[object], Any], size: int = 0) -> Callable[[object], Any]:
    """A list read element by element; ``size`` 0 is any length but none."""

    def read(raw: object) -> tuple[Any, ...]:
        if not isinstance(raw, list) or not raw or (size and len(raw) != size):
            raise ValueError(f"[{size or 1}+]")
        return tuple(each(one) for one in raw)

    return read


def one_or_several(each: Callable[[object], Any]) -> Callable[[object], Any]:
    """A list, or one value that stands for a list of one."""
    many = several(each)
    return lambda raw: many(raw if isinstance(raw, list) else [raw])


def numbers_by_name(raw: object) -> dict[str, float]:
    """A table of numbers."""
    if not isinstance(raw, dict):
        raise ValueError("{ name = number }")
    return {str(key): number(value) for key, value in raw.items()}


def ascending(raw: object) -> tuple[float, ...]:
    """Numbers in strictly rising order."""
    values: tuple[float, ...] = several(number)(raw)
    if list(values) != sorted(set(values)):
        raise ValueError("[a < b < c]")
    return values


def code(raw: object) -> str | float:
    """A missing code: a number is compared as a number, text as text."""
    return raw if isinstance(raw, str) else number(raw)


def file_name(written: str) -> str:
    """The last part of a path, whichever slash it was written with."""
    return re.split(r"[/\\]", written)[-1]


def nearest(name: str, known: Sequence[str]) -> str:
    """The known names most like ``name``, for a remedy; "-" when nothing is near."""
    return "、".join(difflib.get_close_matches(name, known, n=3)) or "-"


def read_table(fields: Sequence[Field], table: Options, where: str, faults: Faults) -> Options:
    """The values of a table by field name, defaults filled in; faults are added, never raised."""
    known = {field.name for field in fields}
    for key in table:
        if key not in known:
            near = nearest(key, sorted(known))
            faults.append(RefusedError("composite.unknown_key", where=where, key=key, near=near))
    values = {}
    for field in fields:
        if field.name not in table:
            if field.default is REQUIRED:
                faults.append(RefusedError("composite.no_key", where=where, key=field.name))
            values[field.name] = field.default
            continue
        raw = table[field.name]
        try:
            values[field.name] = field.read(raw)
        except ValueError as error:
            shown = str(raw)[:80]
            faults.append(
                RefusedError(
                    "composite.bad_value", where=where, key=field.name, value=shown, fit=str(error)
                )
            )
            values[field.name] = field.default
    return values
