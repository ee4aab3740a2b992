"""All caching of the pages: one frozen key per answer, permission before cache, no failures."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from analytics.compare import Alignment
from geo.roads import RoadGraph
from policy.reach import of_folder
from services import (
    access,
    card,
    comparing,
    geometry,
    hotspots,
    one_more,
    operation_effect,
    places,
    reach,
    situation,
    tiling,
    weightsets,
)
from services.access import Action, Viewer
from services.card import Columns, Reader
from services.comparing import Comparison
from services.hotspots import Picture
from services.one_more import OneMore
from services.operation_effect import Told
from services.progress import Progress
from services.reach import Circle, Weight
from services.situation import Situation
from services.standing import Standing
from services.standing import of as of_now
from services.weightsets import WeightSets
from services.workspace import current as workspace
from views.kept import DAY, HOUR, Aside, kept, short
from views.one_run import once

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class SituationKey:
    """Everything a week's picture depends on; persons who may see the same share it."""

    folder: str
    data: str
    role: str
    scope: str
    purpose: str
    week: str
    prefix: str


@dataclass(frozen=True, slots=True)
class RunsKey:
    """The scored periods of one state of the data."""

    folder: str
    data: str


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """Everything the shapes and names of an area depend on."""

    folder: str
    data: str
    version: int
    prefix: str


def folder() -> str:
    """The data folder or server of this process, as part of every key."""
    return once("folder", lambda: str(workspace().settings.url))


@kept(PlaceKey, 32, DAY)
def _names(key: PlaceKey) -> pd.DataFrame:
    return places.named(workspace(), key.version, key.prefix)


@kept(SituationKey, 64, HOUR)
def _situation(key: SituationKey, _viewer: Viewer) -> Situation:
    return situation.view(
        workspace(),
        _viewer,
        week=key.week,
        prefix=key.prefix,
        named=lambda version, prefix: _names(PlaceKey(key.folder, key.data, version, prefix)),
    )


def _week_key(viewer: Viewer, data: str, week: str, prefix: str) -> SituationKey:
    return SituationKey(
        folder(), data, viewer.role.value, viewer.scope.prefix, viewer.purpose, week, prefix
    )


def week(viewer: Viewer, data: str, week: str, prefix: str) -> Situation:
    """The week for this viewer; kept per role and scope."""
    key = _week_key(viewer, data, week, prefix)
    return once(key, lambda: _situation(key, viewer))


@dataclass(frozen=True, slots=True)
class TrustKey:
    """One part of the page on trust, for a person's scope."""

    folder: str
    data: str
    person: str
    scope: str
    purpose: str
    part: str


@kept(TrustKey, 64, HOUR)
def _trusted(key: TrustKey, _make: Callable[[], Any]) -> Any:
    return _make()


def trusted(viewer: Viewer, data: str, part: str, make: Callable[[], Made]) -> Made:
    """A part of the page on trust; ``make`` works it out for this viewer's own scope."""
    access.require(viewer, Action.VIEW)
    scope = viewer.scope.prefix
    return _trusted(TrustKey(folder(), data, viewer.person, scope, viewer.purpose, part), make)


@dataclass(frozen=True, slots=True)
class PartKey:
    """One part of a week's judgement, for a person."""

    week: SituationKey
    person: str
    part: str


@kept(PartKey, 64, HOUR)
def _listing(key: PartKey, _make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    return _make()


def listing(
    viewer: Viewer,
    data: str,
    week: str,
    prefix: str,
    *,
    is_twin: bool,
    make: Callable[[], pd.DataFrame],
) -> pd.DataFrame:
    """The list below the map; ``make`` builds it from the week of the same arguments."""
    return _listing(PartKey(_week_key(viewer, data, week, prefix), "", f"list {is_twin}"), make)


@kept(PartKey, 64, HOUR)
def _weekly(key: PartKey, _make: Callable[[], Any]) -> Any:
    return _make()


def weekly(
    viewer: Viewer, data: str, week: str, prefix: str, part: str, make: Callable[[], Made]
) -> Made:
    """A part of a week's judgement; ``make`` builds it for the same arguments."""
    access.require(viewer, Action.VIEW)
    key = PartKey(_week_key(viewer, data, week, prefix), viewer.person, part)
    found: Made = _weekly(key, make)
    return found


# Drawn text is small and its key short: the page's own cache would cost more than drawing it.
@short(2048)
def _drawing(key: PartKey, make: Aside[tuple[str, ...]]) -> tuple[str, ...]:
    return make.value()


def drawing(
    viewer: Viewer, data: str, week: str, prefix: str, part: str, make: Callable[[], Sequence[str]]
) -> tuple[str, ...]:
    """Markup of a part of a week that is the same for all who may see the same."""
    key = PartKey(_week_key(viewer, data, week, prefix), "", part)
    return _drawing(key, Aside(lambda: tuple(make())))


@short(512)
def _part(key: PartKey, of: Hashable, make: Aside[Any]) -> Any:
    return make.value()


def part(
    viewer: Viewer, data: str, week: str, prefix: str, of: Hashable, make: Callable[[], Made]
) -> Made:
    """A part of a week's page; ``of`` names it and holds everything else it depends on."""
    key = PartKey(_week_key(viewer, data, week, prefix), "", "")
    made: Made = _part(key, of, Aside(make))
    return made


def comparison(
    viewer: Viewer, data: str, week: str, prefix: str, seen: Situation, alignment: Alignment
) -> Comparison:
    """The indicators of ``seen``, which is the week of the same arguments, compared."""

    def make() -> Comparison:
        return comparing.compare(workspace(), viewer, seen, alignment)

    return weekly(viewer, data, week, prefix, f"comparison {alignment.value}", make)


# Not by the page's own cache: it would keep the bar and draw it again each time.
@short(32)
def _pictures(key: SituationKey, viewer: Viewer, bar: Aside[Progress]) -> tuple[Picture, ...]:
    told = bar.value()
    return hotspots.pictures(workspace(), viewer, week=key.week, prefix=key.prefix, progress=told)


def pictures(
    viewer: Viewer, data: str, week: str, prefix: str, progress: Callable[[], Progress]
) -> tuple[Picture, ...]:
    """Hot spots and clusters of a week; ``progress`` makes a bar when they must be calculated."""
    access.require(viewer, Action.VIEW)
    return _pictures(_week_key(viewer, data, week, prefix), viewer, Aside(progress))


def outcomes(viewer: Viewer, data: str) -> list[Told]:
    """What every operation in the viewer's scope changed, in words."""
    return trusted(viewer, data, "operations", lambda: operation_effect.told(workspace(), viewer))


def weight_sets(viewer: Viewer, data: str, run: situation.Run) -> WeightSets:
    """A map beside those of the other approved rules."""
    part = f"weights {run.snapshot_hash}"
    return trusted(viewer, data, part, lambda: weightsets.compared(workspace(), viewer, run))


@dataclass(frozen=True, slots=True)
class ReachKey:
    """A response circle for one person and area, under the folder's rule."""

    folder: str
    data: str
    person: str
    scope: str
    purpose: str
    prefix: str
    minutes: float | None
    rule: str
    by: str = ""


def _reach_key(
    viewer: Viewer, data: str, prefix: str, minutes: float | None, by: str = ""
) -> ReachKey:
    rule = of_folder(workspace().settings.data).hash
    person, scope, purpose = viewer.person, viewer.scope.prefix, viewer.purpose
    return ReachKey(folder(), data, person, scope, purpose, prefix, minutes, rule, by)


@st.cache_resource(max_entries=2, ttl=86_400, show_spinner=False)
def _roads(folder: str, data: str, rule: str, _viewer: Viewer) -> RoadGraph | None:
    return reach.network(workspace(), _viewer)


@kept(ReachKey, 32, HOUR)
def _circle(key: ReachKey, _viewer: Viewer) -> Circle:
    return reach.circle(
        workspace(),
        _viewer,
        minutes=key.minutes,
        prefix=key.prefix,
        roads=lambda: _roads(key.folder, key.data, key.rule, _viewer),
    )


def circle(viewer: Viewer, data: str, prefix: str, minutes: float | None) -> Circle:
    """The response circle of an area."""
    access.require(viewer, Action.VIEW)
    return _circle(_reach_key(viewer, data, prefix, minutes), viewer)


@kept(ReachKey, 32, HOUR)
def _one_more(key: ReachKey, _viewer: Viewer) -> tuple[OneMore, ...]:
    return one_more.one_more(
        workspace(),
        _viewer,
        minutes=key.minutes,
        prefix=key.prefix,
        by=Weight(key.by),
        roads=lambda: _roads(key.folder, key.data, key.rule, _viewer),
    )


def best_site(
    viewer: Viewer, data: str, prefix: str, minutes: float, by: Weight
) -> tuple[OneMore, ...]:
    """The best place for one more station, as a tuple of one; empty where none adds anything."""
    access.require(viewer, Action.VIEW)
    return _one_more(_reach_key(viewer, data, prefix, minutes, by.value), viewer)


# A card reads 26 snapshots: here the page's own cache would cost more than the reading.
@short(160)
def _columns(folder: str, snapshot: str) -> Columns:
    return card.reader(workspace())(snapshot)


def reader() -> Reader:
    """Reads immutable snapshots through the cache."""
    return functools.partial(_columns, folder())


@kept(PlaceKey, 8, DAY)
def _neighbours(key: PlaceKey) -> dict[str, list[str]]:
    return geometry.neighbours(workspace(), key.version)


def neighbours(data: str, version: int) -> dict[str, list[str]]:
    """Codes of the grids that touch each grid."""
    return _neighbours(PlaceKey(folder(), data, version, ""))


@kept(PlaceKey, 32, DAY)
def _bounds(key: PlaceKey) -> tuple[float, float, float, float]:
    return geometry.bounds(workspace(), key.version, key.prefix)


def bounds(data: str, version: int, prefix: str) -> tuple[float, float, float, float]:
    """West, south, east, north of an area in degrees."""
    return _bounds(PlaceKey(folder(), data, version, prefix))


@kept(PlaceKey, 32, DAY)
def _first_index(key: PlaceKey) -> int:
    return tiling.first_index(workspace(), key.version, key.prefix)


def first_index(data: str, version: int, prefix: str) -> int:
    """Index in the tiles of the first micro-grid of an area."""
    return _first_index(PlaceKey(folder(), data, version, prefix))


@kept(PlaceKey, 32, DAY)
def _centres(key: PlaceKey) -> dict[str, tuple[float, float]]:
    return geometry.centres(workspace(), key.version, key.prefix)


def centres(data: str, version: int, prefix: str) -> dict[str, tuple[float, float]]:
    """A point inside each grid, lon/lat."""
    return _centres(PlaceKey(folder(), data, version, prefix))


@kept(PlaceKey, 32, DAY)
def _areas(key: PlaceKey) -> list[tuple[str, str, str]]:
    return places.choices(workspace(), key.version, key.prefix)


def areas(data: str, version: int, prefix: str) -> list[tuple[str, str, str]]:
    """Areas a viewer may look at: (code, name, level), highest first."""
    return _areas(PlaceKey(folder(), data, version, prefix))


@kept(PlaceKey, 32, DAY)
def _home(key: PlaceKey) -> str:
    return places.home(workspace(), key.version, key.prefix)


def home(data: str, version: int, prefix: str) -> str:
    """The area a page opens with for a scope."""
    return _home(PlaceKey(folder(), data, version, prefix))


def standing() -> Standing:
    """How the folder stands at this run."""
    return once("standing", lambda: of_now(workspace()))


def data_version() -> str:
    """Changes with everything a page shows."""
    return standing().data


@kept(RunsKey, 8, HOUR)
def _periods(key: RunsKey, _viewer: Viewer) -> list[situation.Run]:
    return situation.available(workspace(), _viewer)


def periods(viewer: Viewer, data: str) -> list[situation.Run]:
    """The scored periods, oldest first."""
    access.require(viewer, Action.VIEW)
    return once(("periods", data), lambda: _periods(RunsKey(folder(), data), viewer))
