"""What of a file on its way in this browser session remembers: the look, the choices, the check."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from services.guessing import Guess
from services.importing import ImportResult
from services.rehearsal import Checked

GUESS, REFUSED, CHECK, RESULT = (f"upload_{name}" for name in ("guess", "refused", "check", "done"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen for one file; a check holds for exactly one choice."""

    file: str
    profile: str
    sheet: str
    header_row: int | None
    datum: str
    covers: tuple[str, str]
    is_datum_sure: bool = False

    @property
    def entries(self) -> Mapping[str, str | int | None]:
        """What is written into the profile's text for this file."""
        found: dict[str, str | int | None] = {}
        if self.sheet:
            found["sheet"] = self.sheet
        if self.header_row is not None:
            found["header_row"] = self.header_row
        if self.datum:
            found["datum"] = self.datum
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Done:
    """A check with the choice it was made for."""

    choice: Choice
    checked: Checked


@contextmanager
def on_disk(file: UploadedFile) -> Iterator[Path]:
    """The sent bytes under their own name, for as long as they are read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(file.name).name
        path.write_bytes(file.getbuffer())
        yield path


def guess_of(file: UploadedFile) -> Guess | None:
    """The look into this very file, if it was taken."""
    kept = st.session_state.get(GUESS)
    return kept[1] if kept and kept[0] == file.file_id else None


def check_of(choice: Choice | None) -> Checked | None:
    """The check of this very choice; the answer about the datum belongs to it."""
    kept = st.session_state.get(CHECK)
    return kept.checked if isinstance(kept, Done) and kept.choice == choice else None


def result() -> ImportResult | None:
    """What was stored last."""
    kept = st.session_state.get(RESULT)
    return kept if isinstance(kept, ImportResult) else None


def forget() -> None:
    """Drop what belongs to another file or choice."""
    for name in (CHECK, REFUSED):
        st.session_state.pop(name, None)
