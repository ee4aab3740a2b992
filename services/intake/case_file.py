"""A file of cross-border cases (跨区域案件)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from services import site_rules
from services.intake.event_file import extent
from services.intake.feed import Feed
from services.intake.parcel import Brought, Parcel, keep_faults, known_codes
from services.intake.whereabouts import at_home, drawn, is_inside, units_of
from store import batches, cases
from store.ingest import shaped


def cases_in(parcel: Parcel) -> Brought:
    """Cases that several jurisdictions may list; rows of one number are one case.

    A case with a point in a unit is placed; without a point, or outside of all units, it is kept
    as unplaced: its areas are known all the same.
    """
    parcel.tell(0.1, "read")
    shapes = shaped.read(parcel.path, parcel.profile, needs_place=False)
    with parcel.workspace.store.read() as tx:
        units = units_of(tx, parcel)
        parcel.tell(0.3, "check")
        now = parcel.workspace.clock.now()
        scene = site_rules.scene_for(shapes.raw, now, known_codes(tx), extent(tx))
    judged = site_rules.apply_cases(scene, drawn(shapes, scene))
    parcel.tell(0.5, "locate")
    good, findings = at_home(parcel, judged.good, units)
    inside = is_inside(good["geometry"].to_numpy(dtype=object), units)
    one = cases.joined(_with_point(good))
    numbers = {
        "rows_read": judged.read,
        "placed": int(inside.sum()),
        "unplaced": int((~inside).sum()),
        "quarantined": judged.quarantined,
        "ignored": shapes.raw.ignored,
    }
    parcel.tell(0.7, "save")
    with parcel.workspace.store.begin() as tx:
        batch = parcel.add_batch(tx, [], numbers)
        changes = cases.add(tx, batch, one)
        numbers |= {
            "added": changes.added,
            "replaced": changes.replaced,
            "unchanged": changes.unchanged + len(good) - len(one),
        }
        batches.record(tx, batch, **numbers)
        keep_faults(tx, batch, judged.faults)
        parcel.audit(tx, batch, judged.read)
    return Brought(batch=batch, numbers=numbers, findings=findings, faults=judged.faults)


def _with_point(rows: pd.DataFrame) -> pd.DataFrame:
    """Lon and lat of every row, NaN without a shape; rounded to about a centimetre."""
    middle = shapely.point_on_surface(rows["geometry"].to_numpy(dtype=object))
    places = {"lon": shapely.get_x(middle), "lat": shapely.get_y(middle)}
    return rows.assign(**{name: np.round(values, 7) for name, values in places.items()})


FEEDS = (Feed(kind="cases", take=cases_in),)
