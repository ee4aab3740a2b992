"""跨区域案件 Files of cross-border cases, one row per case or one per jurisdiction that has it."""

from __future__ import annotations

from store.ingest.kind import Kind

DAY_FIELDS = ("day", "accepted_day", "closed_day")
AREA_FIELDS = ("found_in", "handed_to", "areas")
CASE_FIELDS = ("case", "theme", "status", *AREA_FIELDS, *DAY_FIELDS, "lon", "lat", "datum")

KINDS = (
    Kind(
        value="cases",
        order=8,
        fields=(*CASE_FIELDS, "declared"),
        needed=(("case",), ("day",), ("found_in", "areas")),
        tables=frozenset(("columns", "constants", "values", "crs")),
        numbers=("lon", "lat"),
        times=DAY_FIELDS,
        have_points=True,
    ),
)
