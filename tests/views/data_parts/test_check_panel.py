"""The events of a file before they are stored, as the map gets them."""

import json
from urllib.parse import unquote

import pandas as pd

from layers.backends.deck_overlays import overlay
from layers.map_view import MapUrls, MapView, Window
from views.data_parts import check_panel

ROWS = pd.DataFrame(
    {
        "code": ["330109106001001", "330109106001001", ""],
        "lon": [120.2, 120.2, 120.2001],
        "lat": [30.1, 30.1, 30.1],
    }
)


def test_each_place_is_a_point_and_a_place_without_a_grid_is_drawn_otherwise():
    made = check_panel.points(ROWS)
    kind, body = made.url.split(",", 1)
    rows = json.loads(unquote(body))["features"]
    assert kind == "data:application/json"
    assert [row["geometry"]["coordinates"] for row in rows] == [[120.2, 30.1], [120.2001, 30.1]]
    assert rows[0]["properties"]["k"] != rows[1]["properties"]["k"]


def test_nothing_is_added_to_an_address_that_is_the_file_itself():
    made = check_panel.points(ROWS)
    view = MapView(
        urls=MapUrls.under("/geometry/1", ""),
        window=Window(longitude=120.2, latitude=30.1, zoom=12.0),
        outer="0",
        inner="0",
    )
    assert [part.data for part in overlay(view, made)] == [made.url]
