"""到数 What did not arrive for a period or came late: silent grids, late events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from services import access, places, policies, scoring
from services.access import Action, Viewer
from services.inputs import event_rules
from services.workspace import Workspace
from store import boundaries, coverage, events


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One source in one period: names of the grids it did not report for, and its late events.

    An event is late that the source itself wrote down after the period had ended.
    """

    source: str
    silent: tuple[str, ...]
    late: int

    @property
    def is_whole(self) -> bool:
        return not self.silent and not self.late


def arrivals(workspace: Workspace, viewer: Viewer, period: int) -> tuple[Arrival, ...]:
    """Every source of the rule of a period, by its code, over the grids the viewer sees.

    Late events are counted in the whole folder: they may have no grid yet.

    Raises:
        NotAllowedError: the role may not look at maps.
        NotFoundError: no rule or no boundaries hold for the period.
    """
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        policy = policies.in_force(tx, period)
        chosen = boundaries.set_for(tx, period)
        named = places.grids(tx, chosen.id, viewer.scope.prefix)
        codes = named["code"].to_numpy(dtype=np.str_)
        first = policy.period.first_day(period)
        end = int(scoring.cut_off(period, policy.period.time_zone).timestamp())
        late = events.late(tx, first, period, end)
        found = []
        for source in sorted({one for rule in event_rules(policy) for one in rule.sources}):
            seen = coverage.observed(tx, codes, [source], [first], [period])[:, 0]
            silent = tuple(named["name"][~seen].astype(str))
            found.append(Arrival(source=source, silent=silent, late=late.get(source, 0)))
    return tuple(found)
