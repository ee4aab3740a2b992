import json
import re
from itertools import pairwise

import pytest
import shapely

from layers.backends.reach_map import ZONE_INKS, ReachView, Spot, draw, tone
from layers.map_view import MapUrls, Window
from layers.theme import INKS, PALETTES, Ground, rgb

NEAR, FAR = (
    shapely.box(0, 0, 1, 1),
    shapely.box(0, 0, 2, 2).difference(shapely.box(1.4, 1.4, 1.5, 1.5)),
)
URLS = MapUrls.under("/geometry/7", "?area=33")


def view(**changed):
    plain = {
        "urls": URLS,
        "window": Window(longitude=120.2, latitude=30.1, zoom=12),
        "uncovered": "0110",
        "zones": [(4.0, shapely.MultiPolygon([NEAR])), (8.0, shapely.MultiPolygon([FAR]))],
        "outlines": [(4.0, shapely.boundary(NEAR)), (8.0, shapely.boundary(FAR))],
        "target": 8.0,
        "spots": (Spot(lon=0.5, lat=0.5, sign="★", name="驻点<1>"),),
        "names": (Spot(lon=1.5, lat=0.5, sign="", name="村"),),
    }
    return ReachView(**(plain | changed))


def layers(**changed):
    return {one["id"]: one for one in json.loads(draw(view(**changed)).to_json())["layers"]}


def test_zones_lie_far_to_near_and_lines_above_them():
    order = list(layers())
    assert order.index("zone-8") < order.index("zone-4") < order.index("cells")
    assert order.index("hatch") < order.index("outline-4") < order.index("signs")


def test_the_nearest_zone_is_the_darkest_and_all_differ():
    shades = [sum(rgb(getattr(INKS[Ground.LIGHT], ink))) for ink in ZONE_INKS]
    assert shades == sorted(set(shades))
    assert [tone(m, [12.0, 4.0, 8.0]) for m in (4.0, 8.0, 12.0)] == list(ZONE_INKS)
    assert tone(30.0, [4.0, 8.0, 12.0, 30.0]) == ZONE_INKS[-1]
    made = layers()
    assert made["zone-4"]["getFillColor"][:3] == list(rgb(INKS[Ground.LIGHT].step2))


def test_on_the_dark_ground_every_zone_can_be_told_from_the_next():
    dark = INKS[Ground.DARK]
    names = [tone(m, [4.0, 8.0, 12.0], Ground.DARK) for m in (4.0, 8.0, 12.0)]
    shades = [sum(rgb(getattr(dark, name))) for name in names]
    assert shades == sorted(shades, reverse=True)
    assert min(a - b for a, b in pairwise(shades)) > 40
    made = layers(ground=Ground.DARK)
    assert made["zone-8"]["getFillColor"][:3] == list(rgb(getattr(dark, names[-2])))


def test_only_the_target_has_a_heavy_outline():
    made = layers()
    assert made["outline-8"]["getLineWidth"] > 2 * made["outline-4"]["getLineWidth"]
    again = layers(target=4.0)
    assert again["outline-4"]["getLineWidth"] > again["outline-8"]["getLineWidth"]


@pytest.mark.parametrize("ground", list(Ground))
def test_nothing_has_a_risk_colour(ground):
    text = json.dumps(layers(ground=ground))
    found = {tuple(map(int, one)) for one in re.findall(r"\[(\d+), (\d+), (\d+), 255\]", text)}
    # A label may be white or ink; a fill of the palette may not appear.
    risk = {rgb(fill) for palette in PALETTES for fill in palette.fills}
    assert found and not found & risk


def test_uncovered_grids_are_hatched_by_their_index():
    made = layers()
    width = made["hatch"]["_subLayerProps"]["linestrings"]["getWidth"]
    assert "('0110')" in width and "== '1'" in width
    assert made["hatch"]["data"] == URLS.hatch
    assert made["hatch"]["_subLayerProps"]["points-circle"]["visible"] is False


def test_the_chosen_grid_is_ringed_from_a_file_of_its_own():
    outer, inner = (layers(selected="330109106001002")[f"selected-{k}"] for k in ("outer", "inner"))
    assert outer["data"] == inner["data"] == URLS.cell("330109106001002")
    assert outer["getLineWidth"] > inner["getLineWidth"] > 0
    assert not [name for name in layers() if name.startswith("selected")]


def test_only_grids_answer_to_the_pointer_and_no_base_map_is_asked_for():
    made = layers()
    assert [name for name, one in made.items() if one["pickable"]] == ["cells"]
    spec = json.loads(draw(view()).to_json())
    assert spec.get("mapProvider") is None
    for one in made.values():
        assert isinstance(one["data"], dict) or one["data"].startswith("/geometry/")


def test_holes_and_words_travel_with_the_page():
    made = layers()
    (feature,) = made["zone-8"]["data"]["features"]
    assert len(feature["geometry"]["coordinates"]) == 2
    (spot,) = made["spots"]["data"]["features"]
    assert spot["properties"] == {"sign": "★", "name": "驻点<1>"}
    (village,) = made["names"]["data"]["features"]
    assert village["properties"]["name"] == "村"


def test_empty_zones_and_no_stations_are_drawn():
    nothing = shapely.MultiPolygon()
    made = layers(zones=[(4.0, nothing)], outlines=[(4.0, nothing)], spots=(), names=(), target=4.0)
    assert made["signs"]["data"]["features"] == []


def test_going_back_to_the_same_window_changes_a_number():
    first = json.loads(draw(view()).to_json())["initialViewState"]
    later = Window(longitude=120.2, latitude=30.1, zoom=12, turn=1)
    assert json.loads(draw(view(window=later)).to_json())["initialViewState"] != first


def test_seen_from_afar_lines_are_wider_and_all_words_of_one_size():
    near, far = layers(), layers(scale=2.0, text_px=54.0)
    assert far["towns"]["getLineWidth"] == 2 * near["towns"]["getLineWidth"]
    assert far["outline-8"]["getLineWidth"] == 2 * near["outline-8"]["getLineWidth"]
    assert far["names"]["getTextSize"] == far["spots"]["getTextSize"] == 54
    assert near["names"]["getTextSize"] < near["spots"]["getTextSize"]
