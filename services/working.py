"""The one place for work (作业): an import or a calculation at a time, readers undisturbed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from services.access import Viewer
from services.workspace import Workspace
from store import jobs


@contextmanager
def at_work(workspace: Workspace, viewer: Viewer) -> Iterator[None]:
    """Hold the one place for imports and calculations.

    Raises:
        BusyError: somebody else holds it.
    """
    with workspace.store.begin() as tx:
        held = jobs.claim(tx, by=viewer.person, at=int(time.time()))
    try:
        yield
    finally:
        with workspace.store.begin() as tx:
            jobs.release(tx, held)
