"""What the browser is told to draw for rings and borders."""

import dataclasses
import json

import shapely

from layers.backends.ring_map import Outline, Spot, draw, on_top
from layers.layer import Dash
from layers.map_view import MapUrls, MapView, Window

VIEW = MapView(
    window=Window(longitude=120.5, latitude=30.0, zoom=13),
    urls=MapUrls.under("/geometry/1", "?area=33"),
    outer="10.3",
    inner="1000",
    numerals="Ⅰ   ",
    marks="    ",
)
RING = shapely.Point(120.5, 30.0).buffer(0.01)


def spec(*outlines, **more):
    return json.loads(draw(VIEW, outlines, **more).to_json())["layers"]


def named(layers, start):
    return [one for one in layers if one["id"].startswith(start)]


def test_rings_lie_over_the_cells_and_events_over_the_rings():
    spots = [Spot(lon=120.5, lat=30.0, text="●")]
    layers = spec(Outline(shape=RING, width_px=2), events=spots, labels=spots)
    order = [one["id"] for one in layers]
    assert order.index("cells") < order.index("ring-0-halo") < order.index("ring-0-line")
    assert order.index("ring-0-line") < order.index("event-0") < order.index("label-0")


def test_every_line_has_an_edge_and_no_hue():
    lines = named(spec(Outline(shape=RING, width_px=2, dash=Dash.DOTTED)), "ring-")
    assert len(lines) == 2
    halo, line = lines
    assert halo["getLineWidth"] > line["getLineWidth"] == 2
    assert line["getDashArray"] != halo["getDashArray"] == [0, 0]
    for one in lines:
        red, green, blue, _ = one["getLineColor"]
        assert max(red, green, blue) - min(red, green, blue) < 24
        assert not one["filled"]
        assert one["data"]["features"][0]["geometry"]["type"] == "LineString"


def test_only_cells_without_colour_get_seams_of_their_own():
    (seams,) = named(spec(), "outside")
    width = seams["_subLayerProps"]["polygons-stroke"]["getWidth"]
    assert "('1093')" in width and "== '0'" in width
    assert seams["data"].startswith("/geometry/1/cells.json")


def test_small_signs_lie_below_large_ones():
    spots = [
        Spot(lon=120.5, lat=30, text="a", size_px=20),
        Spot(lon=120.5, lat=30, text="b", size_px=10),
        Spot(lon=120.5, lat=30, text="c", size_px=10),
    ]
    small, large = named(spec(events=spots), "event-")
    assert (small["getTextSize"], large["getTextSize"]) == (10, 20)
    assert [f["properties"]["label"] for f in small["data"]["features"]] == ["b", "c"]
    assert not small["textBackground"]
    (label,) = named(spec(labels=spots[:1]), "label-")
    assert label["textBackground"]


def test_no_host_is_asked_for_a_base_map():
    made = json.loads(draw(VIEW, []).to_json())
    assert made.get("mapProvider") is None


def test_the_top_of_a_ring_is_its_northernmost_point():
    lon, lat = on_top(RING)
    assert (round(lon, 6), round(lat, 6)) == (120.5, 30.01)


def test_lines_are_wider_on_a_picture_seen_from_afar():
    far = dataclasses.replace(VIEW, scale=2.0)
    made = json.loads(draw(far, [Outline(shape=RING, width_px=2)]).to_json())["layers"]
    assert [one["getLineWidth"] for one in named(made, "ring-0-line")] == [4]
