"""计数表 Ready-made totals, long or wide, as rows of (unit, indicator, period, n)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from errors import RefusedError
from store.ingest.kind import Kind
from store.ingest.profile import COUNT_FIELDS, Counts, Profile, counts_of
from store.ingest.rows import Objects, RawRows, load, map_rows
from store.ingest.tabular import Table, texts

KINDS = (
    Kind(
        value="counts",
        order=3,
        fields=COUNT_FIELDS,
        tables=frozenset(("counts", "covers")),
        numbers=("n",),
        needs_source=True,
        own=counts_of,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawCounts:
    """``raw.fields``: unit, indicator (our code), period, n as written; one row per total.

    ``columns``: the header each total was read from.
    """

    raw: RawRows
    columns: Objects

    def __len__(self) -> int:
        return len(self.raw)


def read(path: Path, profile: Profile) -> RawCounts:
    """The totals of a file.

    Raises:
        RefusedError: unreadable file, missing columns, or a wide file in which an indicator
            lacks a period that another has.
    """
    counts = profile.counts
    assert counts is not None, "a profile of kind counts"
    table, ignored = load(path, profile)
    mapped = map_rows(table, replace(profile, columns=counts.columns), ignored)
    if counts.pattern:
        return _melted(mapped, table, counts)
    names = mapped.fields["indicator"].map(dict(counts.indicators))
    ours = names.fillna(mapped.fields["indicator"])
    raw = replace(mapped, profile=profile, fields=mapped.fields.assign(indicator=ours))
    return RawCounts(raw=raw, columns=np.full(len(raw), mapped.header("n"), dtype=object))


def _fitting(table: Table, counts: Counts) -> dict[str, tuple[str, str]]:
    written = "|".join(re.escape(name) for name in counts.indicators)
    form = re.escape(counts.pattern)
    form = form.replace(re.escape("{indicator}"), f"(?P<indicator>{written})")
    digits = r"(?P<period>\d{4}(?:[-/]?\d{1,2}){0,2})"
    form = form.replace(re.escape(f"{{{counts.ref.value}}}"), digits)
    fits: dict[str, tuple[str, str]] = {}
    for name in table.frame:
        match = re.fullmatch(form, str(name))
        if match is not None:
            fits[str(name)] = (counts.indicators[match["indicator"]], match["period"])
    return fits


def _complete(fits: dict[str, tuple[str, str]], table: Table, counts: Counts) -> None:
    codes = set(counts.indicators.values())
    periods = {period for _, period in fits.values()}
    there = list(fits.values())
    missing = sorted({(c, p) for c in codes for p in periods} - set(there))
    if not fits or missing or len(set(there)) < len(there):
        twice = sorted({pair for pair in there if there.count(pair) > 1})
        raise RefusedError(
            "ingest.wide_columns",
            file=table.file,
            pattern=counts.pattern,
            missing="、".join(f"{code} {period}" for code, period in missing) or "—",
            twice="、".join(f"{code} {period}" for code, period in twice) or "—",
            headers="、".join(str(name) for name in table.frame)[:2000],
        )


def _melted(mapped: RawRows, table: Table, counts: Counts) -> RawCounts:
    fits = _fitting(table, counts)
    _complete(fits, table, counts)
    size, wide = len(mapped), len(fits)

    def spread(values: npt.ArrayLike) -> Objects:
        return np.repeat(np.array(values, dtype=object), size)

    fields = {
        "unit": np.tile(mapped.fields["unit"].to_numpy(dtype=object), wide),
        "indicator": spread([code for code, _ in fits.values()]),
        "period": spread([period for _, period in fits.values()]),
        "n": np.concatenate([texts(np.asarray(table.frame[h], dtype=object)) for h in fits]),
    }
    others = mapped.others.drop(columns=list(fits))
    raw = replace(
        mapped,
        rows=np.tile(mapped.rows, wide),
        fields=pd.DataFrame(fields, dtype="str", columns=list(COUNT_FIELDS)),
        cells=fields,
        others=pd.concat([others] * wide, ignore_index=True),
        is_ragged=np.tile(mapped.is_ragged, wide),
    )
    return RawCounts(raw=raw, columns=spread(list(fits)))
