"""A boundary file (边界) becomes a boundary set."""

from __future__ import annotations

import pandas as pd

from errors import RefusedError
from geo import boundaries as shapes
from reports import boundary_faults
from services import placing, sharing, tiling
from services.boundary_check import units_in
from services.intake.feed import Feed
from services.intake.parcel import Brought, Parcel, numbers_of
from services.progress import part
from store import Tx, batches, boundaries, coverage, population
from store.files import Files
from words import say

SINCE_EVER = -25_567  # 1900-01-01: boundaries that state no date


def _refuse_faults(parcel: Parcel, faults: pd.DataFrame) -> list[str]:
    """Refuse what must stop an import; tell the rest."""
    fatal = faults[faults["is_fatal"]]
    if len(fatal):
        raise RefusedError(
            "import.boundary_faults",
            file=parcel.path.name,
            count=len(fatal),
            faults="\n".join(boundary_faults.told(fatal)),
        )
    return boundary_faults.told(faults)


def boundaries_in(parcel: Parcel) -> Brought:
    """A boundary file becomes a boundary set; stored events are placed in it and counted.

    Of two sets valid on a day the one that began later holds, so that undoing it brings the older
    one back. A file that is in use already changes nothing.
    """
    parcel.tell(0.05, "read")
    units = units_in(parcel.path, parcel.profile)
    stated = parcel.profile.set
    parcel.tell(0.1, "check")
    faults = shapes.check(units, template=stated.code_template, crs=stated.metric_crs)
    findings = _refuse_faults(parcel, faults)
    geometry = units["geometry"].to_numpy(dtype=object)
    metric = stated.metric_crs or shapes.measuring_crs(geometry)
    units = units.assign(area_m2=shapes.areas_m2(geometry, stated.metric_crs))
    size = len(units)
    with parcel.workspace.store.begin() as tx:
        known = [b for b in batches.same_file(tx, parcel.sha256) if b.kind == "boundaries"]
        if known:
            return Brought(
                batch=known[0].id,
                numbers={"rows_read": size, "placed": size, "unchanged": size},
                findings=(say("import.known_file", batch=known[0].id),),
            )
        parcel.tell(0.3, "save")
        set_id = _add_set(tx, parcel, units, metric)
        chosen = boundaries.get(tx, set_id)
        batch = parcel.add_batch(
            tx, [], numbers_of(rows_read=size, placed=size, added=size), set_id
        )
        parcel.tell(0.6, "locate")
        ground = placing.new_ground(tx, chosen)
        if placing.locate_missing(tx, ground):
            span = coverage.span(tx)
            if span is not None:
                placing.recount(tx, span, at=parcel.workspace.today, sets=[chosen])
        parcel.audit(tx, batch, size)
        findings = _inherited(tx, chosen) + findings
    if not parcel.is_trial:
        placing.keep(ground, Files(parcel.workspace.cache))
        tiling.prepare(parcel.workspace, set_id, progress=part(parcel.progress, 0.7, 1.0))
    numbers = {"rows_read": size, "placed": size, "added": size}
    return Brought(batch=batch, numbers=numbers, findings=tuple(findings[:50]))


def _inherited(tx: Tx, chosen: boundaries.BoundarySet) -> list[str]:
    """A sentence for the new grids whose population is estimated from the old ones."""
    shares = sharing.heirs(tx, boundaries.grid_codes(tx, chosen.id), population.every(tx))
    count = shares["new_code"].nunique()
    return [say("boundary.inherited", count=count)] if count else []


def _add_set(tx: Tx, parcel: Parcel, units: pd.DataFrame, metric: str) -> int:
    stated = parcel.profile.set
    valid_from = stated.valid_from if stated.valid_from is not None else SINCE_EVER
    return boundaries.add_set(
        tx,
        name=stated.name or parcel.path.stem,
        valid_from=valid_from,
        valid_to=stated.valid_to,
        time_zone=parcel.profile.time_zone,
        code_template=stated.code_template,
        metric_crs=metric,
        source=parcel.source,
        sha256=parcel.sha256,
        at=parcel.workspace.today,
        by=parcel.viewer.person,
        units=units,
    )


FEEDS = (Feed(kind="boundaries", take=boundaries_in),)
