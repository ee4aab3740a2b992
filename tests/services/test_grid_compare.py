"""Grids beside each other: the likely range, ties, what differs, who is alike."""

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import NotFoundError, RefusedError
from services import access, card, geometry, grid_compare, situation
from services.grid_compare import around, compare, likely, most_alike, overlap

TOWN = "330109106"
CUTS = (20.0, 40.0, 60.0, 80.0)
CHANCES = st.lists(st.floats(0, 1), min_size=5, max_size=5).filter(lambda p: sum(p) > 0.01)


@pytest.fixture(scope="module")
def read(demo):
    return functools.cache(card.reader(demo))


def look(demo, read, person, codes=None):
    viewer = access.viewer_of(demo, person)
    seen = situation.view(demo, viewer, prefix=TOWN)
    ranked = seen.grids[seen.grids["level"] > 0].sort_values("index")["code"].tolist()
    chosen = [ranked[0], ranked[-2], ranked[-1]] if codes is None else codes(ranked)
    near = geometry.neighbours(demo, seen.boundary_set)
    known = situation.available(demo, viewer)
    made = compare(
        demo, viewer, seen, chosen, neighbours=near, known=known, read=read, is_new=False
    )
    return seen, made


@given(CHANCES)
def test_the_range_lies_on_the_scale_and_is_the_middle_of_it(p):
    low, high = likely(np.array(p), CUTS)
    assert 0 <= low <= high <= 100
    below = np.concatenate([[0.0], np.cumsum(np.array(p)[::-1] / sum(p))])
    bounds = [0.0, *CUTS, 100.0]
    inside = np.interp(high, bounds, below) - np.interp(low, bounds, below)
    assert inside == pytest.approx(0.8, abs=1e-6)


def test_a_sure_class_gives_most_of_its_own_width():
    assert likely(np.array([0.0, 0, 1, 0, 0]), CUTS) == pytest.approx((42, 58))
    assert likely(np.zeros(5), CUTS) is None


@given(CHANCES, CHANCES)
def test_overlap_is_the_same_both_ways(p, q):
    a, b = likely(np.array(p), CUTS), likely(np.array(q), CUTS)
    assert overlap(a, b) == overlap(b, a) and overlap(a, a)
    assert overlap(a, None)


def test_the_worst_and_the_calmest_grid_are_told_apart(demo, read):
    _seen, made = look(demo, read, "analyst")
    calm, _, worst = made.grids
    assert not overlap(calm.likely, worst.likely)
    name = worst.card.grid.name
    assert f"{name}明显高于" in made.order and calm.card.grid.name in made.order
    assert worst.difference == "指数在这几个网格里最高。"
    gap = float(worst.card.grid.index - calm.card.grid.index)
    assert calm.difference.startswith(f"比{name}低 {gap:.0f} 分") and "主要差在" in calm.difference
    assert made.order.endswith("其余分不出高下")
    assert "明显低于" in calm.standing and "明显高于 1 个" in worst.standing


def test_neighbours_in_the_ranking_are_no_false_order(demo, read):
    _, made = look(demo, read, "analyst", lambda ranked: ranked[270:274])
    assert made.order == "这几个网格的指数区间互相重叠，分不出高下。"
    assert all("分不出高下" in one.standing for one in made.grids)
    assert sum("最高" in one.difference for one in made.grids) == 1


def test_every_range_holds_its_index_and_every_grid_its_card(demo, read):
    _seen, made = look(demo, read, "analyst", lambda ranked: ranked[::180][:4])
    for one in made.grids:
        assert one.likely[0] <= one.card.grid.index <= one.likely[1]
        total = sum(cause.points for cause in one.card.causes) + one.card.grid.reference
        assert total == pytest.approx(one.card.grid.index, abs=1e-6)
        assert one.headline and one.code == one.card.grid.code


def test_who_sees_no_small_counts_gets_none(demo, read):
    _, made = look(demo, read, "leader")
    for one in made.grids:
        assert all(np.isnan(values).all() for values in one.card.course.counts.values())
        assert one.likely is not None


@pytest.mark.parametrize("count", [0, 1, 5])
def test_other_numbers_of_grids_are_refused(demo, read, count):
    with pytest.raises(RefusedError) as caught:
        look(demo, read, "analyst", lambda ranked: ranked[:count])
    assert caught.value.code == "gridcompare.number"


def test_an_unknown_grid_is_refused(demo, read):
    with pytest.raises(NotFoundError):
        look(demo, read, "analyst", lambda ranked: [ranked[0], "999"])


def test_the_most_alike_are_near_in_people_and_never_the_grid_itself(demo, read):
    seen, _ = look(demo, read, "analyst")
    code = seen.grids["code"].iloc[100]
    found = most_alike(seen, code)
    assert len(found) == 3 and code not in found and len(set(found)) == 3
    people = np.log(seen.grids.set_index("code")["residents"].clip(lower=1))
    away = (people - people[code]).abs()
    assert away[list(found)].max() < away.median()
    with pytest.raises(NotFoundError):
        most_alike(seen, "999")


def test_of_the_neighbours_the_worst_come_first(demo, read):
    seen, _ = look(demo, read, "analyst")
    near = geometry.neighbours(demo, seen.boundary_set)
    code = seen.grids["code"].iloc[100]
    found = around(seen, code, lambda one: near[one])
    assert set(found) <= set(near[code]) and len(found) == min(3, len(near[code]))
    index = seen.grids.set_index("code")["index"].reindex(list(found)).tolist()
    assert index == sorted(index, reverse=True)
    assert len(found) + 1 == grid_compare.MOST
