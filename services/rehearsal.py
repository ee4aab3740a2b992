"""检查 A file taken in by the real import and undone: its sums, its question, its places."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from errors import RefusedError
from geo.datum import Finding
from services import access, importing
from services.access import Action, Viewer
from services.importing import ImportResult
from services.intake.parcel import Cover, Parcel
from services.progress import Progress, silent
from services.workspace import Workspace
from store import Tx, boundaries, locations
from store.ingest.profile import Profile
from store.unkept import Unkept
from vocab import Datum

WRONG_DATUM = "import.wrong_datum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """坐标怎么处理 The one question that blocks: the datum given, the likelier one, and why.

    ``values`` are those of ``geo.datum.Finding.say_values``: shares and distances under both.
    """

    given: Datum
    best: Datum
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checked:
    """What taking the file in would do; nothing of it is stored.

    ``rows`` are the events it would bring: lon, lat (degrees WGS84, NaN without a point), code
    ("" where it has no grid in the newest boundary set). Empty for other kinds, and for rows that
    are known already. ``question`` is open where the datum looks wrong and nobody decided.
    """

    result: ImportResult
    question: Question | None = None
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)


def check(
    workspace: Workspace,
    viewer: Viewer,
    path: Path,
    profile: Profile,
    *,
    covers: Sequence[Cover] = (),
    is_datum_sure: bool = False,
    progress: Progress = silent,
) -> Checked:
    """Take a file in and undo it in the same transaction.

    Args:
        workspace: the data folder.
        viewer: who will import.
        path: the file.
        profile: how to read it, with the choices made for this file.
        covers: as for :func:`services.importing.take`.
        is_datum_sure: the question of the datum is answered: keep the one given.
        progress: is told how far the work is.

    Raises:
        NotAllowedError, BusyError.
        RefusedError: the file as a whole cannot be taken.
    """
    access.require(viewer, Action.IMPORT)
    seen: list[pd.DataFrame] = []
    store = Unkept(workspace.store, lambda tx: seen.append(_rows(tx)))
    parcel = Parcel(
        workspace=replace(workspace, store=store),
        viewer=viewer,
        path=path,
        profile=profile,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        covers=tuple(covers),
        excepted=(),
        progress=progress,
        is_datum_sure=is_datum_sure,
        is_trial=True,
    )
    question = None
    try:
        result = importing.bring(workspace, parcel)
    except RefusedError as refusal:
        if refusal.code != WRONG_DATUM:
            raise
        found = refusal.values["found"]
        assert isinstance(found, Finding)  # every such refusal carries what was found
        question = Question(given=found.given, best=found.best, values=found.say_values)
        result = importing.bring(workspace, replace(parcel, is_datum_sure=True))
        # Nobody decided yet: the question says what was found.
        result = replace(result, findings=())
    return Checked(result=result, question=question, rows=seen[-1] if seen else pd.DataFrame())


def _rows(tx: Tx) -> pd.DataFrame:
    """The events of the newest batch and their grids in the newest boundary set."""
    sets = boundaries.sets(tx)
    return locations.of_newest_batch(tx, sets[-1].id) if sets else pd.DataFrame()
