"""猜配置 Which profile, sheet and header row a file goes by, from its headers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services import access, intakes
from services.access import Action, Viewer
from services.importing import KINDS
from services.intakes import SavedProfile
from services.workspace import Workspace
from store.ingest import headers
from store.ingest.choices import with_choices
from store.ingest.headers import Wanted
from store.ingest.peek import Peek, Sheet, peek
from store.ingest.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One profile against one sheet of a file.

    ``header_row`` counts from 1. ``found`` are the headers the profile uses, ``missing`` those it
    wants and the sheet lacks (alternatives joined by " / "), ``unused`` the rest of the sheet's.
    """

    saved: SavedProfile
    sheet: str
    header_row: int
    found: tuple[str, ...]
    missing: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def wanted(self) -> int:
        return len(self.found) + len(self.missing)

    @property
    def score(self) -> tuple[bool, float, int]:
        """Whole profiles first, then by the share and the number of headers found."""
        return (
            self.is_whole and bool(self.found),
            len(self.found) / max(self.wanted, 1),
            self.wanted,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A file and the profiles it may go by, the likeliest first."""

    peek: Peek
    matches: tuple[Match, ...]


def guess(workspace: Workspace, viewer: Viewer, path: Path) -> Guess:
    """Look into a file and rank the saved profiles of every kind.

    Raises:
        NotAllowedError: the role may not import.
        RefusedError: the file cannot be opened at all.
    """
    access.require(viewer, Action.IMPORT)
    found = peek(path)
    known = [saved for kind in KINDS for saved in intakes.saved_profiles(workspace, kind)]
    best = [best_of(found, saved) for saved in known]
    return Guess(peek=found, matches=tuple(sorted(best, key=lambda one: one.score, reverse=True)))


def best_of(found: Peek, saved: SavedProfile) -> Match:
    """A profile against the sheet that suits it best."""
    return max((match(one, saved, None) for one in found.sheets), key=lambda one: one.score)


def chosen(saved: SavedProfile, entries: Mapping[str, str | int | None]) -> Profile:
    """The profile with what was chosen for one file: sheet, header_row, datum.

    Raises:
        RefusedError: the profile cannot be read with these.
    """
    return with_choices(saved.profile, entries)


def match(sheet: Sheet, saved: SavedProfile, header_row: int | None) -> Match:
    """A profile against one sheet, with its header row found or given (from 1)."""
    wanted = _wanted(saved.profile, sheet)
    head = sheet.header(wanted, header_row or saved.profile.header_row)
    there = {headers.plain(name): name for name in head.names if name}
    found, missing = [], []
    for names in wanted.values():
        hit = next((there[headers.plain(n)] for n in names if headers.plain(n) in there), None)
        if hit is None:
            missing.append(" / ".join(names))
        else:
            found.append(hit)
    used = set(found)
    return Match(
        saved=saved,
        sheet=sheet.name,
        header_row=head.row + 1,
        found=tuple(dict.fromkeys(found)),
        missing=tuple(missing),
        unused=tuple(name for name in there.values() if name not in used),
    )


def _wanted(profile: Profile, sheet: Sheet) -> Wanted:
    """The headers a profile asks for; of a boundary file those of the layer of this name."""
    if not profile.layers:
        return profile.wanted
    layer = next((one for one in profile.layers if one.layer == sheet.name), profile.layers[-1])
    named: Mapping[str, str] = {"code": layer.code, "name": layer.name, "parent": layer.parent}
    return {key: (header,) for key, header in named.items() if header}
