"""跨区域案件 Cases of several jurisdictions, each counted once, and how they were handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from services import point_events
from services.point_events import Basis

THEMES = ("渣土偷倒", "河道污染", "流动设摊", "乱张贴")
# A hand-over nobody accepted for so many days is late.
LATE_DAYS = 7
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CaseFigures:
    """Cases that touch at least two areas, up to the end of the span; NaN may not be told.

    Attributes:
        themes: theme, total, open (not closed), accepted; the four themes, then others sent.
        total, accepted, closed, late: cases; late ones wait ``LATE_DAYS`` or longer.
        listed: how many times the areas list them: what a sum over areas would count.
        median_wait: days from finding to acceptance, of the accepted ones.
        log: case, day, theme, lon, lat, found_in, handed_to, areas, accepted_day, closed_day,
            status, step (waiting, accepted, closed), age (days in this step so far, or until
            closed), is_late; oldest waiting first. Empty without clearance.
    """

    themes: pd.DataFrame
    total: float
    accepted: float
    closed: float
    late: float
    listed: float
    median_wait: float
    log: pd.DataFrame


def touched(areas: Sequence[str], units: Sequence[str]) -> tuple[str, ...]:
    """Which of the units a case touches: one of its codes is the unit or lies in it."""
    return tuple(unit for unit in units if any(code.startswith(unit) for code in areas if code))


def figures(on: Basis, cases: pd.DataFrame, units: Sequence[str]) -> CaseFigures:
    """Sum up the cases of some areas.

    Args:
        on: their days up to ``last`` count, whenever they began: an old open case is not gone.
        cases: frame of ``services.sites.cases``, one row a case.
        units: codes of the areas.
    """
    named = [
        (first, second, *areas)
        for first, second, areas in zip(
            cases["found_in"], cases["handed_to"], cases["areas"], strict=True
        )
    ]
    hits = [touched(codes, units) for codes in named]
    is_joint = np.array([len(hit) >= 2 for hit in hits], dtype=np.bool_)
    is_known = (cases["day"] <= on.last).to_numpy(dtype=np.bool_)
    kept = _stepped(cases[is_joint & is_known].reset_index(drop=True), on.last)
    listed = sum(len(hit) for hit, keep in zip(hits, is_joint & is_known, strict=True) if keep)
    steps = np.array([(kept["step"] == step).sum() for step in ("waiting", "accepted", "closed")])
    shown = point_events.cascade(
        on, np.array([steps.sum(), steps[1:].sum(), steps[2]], dtype=np.float64)
    )
    late = np.array([kept["is_late"].sum()], dtype=np.float64)
    waits = (kept["accepted_day"] - kept["day"]).dropna().astype(float)
    return CaseFigures(
        themes=_themes(on, kept),
        total=float(shown[0]),
        accepted=float(shown[1]),
        closed=float(shown[2]),
        late=point_events.total(on, late),
        listed=float(listed) if on.is_exact else NAN,
        median_wait=float(waits.median()) if len(waits) and on.is_exact else NAN,
        log=kept if on.is_exact else kept.iloc[:0],
    )


def _stepped(cases: pd.DataFrame, today: int) -> pd.DataFrame:
    """Each case with the step it stood in on a day, and since how many days."""
    accepted = cases["accepted_day"].where(cases["accepted_day"] <= today)
    closed = cases["closed_day"].where(cases["closed_day"] <= today)
    is_closed, is_taken = closed.notna().to_numpy(), accepted.notna().to_numpy()
    step = np.select([is_closed, is_taken], ["closed", "accepted"], "waiting")
    since = accepted.where(is_taken, cases["day"]).astype("int64")
    until = closed.where(is_closed, today).astype("int64")
    begun = since.where(~is_closed, cases["day"]).astype("int64")
    made = cases.assign(accepted_day=accepted, closed_day=closed, step=step, age=until - begun)
    made["is_late"] = (made["step"] == "waiting") & (made["age"] >= LATE_DAYS)
    order = made["step"].map({"waiting": 0, "accepted": 1, "closed": 2})
    ranked = made.assign(order=order).sort_values(
        ["order", "age", "case"], ascending=[True, False, True], ignore_index=True
    )
    return ranked.drop(columns="order")


def _themes(on: Basis, cases: pd.DataFrame) -> pd.DataFrame:
    names = [*THEMES, *sorted(set(cases["theme"]) - set(THEMES))]
    totals, opened, taken = np.zeros((3, len(names)))
    for theme, step in zip(cases["theme"], cases["step"], strict=True):
        place = names.index(theme)
        totals[place] += 1
        opened[place] += step != "closed"
        taken[place] += step != "waiting"
    told = point_events.partition(on, totals)
    unsaid = np.full(len(names), NAN)
    return pd.DataFrame(
        {
            "theme": names,
            "total": told,
            "open": opened if on.is_exact else unsaid,
            "accepted": taken if on.is_exact else unsaid,
        }
    )
