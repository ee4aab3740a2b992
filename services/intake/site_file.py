"""A file of venues (场馆), stations (驻点) or zones (片区)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from services import site_rules
from services.intake.event_file import extent
from services.intake.feed import Feed
from services.intake.parcel import Brought, Parcel, keep_faults, known_codes
from services.intake.whereabouts import (
    AREAS,
    LINES,
    POINTS,
    at_home,
    drawn,
    is_inside,
    units_of,
)
from services.rules import Judged
from store import Tx, batches, sites
from store.ingest import shaped
from words import say

KIND_OF = {"venues": "venue", "stations": "station", "zones": "zone"}
# A perimeter may be drawn round anything; a station is somewhere; a zone may be a river.
_TYPES = {
    "venue": (*POINTS, *LINES, *AREAS),
    "station": (*POINTS, *AREAS),
    "zone": (*LINES, *AREAS),
}
_SHOWN = 5


def sites_in(parcel: Parcel) -> Brought:
    """Venues, stations or zones; of each code the newest batch's row holds.

    A row whose shape touches a unit of the newest boundary set is placed, one outside of all is
    kept as unplaced, one without a usable shape is refused.
    """
    parcel.tell(0.1, "read")
    kind = KIND_OF[parcel.profile.kind.value]
    shapes = shaped.read(parcel.path, parcel.profile)
    with parcel.workspace.store.read() as tx:
        units = units_of(tx, parcel)
        parcel.tell(0.3, "check")
        now = parcel.workspace.clock.now()
        scene = site_rules.scene_for(shapes.raw, now, known_codes(tx), extent(tx))
    judged = site_rules.apply_sites(scene, drawn(shapes, scene, _TYPES[kind]))
    parcel.tell(0.5, "locate")
    good, findings = at_home(parcel, judged.good, units)
    inside = is_inside(good["geometry"].to_numpy(dtype=object), units)
    numbers = {
        "rows_read": judged.read,
        "placed": int(inside.sum()),
        "unplaced": int((~inside).sum()),
        "quarantined": judged.quarantined,
        "ignored": shapes.raw.ignored,
    }
    parcel.tell(0.7, "save")
    with parcel.workspace.store.begin() as tx:
        batch = _store(tx, parcel, kind, good, judged, numbers)
    return Brought(
        batch=batch,
        numbers=numbers,
        findings=(*findings, *_outside(good[~inside])),
        faults=judged.faults,
    )


def _store(
    tx: Tx,
    parcel: Parcel,
    kind: str,
    good: pd.DataFrame,
    judged: Judged,
    numbers: dict[str, int],
) -> int:
    """The batch with its rows; adds added, replaced and unchanged to ``numbers``."""
    kept = good[~good["is_repeat"].to_numpy(dtype=np.bool_)].reset_index(drop=True)
    if kind == "station":
        shapes = kept["geometry"].to_numpy(dtype=object)
        kept = kept.assign(geometry=shapely.point_on_surface(shapes))
    batch = parcel.add_batch(tx, [], numbers)
    changes = sites.add(tx, batch, kind, kept)
    numbers |= {
        "added": changes.added,
        "replaced": changes.replaced,
        "unchanged": changes.unchanged + len(good) - len(kept),
    }
    batches.record(tx, batch, **numbers)
    keep_faults(tx, batch, judged.faults)
    parcel.audit(tx, batch, judged.read)
    return batch


def _outside(rows: pd.DataFrame) -> tuple[str, ...]:
    """Which rows lie outside of every unit, as one sentence."""
    if rows.empty:
        return ()
    shown = "、".join(f"{one.code} {one.name}" for one in rows[:_SHOWN].itertuples(index=False))
    return (say("site.outside", count=len(rows), shown=shown),)


FEEDS = tuple(Feed(kind=kind, take=sites_in) for kind in KIND_OF)
