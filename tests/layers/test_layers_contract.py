"""Every layer of the folder keeps the house's contract."""

import importlib

import pandas as pd
import pytest
import shapely

import words
from layers import discover
from layers.layer import Layer, Privacy

LAYERS = discover()
PERSONAL = {"person", "phone", "id_number", "address"}


def units():
    cell = shapely.box(120.0, 30.0, 120.01, 30.01)
    return pd.DataFrame(
        {
            "code": ["990001102", "990001102201", "990001102201001"],
            "name": ["清渚镇", "沙田村", "沙田村 01 号"],
            "level": ["town", "village", "micro_grid"],
            "parent": ["990001", "990001102", "990001102201"],
            "geometry": [cell, cell, cell],
        }
    )


def test_the_folder_has_layers_in_drawing_order():
    assert {layer.code for layer in LAYERS} >= {"risk", "villages", "towns"}
    assert [layer.order for layer in LAYERS] == sorted(layer.order for layer in LAYERS)
    assert len({layer.order for layer in LAYERS}) == len(LAYERS)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.code)
def test_a_layer_says_what_it_is(layer: Layer):
    module = importlib.import_module(f"layers.{layer.code}")
    assert module.LAYER is layer
    assert module.__doc__
    assert isinstance(layer.privacy, Privacy)
    assert not PERSONAL & set(layer.columns)
    for language in ("zh_CN", "en"):
        assert layer.title in words.catalogue(language)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.code)
def test_a_layer_builds_from_units_and_from_nothing(layer: Layer):
    given = units()
    before = given.copy(deep=True)
    made = layer.geometry(given)
    assert len(made) == 1
    assert shapely.is_valid(made["geometry"].iloc[0])
    pd.testing.assert_frame_equal(given, before)
    assert layer.geometry(given.iloc[:0]).empty
