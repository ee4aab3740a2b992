"""原始行 The mapped text of each row of a file, with the place a person finds it at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from store.ingest import tabular
from store.ingest.profile import Pick, Profile
from store.ingest.tabular import Table, texts

Objects = npt.NDArray[np.object_]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawRows:
    """Rows as written, nothing judged.

    ``fields``: one text column per mapped or constant field, "" when empty. ``cells``: the raw
    values of the same fields (for dates). ``others``: text columns of the file that no field
    takes. ``headers``: the header a field was read from. ``ignored``: rows the profile's
    ``where`` left out; they count as not read.
    """

    profile: Profile
    file: str
    sheet: str
    rows: npt.NDArray[np.int64]
    fields: pd.DataFrame
    cells: Mapping[str, Objects]
    others: pd.DataFrame
    headers: Mapping[str, str]
    is_ragged: Bools
    is_1904: bool
    ignored: int

    def __len__(self) -> int:
        return len(self.rows)

    def header(self, field: str) -> str:
        """The header of a field; the field itself for a constant."""
        return self.headers.get(field, field)

    def text(self, field: str) -> pd.Series:
        """The text of a field, "" everywhere when the profile has none."""
        if field in self.fields:
            return self.fields[field]
        return pd.Series([""] * len(self.rows), dtype="str")


def picked(table: Table, pick: Pick) -> Bools:
    """Rows whose text in the column of ``pick`` is accepted."""
    column = pd.Series(texts(_raw(table, pick.column)), dtype="str")
    return np.asarray(column.isin(pick.values).to_numpy(dtype=np.bool_) ^ pick.is_reject)


def _raw(table: Table, field: str) -> Objects:
    return np.asarray(table.frame[table.columns[field]], dtype=object)


def load(path: Path, profile: Profile, **extra: str) -> tuple[Table, int]:
    """The table of a profile's file after its ``where``, and how many rows that left out.

    Args:
        path: the file.
        profile: how to read it.
        extra: further wanted fields and their header.

    Raises:
        RefusedError: as ``tabular.read``.
    """
    wanted = profile.wanted | {field: (header,) for field, header in extra.items()}
    table = tabular.read(path, wanted, sheet=profile.sheet, header_row=profile.header_row)
    if profile.where is None:
        return table, 0
    keep = picked(table, profile.where)
    return table.keep(keep), int((~keep).sum())


def map_rows(table: Table, profile: Profile, ignored: int) -> RawRows:
    """Fields of the profile out of a table; constants where the profile states them."""
    headers = {field: table.columns[field] for field in profile.columns}
    cells = {field: _raw(table, field) for field in headers}
    text = {field: texts(values) for field, values in cells.items()}
    for field, value in profile.constants.items():
        text[field] = np.full(len(table.rows), value, dtype=object)
        cells[field] = text[field]
    taken = set(headers.values())
    free = {
        name: texts(np.asarray(table.frame[name], dtype=object))
        for name in table.frame
        if name not in taken
    }
    return RawRows(
        profile=profile,
        file=table.file,
        sheet=table.sheet,
        rows=table.rows,
        fields=pd.DataFrame(text, dtype="str", index=range(len(table.rows))),
        cells=cells,
        others=pd.DataFrame(free, dtype="str", index=range(len(table.rows))),
        headers=headers,
        is_ragged=table.is_ragged,
        is_1904=table.is_1904,
        ignored=ignored,
    )
