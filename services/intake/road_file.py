"""A file of roads (道路): one network, in use until the next one of its source."""

from __future__ import annotations

import numpy as np

from errors import RefusedError
from services import road_rules
from services.intake.feed import Feed
from services.intake.parcel import Brought, Parcel, keep_faults
from services.intake.whereabouts import is_inside, units_of
from services.road_rules import Network
from store import Tx, batches, roads
from store.ingest import roads as road_files
from words import say


def roads_in(parcel: Parcel) -> Brought:
    """A road network. Roads that touch a unit are placed; those beyond are kept as unplaced.

    Travel near a border needs the roads beyond it: unplaced ones are used like the others. A
    file that is the network in use already changes nothing.
    """
    parcel.tell(0.05, "read")
    raw = road_files.read(parcel.path, parcel.profile)
    with parcel.workspace.store.read() as tx:
        units = units_of(tx, parcel)
    parcel.tell(0.25, "check")
    network = road_rules.apply(raw, parcel.workspace.clock.now())
    edges = network.roads.edges
    if edges.empty:
        raise RefusedError("site.no_roads", file=parcel.path.name, count=network.read)
    parcel.tell(0.5, "locate")
    inside = is_inside(edges["geometry"].to_numpy(dtype=object), units)
    numbers = {
        "rows_read": network.read,
        "placed": int(np.sum(inside)),
        "unplaced": int(np.sum(~inside)),
        "quarantined": network.quarantined,
        "added": len(edges),
    }
    parcel.tell(0.7, "save")
    with parcel.workspace.store.begin() as tx:
        known = _same(tx, parcel)
        if known is not None:
            numbers |= {"added": 0, "unchanged": len(edges)}
            told = say("site.known_roads", batch=known)
            return Brought(batch=known, numbers=numbers, findings=(told,))
        batch = parcel.add_batch(tx, [], numbers)
        roads.add(tx, batch, network.roads)
        keep_faults(tx, batch, network.faults)
        parcel.audit(tx, batch, network.read)
    return Brought(batch=batch, numbers=numbers, findings=_findings(network), faults=network.faults)


def _same(tx: Tx, parcel: Parcel) -> int | None:
    """The batch in use that holds this very file; a file of nodes beside it may have changed."""
    layout = parcel.profile.own
    if isinstance(layout, road_files.Layout) and layout.nodes is not None and layout.nodes.file:
        return None
    for number in roads.batches_in_use(tx):
        old = batches.get(tx, number)
        if (old.sha256, old.profile_toml) == (parcel.sha256, parcel.profile.toml):
            return number
    return None


def _findings(network: Network) -> tuple[str, ...]:
    told = [
        say(
            "site.network",
            nodes=f"{len(network.roads.nodes):,}",
            roads=f"{len(network.roads.edges):,}",
            km=f"{network.roads.edges['length_m'].sum() / 1000:,.1f}",
        )
    ]
    if network.unread_oneway:
        told.append(say("site.unread_oneway", count=network.unread_oneway))
    if network.unread_speed:
        told.append(say("site.unread_speed", count=network.unread_speed))
    return tuple(told)


FEEDS = (Feed(kind="roads", take=roads_in),)
