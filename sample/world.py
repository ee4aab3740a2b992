"""World (演示世界): everything of the demo as frames and arrays; no file is written here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from sample import atlas, boundaries, events, population, risk
from sample.boundaries import BoundarySet
from sample.seasons import WEEKS

SIZES = ("town", "district", "province")
# A province of two years would be twenty million events; its demo holds a quarter of a year.
FIRST_WEEK_OF = {"province": WEEKS - 12}


@dataclass(frozen=True, kw_only=True)
class World:
    """演示世界 One seeded world.

    ``sets``: boundary sets, earlier first. ``people``: the last population per later micro-grid
    (code, registered, floating, tidal), in the row order of ``sets[-1].micro_grids``; ``truth``,
    ``counts`` and ``draws`` number the grids by that order. Events are drawn when asked for.
    """

    size: str
    seed: int
    sets: tuple[BoundarySet, ...]
    people: pd.DataFrame
    truth: risk.Risk

    @property
    def first_week(self) -> int:
        """The first of the 104 weeks with events."""
        return FIRST_WEEK_OF.get(self.size, 1)

    @cached_property
    def population(self) -> pd.DataFrame:
        """Rows code, ref_date, registered, floating, tidal at every date."""
        return population.at_dates(self.sets, self.people)

    @cached_property
    def counts(self) -> npt.NDArray[np.int16]:
        """True counts, shape (104 weeks, 3 kinds, n grids); kinds as seasons.KINDS."""
        return events.counts(self.people, self.truth, self.seed, self.first_week)

    @cached_property
    def draws(self) -> events.Draws:
        """Every event with its time and point."""
        return events.draw(self.sets[-1].micro_grids, self.counts, self.seed)


def build(size: str = "town", seed: int = 2026) -> World:
    """The world of a size and seed; equal arguments give an equal world.

    Args:
        size: "town" (about 1,450 micro-grids, from the committed boundary files), "district"
            (10,000) or "province" (300,000, the last 13 weeks only), both generated.
        seed: of population, truth and events.

    Raises:
        ValueError: an unknown size.
    """
    sets = atlas.committed() if size == "town" else boundaries.make(size)
    units = sets[-1].micro_grids
    people = population.latest(units, seed)
    return World(
        size=size, seed=seed, sets=sets, people=people, truth=risk.truth(units, people, seed)
    )
