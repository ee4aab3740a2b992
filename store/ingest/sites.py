"""周边 Files of venues, stations and zones: shapes, or rows with coordinates."""

from __future__ import annotations

from store.ingest.kind import Kind

SITE_FIELDS = ("code", "name", "category", "owner", "days", "lon", "lat", "datum", "declared")


def _kind(value: str, order: int) -> Kind:
    return Kind(
        value=value,
        order=order,
        fields=SITE_FIELDS,
        needed=(("code",), ("name",)),
        tables=frozenset(("columns", "constants", "values", "crs")),
        numbers=("lon", "lat"),
        have_points=True,
    )


KINDS = (_kind("venues", 4), _kind("stations", 5), _kind("zones", 6))
