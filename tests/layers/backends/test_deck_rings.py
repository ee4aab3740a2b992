"""The outlines of a selection: every cell of it and no other, in few characters."""

from __future__ import annotations

import dataclasses
import json
import re

from hypothesis import given
from hypothesis import strategies as st

from layers.backends import deck
from layers.backends.deck_rings import group_rings, octal
from layers.map_view import MapUrls, MapView, TileSource, Window

VIEW = MapView(
    urls=MapUrls.under("/geometry/1"),
    window=Window(longitude=120.2, latitude=30.06, zoom=12.0),
    outer="123456",
    inner="123456",
    numerals=" " * 6,
    marks=" " * 6,
)


def in_browser(digits: str, index: int) -> bool:
    """What the page's expression makes of it."""
    return bool(int(digits[(index - index % 3) // 3]) >> (index % 3) & 1)


def made(**changes):
    view = dataclasses.replace(VIEW, **changes)
    layers = json.loads(deck.deck(view).to_json())["layers"]
    return {one["id"]: one for one in layers}


def width(layer) -> str:
    return str(layer["_subLayerProps"]["polygons-stroke"]["getWidth"])


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n - 1)))))
def test_each_cell_comes_back_as_it_was(case):
    count, chosen = case
    digits = octal(chosen, count)
    assert len(digits) == -(-count // 3)
    assert {k for k in range(count) if in_browser(digits, k)} == chosen


def test_what_is_no_cell_is_left_out():
    assert octal({-1, 6, 99}, 6) == "00"


def test_without_a_selection_nothing_is_sent():
    assert group_rings(VIEW) == []
    assert not [name for name in made() if name.startswith("group")]


def test_light_under_ink_and_both_under_the_chosen_grid():
    layers = made(group=frozenset({0, 4}), selected=2, outlines={2: "/one"})
    names = list(layers)
    assert names.index("group-light") < names.index("group-ink") < names.index("selected-outer")
    for name in ("group-light", "group-ink"):
        assert layers[name]["data"] == VIEW.urls.cells
        assert "('12')" in width(layers[name])
        assert not layers[name]["pickable"]


def test_in_tiles_the_index_begins_at_the_first_cell_of_the_area():
    layers = made(group=frozenset({1}), tiles=TileSource(version=7, first=1000))
    ink = layers["group-ink"]
    assert ink["@@type"] == "MVTLayer"
    assert "properties.i - 1000" in width(ink)
    assert re.search(r"properties\.level == 6 && ", width(ink))


def test_another_selection_is_another_trigger():
    one, other = (made(group=frozenset({k}))["group-ink"] for k in (1, 2))
    triggers = [
        layer["_subLayerProps"]["polygons-stroke"]["updateTriggers"] for layer in (one, other)
    ]
    assert triggers[0] != triggers[1]


def test_a_large_selection_stays_small():
    assert len(octal(set(range(10_000)), 10_000)) == 3_334
