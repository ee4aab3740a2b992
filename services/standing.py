"""现状 What every page asks of its folder, in one reading."""

from __future__ import annotations

from dataclasses import dataclass

from services import placing, selftests
from services.workspace import Workspace
from store import facts
from vocab import PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """State of a folder, the same for everybody.

    Attributes:
        data: changes with every import, correction, run and approval: for cache keys.
        kind: weeks, months, quarters or years: how this folder cuts time.
        mark: 不可用于决策 while a bound of the last self test is broken; "" else.
    """

    data: str
    kind: PeriodKind
    mark: str


def of(workspace: Workspace) -> Standing:
    """How the folder stands now; nothing in it is about a place or a person."""
    with workspace.store.read() as tx:
        return Standing(
            data=facts.version(tx),
            kind=placing.period_rule(tx).kind,
            mark=selftests.mark(tx),
        )
