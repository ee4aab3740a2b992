"""形势研判 The week's judgement as plain values: for the meeting, and frozen with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from analytics.compare import Alignment
from services import alarms, comparing, hotspots, listcheck, periods, situation
from services.access import Viewer
from services.comparing import Comparison
from services.hotspots import Picture
from services.listcheck import LastList
from services.numerals import is_missing
from services.progress import Progress, part, silent
from services.situation import Change, Situation
from services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judgement:
    """Everything block three of the meeting shows about one week of one area."""

    seen: Situation
    comparison: Comparison
    pictures: tuple[Picture, ...]
    sheet: alarms.Sheet
    last_list: tuple[LastList, ...]


def of(
    workspace: Workspace,
    viewer: Viewer,
    *,
    week: str,
    prefix: str,
    progress: Progress = silent,
) -> Judgement:
    """The judgement of a scored week as a person may see it.

    Raises:
        NotAllowedError, NotFoundError, RefusedError: as the parts.
    """
    seen = situation.view(workspace, viewer, week=week, prefix=prefix)
    return Judgement(
        seen=seen,
        comparison=comparing.compare(workspace, viewer, seen, Alignment.WEEKDAY),
        pictures=hotspots.pictures(
            workspace, viewer, week=week, prefix=prefix, progress=part(progress, 0.1, 0.8)
        ),
        sheet=alarms.alarms(workspace, viewer, week=week, prefix=prefix),
        last_list=listcheck.last_lists(workspace, viewer, week=week, prefix=prefix),
    )


def _change(one: Change) -> dict[str, Any]:
    return asdict(one)


def _number(value: float) -> float | None:
    return None if is_missing(value) else float(value)


def as_object(made: Judgement) -> dict[str, Any]:
    """Plain JSON values; a number that is unknown or may not be shown is null."""
    return {
        **_map(made.seen),
        **_figures(made.comparison),
        "hotspots": [_hot(one) for one in made.pictures],
        "alarms": _alarms(made.sheet),
        "last_list": [asdict(one) for one in made.last_list],
    }


def _map(seen: Situation) -> dict[str, Any]:
    policy = seen.policy
    return {
        "week": periods.shown(seen.period),
        "first_day": periods.shown(seen.first_day),
        "snapshot": seen.snapshot,
        "policy": {"name": policy.name, "version": policy.version, "hash": policy.hash},
        "trial": seen.trial,
        "demo": seen.demo,
        "gap_reason": seen.gap_reason,
        "colours": seen.per_colour,
        "states": seen.per_state,
        "risen": [_change(one) for one in seen.risen],
        "fallen": [_change(one) for one in seen.fallen],
        "state_changed": [_change(one) for one in seen.state_changed],
        "unchanged": seen.unchanged,
    }


def _figures(compared: Comparison) -> dict[str, Any]:
    earlier = compared.earlier
    return {
        "compared_with": {
            "before": [compared.before.first, compared.before.last],
            "earlier": None if earlier is None else [earlier.first, earlier.last],
            "alignment": compared.alignment.value,
        },
        "indicators": [
            {
                "indicator": row.indicator,
                "is_amount": row.is_amount,
                "now": _number(row.now),
                "before": _number(row.before),
                "previous": row.previous,
                "earlier": _number(row.earlier),
                "yearly": row.yearly,
                "mean": _number(row.mean),
            }
            for row in compared.rows
        ],
    }


def _hot(one: Picture) -> dict[str, Any]:
    return {
        "indicator": one.indicator,
        "words": {word.value: [place.name for place in grids] for word, grids in one.words.items()},
        "clusters": [cluster.sentence for cluster in one.clusters],
        "level": one.sentence,
    }


def _alarms(sheet: alarms.Sheet) -> dict[str, Any]:
    return {
        "found": len(sheet.alarms),
        "expected_false": sum(row[3] for row in sheet.per_indicator),
        "grids": [
            {"name": one.name, "indicator": one.indicator, "window": one.window}
            for one in sheet.alarms
        ],
    }
