"""按章说明 The analyst's two or three sentences per chapter of a weekly report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from errors import RefusedError
from reports.weekly_view import CHAPTERS
from services import access, bookmarks, matters, periods
from services.access import Action, Viewer
from services.workspace import Workspace
from store import chapter_notes, meetings
from store.chapter_notes import ChapterNote
from words import say

LONGEST = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What is written for the report on one period of one area; ``texts`` by chapter."""

    area: str
    period: int
    texts: Mapping[str, ChapterNote]
    is_frozen: bool

    def text(self, chapter: str) -> str:
        """The sentences of a chapter, "" where there are none."""
        return self.texts[chapter].text if chapter in self.texts else ""


def title(chapter: str) -> str:
    """The name of a chapter."""
    return say(f"report.chapter.{chapter}")


def read(workspace: Workspace, viewer: Viewer, *, week: str, prefix: str) -> Notes:
    """What is written so far.

    Raises:
        NotAllowedError: the area is not the viewer's.
        NotFoundError: the period is not scored.
        RefusedError: ``week`` or ``prefix`` cannot be read.
    """
    scope = access.narrowed(viewer, prefix)
    with workspace.store.read() as tx:
        period = periods.scored(tx, week)
        held = meetings.of_period(tx, scope.prefix, period)
        return Notes(
            area=scope.prefix,
            period=period,
            texts=chapter_notes.of_period(tx, scope.prefix, period),
            is_frozen=held is not None and held.is_closed,
        )


def write(
    workspace: Workspace, viewer: Viewer, *, week: str, prefix: str, texts: Mapping[str, str]
) -> int:
    """Keep sentences by chapter; a chapter that is not given, or said as before, stays.

    Every line is a paragraph; an empty text takes the chapter's sentences out.

    Returns:
        How many chapters changed.

    Raises:
        NotAllowedError: the role may not plan, or the area is not the viewer's.
        NotFoundError: the period is not scored.
        RefusedError: an unknown chapter, a text that is too long, an identity or
            mobile number in it, or the meeting is closed.
    """
    scope = access.narrowed(viewer, prefix)
    matters.may_plan(viewer, scope.prefix)
    wanted = {chapter: _clean(chapter, text) for chapter, text in texts.items()}
    with workspace.store.begin() as tx:
        period = periods.scored(tx, week)
        before = chapter_notes.of_period(tx, scope.prefix, period)
        old = {chapter: one.text for chapter, one in before.items()}
        changed = {name: text for name, text in wanted.items() if text != old.get(name, "")}
        for chapter, text in changed.items():
            chapter_notes.write(
                tx,
                area=scope.prefix,
                period=period,
                chapter=chapter,
                text=text,
                by=viewer.person,
                at=workspace.today,
            )
        if changed:
            asked = f"period={periods.shown(period)} scope={scope.prefix}"
            what = f"chapter notes {' '.join(changed)}"
            access.record(tx, workspace, viewer, Action.PLAN, what, asked=asked, rows=len(changed))
    return len(changed)


def _clean(chapter: str, text: str) -> str:
    if chapter not in CHAPTERS:
        raise RefusedError("report.no_chapter", chapter=chapter, known=" ".join(CHAPTERS))
    lines = (" ".join(line.split()) for line in text.splitlines())
    written = "\n".join(line for line in lines if line)
    if len(written) > LONGEST:
        raise RefusedError(
            "report.note_length", title=title(chapter), longest=LONGEST, length=len(written)
        )
    if bookmarks.is_personal(written):
        raise RefusedError("report.note_personal", title=title(chapter))
    return written
