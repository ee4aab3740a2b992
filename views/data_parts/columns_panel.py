"""对照列 How the file is read: profile, sheet, header row, datum, days; guessed, and changeable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from services import guessing
from services.guessing import Guess, Match
from services.intake.parcel import Cover
from views.components import format as fmt
from views.components.drawing import show
from views.components.markup import esc
from views.components.sheet import facts
from views.components.states import notice
from views.data_parts.upload_state import Choice
from vocab import Datum, day_number
from words import say

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
# Names of headers that are listed before the rest is only counted.
MOST_NAMES = 12


def _about(guess: Guess) -> str:
    peek = guess.peek
    rows = fmt.whole(sum(sheet.rows for sheet in peek.sheets))
    if peek.encoding:
        return say(
            "data.guess.file_text",
            file=peek.file,
            encoding=say(f"data.guess.{peek.encoding}"),
            delimiter=say(f"data.guess.{DELIMITERS[peek.delimiter]}"),
            rows=rows,
        )
    kind = "book" if peek.has_header_row else "layers"
    return say(f"data.guess.file_{kind}", file=peek.file, sheets=len(peek.sheets), rows=rows)


def _option(match: Match) -> str:
    profile = match.saved.profile
    title = profile.title or profile.name
    found, wanted = match.wanted - len(match.missing), match.wanted
    return say("data.guess.option", title=title, found=found, wanted=wanted)


def _names(names: Sequence[str]) -> str:
    if not names:
        return say("data.guess.nothing")
    shown = say("ui.comma").join(names[:MOST_NAMES]) + ("…" if len(names) > MOST_NAMES else "")
    return say("data.guess.column_count", count=len(names), names=shown)


def _has_sheets(guess: Guess, match: Match) -> bool:
    """Whether there is a sheet to choose; a boundary profile names its layers itself."""
    return len(guess.peek.sheets) > 1 and not match.saved.profile.layers


def _sheet(guess: Guess, match: Match, place: st.delta_generator.DeltaGenerator) -> str:
    sheets = {sheet.name: sheet for sheet in guess.peek.sheets}
    names = list(sheets)
    chosen = place.selectbox(
        say("data.guess.sheet"),
        names,
        index=names.index(match.sheet),
        format_func=lambda name: say(
            "data.guess.sheet_option", name=name, rows=fmt.whole(sheets[name].rows)
        ),
        placeholder=say("data.choose"),
        key="upload_sheet",
    )
    return str(chosen)


def _datum(match: Match, place: st.delta_generator.DeltaGenerator) -> str:
    """The datum chosen; "" leaves what the profile says."""
    given = match.saved.profile.datum
    if not match.saved.profile.kind.have_points or given is None:
        return ""
    names = [one.value for one in Datum]
    chosen = place.selectbox(
        say("data.guess.datum"),
        names,
        index=names.index(given.value),
        format_func=lambda name: say(f"data.datum.{name}"),
        placeholder=say("data.choose"),
        key="upload_datum",
    )
    return "" if chosen == given.value else str(chosen)


def _days(match: Match) -> tuple[str, str]:
    """The days a file speaks for, as they were written."""
    if match.saved.profile.kind.value not in ("events", "counts"):
        return "", ""
    # Text and not a calendar: the calendar of the browser kit speaks English only.
    first, last = (
        field.text_input(
            say(f"data.covers_{end}"), placeholder=say("data.day_form"), key=f"covers_{end}"
        ).strip()
        for field, end in zip(st.columns(2), ("from", "to"), strict=True)
    )
    return first, last


def covers(written: tuple[str, str]) -> list[Cover] | None:
    """The days as a cover; none where nothing is written, None where they cannot be read."""
    if not any(written):
        return []
    try:
        first, last = (day_number(dt.date.fromisoformat(text)) for text in written)
    except ValueError:
        return None
    return [Cover(area="", first_day=first, last_day=last)] if first <= last else None


def draw(guess: Guess, file: str) -> tuple[Match, Choice] | None:
    """What was guessed and what is chosen now; None where there is no profile to read with."""
    if not guess.matches:
        show(notice(say("data.guess.title"), say("data.guess.no_profiles")), key="no_profiles")
        return None
    show(f'<p class="ws-note">{esc(_about(guess))}</p>', key="upload_about")
    at = st.selectbox(
        say("data.guess.profile"),
        range(len(guess.matches)),
        format_func=lambda i: _option(guess.matches[i]),
        placeholder=say("data.choose"),
        help=say("data.profile_help"),
        key=f"upload_profile_{file}",
    )
    best = guess.matches[at]
    is_named = _has_sheets(guess, best)
    places = iter(st.columns(3 if is_named else 2))
    sheet = _sheet(guess, best, next(places)) if is_named else best.sheet
    match, row = best, None
    chosen = next(one for one in guess.peek.sheets if one.name == sheet)
    if guess.peek.has_header_row:
        found = guessing.match(chosen, best.saved, None)
        row = next(places).number_input(
            say("data.guess.header_row"),
            min_value=1,
            max_value=max(len(chosen.head), 1),
            value=found.header_row,
            key=f"upload_row_{file}_{at}_{sheet}",
        )
        match = guessing.match(chosen, best.saved, int(row))
    datum = _datum(match, next(places))
    written = _days(match)
    rows = [("found", match.found), ("missing", match.missing), ("unused", match.unused)]
    show(
        facts((say(f"data.guess.{name}"), _names(names)) for name, names in rows),
        key="upload_columns",
    )
    if covers(written) is None:
        show(notice(say("data.days_unreadable"), say("data.days_help")), key="days_unreadable")
    choice = Choice(
        file=file,
        profile=str(match.saved.path),
        sheet=sheet if is_named else "",
        header_row=None if row is None else int(row),
        datum=datum,
        covers=written,
    )
    return match, choice
