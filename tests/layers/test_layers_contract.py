"""Every layer of the folder keeps the house's contract (docs/layers.md)."""

import dataclasses
import importlib
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import settings
import words
from layers import discover
from layers.backends import backends
from layers.drawn import drawn, key_lines
from layers.layer import CLASS, CRS, Frame, Layer, Look, Privacy, Shape
from layers.map_view import MapView, Window
from layers.theme import INKS, Inks
from tests.layers import world_of_frames as world

LAYERS = discover()
PERSONAL = {"person", "phone", "id_number", "address", "lon", "lat", "owner", "source_id"}
TYPES = {
    Shape.POLYGON: {"Polygon", "MultiPolygon"},
    Shape.LINE: {"LineString", "MultiLineString", "LinearRing"},
    Shape.POINT: {"Point", "MultiPoint"},
}
MANY = 300_000
VIEW = MapView(window=Window(longitude=120.2, latitude=30.0, zoom=12.0))
every = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.code)


@pytest.fixture(scope="module")
def small():
    return world.frames()


@pytest.fixture(scope="module")
def large():
    return world.frames(MANY, step=0.0001)


def test_the_folder_has_layers_in_drawing_order():
    assert {layer.code for layer in LAYERS} >= {"risk", "villages", "towns"}
    assert [layer.order for layer in LAYERS] == sorted(layer.order for layer in LAYERS)
    assert len({layer.order for layer in LAYERS}) == len(LAYERS)
    assert LAYERS[0].is_base
    assert [layer.code for layer in LAYERS if layer.is_base and layer.is_on] == ["risk"]


@every
def test_a_layer_says_what_it_is(layer: Layer):
    module = importlib.import_module(f"layers.{layer.code}")
    assert module.LAYER is layer
    assert module.__doc__
    assert isinstance(layer.privacy, Privacy)
    assert (layer.values is None) == (not layer.weekly)
    for language in ("zh_CN", "en"):
        texts = words.catalogue(language)
        assert layer.title in texts
        assert all(not mark.title or mark.title in texts for mark in layer.style.marks)


@every
def test_nothing_personal_reaches_a_browser(layer: Layer):
    assert not PERSONAL & set(layer.columns)
    if Frame.EVENTS in layer.frames or Frame.COUNTS in layer.weekly:
        assert layer.privacy is Privacy.CLEARED


@every
def test_its_style_is_made_of_tokens(layer: Layer):
    inks = {field.name for field in dataclasses.fields(Inks)}
    assert layer.style.look is Look.RISK or layer.style.marks
    assert (layer.style.look is Look.RISK) == (layer.code == "risk")
    for mark in layer.style.marks:
        assert {mark.line, mark.ink} <= inks
        assert mark.halo in inks | {""}
        assert mark.fill in inks | {""}
        assert len(mark.symbol) <= 1
        if layer.shape is Shape.POLYGON and not layer.is_base:
            assert not mark.fill, "a fill would bend the risk colour below"


def _checked(layer: Layer, frames) -> gpd.GeoDataFrame:
    before = {name: table.copy(deep=True) for name, table in frames.items()}
    one = drawn(layer, frames)
    for name, table in before.items():
        pd.testing.assert_frame_equal(frames[name], table)
    assert isinstance(one.rows, gpd.GeoDataFrame)
    assert one.rows.crs == CRS
    assert one.rows.index.tolist() == list(range(len(one.rows)))
    assert set(one.rows.geom_type) <= TYPES[layer.shape]
    assert one.rows.geometry.is_valid.all()
    sent = set(one.rows.columns) - {"geometry", CLASS}
    assert sent <= {*layer.columns, "code"}
    digits = one.digits
    assert len(digits) == len(one.labels) == len(one.rows)
    if layer.style.look is Look.INK:
        known = {str(number) for number in range(len(layer.style.marks))}
        assert set(digits) <= known | {"."}
        assert sum(line.count for line in key_lines(one)) <= len(digits)
    if one.week is not None:
        assert set(one.week.columns) <= {*layer.columns, "digit"}
        assert one.week.index.tolist() == one.rows["code"].tolist()
    return one.rows


@every
def test_a_layer_builds_and_leaves_its_frames_alone(layer: Layer, small):
    asked = {name: small[name] for name in {*layer.frames, *layer.weekly}}
    assert len(_checked(layer, asked)) > 0


@every
def test_nothing_in_is_nothing_out(layer: Layer):
    assert _checked(layer, world.nothing()).empty


@every
def test_a_province_is_drawn_too(layer: Layer, large):
    asked = {name: large[name] for name in {*layer.frames, *layer.weekly}}
    made = layer.geometry(asked)
    assert set(made.geom_type.unique()) <= TYPES[layer.shape]
    if layer.values is not None:
        week = layer.values(asked, pd.Index(made["code"]))
        assert len(week) == len(made) == MANY
        assert np.isin(week["digit"].to_numpy(), list("0123456789.")).all()


@every
@pytest.mark.parametrize("code", backends())
def test_every_backend_draws_it(layer: Layer, code: str, small):
    assert backends()[code].draw(VIEW, [drawn(layer, small, url="/geometry/1/x.json")])


@every
def test_it_has_its_paragraph(layer: Layer):
    text = (settings.ROOT / "docs" / "layers.md").read_text("utf-8")
    found = re.search(rf"^## {layer.code}\n(.+?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, layer.code
    assert words.catalogue("zh_CN")[layer.title] in found[1]
    assert len(found[1].split()) >= 8


def test_no_paragraph_is_left_behind():
    text = (settings.ROOT / "docs" / "layers.md").read_text("utf-8")
    assert set(re.findall(r"^## (\w+)$", text, re.MULTILINE)) == {one.code for one in LAYERS}


def test_inks_exist_on_both_grounds():
    assert len(INKS) == 2
