"""研判 Hot spots, fresh clusters and the area's level in a scored period, as a person may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from analytics.hotspots import SpaceTimeCluster, Word
from analytics.watch import Level, Watch, watch
from geo.boundaries import adjacency, measuring_crs
from geo.crs import HOME, transform_geometries
from policy import Policy
from services import access, inputs, periods, places, policies, wording
from services.access import Action, Viewer
from services.numerals import decimal, whole
from services.progress import Progress, silent
from services.workspace import Workspace
from store import Tx, boundaries, coverage, runs
from vocab import AdminLevel
from words import say

# A place that is named: what a leader may send somebody to.
WORDS = (Word.NEW, Word.GROWING, Word.STEADY, Word.FADING)
NAMED = 3
PERIODS_KEPT = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A grid that one of the words names."""

    code: str
    name: str
    village: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Grids side by side with more than usual of late. Numbers are None where not to be shown."""

    grids: tuple[Place, ...]
    duration: int
    cases: int | None
    expected: float | None
    recurrence: float
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One indicator: grids per word, clusters by falling score, sentences on the area's level."""

    indicator: str
    words: dict[Word, tuple[Place, ...]]
    clusters: tuple[Cluster, ...]
    level: Level | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ground:
    """Grids of a run in code order, with neighbours, middles in metres and what they were."""

    names: pd.DataFrame
    watches: tuple[Watch, ...]
    policy: Policy
    period: int


def _middles(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    metric = transform_geometries(shapes, HOME, measuring_crs(shapes))
    points = shapely.centroid(metric)
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def _watched(tx: Tx, week: str, prefix: str, progress: Progress) -> _Ground:
    run = runs.latest(tx, periods.scored(tx, week))
    span = coverage.span(tx)
    assert run is not None and span is not None  # a scored period rests on both
    policy = policies.by_hash(tx, run.policy_hash).policy
    known = policy.period.between(span[0], run.period)[-PERIODS_KEPT:]
    loaded = inputs.load(tx, policy, run.boundary_set_id, known, run.revisions).inputs
    units = boundaries.units(tx, run.boundary_set_id, (AdminLevel.MICRO_GRID,))
    units = units[units["code"].isin(loaded.codes)].reset_index(drop=True)
    names = places.grids(tx, run.boundary_set_id).set_index("code")
    return _Ground(
        names=names.reindex(units["code"]).reset_index(),
        watches=watch(
            loaded,
            policy,
            adjacency(units),
            _middles(units["geometry"].to_numpy(dtype=object)),
            rows=np.char.startswith(loaded.codes, prefix),
            seed=policy.seed,
            told=lambda share: progress(share, say("hotspot.working")),
        ),
        policy=policy,
        period=run.period,
    )


def pictures(
    workspace: Workspace,
    viewer: Viewer,
    *,
    week: str = "latest",
    prefix: str = "",
    progress: Progress = silent,
) -> tuple[Picture, ...]:
    """What to look at in an area, one picture per event indicator; written to the audit.

    Everything is calculated over all grids, so it does not depend on who asks; then grids outside
    the area are left out, and clusters of which no grid lies in it. Who is not cleared reads no
    number that a small count could be worked out from.

    Raises:
        NotAllowedError: outside the viewer's scope.
        NotFoundError: not scored.
        RefusedError: ``week`` or ``prefix`` cannot be read.
    """
    scope = access.narrowed(viewer, prefix)
    with workspace.store.begin() as tx:
        ground = _watched(tx, week, scope.prefix, progress)
        action = Action.EXACT if viewer.is_cleared else Action.VIEW
        asked = f"period={periods.shown(ground.period)} scope={scope.prefix}"
        access.record(tx, workspace, viewer, action, "hotspots", asked=asked)
    inside = ground.names["code"].str.startswith(scope.prefix).to_numpy()
    k = 0 if viewer.is_cleared else ground.policy.suppress_below
    per_year = ground.policy.period.per_year()
    return tuple(_picture(one, ground.names, inside, k, per_year) for one in ground.watches)


def _place(row: Any) -> Place:
    return Place(code=str(row.code), name=str(row.name), village=str(row.village))


def _picture(
    one: Watch, names: pd.DataFrame, inside: npt.NDArray[np.bool_], k: int, per_year: float
) -> Picture:
    table = [_place(row) for row in names.itertuples(index=False)]
    named = {
        word: tuple(table[i] for i in np.flatnonzero((one.words.word == word.value) & inside))
        for word in WORDS
    }
    seen = [
        _cluster(made, [table[i] for i in made.members if inside[i]], one.indicator, k, per_year)
        for made in one.clusters
        if inside[made.members].any()
    ]
    return Picture(
        indicator=one.indicator,
        words=named,
        clusters=tuple(seen),
        level=None if k and one.level is not None and 0 < one.level.count < k else one.level,
        sentence=_level_sentence(one.level, k),
    )


def _where(grids: list[Place]) -> str:
    names = say("hotspot.join").join(one.name for one in grids[:NAMED])
    if len(grids) <= NAMED:
        return names
    return say("hotspot.and_more", names=names, count=len(grids))


def _cluster(
    made: SpaceTimeCluster, grids: list[Place], indicator: str, k: int, per_year: float
) -> Cluster:
    is_shown = k == 0
    facts = {
        "where": _where(grids),
        "name": wording.indicator(indicator),
        "duration": made.duration,
        "years": _years(made.recurrence / per_year),
    }
    key = "hotspot.cluster" if is_shown else "hotspot.cluster_hidden"
    if is_shown:
        facts |= {"cases": whole(made.cases), "expected": decimal(made.expected)}
    return Cluster(
        grids=tuple(grids),
        duration=made.duration,
        cases=round(made.cases) if is_shown else None,
        expected=round(made.expected, 1) if is_shown else None,
        recurrence=made.recurrence,
        sentence=say(key, **facts),
    )


def _years(years: float) -> str:
    """How long chance takes to bring such a cluster, in words."""
    for limit, key in ((10, "hotspot.years_1"), (100, "hotspot.years_10")):
        if years < limit:
            return say(key)
    return say("hotspot.years_100")


def _level_sentence(level: Level | None, k: int) -> str:
    if level is None:
        return say("hotspot.level_none")
    if 0 < level.count < k:
        return say("hotspot.level_hidden")
    facts = {
        "count": whole(level.count),
        "expected": decimal(level.expected),
        "upper": decimal(level.upper),
        "methods": say("hotspot.join").join(level.raised or level.methods),
    }
    return say("hotspot.level_raised" if level.raised else "hotspot.level_usual", **facts)


def as_object(made: tuple[Picture, ...]) -> dict[str, Any]:
    """Plain values for the command line: one row per named grid and per cluster."""
    rows: list[dict[str, Any]] = []
    for one in made:
        for number, cluster in enumerate(one.clusters, start=1):
            rows.append(
                {
                    "indicator": one.indicator,
                    "what": f"cluster {number}",
                    "code": ";".join(place.code for place in cluster.grids),
                    "cases": cluster.cases,
                    "expected": cluster.expected,
                    "duration": cluster.duration,
                    "recurrence": round(min(cluster.recurrence, 1e9)),
                }
            )
        for word, grids in one.words.items():
            rows += [
                {"indicator": one.indicator, "what": word.value, "code": place.code}
                for place in grids
            ]
    return {"level": {one.indicator: one.sentence for one in made}, "rows": rows}
