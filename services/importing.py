"""The way in (导入): read - check - datum - place - count - one commit."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from errors import RefusedError
from reports.faults import describe, faults_xlsx
from services import access, intake, placing
from services.access import Action, Viewer
from services.intake.parcel import Cover, Parcel
from services.progress import Progress, silent
from services.working import at_work
from services.workspace import Workspace
from store import batches, boundaries, events
from store.files import Files
from store.ingest import profile as profiles
from store.ingest.kind import kinds
from store.ingest.profile import Profile
from vocab import day_number
from words import say

KINDS = tuple(kinds())


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What became of one file: placed + unplaced + quarantined = rows_read."""

    batch: int
    kind: str
    file: str
    rows_read: int
    placed: int
    unplaced: int
    quarantined: int
    added: int
    replaced: int
    unchanged: int
    ignored: int
    findings: tuple[str, ...] = ()
    faults: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for the command line; faults by rule."""
        values = {
            key: value for key, value in asdict(self).items() if key not in {"faults", "findings"}
        }
        by_rule = self.faults["rule"].value_counts().to_dict() if len(self.faults) else {}
        return values | {"findings": list(self.findings), "rules": by_rule}


def cover_of(text: str) -> Cover:
    """Read ``[AREA:]FROM..TO``, dates as 2026-11-11.

    Raises:
        RefusedError: not of that form.
    """
    area, _, span = text.rpartition(":")
    first, dots, last = span.partition("..")
    try:
        days = [day_number(dt.date.fromisoformat(day)) for day in (first, last)]
    except ValueError as error:
        raise RefusedError("import.bad_cover", text=text) from error
    if not dots or days[1] < days[0]:
        raise RefusedError("import.bad_cover", text=text)
    return Cover(area=area, first_day=days[0], last_day=days[1])


def take(
    workspace: Workspace,
    viewer: Viewer,
    kind: str,
    path: Path,
    profile: Path | Profile,
    *,
    covers: Sequence[Cover] = (),
    excepted: Sequence[str] = (),
    is_datum_sure: bool = False,
    progress: Progress = silent,
) -> ImportResult:
    """Import one file; all of it is stored in one transaction or nothing.

    Args:
        workspace: the data folder.
        viewer: who imports.
        kind: one of KINDS.
        path: the file.
        profile: TOML that says how to read it, or the profile as it was read.
        covers: what the batch covers; the profile's where empty, else the days in the file.
        excepted: areas that did not report in this batch.
        is_datum_sure: keep the datum given, whatever the detective finds.
        progress: is told how far the work is.

    Raises:
        NotAllowedError, BusyError.
        RefusedError: the file as a whole cannot be taken; nothing was stored.
    """
    access.require(viewer, Action.IMPORT)
    if not path.is_file():
        raise RefusedError("import.no_file", file=str(path))
    read = profiles.load(profile) if isinstance(profile, Path) else profile
    if read.kind.value != kind:
        raise RefusedError("import.other_kind", file=profile.name, kind=read.kind.value, asked=kind)
    parcel = Parcel(
        workspace=workspace,
        viewer=viewer,
        path=path,
        profile=read,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        covers=tuple(covers),
        excepted=tuple(excepted),
        progress=progress,
        is_datum_sure=is_datum_sure,
    )
    return bring(workspace, parcel)


def bring(workspace: Workspace, parcel: Parcel) -> ImportResult:
    """Take a parcel in, alone in the place for work of ``workspace``."""
    kind = parcel.profile.kind.value
    with at_work(workspace, parcel.viewer):
        brought = intake.feeds()[kind].take(parcel)
    parcel.progress(1.0, parcel.path.name)
    return ImportResult(kind=kind, file=parcel.path.name, **brought.values())


def undo(workspace: Workspace, viewer: Viewer, number: int) -> dict[str, Any]:
    """Withdraw a batch; what it replaced is current again and the counts follow.

    Raises:
        NotAllowedError, NotFoundError, BusyError.
        RefusedError: withdrawn already, or later counts rest on it.
    """
    access.require(viewer, Action.IMPORT)
    with at_work(workspace, viewer), workspace.store.begin() as tx:
        days = events.days_of(tx, number)
        old = batches.undo(tx, number, at=workspace.today, by=viewer.person)
        changed = 0
        if days is not None:
            shelf = Files(workspace.cache)
            for chosen in boundaries.sets(tx):
                placing.locate_missing(tx, placing.ground_of(tx, chosen, shelf))
            changed = placing.recount(tx, days, at=workspace.today)
        access.record(
            tx, workspace, viewer, Action.IMPORT, f"undo batch {number}", rows=old.rows_read
        )
    return {"batch": number, "status": "undone", "file": old.file_name, "counts_changed": changed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Faults of one cause, ready to read: which rows, what was written, why, how to mend."""

    place: str
    column: str
    value: str
    reason: str
    remedy: str


def explained(faults: pd.DataFrame, most: int) -> list[Explained]:
    """Faults merged by cause in file order, at most so many."""
    if faults.empty:
        return []
    cause = faults["values"].map(str)
    merged = []
    for _, rows in faults.groupby(["rule", "column", cause], sort=False):
        place = _places(rows["row"].astype(int).tolist())
        more = "…" if rows["value"].nunique() > 1 else ""
        first = rows.head(1)
        first = first.assign(value=first["value"].astype(str) + more)
        said = describe(first.assign(row=place) if "—" in place else first).iloc[0]
        merged.append(
            Explained(
                place=place,
                column=str(said["column"]),
                value=str(said["value"]),
                reason=str(said["reason"]),
                remedy=str(said["remedy"]),
            )
        )
    return merged[:most]


def _places(rows: list[int]) -> str:
    """17, or 203—216 for neighbours, or the first of many with their number."""
    first, last = min(rows), max(rows)
    if first == last:
        return str(first)
    if last - first + 1 == len(set(rows)):
        return f"{first}—{last}"
    return say("import.places", first=first, count=len(set(rows)))


def faults_file(workspace: Workspace, viewer: Viewer, number: int) -> bytes:
    """The refused rows of a batch as XLSX, personal numbers masked.

    Raises:
        NotAllowedError, NotFoundError.
    """
    access.require(viewer, Action.IMPORT)
    with workspace.store.begin() as tx:
        batches.get(tx, number)
        rows = batches.quarantined(tx, number)
        access.record(
            tx, workspace, viewer, Action.EXPORT, f"faults of batch {number}", rows=len(rows)
        )
    return faults_xlsx(rows)


def faults_sheet(workspace: Workspace, viewer: Viewer, result: ImportResult) -> bytes:
    """The faulty rows of a file that is checked and not stored, as XLSX, masked.

    Raises:
        NotAllowedError: the role may not import.
    """
    access.require(viewer, Action.IMPORT)
    with workspace.store.begin() as tx:
        what = f"faults of {result.file}"
        access.record(tx, workspace, viewer, Action.EXPORT, what, rows=len(result.faults))
    return faults_xlsx(result.faults)
