"""Finding the header row of a sheet and the columns a profile asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from errors import RefusedError

Wanted = Mapping[str, tuple[str, ...]]
_SEARCHED_ROWS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """表头 ``row`` is 0-based; ``names`` are the texts as written, "" for an empty cell."""

    row: int
    names: tuple[str, ...]

    @property
    def width(self) -> int:
        return max((i + 1 for i, name in enumerate(self.names) if name), default=0)


def plain(value: object) -> str:
    """A header without spaces, line breaks, width and case differences, for comparing."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value))).casefold()


def matches(cells: Sequence[object], wanted: Wanted) -> int:
    """How many wanted fields have a header among the cells."""
    present = {plain(cell) for cell in cells}
    return sum(any(plain(name) in present for name in names) for names in wanted.values())


def find(rows: Sequence[Sequence[object]], wanted: Wanted, header_row: int | None) -> Header:
    """The header: the row given (1-based), else the first with the most wanted headers.

    Title rows above it are skipped that way. With nothing wanted, the first row that is not empty.
    """
    if header_row is not None:
        chosen = min(header_row - 1, len(rows) - 1)
    elif wanted:
        searched = rows[:_SEARCHED_ROWS]
        scores = [matches(row, wanted) for row in searched]
        best = max(scores, default=0)
        chosen = scores.index(best) if best else _first_filled(searched)
    else:
        chosen = _first_filled(rows[:_SEARCHED_ROWS])
    cells = rows[chosen] if rows else []
    return Header(row=chosen, names=tuple(str(cell).strip() for cell in cells))


def _first_filled(rows: Sequence[Sequence[object]]) -> int:
    return next((i for i, row in enumerate(rows) if any(str(c).strip() for c in row)), 0)


def columns_of(names: Sequence[str], wanted: Wanted, *, file: str, sheet: str) -> dict[str, str]:
    """Field to the header that carries it, for every wanted field.

    Raises:
        RefusedError: ``ingest.missing_columns`` naming every wanted column that is not there
            and all headers found; ``ingest.double_column`` when a wanted header stands twice.
    """
    by_plain: dict[str, list[str]] = {}
    for name in names:
        if name:
            by_plain.setdefault(plain(name), []).append(name)
    found: dict[str, str] = {}
    missing: list[str] = []
    for field, candidates in wanted.items():
        hits = [by_plain[plain(name)] for name in candidates if plain(name) in by_plain]
        if not hits:
            missing.append(" / ".join(candidates))
        elif len(hits[0]) > 1:
            raise RefusedError("ingest.double_column", file=file, sheet=sheet, column=hits[0][0])
        else:
            found[field] = hits[0][0]
    if missing:
        headers = "、".join(name for name in names if name)
        raise RefusedError(
            "ingest.missing_columns",
            file=file,
            sheet=sheet,
            missing="、".join(missing),
            headers=headers[:2000],
        )
    return found
