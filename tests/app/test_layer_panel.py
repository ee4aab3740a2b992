"""图层: the panel, its state in the address, and a layer that fails."""

import re

import pytest
import shapely

from errors import GeometryError
from layers.layer import Frame
from services import layer_frames
from services.workspace import current
from tests.app.reading import assert_clean, codes_of_colours, deck, drawings, layer, markup
from tests.services import surroundings

TOWN = "330109106"


def panel(app) -> str:
    """The panel's own markup."""
    return next(text for text in markup(app) if "ws-layer" in text)


def switched_on(app) -> list[str]:
    return re.findall(r'data-do="switch" data-code="(\w+)" checked', panel(app))


@pytest.fixture
def venue(page_folder, open_page):
    """A venue in the middle of the demo town."""
    open_page("analyst")
    workspace = current()
    place = {"V77": shapely.Point(120.2, 30.07).buffer(0.001)}
    surroundings.put_sites(workspace, "venue", place)


def test_the_usual_layers_are_on_and_cost_nothing(open_page):
    app = open_page("analyst")
    assert_clean(app)
    assert switched_on(app) == ["towns", "villages", "risk"]
    assert {one["data"].split("?")[0].rsplit("/", 2)[-2] for one in deck(app)["layers"]} == {"2"}


def test_layers_of_the_address_are_drawn_from_their_own_address(open_page, venue):
    app = open_page("analyst", layers="venues.60,grid_labels")
    assert_clean(app)
    assert switched_on(app)[:2] == ["grid_labels", "venues"]
    lines = layer(app, "venues-line")
    assert lines["data"].startswith(f"/geometry/2/layers/venues.json?area={TOWN}&stamp=")
    assert lines["opacity"] == 0.6
    assert layer(app, "grid_labels-label")["opacity"] == 1.0
    assert "300、500、1000 米圈" in drawings(app)


def test_an_usual_layer_can_be_switched_off(open_page):
    app = open_page("analyst", layers="-risk,-villages")
    assert_clean(app)
    assert set(codes_of_colours(app)) == {"0"}
    assert layer(app, "villages")["visible"] is False
    assert layer(app, "towns")["visible"] is True
    assert switched_on(app) == ["towns"]


def test_amounts_take_the_place_of_the_colours(open_page):
    plain = codes_of_colours(open_page("analyst"))
    app = open_page("analyst", layers="heat", indicator="petition")
    assert_clean(app)
    digits = codes_of_colours(app)
    assert len(digits) == 560 and digits != plain
    assert "信访矛调，近 13 周" in drawings(app)
    other = open_page("analyst", layers="heat", indicator="alert")
    assert codes_of_colours(other) != digits
    assert '<option value="alert" selected>' in panel(other)


def test_a_leader_is_not_offered_what_shows_persons_nor_gets_it_by_address(open_page):
    app = open_page("leader", layers="events,heat,volume,towns")
    assert_clean(app)
    for code in ("events", "heat", "volume"):
        assert f'data-code="{code}"' not in panel(app)
        assert not any(one["id"].startswith(code) for one in deck(app)["layers"])


def test_a_layer_that_fails_says_why_and_the_page_goes_on(open_page, venue, monkeypatch):
    def broken(source):
        raise GeometryError("boundary.no_grids", area="990000")

    monkeypatch.setitem(layer_frames.LOADERS, Frame.CASES, broken)
    app = open_page("analyst", layers="cases,venues")
    assert_clean(app)
    text = drawings(app)
    assert "本图层暂不可用" in text and "990000" in text
    assert any(one["id"] == "venues-line" for one in deck(app)["layers"])
    assert len(codes_of_colours(app)) == 560


@pytest.mark.parametrize("nonsense", ("nonsense", "venues.999,.,-", "<script>,--risk", "," * 500))
def test_nonsense_in_the_address_is_left_aside(open_page, nonsense):
    app = open_page("analyst", layers=nonsense, indicator="<b>")
    assert_clean(app)
    assert set(switched_on(app)) <= {"towns", "villages", "risk", "venues"}
    assert "<script>" not in panel(app)


def test_only_who_may_export_is_offered_the_file(open_page):
    assert "/api/map.html" in panel(open_page("analyst"))
    assert "/api/map.html" not in panel(open_page("leader"))
