"""Population (人口) and ready-made counts (计数)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from services import placing, rules
from services.intake.feed import Feed
from services.intake.parcel import Brought, Parcel, keep_faults, known_codes
from store import Tx, batches, boundaries, counts, population
from store.ingest import counts as count_files
from store.ingest import population as population_files
from store.ingest.profile import Ref
from vocab import PeriodKind, PeriodRule


def population_in(parcel: Parcel) -> Brought:
    """Population by grid and reference date; equal rows change nothing."""
    parcel.tell(0.1, "read")
    raw = population_files.read(parcel.path, parcel.profile)
    with parcel.workspace.store.begin() as tx:
        judged = rules.apply_population(raw, parcel.workspace.clock.now(), known=known_codes(tx))
        good = judged.to_store
        numbers = {
            "rows_read": judged.read,
            "placed": len(judged.good),
            "quarantined": judged.quarantined,
            "ignored": raw.ignored,
        }
        batch = parcel.add_batch(tx, [], numbers)
        changes = population.add(tx, batch, good)
        numbers |= {
            "added": changes.added,
            "replaced": changes.replaced,
            "unchanged": changes.unchanged,
        }
        batches.record(tx, batch, **numbers)
        keep_faults(tx, batch, judged.faults)
        parcel.audit(tx, batch, judged.read)
    return Brought(batch=batch, numbers=numbers, faults=judged.faults)


def _periods_of(tx: Tx, ref: Ref) -> PeriodRule:
    """How the periods of a count file are cut; single days follow the folder's own rule."""
    own = placing.period_rule(tx)
    kinds = {Ref.YEAR: PeriodKind.YEAR, Ref.MONTH: PeriodKind.MONTH, Ref.DATE: own.kind}
    return PeriodRule(kind=kinds[ref], week_ends=own.week_ends, time_zone=own.time_zone)


def counts_in(parcel: Parcel) -> Brought:
    """Ready-made totals per grid, indicator and period.

    In a period seen for the first time, grids the file does not list have 0; in a known one they
    keep what they had.
    """
    parcel.tell(0.1, "read")
    raw = count_files.read(parcel.path, parcel.profile)
    assert parcel.profile.counts is not None  # a profile of kind counts
    with parcel.workspace.store.begin() as tx:
        judged = rules.apply_counts(raw, parcel.workspace.clock.now(), known=known_codes(tx))
        good = judged.to_store
        rule = _periods_of(tx, parcel.profile.counts.ref)
        last = good["period"].unique().astype(np.int64)
        first = np.array([rule.first_day(int(period)) for period in last], dtype=np.int64)
        covers = parcel.declared_covers(np.concatenate([first, last]))
        numbers = {
            "rows_read": judged.read,
            "placed": len(judged.good),
            "quarantined": judged.quarantined,
            "ignored": raw.raw.ignored,
        }
        batch = parcel.add_batch(tx, covers, numbers)
        parcel.add_coverage(tx, batch, covers)
        numbers |= _put_totals(tx, parcel, batch, good)
        numbers["unchanged"] += len(judged.good) - len(good)
        batches.record(tx, batch, **numbers)
        keep_faults(tx, batch, judged.faults)
        parcel.audit(tx, batch, judged.read)
    return Brought(batch=batch, numbers=numbers, faults=judged.faults)


def _put_totals(tx: Tx, parcel: Parcel, batch: int, good: pd.DataFrame) -> dict[str, int]:
    """Write the vectors of every boundary set that knows the units; counted in the newest."""
    done = {"added": 0, "replaced": 0, "unchanged": 0}
    for chosen in boundaries.sets(tx):
        codes = boundaries.grid_codes(tx, chosen.id)
        inside = good[good["unit"].isin(codes.tolist())]
        names = sorted(set(inside["indicator"]))
        periods = sorted({int(period) for period in inside["period"]})
        old = counts.latest(tx, chosen.id, names, periods)
        done = {"added": 0, "replaced": 0, "unchanged": 0}
        for (name, period), rows in inside.groupby(["indicator", "period"]):
            is_known = int(period) in old.revisions[str(name)]
            before = old.n[str(name)][:, periods.index(int(period))].astype(np.int64)
            after = _with(before, codes, rows)
            listed = np.isin(codes, rows["unit"].to_numpy(dtype=np.str_))
            differ = int((listed & (after != before)).sum())
            done["replaced" if is_known else "added"] += differ if is_known else len(rows)
            done["unchanged"] += len(rows) - differ if is_known else 0
            counts.put(
                tx,
                chosen.id,
                str(name),
                int(period),
                after,
                at=parcel.workspace.today,
                batch_id=batch,
            )
    return done


def _with(
    before: npt.NDArray[np.int64], codes: npt.NDArray[np.str_], rows: pd.DataFrame
) -> npt.NDArray[np.int64]:
    after = before.copy()
    place = np.searchsorted(codes, rows["unit"].to_numpy(dtype=np.str_))
    after[place] = rows["n"].to_numpy(dtype=np.int64)
    return after


FEEDS = (
    Feed(kind="population", take=population_in),
    Feed(kind="counts", take=counts_in),
)
