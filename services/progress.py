"""Progress of long work: one callable, a bar on standard error or a page's own."""

from __future__ import annotations

import sys
from collections.abc import Callable

Progress = Callable[[float, str], None]


def silent(share: float, text: str) -> None:
    """Show nothing."""


class Bar:
    """A one-line bar on standard error; plain lines where that is no terminal."""

    def __init__(self) -> None:
        self._text = ""

    def __call__(self, share: float, text: str) -> None:
        """Show that ``share`` (0..1) of the work named by ``text`` is done."""
        if sys.stderr.isatty():
            filled = round(share * 30)
            end = "\n" if share >= 1 else ""
            line = f"\r{'█' * filled}{'░' * (30 - filled)} {share:4.0%} {text}\x1b[K{end}"
            sys.stderr.write(line)
        elif text != self._text:
            sys.stderr.write(f"{share:4.0%} {text}\n")
        self._text = text
        sys.stderr.flush()


def part(progress: Progress, start: float, end: float) -> Progress:
    """A progress that fills only ``start``..``end`` of another."""

    def inner(share: float, text: str) -> None:
        progress(start + (end - start) * min(max(share, 0.0), 1.0), text)

    return inner
