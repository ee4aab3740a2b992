"""Caching of the map's layers: one frozen key per answer, permission before cache, no failures.

A file beside views/cache.py, which it follows in everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from layers.drawn import Drawn
from layers.layer import Layer
from services import map_layers
from services.access import Viewer
from services.map_layers import Asked
from services.situation import Situation
from services.workspace import current as workspace
from views.cache import folder


@dataclass(frozen=True, slots=True)
class LayerKey:
    """Everything the rows and the digits of a layer depend on."""

    folder: str
    data: str
    person: str
    scope: str
    purpose: str
    code: str
    version: int
    prefix: str
    week: str
    indicator: str
    stamp: str


@st.cache_resource(max_entries=128, ttl=3600, show_spinner=False)
def _layer(key: LayerKey, _viewer: Viewer, _layer: Layer, _asked: Asked, _seen: Situation) -> Drawn:
    url = map_layers.address(_layer, _asked, key.stamp)
    return map_layers.ready(workspace(), _viewer, _layer, _asked, seen=_seen, url=url)


def layer(viewer: Viewer, data: str, one: Layer, asked: Asked, seen: Situation) -> Drawn:
    """A layer of the week ``seen`` for this viewer.

    Raises:
        WusetuError: whatever the layer has to say; not kept.
    """
    map_layers.allowed(viewer, one, asked.prefix)
    is_weekly = one.moves or one.values is not None
    key = LayerKey(
        folder=folder(),
        data=data,
        person=viewer.person,
        scope=viewer.scope.prefix,
        purpose=viewer.purpose,
        code=one.code,
        version=asked.version,
        prefix=asked.prefix,
        week=asked.week if is_weekly else "",
        indicator=asked.indicator if is_weekly else "",
        stamp=map_layers.stamp(workspace(), viewer),
    )
    return _layer(key, viewer, one, asked, seen)
