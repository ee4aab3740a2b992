"""A file of events (事件): every row ends placed, unplaced or quarantined."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from errors import RefusedError
from geo import crs, datum
from services import placing, rules
from services.intake import projected
from services.intake.feed import Feed
from services.intake.parcel import Brought, Parcel, keep_faults, known_codes
from services.placing import Ground, Places
from store import Tx, batches, boundaries, events
from store.files import Files
from store.ingest import events as event_files
from vocab import AdminLevel, Datum
from words import say


def extent(tx: Tx) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the micro-grids of all boundary sets; None without any."""
    boxes = [
        shapely.total_bounds(boundaries.units(tx, one.id, (AdminLevel.MICRO_GRID,))["geometry"])
        for one in boundaries.sets(tx)
    ]
    if not boxes:
        return None
    west, south = np.min([box[:2] for box in boxes], axis=0)
    east, north = np.max([box[2:] for box in boxes], axis=0)
    return float(west), float(south), float(east), float(north)


def _to_home(
    parcel: Parcel, good: pd.DataFrame, units: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Points from the datum given to WGS84, unless they plainly lie in another one.

    Raises:
        RefusedError: the points agree with their declared areas clearly better under another
            datum and nobody is sure of the one given; the finding names both shares.
    """
    lon = good["lon"].to_numpy(dtype=np.float64, copy=True)
    lat = good["lat"].to_numpy(dtype=np.float64, copy=True)
    findings = []
    for name in sorted(set(good["datum"]) - {""}):
        given = Datum(name)
        own = (good["datum"] == name).to_numpy(dtype=np.bool_)
        found = datum.suspect(lon[own], lat[own], good["declared"][own], units, given)
        verdict = "kept" if found.is_suspect and parcel.is_datum_sure else found.verdict.value
        finding = say(f"ingest.datum.{verdict}", **found.say_values)
        findings.append(finding)
        if found.is_suspect and not parcel.is_datum_sure:
            raise RefusedError(
                "import.wrong_datum", file=parcel.path.name, finding=finding, found=found
            )
        lon[own], lat[own] = crs.to_wgs84(lon[own], lat[own], given)
    return good.assign(lon=lon, lat=lat), tuple(findings)


def _places(parcel: Parcel, good: pd.DataFrame, grounds: Sequence[Ground]) -> dict[int, Places]:
    allowed = np.full(len(good), parcel.profile.place_declared == "micro_grid")
    lon = good["lon"].to_numpy(dtype=np.float64)
    lat = good["lat"].to_numpy(dtype=np.float64)
    declared = good["declared"].tolist()
    return {g.chosen.id: g.place(lon, lat, declared, allowed) for g in grounds}


def _is_placed(
    good: pd.DataFrame, grounds: Sequence[Ground], places: dict[int, Places]
) -> npt.NDArray[np.bool_]:
    """Whether each row has a grid in the set in force on its day (the newest where none is)."""
    placed = np.zeros(len(good), dtype=np.bool_)
    days = good["day"].to_numpy(dtype=np.int64)
    for ground in grounds:
        own = places[ground.chosen.id].is_placed
        since = days >= ground.chosen.valid_from
        first = ground is grounds[0]
        placed = np.where(since | first, own, placed)
    return placed


def _picked(places: dict[int, Places], rows: npt.NDArray[np.bool_]) -> dict[int, Places]:
    return {
        set_id: Places(codes=p.codes[rows], how=p.how[rows], reasons=p.reasons[rows])
        for set_id, p in places.items()
    }


def events_in(parcel: Parcel) -> Brought:
    """Events: every row ends placed, unplaced or quarantined; the counts follow in one commit."""
    parcel.tell(0.02, "read")
    raw = event_files.read(parcel.path, parcel.profile)
    workspace = parcel.workspace
    with workspace.store.read() as tx:
        grounds = placing.grounds(tx, Files(workspace.cache))
        if not grounds:
            raise RefusedError("import.no_boundaries", file=parcel.path.name)
        parcel.tell(0.2, "check")
        units = boundaries.units(tx, grounds[-1].chosen.id)
        around = extent(tx)
        raw = projected.in_degrees(raw, around, parcel.path.name)
        judged = rules.apply(raw, workspace.clock.now(), known=known_codes(tx), extent=around)
    good, findings = _to_home(parcel, judged.good, units)
    parcel.tell(0.4, "locate")
    places = _places(parcel, good, grounds)
    placed = _is_placed(good, grounds, places)
    numbers = {
        "rows_read": judged.read,
        "placed": int(placed.sum()),
        "unplaced": int((~placed).sum()),
        "quarantined": judged.quarantined,
        "ignored": raw.raw.ignored,
    }
    parcel.tell(0.55, "save")
    batch = _store_events(parcel, good, places, numbers, judged.faults)
    return Brought(batch=batch, numbers=numbers, findings=findings, faults=judged.faults)


def _store_events(
    parcel: Parcel,
    good: pd.DataFrame,
    places: dict[int, Places],
    numbers: dict[str, int],
    faults: pd.DataFrame,
) -> int:
    """Everything of one file in one transaction; adds added, replaced, unchanged to ``numbers``."""
    repeats = good["is_repeat"].to_numpy(dtype=np.bool_)
    kept = good[~repeats].reset_index(drop=True)
    with parcel.workspace.store.begin() as tx:
        covers = parcel.declared_covers(kept["day"].to_numpy(dtype=np.int64))
        batch = parcel.add_batch(tx, covers, numbers)
        merged = events.merge(tx, batch, kept)
        new = merged.is_new
        own = _picked(_picked(places, ~repeats), new)
        placing.locate_new(tx, kept[new].reset_index(drop=True), merged.pk[new], own)
        parcel.add_coverage(tx, batch, covers)
        numbers |= {
            "added": merged.count("added"),
            "replaced": merged.count("replaced"),
            "unchanged": merged.count("unchanged") + int(repeats.sum()),
        }
        batches.record(tx, batch, **numbers)
        keep_faults(tx, batch, faults)
        parcel.tell(0.8, "save")
        days = events.days_of(tx, batch)
        if days is not None:
            placing.recount(tx, days, at=parcel.workspace.today)
        parcel.audit(tx, batch, numbers["rows_read"])
    return batch


FEEDS = (Feed(kind="events", take=events_in),)
