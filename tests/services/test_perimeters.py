"""Surroundings of venues: conservation, ownership, barriers, and what is withheld."""

import numpy as np
import pytest
import shapely

from errors import GeometryError, NotAllowedError, NotFoundError, RefusedError
from services import perimeters
from services.access import Action, Viewer
from services.perimeter_tables import STAGES, THEMES, stage_of
from store import audit
from tests.services import small_town as town
from tests.services import surroundings as world

A, B = town.CODES[0], town.CODES[3]


@pytest.fixture
def venue_town(scored_town):
    """Two venues three squares apart; events of all stages around the first."""
    days = [town.date_of(9, 3), town.date_of(11, 2)]
    world.put_sites(
        scored_town,
        "venue",
        {"V1": world.spot(A), "V2": world.spot(B)},
        category="体育馆",
        days=days,
    )
    rows = [
        *world.many(12, "环境卫生", "办结", 0),
        *world.many(3, "环境卫生", "派发", 1),
        *world.many(2, "消防安全", "触发", 0),
        *world.many(7, "交通秩序", "已识别", 2),
        *world.many(6, "文明经营", "办结", 3),
        *world.many(1, "其他事项", "奇怪", 0),
        *world.many(4, "环境卫生", "办结", 0, week=9),
    ]
    world.put_events(scored_town, rows)
    return scored_town


def around(ws, person="analyst", code="V1", **asked):
    return perimeters.around(ws, town.who(ws, person), code, **asked)


def test_rings_hold_each_other_and_the_events_add_up(venue_town):
    found = around(venue_town)
    rings = found.rings
    assert rings["radius_m"].tolist() == [300, 500, 1000]
    for name in ("area_km2", "residents", "events", "whole"):
        assert rings[name].is_monotonic_increasing
    assert found.total == found.themes["total"].sum() == len(found.points)
    assert found.open == found.themes["open"].sum() == found.points["is_open"].sum()
    assert found.stages["stage"].tolist() == list(STAGES)
    assert found.stages["reached"].is_monotonic_decreasing


def test_overlapping_venues_share_no_event(venue_town):
    one, two = around(venue_town), around(venue_town, code="V2")
    assert one.total + two.total == 31
    # Square 2 lies nearer to the second venue.
    assert two.total == 13
    assert one.shared == two.total and two.shared == one.total


def test_themes_keep_their_order_and_others_follow(venue_town):
    themes = around(venue_town).themes
    assert themes["theme"].tolist() == [*THEMES, "其他事项"]
    clean = themes.set_index("theme").loc["环境卫生"]
    assert (clean["total"], clean["open"]) == (15, 3)


def test_a_status_names_its_last_stage():
    status = np.array(["触发", "已识别", "已派发，待办结", "办结", ""], dtype=object)
    assert stage_of(status).tolist() == [0, 1, 3, 3, 0]


def test_rates_compare_with_the_rest_of_the_same_town(venue_town):
    found = around(venue_town, radii_m=(300,), start="2026-08-26", end="2026-11-17")
    rates = dict(found.rates)
    every = around(venue_town, radii_m=(5000,), start="2026-08-26", end="2026-11-17")
    for indicator, rate in rates.items():
        whole = dict(every.rates)[indicator]
        assert rate.inside_events + rate.rest_events == whole.inside_events
    assert sum(found.base) == pytest.approx(sum(every.base))
    assert not dict(every.rates)["alert"].is_enough
    alert = rates["alert"]
    if alert.is_enough:
        assert alert.low < alert.ratio < alert.high


def test_grids_are_whole_or_part(venue_town):
    found = around(venue_town)
    last = found.rings.iloc[-1]
    assert found.grids["is_whole"].sum() == last["whole"]
    assert len(found.grids) == last["whole"] + last["part"]
    assert found.grids["share"].between(0, 1).all()


def test_match_days_have_their_days_around_them(venue_town):
    found = around(venue_town)
    phases = {one.phase.value: one for one in found.phases}
    assert phases["during"].days == 2
    assert phases["before"].days >= 7 and phases["after"].days >= 7
    assert sum(one.events for one in found.phases) <= 35
    assert around(venue_town, "leader").phases == ()


def test_a_barrier_cuts_the_ring(venue_town):
    free = around(venue_town)
    lon, lat = town.CORNER
    river = shapely.box(lon + town.SIDE, lat - 1, lon + town.SIDE * 1.2, lat + 1)
    world.put_sites(venue_town, "zone", {"R1": river}, category=perimeters.BARRIER)
    cut = around(venue_town)
    assert cut.is_cut and not free.is_cut
    assert (cut.rings["area_km2"] < free.rings["area_km2"]).all()
    assert cut.total < free.total
    # A barrier is no place to look around in.
    assert (
        "R1" not in perimeters.places(venue_town, town.who(venue_town, "analyst"))["code"].tolist()
    )


def test_a_zone_is_a_drawn_perimeter(venue_town):
    lon, lat = town.CORNER
    zone = shapely.box(lon, lat, lon + 2 * town.SIDE, lat + town.SIDE)
    world.put_sites(venue_town, "zone", {"Z1": zone}, category="老街")
    found = around(venue_town, code="Z1", radii_m=(0,))
    assert found.rings["whole"].tolist() == [2]
    assert found.total == 18 and found.phases == ()
    by_hand = perimeters.drawn(venue_town, town.who(venue_town, "analyst"), zone, name="圈")
    assert by_hand.total == found.total


def test_a_point_has_no_inside(venue_town):
    with pytest.raises(GeometryError):
        around(venue_town, radii_m=(0,))


@pytest.mark.parametrize("person", ["leader"])
def test_small_numbers_are_withheld_and_cannot_be_computed(venue_town, person):
    exact, told = around(venue_town), around(venue_town, person)
    assert not told.on.is_exact
    assert told.points.empty and told.without_point == told.shared == 0
    for name in ("total", "open"):
        shown = told.themes[name].to_numpy(float)
        assert not ((shown > 0) & (shown < 5)).any()
    hidden = np.isnan(told.themes["total"])
    assert hidden.sum() >= 2
    # 3 of 15 open: the split is withheld, the word stays.
    clean = told.themes.set_index("theme").loc["环境卫生"]
    assert np.isnan(clean["open"]) and clean["has_open"]
    assert np.isnan(told.stages["reached"].iloc[-1])
    for indicator, rate in told.rates:
        assert rate.inside_events % 10 == rate.rest_events % 10 == 0, indicator
    assert exact.themes["total"].notna().all()


def test_other_radii_and_drawings_need_clearance(venue_town):
    leader = town.who(venue_town, "leader")
    for radii in ((301, 500, 1000), (300, 500)):
        with pytest.raises(RefusedError):
            perimeters.around(venue_town, leader, "V1", radii_m=radii)
    with pytest.raises(NotAllowedError):
        perimeters.drawn(venue_town, leader, shapely.box(120, 30, 120.1, 30.1), name="圈")
    export = town.who(venue_town, "analyst")
    export = Viewer(person=export.person, title=export.title, role=export.role, purpose="export")
    with pytest.raises(RefusedError):
        perimeters.drawn(venue_town, export, shapely.box(120, 30, 120.1, 30.1), name="圈")


def test_an_unknown_venue_names_those_there_are(venue_town):
    with pytest.raises(NotFoundError) as caught:
        around(venue_town, code="V9")
    assert "V1 名V1" in str(caught.value.values["known"])


def test_a_town_without_venues_has_no_choice(scored_town):
    assert perimeters.places(scored_town, town.who(scored_town, "analyst")).empty


def test_every_look_is_written_down(venue_town):
    around(venue_town, "leader")
    with venue_town.store.read() as tx:
        last = audit.listed(tx, limit=1).iloc[0]
    assert (last["object"], last["action"], last["by"]) == ("perimeter", Action.VIEW, "leader")
    assert "V1 radii=300,500,1000" in last["filter"]
