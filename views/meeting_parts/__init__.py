"""Parts of the meeting room: the four blocks of the agenda, and closing."""
