"""Spans, single events and what may be told of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import NotAllowedError, NotFoundError, RefusedError
from services import point_events
from services.access import OPERATOR
from services.point_events import Basis
from tests.services import small_town as town
from vocab import PeriodRule


def on(ws, person="analyst", *span):
    with ws.store.read() as tx:
        return point_events.basis(ws, tx, town.who(ws, person), *span)


def blind(k=5):
    return Basis(
        set_id=1,
        first=0,
        last=6,
        calendar=PeriodRule(),
        k=k,
        is_exact=False,
        prefix="",
        pool_digits=9,
        snapshot="",
        rule="",
    )


def test_the_newest_scored_week_is_the_span(scored_town):
    found = on(scored_town)
    assert (found.first, found.last) == (town.period_of(11) - 6, town.period_of(11))
    assert found.days == 7 and found.snapshot and found.rule == "1"


def test_without_a_score_it_is_the_last_closed_week(small_town):
    found = on(small_town)
    assert found.last == town.period_of(11) and not found.snapshot


def test_a_span_may_be_asked_for(scored_town):
    found = on(scored_town, "analyst", "2026-11-01", "2026-11-10")
    assert found.days == 10
    ends = on(scored_town, "analyst", "", town.end_of(3))
    assert (ends.first, ends.last) == (town.period_of(3) - 6, town.period_of(3))


@pytest.mark.parametrize("span", [("gestern", ""), ("2026-11-10", "2026-11-01"), ("", "20261")])
def test_impossible_spans_are_refused(scored_town, span):
    with pytest.raises(RefusedError):
        on(scored_town, "analyst", *span)


@pytest.mark.parametrize(
    "span", [("2026-11-12", ""), ("", "2026-11-16"), (town.date_of(8).isoformat(), "2026-11-17")]
)
def test_who_sees_no_small_counts_gets_whole_single_weeks(scored_town, span):
    with pytest.raises(RefusedError) as caught:
        on(scored_town, "leader", *span)
    assert caught.value.code == "around.whole_period"
    one = on(scored_town, "leader", "", town.end_of(4))
    assert one.days == 7 and not one.is_exact
    with pytest.raises(NotAllowedError):
        point_events.spanned(one, one.first - 7)


def test_an_empty_folder_says_so(tmp_path):
    ws = town.bare(tmp_path / "empty")
    with ws.store.read() as tx, pytest.raises(NotFoundError):
        point_events.basis(ws, tx, OPERATOR)


def test_events_come_with_points_and_stay_in_the_viewers_area(scored_town):
    def happened(person):
        found = on(scored_town, person)
        with scored_town.store.read() as tx:
            return point_events.happened(tx, found), point_events.grids(tx, found)

    every, squares = happened("analyst")
    own, mine = happened("villager")
    assert len(squares) == 12 and len(mine) == 4
    assert set(own["pk"]) < set(every["pk"])
    assert own["code"].str.startswith(town.VILLAGES[0]).all()
    assert every["lon"].notna().all() and every["day"].is_monotonic_increasing
    assert squares["residents"].notna().all()


def test_tens_are_rounded_half_up():
    assert [point_events.coarse(n) for n in (0, 4, 5, 14, 15)] == [0, 0, 10, 10, 20]
    assert np.isnan(point_events.coarse(float("nan")))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8), st.integers(2, 9))
def test_no_withheld_count_can_be_computed(counts, k):
    values = np.array(counts, dtype=np.float64)
    shown = point_events.partition(blind(k), values)
    hidden = np.isnan(shown)
    assert not ((shown > 0) & (shown < k)).any()
    assert (shown[~hidden] == values[~hidden]).all()
    # Either two or more are hidden together, or all there is.
    assert hidden.sum() != 1 or len(values) == 1


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(2, 9))
def test_a_cascade_tells_no_small_difference(counts, k):
    reached = np.sort(np.array(counts, dtype=np.float64))[::-1]
    shown = point_events.cascade(blind(k), reached)
    told = shown[~np.isnan(shown)]
    gaps = -np.diff(told)
    assert not ((told > 0) & (told < k)).any()
    assert not ((gaps > 0) & (gaps < k)).any()


def test_a_small_total_is_not_told():
    assert np.isnan(point_events.total(blind(), np.array([3.0, 1.0])))
    assert point_events.total(blind(), np.array([3.0, 2.0])) == 5
    assert point_events.total(blind(), np.array([0.0])) == 0
