"""`manage.py perimeter` on the small town."""

import contextlib
import io
import json

import pytest
import shapely

import manage
from tests.services import small_town as town
from tests.services import surroundings as world


@pytest.fixture
def folder(scored_town):
    world.put_sites(
        scored_town, "venue", {"V1": world.spot(town.CODES[0])}, days=[town.date_of(11)]
    )
    world.put_events(scored_town, world.many(9) + world.many(6, "交通秩序", "派发", 1))
    return scored_town.settings.data


def run(folder, *arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = manage.main(["--data", str(folder), *map(str, arguments)])
    return code, out.getvalue(), err.getvalue()


def test_the_object_adds_up(folder):
    code, text, _ = run(folder, "perimeter", "V1", "--format", "json")
    answer = json.loads(text)
    assert code == 0 and answer["exact"] and answer["events"] == 15 and answer["open"] == 6
    assert sum(row["events"] for row in answer["themes"]) == 15
    assert sum(sum(row["ring"].values()) for row in answer["rings"]) == 15
    assert answer["funnel"] == {"触发": 15, "识别": 15, "派发": 15, "办结": 9}
    assert answer["match_days"] == ["2026-11-11"] and len(answer["phases"]) == 3
    assert answer["crs"] == "EPSG:4549"


def test_bands_as_a_map_file_do_not_overlap(folder):
    code, text, _ = run(folder, "perimeter", "V1", "--radii", "200,400", "--format", "geojson")
    features = json.loads(text)["features"]
    assert code == 0 and [f["properties"]["radius_m"] for f in features] == [200, 400]
    inner, outer = (shapely.from_geojson(json.dumps(f["geometry"])) for f in features)
    assert inner.intersection(outer).area < 1e-12
    assert not outer.contains(shapely.Point(town.middle(town.CODES[0])))


def test_a_table_and_a_span(folder):
    span = ("--from", "2026-11-04", "--to", "2026-11-10")
    code, text, _ = run(folder, "perimeter", "V1", *span, "--format", "table")
    assert code == 0 and "radius_m" in text and "from: 2026-11-04" in text and "events: 0" in text


def test_who_sees_no_small_counts_gets_null(folder):
    _, text, _ = run(folder, "--as", "leader", "perimeter", "V1", "--format", "json")
    answer = json.loads(text)
    assert not answer["exact"] and answer["rings"][0]["ring"] == {}
    code, text, err = run(folder, "--as", "leader", "perimeter", "V1", "--radii", "100,200")
    assert code == 1 and not text and "300" in err


def test_a_drawn_shape(folder, tmp_path):
    lon, lat = town.CORNER
    shape = shapely.box(lon, lat, lon + town.SIDE, lat + town.SIDE)
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": json.loads(shapely.to_geojson(shape)),
    }
    file = tmp_path / "老街.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    code, text, _ = run(folder, "perimeter", "--shape", file, "--format", "json")
    answer = json.loads(text)
    assert code == 0 and answer["name"] == "老街" and answer["events"] == 9
    file.write_text("no shape", "utf-8")
    code, _, err = run(folder, "perimeter", "--shape", file)
    assert code == 1 and "GeoJSON" in err


@pytest.mark.parametrize(
    ("arguments", "wanted"), [((), 2), (("V1", "--radii", "x"), 1), (("V9",), 1)]
)
def test_wrong_questions(folder, arguments, wanted):
    code, text, err = run(folder, "perimeter", *arguments)
    assert code == wanted and not text and err
