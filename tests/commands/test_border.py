"""`manage.py border` on the small town."""

import contextlib
import io
import json

import pytest
import shapely

import manage
from tests.services import small_town as town
from tests.services import surroundings as world

SOUTH, MIDDLE, NORTH = town.VILLAGES


@pytest.fixture
def folder(scored_town):
    day = town.period_of(9)
    rows = [
        {"case": "K1", "day": day, "areas": (SOUTH, MIDDLE), "accepted_day": day + 3},
        {"case": "K2", "day": day, "found_in": SOUTH, "handed_to": MIDDLE, "theme": "河道污染"},
    ]
    world.put_cases(scored_town, rows)
    return scored_town.settings.data


def run(folder, *arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = manage.main(["--data", str(folder), *map(str, arguments)])
    return code, out.getvalue(), err.getvalue()


def asked(folder, *arguments):
    code, text, err = run(folder, "border", *arguments, "--format", "json")
    assert code == 0, err
    return json.loads(text)


def test_both_orders_give_one_answer(folder):
    one, two = asked(folder, SOUTH, MIDDLE), asked(folder, MIDDLE, SOUTH)
    assert one == two
    (border,) = one["borders"]
    assert border["length_km"] == one["length_km"] == pytest.approx(1.157, abs=0.01)
    assert border["first_km"] == pytest.approx(border["second_km"], rel=1e-3)


def test_segments_make_the_border(folder):
    answer = asked(folder, SOUTH, MIDDLE, "--segment", 300, "--from", town.date_of(0))
    segments = answer["segments"]
    assert sum(row["length_m"] for row in segments) == pytest.approx(
        answer["length_km"] * 1000, rel=1e-3
    )
    (side,) = [row for row in answer["sides"] if row["indicator"] == "alert"]
    assert side["first_per_km"] == pytest.approx(
        side["first_events"] / answer["length_km"], rel=1e-3
    )


def test_cases_and_their_log(folder):
    answer = asked(folder, SOUTH, MIDDLE)
    assert (answer["cases"], answer["cases_accepted"], answer["cases_as_listed"]) == (2, 1, 4)
    first = answer["handed_over"][0]
    assert (first["case"], first["step"], first["age_days"], first["late"]) == (
        "K2",
        "waiting",
        14,
        True,
    )


def test_segments_as_a_map_file(folder):
    code, text, _ = run(folder, "border", SOUTH, MIDDLE, "--format", "geojson")
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in json.loads(text)["features"]]
    assert code == 0 and len(shapes) == 2
    edge = town.CORNER[1] + town.SIDE
    assert all(abs(shape.bounds[1] - edge) < 1e-6 for shape in shapes)


def test_a_tolerance_may_be_given(folder):
    answer = asked(folder, SOUTH, MIDDLE, "--tolerance", 20, "--width", 200)
    assert answer["borders"][0]["tolerance_m"] == 20 and answer["width_m"] == 200


@pytest.mark.parametrize("codes", [(SOUTH,), (SOUTH, NORTH), (SOUTH, "999")])
def test_wrong_questions(folder, codes):
    code, text, err = run(folder, "border", *codes)
    assert code == 1 and not text and err
