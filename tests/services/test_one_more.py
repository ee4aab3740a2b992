import numpy as np
import pytest

from services import reach
from services.access import OPERATOR
from services.one_more import one_more
from services.reach import Weight
from store import batches
from tests.services import small_town as town
from tests.services import stations


@pytest.fixture
def ready(scored_town):
    (scored_town.settings.data / "reach.toml").write_text("[pace]\nmin_nodes = 2\n", "utf-8")
    stations.put_stations(scored_town, 0)
    stations.put_roads(scored_town)
    return scored_town


def added_by(ws, square, minutes, of):
    """What a station in this square adds, by moving one there and asking again."""
    before = reach.circle(ws, OPERATOR, minutes=minutes).share(of).part
    stations.put_stations(ws, 0, square)
    after = reach.circle(ws, OPERATOR, minutes=minutes).share(of).part
    stations.put_stations(ws, 0)
    with ws.store.begin() as tx:
        newest = batches.listed(tx, kind="stations")
        for batch in newest[:2]:
            batches.undo(tx, batch.id, at=ws.today, by="a")
    return after - before


@pytest.mark.parametrize("of", list(Weight))
def test_the_place_is_the_best_of_all_grids_asked_one_by_one(ready, of):
    (found,) = one_more(ready, OPERATOR, minutes=1.5, by=of)
    gains = [added_by(ready, square, 1.5, of) for square in range(12)]
    assert gains[town.CODES.index(found.code)] == max(gains)
    told = {
        Weight.GRIDS: len(found.codes),
        Weight.RESIDENTS: found.residents,
        Weight.EVENTS: found.events,
    }
    assert told[of] == max(gains)


def test_what_it_names_is_what_is_reached_then(ready):
    (found,) = one_more(ready, OPERATOR, minutes=1.5)
    before = reach.circle(ready, OPERATOR, minutes=1.5).grids
    square = town.CODES.index(found.code)
    stations.put_stations(ready, 0, square)
    after = reach.circle(ready, OPERATOR, minutes=1.5).grids
    newly = after["is_covered"] & ~before["is_covered"]
    assert tuple(after.loc[newly, "code"]) == found.codes
    assert (found.lon, found.lat) == pytest.approx(town.middle(found.code))
    assert found.name == f"格{square}" and found.village


def test_several_places_end_when_nothing_is_left(ready):
    found = one_more(ready, OPERATOR, minutes=1.5, count=20)
    codes = [code for one in found for code in one.codes]
    lacking = reach.circle(ready, OPERATOR, minutes=1.5).uncovered["code"]
    assert sorted(codes) == sorted(lacking)
    gains = [one.residents for one in found]
    assert gains == sorted(gains, reverse=True)


def test_all_covered_needs_nothing_more(ready):
    stations.put_stations(ready, 0, 8)
    assert one_more(ready, OPERATOR, minutes=20) == ()


def test_without_roads_by_the_straight_line(scored_town):
    stations.put_stations(scored_town, 0)
    (found,) = one_more(scored_town, OPERATOR, minutes=1.0)
    assert found.codes and np.isfinite(found.residents)


def test_events_are_told_in_tens_to_a_leader(ready):
    leader = town.who(ready, "leader")
    (theirs,) = one_more(ready, leader, minutes=1.5, by=Weight.EVENTS)
    (exact,) = one_more(ready, OPERATOR, minutes=1.5, by=Weight.EVENTS)
    assert theirs.events % 10 == 0 and abs(theirs.events - exact.events) <= 5
    assert theirs.code == exact.code
