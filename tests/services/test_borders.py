"""Borders of villages of the small town: sides, segments, events once, what is withheld."""

import numpy as np
import pytest

from errors import NotAllowedError, NotFoundError, RefusedError
from services import borders, point_events
from services.access import Action
from store import audit
from tests.services import small_town as town
from tests.services import surroundings as world

SOUTH, MIDDLE, NORTH = town.VILLAGES
SPAN = {"start": town.date_of(0).isoformat(), "end": town.end_of(11)}
# Four squares side by side, 0.003 degrees each at 30 N.
EDGE_KM = 4 * 0.003 * 96.4


@pytest.fixture
def case_town(scored_town):
    first = town.period_of(10)
    rows = [
        {"case": "K1", "day": first, "areas": (SOUTH, MIDDLE), "accepted_day": first + 2},
        {"case": "K2", "day": first - 30, "found_in": SOUTH, "handed_to": MIDDLE},
        {"case": "K3", "day": first, "areas": (SOUTH, MIDDLE, NORTH), "theme": "河道污染"},
        {"case": "K4", "day": first, "areas": (SOUTH,)},
        {
            "case": "K5",
            "day": first - 9,
            "areas": (f"{SOUTH}001", MIDDLE),
            "accepted_day": first - 8,
            "closed_day": first - 2,
            "theme": "别的",
        },
        {"case": "K6", "day": first + 99, "areas": (SOUTH, MIDDLE)},
    ]
    world.put_cases(scored_town, rows)
    return scored_town


def along(ws, *codes, person="analyst", **asked):
    asked = {"width_m": 200.0, **SPAN} | asked if person == "analyst" else asked
    return borders.along(ws, town.who(ws, person), codes, **asked)


def test_a_with_b_equals_b_with_a(scored_town):
    one, two = along(scored_town, SOUTH, MIDDLE), along(scored_town, MIDDLE, SOUTH)
    assert one.length_km == two.length_km == pytest.approx(EDGE_KM, rel=0.01)
    (left,), (right,) = one.pairs, two.pairs
    assert (left.first, left.second) == (right.first, right.second) == (SOUTH, MIDDLE)
    assert left.counts.equals(right.counts)
    assert left.pieces.drop(columns="geometry").equals(right.pieces.drop(columns="geometry"))


def test_a_border_is_as_long_beside_a_third_area(scored_town):
    three = along(scored_town, SOUTH, MIDDLE, NORTH)
    assert [(p.first, p.second) for p in three.pairs] == [(SOUTH, MIDDLE), (MIDDLE, NORTH)]
    assert three.length_km == pytest.approx(2 * EDGE_KM, rel=0.01)


def test_each_event_is_on_one_side_of_one_border_once(scored_town):
    found = along(scored_town, SOUTH, MIDDLE, NORTH, width_m=2000)
    # Middles of squares are 166 m from a border: with 2 km all events lie in a band.
    analyst = town.who(scored_town, "analyst")
    with scored_town.store.read() as tx:
        on = point_events.basis(scored_town, tx, analyst, *SPAN.values())
        every = point_events.happened(tx, on)
    sides = sum(float(p.counts[["first", "second"]].to_numpy().sum()) for p in found.pairs)
    assert sides == len(every) == len(found.events)
    assert sum(float(p.pieces["events"].sum()) for p in found.pairs) == len(every)


def test_a_narrow_band_holds_nothing_and_a_wider_one_more(scored_town):
    counts = [len(along(scored_town, SOUTH, MIDDLE, width_m=w).events) for w in (100, 200)]
    assert counts[0] == 0 < counts[1]
    areas = [along(scored_town, SOUTH, MIDDLE, width_m=w).bands[0].area for w in (100, 200)]
    assert areas[1] == pytest.approx(2 * areas[0], rel=0.05)


def test_events_per_km_are_of_the_border(scored_town):
    (pair,) = along(scored_town, SOUTH, MIDDLE).pairs
    assert set(pair.counts["indicator"]) == {"alert", "petition"}
    assert (pair.counts["first_per_km"] * pair.length_km).tolist() == pytest.approx(
        pair.counts["first"].tolist()
    )


def test_segments_are_equal_and_ranked_with_ties(scored_town):
    (pair,) = along(scored_town, SOUTH, MIDDLE, segment_m=300).pairs
    pieces = pair.pieces
    assert len(pieces) == 4
    assert pieces["length_m"].to_numpy() == pytest.approx(
        np.full(4, pair.length_km * 250), rel=1e-3
    )
    assert pieces["events"].is_monotonic_decreasing
    assert pieces["rank"].iloc[0] == 1
    for _, same in pieces.groupby("events"):
        assert same["rank"].nunique() == 1
    assert sorted(pieces["number"]) == [1, 2, 3, 4]


def test_a_case_of_several_areas_counts_once(case_town):
    found = along(case_town, SOUTH, MIDDLE, NORTH).cases
    # K4 touches one area only, K6 lies after the span; K3 is listed by three areas.
    assert sorted(found.log["case"]) == ["K1", "K2", "K3", "K5"]
    assert (found.total, found.accepted, found.closed, found.listed) == (4, 2, 1, 9)
    assert found.themes["total"].sum() == 4
    assert found.themes["theme"].tolist()[-1] == "别的"
    two = along(case_town, MIDDLE, NORTH).cases
    assert two.log["case"].tolist() == ["K3"]


def test_the_hand_over_log_knows_who_waits_how_long(case_town):
    log = along(case_town, SOUTH, MIDDLE).cases.log.set_index("case")
    last = town.period_of(11)
    assert log.loc["K2", "step"] == "waiting" and log.loc["K2", "is_late"]
    assert log.loc["K2", "age"] == last - (town.period_of(10) - 30)
    assert log.loc["K1", "step"] == "accepted" and log.loc["K1", "age"] == 5
    assert log.loc["K5", "step"] == "closed" and log.loc["K5", "age"] == 7
    assert log.index[0] == "K2" and log.index[-1] == "K5"


def test_an_earlier_day_knows_nothing_of_later_steps(case_town):
    found = along(case_town, SOUTH, MIDDLE, start=town.date_of(9).isoformat(), end=town.end_of(9))
    assert found.cases.log.set_index("case")["step"].to_dict() == {
        "K2": "waiting",
        "K5": "accepted",
    }


def test_small_numbers_are_withheld(case_town):
    told = along(case_town, SOUTH, MIDDLE, person="leader")
    assert told.events.empty and told.cases.log.empty
    assert np.isnan(told.cases.total) and np.isnan(told.cases.listed)
    themes = told.cases.themes["total"]
    assert not ((themes > 0) & (themes < 5)).any()
    (pair,) = told.pairs
    assert (pair.counts[["first", "second"]].to_numpy() % 10 == 0).all()
    assert (pair.pieces["events"] % 10 == 0).all()
    for asked in ({"width_m": 501.0}, {"segment_m": 100.0}):
        with pytest.raises(RefusedError):
            along(case_town, SOUTH, MIDDLE, person="leader", **asked)


def test_the_other_side_is_its_own_affair(scored_town):
    (pair,) = along(scored_town, SOUTH, MIDDLE, person="villager", **SPAN).pairs
    assert pair.counts["first"].notna().all()
    assert pair.counts["second"].isna().all()
    with pytest.raises(NotAllowedError):
        along(scored_town, MIDDLE, NORTH, person="villager")


@pytest.mark.parametrize(
    ("codes", "error", "code"),
    [
        ((SOUTH,), RefusedError, "border.two_units"),
        ((SOUTH, SOUTH), RefusedError, "border.two_units"),
        ((town.TOWN, SOUTH), RefusedError, "border.nested"),
        ((SOUTH, "330681901"), NotFoundError, "border.no_unit"),
        ((SOUTH, NORTH), NotFoundError, "border.none"),
    ],
)
def test_impossible_questions_are_refused(scored_town, codes, error, code):
    with pytest.raises(error) as caught:
        along(scored_town, *codes)
    assert caught.value.code == code


def test_an_area_without_a_polygon_is_made_of_its_grids(scored_town):
    left, right = town.CODES[0], town.CODES[1]
    found = along(scored_town, left, right)
    assert found.length_km == pytest.approx(0.003 * 110.9, rel=0.01)


def test_towns_side_by_side_are_offered(scored_town, demo):
    assert borders.choices(scored_town, town.who(scored_town, "analyst")).empty
    offered = borders.choices(demo, town.who(demo, "analyst"))
    pairs = set(zip(offered["first"], offered["second"], strict=True))
    assert ("330603108", "330603111") in pairs
    assert (offered["first"] < offered["second"]).all()


def test_every_look_is_written_down(scored_town):
    along(scored_town, SOUTH, MIDDLE)
    with scored_town.store.read() as tx:
        last = audit.listed(tx, limit=1).iloc[0]
    assert (last["object"], last["action"]) == ("border", Action.VIEW)
    assert last["filter"].startswith(f"{SOUTH},{MIDDLE} width=200")
