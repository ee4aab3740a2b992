"""The doors of the layers: signed in, inside one's area, cleared where persons could be seen."""

import gzip
import json

import pytest

from services import access
from services.map_layers import offered
from tests.web.door import Door
from web.session import COOKIE

TOWN, NEIGHBOUR = "330109106", "330109111"


def as_person(door: Door, workspace, person: str) -> Door:
    door.cookies[COOKIE] = access.token(workspace, access.viewer_of(workspace, person), 600)
    return door


def of(door: Door, code: str, query: str = f"area={TOWN}", version: int = 2):
    return door.get(f"/geometry/{version}/layers/{code}.json?{query}")


def test_nobody_fetches_a_layer_without_signing_in(door):
    for layer in offered(access.OPERATOR):
        assert of(door, layer.code).status_code == 401
        assert door.get(f"/api/layers/2/{layer.code}.json?area={TOWN}").status_code == 401


def test_a_layer_is_rows_with_their_number(door, demo_workspace):
    answer = of(as_person(door, demo_workspace, "analyst"), "grid_labels", f"area={TOWN}&stamp=1")
    assert answer.status_code == 200
    rows = answer.json()["features"]
    assert [row["properties"]["i"] for row in rows] == list(range(560))
    assert "immutable" in answer.headers["cache-control"]
    texts = of(door, "grid_labels", f"area={TOWN}&part=labels").json()["features"]
    assert len(texts) == 560
    assert texts[0]["properties"]["label"].isdigit()


def test_without_the_stamp_of_the_data_nobody_keeps_it(door, demo_workspace):
    answer = of(as_person(door, demo_workspace, "analyst"), "towns")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("code", ("heat", "volume", "events"))
def test_a_wall_never_gets_what_shows_persons(door, demo_workspace, code):
    as_person(door, demo_workspace, "leader")
    for answer in (of(door, code), door.get(f"/api/layers/2/{code}.json?area={TOWN}")):
        assert answer.status_code == 403
        assert answer.json()["error"] == "layer.cleared"
        assert "准确件数" in answer.json()["message"]


def test_another_area_is_refused_after_somebody_else_had_it(door, demo_workspace):
    assert of(as_person(door, demo_workspace, "analyst"), "no_data", f"area={NEIGHBOUR}")
    for code in ("no_data", "towns", "risk"):
        answer = of(as_person(door, demo_workspace, "chair"), code, f"area={NEIGHBOUR}")
        assert answer.status_code == 403


def test_a_week_of_a_layer_is_a_digit_per_row(door, demo_workspace):
    as_person(door, demo_workspace, "analyst")
    answer = door.get(f"/api/layers/2/heat.json?area={TOWN}&indicator=petition").json()
    assert len(answer["digits"]) == 560
    other = door.get(f"/api/layers/2/heat.json?area={TOWN}&indicator=alert").json()
    assert other["digits"] != answer["digits"]
    older = door.get(f"/api/layers/2/heat.json?area={TOWN}&week=2026-11-10").json()
    assert older["week"] == "2026-11-10"


@pytest.mark.parametrize(
    ("path", "status"),
    (
        ("/geometry/2/layers/nonsense.json", 404),
        ("/geometry/99/layers/towns.json", 404),
        (f"/geometry/2/layers/towns.json?area={TOWN}&part=x", 404),
        ("/geometry/2/layers/towns.json?area=%27drop", 400),
        (f"/api/layers/2/towns.json?area={TOWN}", 404),
        (f"/geometry/2/layers/events.json?area={TOWN}&week=x", 400),
    ),
)
def test_addresses_that_lead_nowhere(door, demo_workspace, path, status):
    answer = as_person(door, demo_workspace, "analyst").get(path)
    assert answer.status_code == status
    assert answer.json()["message"]


def test_files_are_compressed(door, demo_workspace):
    as_person(door, demo_workspace, "analyst")
    answer = of(door, "villages")
    assert answer.headers["content-encoding"] == "gzip"
    again = json.dumps(answer.json()).encode()
    assert len(gzip.compress(again)) < len(again)
