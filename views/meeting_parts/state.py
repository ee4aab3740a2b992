"""What the meeting room remembers between two runs of the page."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

KEY = "meeting_room"
BLOCKS = 4


@dataclass(slots=True, kw_only=True)
class Room:
    """``block`` 1 to 4 is being discussed; ``is_wide`` shows the map alone; ``told`` is the last
    refusal by the form it belongs to; ``matter`` the one whose grid is haloed.
    """

    meeting: int = 0
    block: int = 1
    is_wide: bool = False
    matter: int = 0
    told: tuple[str, str] = ("", "")

    def next_block(self) -> None:
        """The next item of the agenda; after the last one the first again."""
        self.block = self.block % BLOCKS + 1

    def turn_map(self) -> None:
        """The map alone, or back among the blocks."""
        self.is_wide = not self.is_wide

    def state_of(self, block: int) -> str:
        """now, done or next: how a block is headed."""
        if block == self.block:
            return "now"
        return "done" if block < self.block else "next"


def room(meeting: int) -> Room:
    """This browser's room; a new one for another meeting."""
    kept = st.session_state.get(KEY)
    if not isinstance(kept, Room) or kept.meeting != meeting:
        kept = Room(meeting=meeting)
        st.session_state[KEY] = kept
    return kept
