"""试写 A store whose writes are undone when their transaction ends: what would happen, not done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from store.engine import Store, Tx


class _UndoneError(Exception):
    """Ends a transaction that is not to be kept."""


class Unkept(Store):
    """The same database; every writing transaction is shown to ``look`` and then undone.

    Only for work that writes in one transaction: a second one does not find the first one's rows.
    """

    def __init__(self, kept: Store, look: Callable[[Tx], None]) -> None:
        super().__init__(kept._engine)
        self._look = look

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A transaction that writes and leaves nothing."""
        try:
            with super().begin() as tx:
                yield tx
                self._look(tx)
                raise _UndoneError
        except _UndoneError:
            return
