"""Events into grids (落格), and grids into counts: behind every import, undo and correction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from errors import GeometryError
from geo.locate import GridIndex
from services import sharing
from services.progress import Progress, part, silent
from store import Tx, batches, boundaries, corrections, counts, events, facts, locations
from store.boundaries import BoundarySet
from store.files import Files
from store.ingest import profile as profiles
from vocab import AdminLevel, Located, PeriodKind, PeriodRule
from words import say

OUTSIDE, NO_POINT = "unplaced.outside", "unplaced.no_point"
PERIOD_FACT = "period"
_INDEX = "grid-index"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """Where rows lie in one boundary set: grid code or "", how, and the reason where none."""

    codes: npt.NDArray[np.object_]
    how: npt.NDArray[np.object_]
    reasons: npt.NDArray[np.object_]

    @property
    def is_placed(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.codes != "", dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """A boundary set ready to place points in."""

    chosen: BoundarySet
    index: GridIndex

    def place(
        self,
        lon: npt.NDArray[np.float64],
        lat: npt.NDArray[np.float64],
        declared: Sequence[str],
        may_declare: npt.NDArray[np.bool_],
    ) -> Places:
        """The grid of each row, by its point, else by its declared grid where that is allowed."""
        found = self.index.locate(lon, lat)
        known = np.array(["", *self.index.codes], dtype=object)
        codes = known[found + 1]
        how = np.where(codes != "", Located.POINT.value, "").astype(object)
        has_point = np.isfinite(lon) & np.isfinite(lat)
        grids = set(self.index.codes)
        by_word = ~has_point & may_declare & np.array([d in grids for d in declared], dtype=bool)
        codes[by_word] = np.asarray(declared, dtype=object)[by_word]
        how[by_word] = Located.DECLARED.value
        missing = np.where(has_point, OUTSIDE, NO_POINT).astype(object)
        return Places(codes=codes, how=how, reasons=np.where(codes == "", missing, ""))


def new_ground(tx: Tx, chosen: BoundarySet) -> Ground:
    """A boundary set with its index, built anew: right also for one that is not committed."""
    units = boundaries.units(tx, chosen.id, (AdminLevel.MICRO_GRID,))
    index = GridIndex.build(units["code"].tolist(), units["geometry"].to_numpy(dtype=object))
    return Ground(chosen=chosen, index=index)


def keep(ground: Ground, shelf: Files) -> None:
    """Put the index of a committed boundary set where :func:`ground_of` finds it."""
    shelf.put_as(_key(ground.chosen), ground.index.to_bytes())


def ground_of(tx: Tx, chosen: BoundarySet, shelf: Files) -> Ground:
    """A committed boundary set with its index, as kept; built and kept where it is not.

    A damaged file, or one of another version of the program, is built anew.
    """
    kept = shelf.get_as(_key(chosen))
    if kept is not None:
        with suppress(GeometryError):
            return Ground(chosen=chosen, index=GridIndex.from_bytes(kept))
    ground = new_ground(tx, chosen)
    keep(ground, shelf)
    return ground


def _key(chosen: BoundarySet) -> str:
    return f"{_INDEX}|{chosen.sha256}|{chosen.imported_at}|{chosen.id}"


def grounds(tx: Tx, shelf: Files) -> list[Ground]:
    """Every active boundary set, oldest first."""
    return [ground_of(tx, chosen, shelf) for chosen in boundaries.sets(tx)]


def period_rule(tx: Tx) -> PeriodRule:
    """How this data folder cuts time; weeks that close on Tuesday until a rule says otherwise."""
    text = facts.get(tx, PERIOD_FACT)
    if not text:
        return PeriodRule()
    values = json.loads(text)
    return PeriodRule(**(values | {"kind": PeriodKind(values["kind"])}))


def use_period_rule(tx: Tx, rule: PeriodRule) -> None:
    """Note how time is cut from now on."""
    values = {"kind": rule.kind.value, "week_ends": rule.week_ends, "time_zone": rule.time_zone}
    facts.put(tx, PERIOD_FACT, json.dumps(values))


def locate_new(
    tx: Tx,
    rows: pd.DataFrame,
    pks: npt.NDArray[np.int64],
    places: Mapping[int, Places],
) -> None:
    """Write the places of newly stored rows in every set, and put corrected ones back."""
    for set_id, found in places.items():
        locations.add(
            tx, set_id, pks, found.codes.tolist(), found.how.tolist(), found.reasons.tolist()
        )
        held = corrections.active(tx, set_id)
        again = rows.assign(new_pk=pks).merge(held, on=["source", "event_id"], how="inner")
        for row in again.itertuples(index=False):
            corrections.place(tx, row.new_pk, set_id, row.code, by=row.by, at=row.at, note=row.note)


def _may_declare(tx: Tx, rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Rows without a point whose own batch lets the declared grid stand for it."""
    allowed = np.zeros(len(rows), dtype=np.bool_)
    pointless = np.flatnonzero(rows["lon"].isna() & (rows["declared"] != ""))
    if not len(pointless):
        return allowed
    stored = events.get(tx, rows["pk"].to_numpy()[pointless].tolist()).set_index("pk")
    batch = stored["batch_id"].reindex(rows["pk"].to_numpy()[pointless]).to_numpy()
    says = {
        number: profiles.parse(batches.get(tx, int(number)).profile_toml).place_declared
        for number in np.unique(batch)
    }
    allowed[pointless] = [says[number] == "micro_grid" for number in batch]
    return allowed


def locate_missing(tx: Tx, ground: Ground) -> int:
    """Place every stored event that has no place in this set yet; returns how many."""
    done = 0
    for rows in locations.missing(tx, ground.chosen.id):
        found = ground.place(
            rows["lon"].to_numpy(dtype=np.float64),
            rows["lat"].to_numpy(dtype=np.float64),
            rows["declared"].tolist(),
            _may_declare(tx, rows),
        )
        locations.add(
            tx,
            ground.chosen.id,
            rows["pk"].to_numpy(dtype=np.int64),
            found.codes.tolist(),
            found.how.tolist(),
            found.reasons.tolist(),
        )
        done += len(rows)
    return done


def recount(
    tx: Tx,
    days: tuple[int, int],
    *,
    at: int,
    sets: Sequence[BoundarySet] | None = None,
    progress: Progress = silent,
) -> int:
    """Count anew the periods that hold these days; returns how many vectors changed.

    Counts that came ready-made are never touched: only indicators that have events are counted.
    """
    rule = period_rule(tx)
    names = events.indicators(tx)
    chosen = boundaries.sets(tx) if sets is None else list(sets)
    changed = 0
    for number, one in enumerate(chosen):
        last = days[1] if one.valid_to is None else min(days[1], one.valid_to)
        if last >= days[0] and names:
            changed += _recount_set(tx, one.id, names, rule.between(days[0], last), rule, at)
        part(progress, number / len(chosen), (number + 1) / len(chosen))(1.0, say("progress.count"))
    return changed


def _recount_set(
    tx: Tx, set_id: int, names: Sequence[str], periods: list[int], rule: PeriodRule, at: int
) -> int:
    codes = boundaries.grid_codes(tx, set_id)
    first = rule.first_day(periods[0])
    rows = locations.tally(tx, set_id, names, first, periods[-1])
    placed = _by_period(rows.assign(amount=rows["n"]), codes, rule)
    shared = _by_period(sharing.shared(tx, set_id, names, first, periods[-1]), codes, rule)
    changed = 0
    for name in names:
        for period in periods:
            vector = placed.get((name, period), np.zeros(len(codes)))
            put = counts.put(
                tx,
                set_id,
                name,
                period,
                vector.astype(np.int64),
                at=at,
                estimated=shared.get((name, period)),
            )
            changed += put.is_new
    return changed


def _by_period(
    rows: pd.DataFrame, codes: npt.NDArray[np.str_], rule: PeriodRule
) -> dict[tuple[str, int], npt.NDArray[np.float64]]:
    """Vectors over ``codes`` by indicator and period, from rows indicator, day, code, amount."""
    if rows.empty:
        return {}
    rows = rows.assign(
        period=rule.last_days(rows["day"].to_numpy(dtype=np.int64)),
        place=np.searchsorted(codes, rows["code"].to_numpy(dtype=np.str_)),
    )
    vectors = {}
    for (name, period), group in rows.groupby(["indicator", "period"]):
        vector = np.zeros(len(codes))
        np.add.at(vector, group["place"].to_numpy(), group["amount"].to_numpy(dtype=np.float64))
        vectors[(str(name), int(period))] = vector
    return vectors
