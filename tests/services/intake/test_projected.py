"""Files of events whose coordinates are metres."""

import pandas as pd
import pytest

from errors import GeometryError, RefusedError
from geo import crs
from services import wording
from tests.services import small_town as town


def in_metres(rows, code, *, northing_first=False):
    lon, lat = rows["经度"].astype(float), rows["纬度"].astype(float)
    x, y = crs.project(lon, lat, "EPSG:4490", code)
    return rows.assign(经度=y, 纬度=x) if northing_first else rows.assign(经度=x, 纬度=y)


def stated(text):
    return town.feed("police").replace('datum = "wgs84"', f'datum = "cgcs2000"\ncrs = "{text}"')


@pytest.fixture
def rows():
    return town.events("警情", "M", 1.0)


@pytest.mark.parametrize("code", ["EPSG:4549", "EPSG:4528", "EPSG:4548"])
def test_metres_are_refused_with_the_zone_they_are_in(small_town, rows, code):
    with pytest.raises(RefusedError) as caught:
        town.take(small_town, "events", in_metres(rows, code), town.feed("police"))
    said = wording.sentence(caught.value)
    assert code in said and "100%" in said and "横坐标在前" in said and "对调" not in said


def test_survey_order_is_named(small_town, rows):
    metres = in_metres(rows, "EPSG:4528", northing_first=True)
    with pytest.raises(RefusedError) as caught:
        town.take(small_town, "events", metres, town.feed("police"))
    assert "对调" in wording.sentence(caught.value)


@pytest.mark.parametrize("code", ["EPSG:4549", "EPSG:4528"])
def test_with_the_crs_stated_every_row_is_where_its_degrees_are(small_town, rows, code):
    placed = town.take(small_town, "events", in_metres(rows, code), stated(code))
    again = town.take(small_town, "events", rows, town.feed("police"))
    assert placed.placed == again.placed == len(rows)
    assert placed.quarantined == 0


def test_rows_without_a_point_stay_without(small_town, rows):
    metres = in_metres(rows, "EPSG:4549").astype({"经度": object, "纬度": object})
    metres.loc[metres.index[0], ["经度", "纬度"]] = ["", ""]
    metres.loc[metres.index[1], ["经度", "纬度"]] = ["不详", "不详"]
    metres["网格"] = ""
    result = town.take(small_town, "events", metres, stated("EPSG:4549"))
    assert (result.placed, result.unplaced) == (len(rows) - 2, 2)


@pytest.mark.parametrize("code", ["EPSG:2437", "EPSG:2385"])
def test_old_datums_are_refused_with_the_reason(small_town, rows, code):
    with pytest.raises(GeometryError) as caught:
        town.take(small_town, "events", in_metres(rows, "EPSG:4549"), stated(code))
    assert "没有公开的精确转换参数" in wording.sentence(caught.value)


def test_metres_of_no_known_zone_are_refused(small_town, rows):
    local = pd.DataFrame(rows).assign(经度=81_234.5, 纬度=72_345.6)
    with pytest.raises(RefusedError) as caught:
        town.take(small_town, "events", local, town.feed("police"))
    assert caught.value.code == "boundary.points_unknown"
    assert "地方独立坐标系" in wording.sentence(caught.value)


def test_a_crs_in_degrees_changes_nothing(small_town, rows):
    result = town.take(small_town, "events", rows, stated("EPSG:4490"))
    assert result.placed == len(rows)
