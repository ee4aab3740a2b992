"""Layers of the map: who may see one, what it is made of, what is kept and audited."""

import gzip
import json

import numpy as np
import pytest
import shapely
from sqlalchemy import text

from errors import NotAllowedError, NotFoundError
from layers.drawn import Drawn
from layers.layer import Frame, Privacy
from services import layer_frames, map_layers, situation
from services.access import OPERATOR
from services.map_layers import Asked, Unavailable
from tests.services import small_town as town
from tests.services import stations, surroundings

HERE = Asked(version=1)


def features(packed: bytes) -> list[dict]:
    return json.loads(gzip.decompress(packed))["features"]


def codes(layers) -> set[str]:
    return {layer.code for layer in layers}


def tried(workspace, layer):
    return map_layers.tried(layer, lambda: map_layers.ready(workspace, OPERATOR, layer, HERE))


@pytest.fixture
def furnished(scored_town):
    """The scored town with a venue, a zone, stations, roads and a case."""
    square = shapely.box(*town.CORNER, town.CORNER[0] + town.SIDE, town.CORNER[1] + town.SIDE)
    surroundings.put_sites(scored_town, "venue", {"V1": shapely.Point(town.middle(town.CODES[5]))})
    surroundings.put_sites(scored_town, "zone", {"Z1": square})
    (scored_town.settings.data / "reach.toml").write_text("[pace]\nmin_nodes = 2\n", "utf-8")
    stations.put_stations(scored_town, 0)
    stations.put_roads(scored_town)
    lon, lat = town.middle(town.CODES[3])
    case = {"case": "K1", "day": town.period_of(3), "lon": lon, "lat": lat}
    surroundings.put_cases(scored_town, [case | {"areas": (town.TOWN, "330603111")}])
    return scored_town


def test_who_sees_no_exact_counts_is_not_offered_what_shows_persons(scored_town):
    analyst, leader = (town.who(scored_town, name) for name in ("analyst", "leader"))
    hidden = codes(map_layers.offered(analyst)) - codes(map_layers.offered(leader))
    assert hidden == {"heat", "volume", "events"}
    assert all(map_layers.named(code).privacy is Privacy.CLEARED for code in hidden)


@pytest.mark.parametrize("code", ("heat", "volume", "events"))
def test_knowing_the_address_does_not_help(scored_town, code):
    leader = town.who(scored_town, "leader")
    for call in (map_layers.file, map_layers.week_values):
        with pytest.raises(NotAllowedError):
            call(scored_town, leader, code=code, asked=HERE)


@pytest.mark.parametrize("code", ("risk", "towns", "grid_labels", "no_data"))
def test_another_area_is_refused_even_when_it_was_kept_for_others(scored_town, code):
    other = Asked(version=1, prefix=town.VILLAGES[1])
    assert map_layers.file(scored_town, OPERATOR, code=code, asked=other)
    with pytest.raises(NotAllowedError):
        map_layers.file(scored_town, town.who(scored_town, "villager"), code=code, asked=other)


def test_every_layer_is_drawn_from_a_furnished_town(furnished):
    counts = {}
    for layer in map_layers.offered(OPERATOR):
        one = tried(furnished, layer)
        assert isinstance(one, Drawn), one.reason
        counts[layer.code] = len(one.rows)
    assert counts == counts | {
        "risk": 12, "heat": 12, "volume": 12, "no_data": 12, "grid_labels": 12,
        "villages": 3, "towns": 1, "borders": 1, "venues": 4, "stations": 1, "response": 3,
        "cases": 1,
    }  # fmt: skip
    assert counts["events"] > 0


def test_a_layer_without_its_data_says_why_and_nothing_else_suffers(scored_town):
    one = tried(scored_town, map_layers.named("response"))
    assert isinstance(one, Unavailable)
    assert "驻点" in one.reason
    assert isinstance(tried(scored_town, map_layers.named("risk")), Drawn)


def test_a_layer_that_breaks_is_left_out_with_words(scored_town, monkeypatch, caplog):
    monkeypatch.setitem(layer_frames.LOADERS, Frame.SITES, lambda source: {}["kind"])
    one = tried(scored_town, map_layers.named("venues"))
    assert isinstance(one, Unavailable)
    assert one.reason == "送来的数据与图层要求的不一样。"
    assert "venues" in caplog.text


def test_rows_carry_their_number_and_the_stated_columns_only(furnished):
    for layer in map_layers.offered(OPERATOR):
        for feature in features(map_layers.file(furnished, OPERATOR, code=layer.code, asked=HERE)):
            assert set(feature["properties"]) <= {"i", "k", *layer.columns}


def test_texts_are_points_of_their_own(furnished):
    packed = map_layers.file(furnished, OPERATOR, code="venues", asked=HERE, part="labels")
    labels = [f["properties"]["label"] for f in features(packed)]
    assert labels == ["距场馆 1000 米", "距场馆 500 米", "距场馆 300 米", "◆ 名V1"]
    assert {f["geometry"]["type"] for f in features(packed)} == {"Point"}


def test_what_stands_still_is_made_once(furnished, monkeypatch):
    first = map_layers.file(furnished, OPERATOR, code="venues", asked=HERE)
    monkeypatch.setitem(layer_frames.LOADERS, Frame.SITES, lambda source: pytest.fail("again"))
    assert map_layers.file(furnished, OPERATOR, code="venues", asked=HERE) == first


def test_new_sites_give_new_files_and_a_new_address(furnished):
    old = map_layers.stamp(furnished, OPERATOR)
    before = map_layers.file(furnished, OPERATOR, code="stations", asked=HERE)
    stations.put_stations(furnished, 0, 1, 2)
    assert map_layers.stamp(furnished, OPERATOR) != old
    after = map_layers.file(furnished, OPERATOR, code="stations", asked=HERE)
    assert len(features(after)) == 3 > len(features(before)) == 1


def test_another_rule_of_the_response_circle_gives_another_file(furnished):
    before = map_layers.stamp(furnished, OPERATOR)
    packed = map_layers.file(furnished, OPERATOR, code="response", asked=HERE)
    rule = furnished.settings.data / "reach.toml"
    rule.write_text("minutes = [8]\n[pace]\nmin_nodes = 2\n", "utf-8")
    assert map_layers.stamp(furnished, OPERATOR) != before
    fewer = map_layers.file(furnished, OPERATOR, code="response", asked=HERE)
    assert len(features(packed)) == 3 > len(features(fewer)) == 1


def test_addresses_name_the_week_only_where_it_matters():
    asked = Asked(version=7, prefix="33", week="2026-11-17")
    still = map_layers.address(map_layers.named("venues"), asked, "aa")
    assert still == "/geometry/7/layers/venues.json?area=33&stamp=aa"
    moving = map_layers.address(map_layers.named("events"), asked, "aa")
    assert moving == "/geometry/7/layers/events.json?area=33&week=2026-11-17&stamp=aa"


def test_a_week_is_a_digit_per_grid(scored_town):
    answer = map_layers.week_values(scored_town, OPERATOR, code="heat", asked=HERE)
    seen = situation.view(scored_town, OPERATOR)
    assert len(answer["digits"]) == 12
    for digit, count in zip(answer["digits"], seen.grids["count13_alert"], strict=True):
        assert (digit == "0") == (count == 0)
    with pytest.raises(NotFoundError):
        map_layers.week_values(scored_town, OPERATOR, code="towns", asked=HERE)


def test_the_indicator_asked_for_is_the_one_counted(scored_town):
    layer = map_layers.named("heat")
    seen = situation.view(scored_town, OPERATOR)
    assert map_layers.note(layer, seen, "petition") == "信访矛调，近 13 周"
    assert map_layers.note(layer, seen, "nonsense") == "有效警情，近 13 周"
    assert map_layers.note(map_layers.named("venues"), seen, "") == ""
    for name in ("petition", "alert"):
        asked = Asked(version=1, indicator=name)
        one = map_layers.ready(scored_town, OPERATOR, layer, asked, seen=seen)
        zero = (seen.grids[f"count13_{name}"] == 0).tolist()
        assert [digit == "0" for digit in one.digits] == zero


def test_seeing_single_events_is_written_down(scored_town):
    with scored_town.store.read() as tx:
        before = tx.execute(text("select count(*) from audit")).scalar_one()
    map_layers.file(scored_town, OPERATOR, code="events", asked=HERE)
    map_layers.file(scored_town, OPERATOR, code="towns", asked=HERE)
    with scored_town.store.read() as tx:
        rows = tx.execute(text("select action, object from audit order by id")).all()
    assert len(rows) == before + 1
    assert tuple(rows[-1]) == ("exact", "layer events")


def test_sources_that_did_not_report_are_named(scored_town, monkeypatch):
    def observed(tx, grids, sources, first, last):
        return np.repeat([[("police" not in sources)]], len(grids), axis=0)

    monkeypatch.setattr(layer_frames.coverage, "observed", observed)
    one = map_layers.ready(scored_town, OPERATOR, map_layers.named("no_data"), HERE)
    assert one.digits == "0" * 12
    assert set(one.week["sources"]) == {"警情"}


def test_points_come_in_the_datum_of_the_map(scored_town):
    one = map_layers.ready(scored_town, OPERATOR, map_layers.named("events"), HERE)
    grids = map_layers.ready(scored_town, OPERATOR, map_layers.named("risk"), HERE)
    whole = shapely.union_all(grids.rows.geometry.to_numpy())
    assert shapely.covers(whole, one.rows.geometry.to_numpy()).all()


def test_strangers_and_nonsense_are_left_out_of_the_panel(scored_town):
    leader = town.who(scored_town, "leader")
    listed = map_layers.in_panel_order(["venues", "heat", "nonsense", "venues", "towns"], leader)
    assert [layer.code for layer in listed] == ["venues", "towns"]
    for unknown in ({"code": "nonsense"}, {"code": "towns", "part": "nonsense"}):
        with pytest.raises(NotFoundError):
            map_layers.file(scored_town, OPERATOR, asked=HERE, **unknown)


def test_events_have_rows_of_their_own_at_each_zoom(scored_town):
    def rows(part):
        packed = map_layers.file(scored_town, OPERATOR, code="events", asked=HERE, part=part)
        return [one["properties"] for one in features(packed)]

    far, near = rows("zoom0"), rows(f"zoom{len(map_layers.ZOOM_PARTS) - 1}")
    counted = [sum(int(one["count"] or 1) for one in found) for found in (far, near)]
    assert counted[0] == counted[1] > 0 and len(far) < len(near)
    with pytest.raises(NotAllowedError):
        leader = town.who(scored_town, "leader")
        map_layers.file(scored_town, leader, code="events", asked=HERE, part="zoom3")
    for code, part in (("events", "zoom99"), ("venues", "zoom3")):
        with pytest.raises(NotFoundError):
            map_layers.file(scored_town, OPERATOR, code=code, asked=HERE, part=part)
