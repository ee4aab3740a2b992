"""One file on its way in (导入包), and what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from services import access
from services.access import Action, Viewer
from services.progress import Progress
from services.workspace import Workspace
from store import Tx, batches, boundaries, coverage
from store.ingest.profile import Profile
from words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What a batch speaks for: an area and its days, both ends included."""

    area: str
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One file with everything needed to take it in.

    ``is_datum_sure``: a person saw what the datum detective found and keeps the datum given.
    ``is_trial``: the transaction will be undone, nothing is to be made after it.
    """

    workspace: Workspace
    viewer: Viewer
    path: Path
    profile: Profile
    sha256: str
    covers: tuple[Cover, ...]
    excepted: tuple[str, ...]
    progress: Progress
    is_datum_sure: bool = False
    is_trial: bool = False

    def tell(self, share: float, step: str) -> None:
        self.progress(share, say(f"progress.{step}", file=self.path.name))

    @property
    def source(self) -> str:
        return self.profile.source or self.profile.name

    def add_batch(
        self, tx: Tx, covers: Sequence[Cover], numbers: dict[str, int], set_id: int | None = None
    ) -> int:
        """Begin the batch row in the transaction that also holds its rows."""
        span = (
            (min(c.first_day for c in covers), max(c.last_day for c in covers)) if covers else None
        )
        return batches.add(
            tx,
            kind=self.profile.kind.value,
            source=self.source,
            file_name=self.path.name,
            sha256=self.sha256,
            at=self.workspace.today,
            by=self.viewer.person,
            profile=self.profile.name,
            profile_toml=self.profile.toml,
            profile_hash=hashlib.sha256(self.profile.toml.encode()).hexdigest(),
            covers=span,
            area=covers[0].area if covers else "",
            boundary_set_id=set_id,
            numbers=numbers,
        )

    def declared_covers(self, days: npt.NDArray[np.int64]) -> list[Cover]:
        """From the command line, else the profile, else the days the rows fall on."""
        stated = self.profile.covers
        if self.covers:
            return [
                Cover(area=c.area or stated.area, first_day=c.first_day, last_day=c.last_day)
                for c in self.covers
            ]
        first, last = stated.first_day, stated.last_day
        if first is None or last is None:
            if not len(days):
                return []
            first, last = int(days.min()), int(days.max())
        return [Cover(area=stated.area, first_day=first, last_day=last)]

    def add_coverage(self, tx: Tx, batch: int, covers: Sequence[Cover]) -> None:
        gaps = (*self.profile.covers.excepted, *self.excepted)
        for cover in covers:
            coverage.add(
                tx, batch, self.source, cover.area, cover.first_day, cover.last_day, gaps=gaps
            )

    def audit(self, tx: Tx, batch: int, rows: int) -> None:
        access.record(
            tx,
            self.workspace,
            self.viewer,
            Action.IMPORT,
            f"{self.profile.kind.value} batch {batch}",
            asked=self.path.name,
            rows=rows,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What one file brought, before it is named."""

    batch: int
    numbers: dict[str, int]
    findings: tuple[str, ...] = ()
    faults: pd.DataFrame = field(default_factory=pd.DataFrame)

    def values(self) -> dict[str, Any]:
        return {
            "batch": self.batch,
            "findings": self.findings,
            "faults": self.faults,
            **numbers_of(**self.numbers),
        }


_NAMES = (
    "rows_read",
    "placed",
    "unplaced",
    "quarantined",
    "added",
    "replaced",
    "unchanged",
    "ignored",
)


def numbers_of(**known: int) -> dict[str, int]:
    """The sums of a batch, 0 where not given."""
    return dict.fromkeys(_NAMES, 0) | known


def keep_faults(tx: Tx, batch: int, faults: pd.DataFrame) -> None:
    """Keep the cells for which rows were refused, masked as they are."""
    out = faults[faults["effect"] == "quarantined"] if len(faults) else faults
    batches.add_quarantine(tx, batch, out.to_dict("records"))


def known_codes(tx: Tx) -> list[str]:
    """Codes of all units of all boundary sets in use."""
    codes: set[str] = set()
    for chosen in boundaries.sets(tx):
        codes.update(boundaries.units(tx, chosen.id, with_geometry=False)["code"])
    return sorted(codes)
