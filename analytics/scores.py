"""The result of one run (结果): columns per grid, in a fixed order, with a hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Column = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """One scored period; every column has G rows, (G, m) in the policy's order of indicators.

    ``level`` 1 worst to 5, 0 without colour; ``state`` and ``rule`` are the stored numbers of
    ``vocab.STATES`` and ``vocab.RULES``; ``previous_state`` is -1 for a grid not seen before.
    ``p`` (G, 5) worst colour first. ``target`` is the level of the median class. ``streak`` counts
    periods of strong evidence in a row, up positive, down negative; ``calm`` observed periods
    without any event. ``count`` is NaN where the period was not observed, ``count_13`` where none
    of the 13 was. ``shape`` and ``rate`` are of the posterior Gamma. ``rates`` is events per
    10,000 persons and year (a stock: its measure). ``parts`` (G, 6) are ``change.PARTS``.
    """

    codes: npt.NDArray[np.str_]
    level: Column
    state: Column
    rule: Column
    previous_level: Column
    previous_state: Column
    previous_index: Floats
    p: Floats
    p_shown: Floats
    p_within_one: Floats
    p_up: Floats
    p_down: Floats
    target: Column
    streak: Column
    calm: Column
    index: Floats
    reference: Floats
    z: Floats
    theta: Floats
    contribution: Floats
    n: Floats
    shape: Floats
    rate: Floats
    override: Column
    count: Floats
    count_13: Floats
    expected_13: Floats
    rates: Floats
    parts: Floats
    residents: Floats
    warnings: tuple[str, ...] = ()
    trial: bool = False
    town_factor: dict[str, dict[str, float | None]] | None = None

    def columns(self) -> dict[str, Column]:
        """The arrays by name, in canonical order."""
        return {name: getattr(self, name) for name in COLUMN_NAMES}

    @classmethod
    def from_columns(cls, columns: Mapping[str, Column], **facts: Any) -> Scores:
        """The inverse of ``columns``; facts beside the columns are in a snapshot's meta."""
        values: dict[str, Any] = {name: columns[name] for name in COLUMN_NAMES}
        return cls(**values, **facts)

    def hash(self) -> str:
        """sha256 over names, types, shapes and little-endian bytes of the columns."""
        digest = hashlib.sha256()
        for name, values in self.columns().items():
            plain = np.ascontiguousarray(values)
            plain = plain.astype(plain.dtype.newbyteorder("<"))
            digest.update(f"{name}|{plain.dtype.str}|{plain.shape}|".encode())
            digest.update(plain.tobytes())
        return digest.hexdigest()


_FACTS = ("warnings", "trial", "town_factor")
COLUMN_NAMES = tuple(field.name for field in fields(Scores) if field.name not in _FACTS)
