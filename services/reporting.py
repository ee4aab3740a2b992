"""出报告 The door to weekly reports and minutes: an order in, the bytes of a file out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from errors import RefusedError
from reports import minutes as minutes_document
from reports import pdf_file, word_file
from reports import weekly as weekly_document
from reports.document import Document
from services import minutes_report, outgoing, weekly_report
from services.access import Viewer
from services.outgoing import Outgoing
from services.progress import Progress, part, silent
from services.workspace import Workspace

# Licensed faces that a folder keeps (仿宋, 小标宋, 楷体, 黑体): used and embedded where present.
FACES = "fonts"
KINDS = ("docx", "pdf")
Gather = Callable[[Outgoing, Progress], Document]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants: ``week`` a day of it or latest (the last closed one), ``kind`` of file.

    An empty ``prefix`` is the viewer's own area.
    """

    week: str = outgoing.LATEST
    prefix: str = ""
    kind: str = "docx"


def weekly_of(out: Outgoing, progress: Progress = silent) -> Document:
    """The weekly report of an order that was let pass, before it is written."""
    return weekly_document.document(weekly_report.of(out, progress))


def minutes_of(out: Outgoing, progress: Progress = silent) -> Document:
    """The minutes of an order that was let pass, before they are written."""
    return minutes_document.document(minutes_report.of(out))


def write(document: Document, kind: str, workspace: Workspace) -> bytes:
    """A document as a file of a kind.

    Raises:
        RefusedError: an unknown kind.
    """
    if kind == "docx":
        return word_file.write(document)
    if kind == "pdf":
        return pdf_file.write(document, faces(workspace))
    raise RefusedError("report.kind", kind=kind, known=" ".join(KINDS))


def faces(workspace: Workspace) -> tuple[Path, ...]:
    """Folders of licensed faces of a data folder."""
    folder = workspace.settings.data / FACES
    return (folder,) if folder.is_dir() else ()


def weekly(
    workspace: Workspace, viewer: Viewer, order: Order, progress: Progress = silent
) -> bytes:
    """The weekly report (周报) of an area as DOCX or PDF. Written to the audit.

    Equal orders of an equal snapshot give equal bytes: every time in the file is the snapshot's.

    Raises:
        NotAllowedError: the role may not export, or the area is not the viewer's.
        NotFoundError: no such week, or none closed yet.
        RefusedError: an unknown kind, a week or area that cannot be read, nothing to draw.
    """
    return _made(workspace, viewer, order, "weekly", weekly_of, progress)


def minutes(
    workspace: Workspace, viewer: Viewer, order: Order, progress: Progress = silent
) -> bytes:
    """The minutes (会议纪要) of the meeting on a week as DOCX or PDF. Written to the audit.

    Raises:
        NotAllowedError, NotFoundError, RefusedError: as :func:`weekly`; no meeting was held on
            the week, or it is still open.
    """
    return _made(workspace, viewer, order, "minutes", minutes_of, progress)


def weekly_files(out: Outgoing, progress: Progress = silent) -> dict[str, bytes]:
    """The weekly report of an order that was let pass, by kind of file; gathered once."""
    return _files(out, "weekly", weekly_of, progress)


def minutes_files(out: Outgoing, progress: Progress = silent) -> dict[str, bytes]:
    """The minutes of an order that was let pass, by kind of file.

    Raises:
        NotFoundError: no meeting was held on the week.
        RefusedError: it is still open.
    """
    return _files(out, "minutes", minutes_of, progress)


def _files(out: Outgoing, what: str, gather: Gather, progress: Progress) -> dict[str, bytes]:
    document = gather(out, part(progress, 0.0, 0.8))
    made = {kind: write(document, kind, out.workspace) for kind in KINDS}
    for kind in KINDS:
        outgoing.record(out, f"{what} {kind}", rows=len(out.seen.grids))
    return made


def _made(
    workspace: Workspace,
    viewer: Viewer,
    order: Order,
    what: str,
    gather: Gather,
    progress: Progress,
) -> bytes:
    if order.kind not in KINDS:
        raise RefusedError("report.kind", kind=order.kind, known=" ".join(KINDS))
    asked = outgoing.Order(week=order.week, prefix=order.prefix)
    out = outgoing.of(workspace, viewer, asked)
    document = gather(out, part(progress, 0.0, 0.8))
    body = write(document, order.kind, workspace)
    outgoing.record(out, f"{what} {order.kind}", rows=len(out.seen.grids))
    return body
