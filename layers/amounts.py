"""件数分级 Steps of ink for counts of any size, so that few and many grids can be told apart."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers import heat
from layers.drawn import Drawn
from layers.layer import CRS

# What a reader takes in at a glance: 1, 2, 3, 5 and their tens.
_ROUND = (1, 2, 3, 5)
SHARES = (0.0, 0.2, 0.4, 0.6, 0.8)


def ladder(counts: npt.ArrayLike) -> tuple[int, ...]:
    """The least count of step 1 to 5: round numbers that cut the grids with events into fifths.

    Args:
        counts: events per grid, whole numbers from 0, shape (n,).

    Returns:
        Five rising whole numbers, the first 1; ``heat.STEPS`` where no count is above its last.
    """
    known = np.asarray(counts, dtype=np.float64)
    known = known[known > 0]
    if not len(known) or known.max() <= heat.STEPS[-1]:
        return heat.STEPS
    steps = [1]
    for share in SHARES[1:]:
        wanted = float(np.quantile(known, share))
        steps.append(max(_rounded(wanted), _following(steps[-1])))
    return tuple(steps)


def _rounded(value: float) -> int:
    """The nearest round number, at least 1."""
    size: int = 10 ** int(np.floor(np.log10(max(value, 1.0))))
    near: list[int] = [one * size for one in (*_ROUND, 10)]
    return min(near, key=lambda one: abs(one - value))


def _following(step: int) -> int:
    """The next round number."""
    size: int = 10 ** int(np.floor(np.log10(step)))
    return next(one * size for one in (*_ROUND, 10) if one * size > step)


def picture(codes: pd.Series, counts: pd.Series, steps: tuple[int, ...]) -> Drawn:
    """The heat layer with other counts and steps.

    Args:
        codes: the grids of the map in the order of its geometry.
        counts: events by grid code; a grid that is absent has none.
        steps: as ``ladder`` gives them.
    """
    known = counts.reindex(codes).fillna(0.0).to_numpy(dtype=np.float64)
    step = pd.Series(np.searchsorted(steps, known, side="right"))
    week = pd.DataFrame({"digit": heat.texts(step)}, index=pd.Index(codes))
    # The browser takes the cells from the addresses of the view.
    return Drawn(layer=heat.LAYER, rows=gpd.GeoDataFrame(geometry=[], crs=CRS), week=week)
