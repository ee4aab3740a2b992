"""场馆周边的表 The tables of a venue's surroundings, small numbers withheld; pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.rate_ratio import RateRatio
from geo.perimeters import Inside, Perimeter
from services import access, point_events
from services.point_events import Basis

THEMES = ("大气质量", "河道水环境", "环境卫生", "交通秩序", "文明经营", "消防安全")
STAGES = ("触发", "识别", "派发", "办结")
NAN = float("nan")


def stage_of(status: pd.Series) -> npt.NDArray[np.int64]:
    """Number of the last stage a status names; what is not known was triggered at least."""
    named = [[n for n, stage in enumerate(STAGES) if stage in text] for text in status]
    return np.array([max(found, default=0) for found in named], dtype=np.int64)


def ring_table(on: Basis, area: Perimeter, inside: Inside, own: pd.DataFrame) -> pd.DataFrame:
    """Rings with their grids, residents and events (``own``: ring), all cumulative."""
    counts = np.bincount(own["ring"].to_numpy(np.int64), minlength=len(area.radii_m))
    reached = np.cumsum(counts).astype(np.float64)
    # Read from the widest ring inwards each count holds the next one.
    shown = point_events.cascade(on, reached[::-1])[::-1]
    return pd.DataFrame(
        {
            "radius_m": area.radii_m,
            "area_km2": area.areas_m2 / 1e6,
            "whole": inside.whole,
            "part": inside.part,
            "residents": inside.people,
            "unknown": inside.unknown,
            "events": shown,
        }
    )


def theme_table(on: Basis, own: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """Counts by theme, and whether the split of one into open and closed is withheld."""
    more = sorted(set(own["category"]) - set(THEMES))
    names = [*THEMES, *more]
    last = len(STAGES) - 1
    split = np.zeros((len(names), 2))
    for theme, stage in zip(own["category"], own["stage"], strict=True):
        split[names.index(theme), int(stage == last)] += 1
    totals = split.sum(axis=1)
    open_ = split[:, 0]
    hidden = False
    if not on.is_exact:
        cells = [f"{n:03d}{side}" for n in range(len(names)) for side in "oc"]
        mask = access.hidden_cells(cells, split.ravel(), on.k, levels=(3, 0)).reshape(-1, 2)
        totals = np.where(mask.all(axis=1), NAN, totals)
        open_ = np.where(mask.any(axis=1), NAN, open_)
        hidden = bool(mask.any())
    frame = pd.DataFrame(
        {"theme": names, "total": totals, "open": open_, "has_open": split[:, 0] > 0}
    )
    return frame, hidden


def stage_table(on: Basis, own: pd.DataFrame, *, splits_hidden: bool) -> pd.DataFrame:
    """How many events came to each stage at least."""
    stage = own["stage"].to_numpy(np.int64)
    reached = np.array([(stage >= n).sum() for n in range(len(STAGES))], dtype=np.float64)
    shown = point_events.cascade(on, reached)
    if splits_hidden:
        # Beside the open ones of the other themes it would tell those of the withheld theme.
        shown[-1] = NAN
    return pd.DataFrame({"stage": STAGES, "reached": shown})


def coarsened(made: RateRatio) -> RateRatio:
    """For those who may not see small counts: sums in tens, one decimal."""
    return RateRatio(
        inside_events=int(point_events.coarse(made.inside_events)),
        rest_events=int(point_events.coarse(made.rest_events)),
        inside_base=made.inside_base,
        rest_base=made.rest_base,
        ratio=round(made.ratio, 1),
        low=round(made.low, 1),
        high=round(made.high, 1),
    )


def grid_table(units: pd.DataFrame, inside: Inside) -> pd.DataFrame:
    """The grids the widest ring touches, with the share of their area inside."""
    share = inside.share[-1]
    listed = units[["code", "name"]].assign(share=share, is_whole=share == 1.0)
    return listed[share > 0].reset_index(drop=True)


def point_table(on: Basis, own: pd.DataFrame) -> pd.DataFrame:
    """The single events, for those who may see them."""
    shown = own if on.is_exact else own.iloc[:0]
    points = shown[["lon", "lat"]].reset_index(drop=True)
    points["theme"] = shown["category"].to_numpy()
    points["is_open"] = (shown["stage"] < len(STAGES) - 1).to_numpy(dtype=np.bool_)
    points["ring"] = shown["ring"].to_numpy(dtype=np.int64)
    return points
