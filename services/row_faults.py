"""行错误 What a rule sees, what it finds, and the frame of faults of a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from store.ingest import dates
from store.ingest.dates import Times
from store.ingest.rows import RawRows
from words import say

FAULT_COLUMNS = ["file", "sheet", "row", "column", "value", "rule", "values", "effect"]
Extent = tuple[float, float, float, float]
Positions = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]

# 18-digit identity number: area, birth date, sequence, check character.
ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
)
# Digits after a decimal point are a coordinate, not a telephone.
MOBILE = re.compile(r"(?<![\d.])1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_SHOWN = 80
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?:\D|$))")


class Effect(StrEnum):
    """What a fault means for its row."""

    QUARANTINED = "quarantined"
    UNPLACED = "unplaced"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hit:
    """Rows a rule found: positions, the column (one, or one per row), the text in the cell.

    ``values`` fill the rule's sentence, per row; missing means nothing to fill.
    """

    at: Positions
    column: str | Objects
    value: Sequence[str]
    values: Sequence[Mapping[str, object]] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """What rules judge: the rows, and what the deployment knows.

    ``known``: codes of all units; empty = codes cannot be checked. ``extent``: west, south,
    east, north of all boundaries in degrees; None = not known. ``now``: epoch seconds.
    """

    raw: RawRows
    now: int
    known: pd.Index
    extent: Extent | None
    times: Mapping[str, Times]
    numbers: Mapping[str, Floats]
    columns: Mapping[str, Objects] = field(default_factory=dict)

    def hits(self, mask: Bools | pd.Series, name: str, **values: Sequence[object]) -> list[Hit]:
        """One Hit for the rows of ``mask`` in the column of field ``name``, or none.

        ``values`` are aligned with the rows found.
        """
        at = np.flatnonzero(np.asarray(mask, dtype=np.bool_))
        if not len(at):
            return []
        column = self.columns[name][at] if name in self.columns else self.raw.header(name)
        shown = self.raw.text(name).to_numpy(dtype=object)[at]
        filled = [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
        return [Hit(at=at, column=column, value=[str(v) for v in shown], values=filled)]

    def mapped(self, name: str) -> pd.Series:
        """The text of a field through the profile's value map."""
        text = self.raw.text(name)
        ours = self.raw.profile.values.get(name)
        return text if ours is None else text.map(dict(ours)).fillna("").astype("str")

    def has(self, name: str) -> bool:
        return name in self.raw.fields


Find = Callable[[Scene], Iterable[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRule:
    """A named rule; its words are ``rule.<name>.name``, ``.reason`` and ``.remedy``."""

    name: str
    effect: Effect
    find: Find


def scene_of(
    raw: RawRows,
    now: int,
    known: Iterable[str] = (),
    extent: Extent | None = None,
    columns: Mapping[str, Objects] | None = None,
) -> Scene:
    """Read the numbers and times of the rows once for all rules."""
    kind, zone = raw.profile.kind, raw.profile.time_zone
    times = {
        name: dates.read(raw.cells[name], zone, is_1904=raw.is_1904)
        for name in kind.times
        if name in raw.fields
    }
    numbers = {name: number(raw.text(name)) for name in kind.numbers if name in raw.fields}
    return Scene(
        raw=raw,
        now=now,
        known=pd.Index(sorted(set(known)), dtype="str"),
        extent=extent,
        times=times,
        numbers=numbers,
        columns=columns or {},
    )


def number(text: pd.Series) -> Floats:
    """Text as numbers, NaN where it is none; thousands separators are taken off."""
    has_comma = bool(text.str.contains("[,，]").any())
    plain = text.str.replace(_THOUSANDS, "", regex=True) if has_comma else text
    values = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=np.float64)
    return np.where(np.isfinite(values), values, np.nan)


def mask(text: str) -> str:
    """Text with identity and telephone numbers hidden: 330···（18 位）."""

    def hidden(match: re.Match[str]) -> str:
        found = match.group()
        return say("rule.masked", head=found[:3], n=len(found))

    return MOBILE.sub(hidden, ID_NUMBER.sub(hidden, text))


def judge(scene: Scene, rules: Iterable[RowRule]) -> tuple[pd.DataFrame, Positions]:
    """All faults of all rules.

    Returns:
        Frame of FAULT_COLUMNS in file order and, of equal length, the position of each row.
    """
    parts: list[pd.DataFrame] = []
    for rule in rules:
        for hit in rule.find(scene):
            parts.append(_frame(scene.raw, rule, hit))
    if not parts:
        return pd.DataFrame(columns=FAULT_COLUMNS), np.zeros(0, dtype=np.int64)
    faults = pd.concat(parts, ignore_index=True).sort_values("at", kind="stable")
    return (
        faults[FAULT_COLUMNS].reset_index(drop=True),
        faults["at"].to_numpy(dtype=np.int64),
    )


def _frame(raw: RawRows, rule: RowRule, hit: Hit) -> pd.DataFrame:
    values = [_masked(row) for row in hit.values] or [{} for _ in hit.at]
    faults = pd.DataFrame(
        {
            "file": raw.file,
            "sheet": raw.sheet,
            "row": raw.rows[hit.at],
            "column": hit.column,
            "value": [mask(text)[:_SHOWN] for text in hit.value],
            "rule": rule.name,
            "effect": rule.effect.value,
            "at": hit.at,
        }
    )
    # A dict per row: pandas would spread a list of dicts only if asked to.
    faults["values"] = pd.Series(values, dtype=object, index=faults.index)
    return faults


def _masked(values: Mapping[str, object]) -> dict[str, object]:
    return {
        key: mask(value) if isinstance(value, str) else _plain(value)
        for key, value in values.items()
    }


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value
