"""All caching of the pages: one frozen key per answer, permission before cache, no failures."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from services import accounts, card, geometry, places, situation
from services.access import Viewer
from services.card import Columns, Reader
from services.situation import Situation
from services.workspace import current as workspace


@dataclass(frozen=True, slots=True)
class SituationKey:
    """Everything a week's picture depends on."""

    folder: str
    data: str
    person: str
    scope: str
    purpose: str
    week: str
    prefix: str


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """Everything the shapes and names of an area depend on."""

    folder: str
    data: str
    version: int
    prefix: str


@dataclass(frozen=True, slots=True)
class SnapshotKey:
    """An immutable snapshot of one folder."""

    folder: str
    hash: str


def folder() -> str:
    return str(workspace().settings.url)


@st.cache_resource(max_entries=64, ttl=3600, show_spinner=False)
def _situation(key: SituationKey, _viewer: Viewer) -> Situation:
    return situation.view(workspace(), _viewer, week=key.week, prefix=key.prefix)


def week(viewer: Viewer, data: str, week: str, prefix: str) -> Situation:
    """The week for this viewer; kept per person and scope."""
    key = SituationKey(
        folder(), data, viewer.person, viewer.scope.prefix, viewer.purpose, week, prefix
    )
    return _situation(key, viewer)


@st.cache_resource(max_entries=160, ttl=86_400, show_spinner=False)
def _columns(key: SnapshotKey) -> Columns:
    return card.reader(workspace())(key.hash)


def reader() -> Reader:
    """Reads immutable snapshots through the cache."""
    return lambda snapshot: _columns(SnapshotKey(folder(), snapshot))


@st.cache_resource(max_entries=8, ttl=86_400, show_spinner=False)
def _neighbours(key: PlaceKey) -> dict[str, list[str]]:
    return geometry.neighbours(workspace(), key.version)


def neighbours(data: str, version: int) -> dict[str, list[str]]:
    return _neighbours(PlaceKey(folder(), data, version, ""))


@st.cache_resource(max_entries=32, ttl=86_400, show_spinner=False)
def _bounds(key: PlaceKey) -> tuple[float, float, float, float]:
    return geometry.bounds(workspace(), key.version, key.prefix)


def bounds(data: str, version: int, prefix: str) -> tuple[float, float, float, float]:
    return _bounds(PlaceKey(folder(), data, version, prefix))


@st.cache_resource(max_entries=32, ttl=86_400, show_spinner=False)
def _centres(key: PlaceKey) -> dict[str, tuple[float, float]]:
    return geometry.centres(workspace(), key.version, key.prefix)


def centres(data: str, version: int, prefix: str) -> dict[str, tuple[float, float]]:
    return _centres(PlaceKey(folder(), data, version, prefix))


@st.cache_resource(max_entries=32, ttl=86_400, show_spinner=False)
def _areas(key: PlaceKey) -> list[tuple[str, str, str]]:
    return places.choices(workspace(), key.version, key.prefix)


def areas(data: str, version: int, prefix: str) -> list[tuple[str, str, str]]:
    """Areas a viewer may look at: (code, name, level), highest first."""
    return _areas(PlaceKey(folder(), data, version, prefix))


@st.cache_resource(max_entries=32, ttl=86_400, show_spinner=False)
def _home(key: PlaceKey) -> str:
    return places.home(workspace(), key.version, key.prefix)


def home(data: str, version: int, prefix: str) -> str:
    """The area a page opens with for a scope."""
    return _home(PlaceKey(folder(), data, version, prefix))


def data_version() -> str:
    """Changes with everything a page shows."""
    return accounts.data_version(workspace())


def periods(viewer: Viewer) -> list[situation.Run]:
    """The scored periods, oldest first; read anew each time, it is one small query."""
    return situation.available(workspace(), viewer)
