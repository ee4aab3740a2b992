"""World (演示世界): everything of the demo as frames and arrays; no file is written here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from sample import atlas, boundaries, events, population, risk
from sample.boundaries import BoundarySet

SIZES = ("town", "district", "province")


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

    @cached_property
    def population(self) -> pd.DataFrame:
        """Rows code, ref_date, registered, floating, tidal at every date."""
        return population.at_dates(self.sets, self.people)

    @cached_property
    def counts(self) -> npt.NDArray[np.int16]:
        """True counts, shape (104 weeks, 3 kinds, n grids); kinds as seasons.KINDS."""
        return events.counts(self.people, self.truth, self.seed)

    @cached_property
    def draws(self) -> events.Draws:
        """Every event with its time and point."""
        return events.draw(self.sets[-1].micro_grids, self.counts, self.seed)


def build(size: str = "town", seed: int = 2026) -> World:
    """The world of a size and seed; equal arguments give an equal world.

    Args:
        size: "town" (about 1,450 micro-grids, from the committed boundary files), "district"
            (10,000) or "province" (300,000), both generated.
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
