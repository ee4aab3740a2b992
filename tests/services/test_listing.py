"""Answers as CSV, tables and GeoJSON."""

import json

import pytest

from errors import RefusedError
from services.listing import as_csv, as_geojson, as_table

PLACE = {"type": "Point", "coordinates": [120.2, 30.1]}
ANSWER = {"count": 2, "rows": [{"name": "甲", "geometry": PLACE}, {"name": "乙", "geometry": None}]}


def test_rows_with_a_place_are_features():
    made = json.loads(as_geojson(ANSWER))
    assert [one["properties"] for one in made["features"]] == [{"name": "甲"}]
    assert made["features"][0]["geometry"] == PLACE
    assert made["crs"]["properties"]["name"].endswith("EPSG::4490")


def test_an_answer_without_places_is_refused():
    with pytest.raises(RefusedError):
        as_geojson({"count": 1})


def test_tables_leave_geometry_out():
    assert "coordinates" not in as_table(ANSWER) + as_csv(ANSWER)
    assert as_csv(ANSWER).splitlines() == ["name", "甲", "乙"]
