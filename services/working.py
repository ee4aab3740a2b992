"""The places for work (作业): an import or a calculation at a time, readers undisturbed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from services.access import Viewer
from services.workspace import Workspace
from store import jobs

Alive = Callable[[], None]
BEAT_SECONDS = 20


@contextmanager
def at_work(workspace: Workspace, viewer: Viewer, place: str = jobs.WORK) -> Iterator[Alive]:
    """Hold the one place for imports and calculations, or another one by its name.

    Yields:
        a call that gives a sign of life; between the transactions of long work, else the place
        counts as abandoned. It raises BusyError when the place was taken meanwhile.

    Raises:
        BusyError: somebody else holds it.
    """
    with workspace.store.begin() as tx:
        held = jobs.claim(tx, by=viewer.person, at=int(time.time()), name=place)
    last = time.monotonic()

    def alive() -> None:
        nonlocal last
        if time.monotonic() - last >= BEAT_SECONDS:
            with workspace.store.begin() as tx:
                jobs.heartbeat(tx, held, at=int(time.time()))
            last = time.monotonic()

    try:
        yield alive
    finally:
        with workspace.store.begin() as tx:
            jobs.release(tx, held)
