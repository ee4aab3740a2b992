"""指标热度 How much of one indicator each micro-grid holds, in steps of ink.

A base of its own: it takes the place of the coloured cells and never lies over them.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.layer import Frame, Frames, Layer, Mark, Privacy, Shape, Style
from layers.risk import cells
from vocab import HIDDEN_DIGIT, AdminLevel

# Least count of class 1, 2 ...; class 0 is a plain zero.
STEPS = (1, 3, 6, 10, 20)
UNKNOWN = len(STEPS) + 1


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """Micro-grids in ascending code order (code, name)."""
    return cells(frames[Frame.UNITS])


def steps(frames: Frames, index: pd.Index) -> pd.Series:
    """The class of each grid: 0 none, 1 to 5 by ``STEPS``, 6 unknown, -1 where it has no row."""
    counts = frames[Frame.COUNTS].set_index("code")["count"]
    known = counts.reindex(index).to_numpy(dtype=np.float64)
    step = np.searchsorted(STEPS, np.nan_to_num(known), side="right")
    step[np.isnan(known)] = UNKNOWN
    return pd.Series(np.where(index.isin(counts.index), step, -1), index=index)


def values(frames: Frames, index: pd.Index) -> pd.DataFrame:
    """One row per feature in the order of ``index`` (codes): the class of its count."""
    return pd.DataFrame({"digit": texts(steps(frames, index))}, index=index)


def texts(step: pd.Series) -> list[str]:
    """Class numbers as digits, -1 as hidden."""
    return [HIDDEN_DIGIT if k < 0 else str(k) for k in step.tolist()]


LAYER = Layer(
    code="heat",
    title="layer.heat.title",
    frames=(Frame.UNITS,),
    weekly=(Frame.COUNTS,),
    shape=Shape.POLYGON,
    levels=(AdminLevel.MICRO_GRID,),
    columns=("i", "code", "name", "digit"),
    privacy=Privacy.CLEARED,
    style=Style(
        marks=(
            Mark(title="layer.heat.none", fill="panel"),
            *(Mark(title=f"layer.heat.step{k}", fill=f"step{k}") for k in range(1, len(STEPS) + 1)),
            Mark(title="layer.heat.unknown", fill="panel", is_hatched=True),
        )
    ),
    order=12,
    is_base=True,
    geometry=geometry,
    values=values,
)
