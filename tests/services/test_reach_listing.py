import json

import pytest
import shapely

from errors import RefusedError
from services import listing
from services.access import OPERATOR
from services.reach import Weight
from services.reach_listing import answer
from store import audit
from tests.services import small_town as town
from tests.services import stations


@pytest.fixture
def ready(scored_town):
    (scored_town.settings.data / "reach.toml").write_text("[pace]\nmin_nodes = 2\n", "utf-8")
    stations.put_stations(scored_town, 0)
    stations.put_roads(scored_town)
    return scored_town


def kinds(told):
    return [row["kind"] for row in told["rows"]]


def test_one_object_with_sums_and_rows(ready):
    told = answer(ready, OPERATOR, minutes=2.5, count=1)
    assert json.loads(json.dumps(told)) == told
    assert told["grids"] == {"covered": 5, "of": 12, "share": 0.4167}
    assert (told["is_estimate"], told["note"]) == (False, "按路网计时")
    assert kinds(told) == ["zone"] * 4 + ["station", "one_more"] + ["uncovered"] * 7
    never = [row for row in told["rows"] if row["kind"] == "uncovered" and row["minutes"] is None]
    assert len(never) == 4
    assert told["counted"]["to"] == town.end_of(11)


def test_every_row_is_a_feature_of_a_map(ready):
    drawn = json.loads(listing.as_geojson(answer(ready, OPERATOR, count=1)))
    for feature in drawn["features"]:
        assert shapely.is_valid(shapely.from_geojson(json.dumps(feature["geometry"])))
    shapes = {one["properties"]["kind"]: one["geometry"]["type"] for one in drawn["features"]}
    assert shapes == {
        "zone": "MultiPolygon", "station": "Point", "one_more": "Point",
        "uncovered": "MultiPolygon",
    }  # fmt: skip


def test_a_table_has_one_set_of_columns(ready):
    lines = listing.as_table(answer(ready, OPERATOR, minutes=2.5)).splitlines()
    head = next(line for line in lines if line.startswith("kind"))
    assert head.split()[:6] == ["kind", "code", "name", "minutes", "residents", "events"]
    assert "geometry" not in head
    assert any(line.startswith("note: 按路网计时") for line in lines)


def test_an_estimate_says_so(scored_town):
    stations.put_stations(scored_town, 0)
    told = answer(scored_town, OPERATOR)
    assert told["is_estimate"] and told["note"] == "直线估算"


def test_what_was_asked_is_in_the_audit(ready):
    answer(ready, town.who(ready, "leader"), minutes=3)
    with ready.store.read() as tx:
        row = audit.listed(tx, limit=1).iloc[0]
    assert (row["object"], row["filter"], row["rows"]) == (
        "reach",
        f"minutes=3 scope={town.TOWN}",
        12,
    )


@pytest.mark.parametrize("count", [-1, 21])
def test_too_many_places_are_refused(ready, count):
    with pytest.raises(RefusedError):
        answer(ready, OPERATOR, count=count, by=Weight.GRIDS)
