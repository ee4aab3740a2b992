"""人口 A file of population by unit and reference date."""

from __future__ import annotations

from pathlib import Path

from store.ingest.kind import Kind
from store.ingest.profile import PERSON_FIELDS, Profile
from store.ingest.rows import RawRows, load, map_rows

KINDS = (
    Kind(
        value="population",
        order=1,
        fields=("code", "ref_date", *PERSON_FIELDS),
        needed=(("code",), ("ref_date",), ("residents", "registered")),
        tables=frozenset(("columns", "constants")),
        numbers=PERSON_FIELDS,
        times=("ref_date",),
    ),
)


def read(path: Path, profile: Profile) -> RawRows:
    """Rows with the fields code, ref_date, registered, floating, residents, tidal as written.

    Raises:
        RefusedError: unreadable file or missing columns.
    """
    table, ignored = load(path, profile)
    return map_rows(table, profile, ignored)
