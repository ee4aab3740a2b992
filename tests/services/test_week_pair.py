"""Two weeks side by side: every grid is in one part, and the other way round is the mirror."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import situation, week_pair
from tests.services import small_town as town
from vocab import State

LEVELS = st.lists(st.integers(0, 5), min_size=12, max_size=12)


@pytest.fixture(scope="module")
def seen(scored_folder, tmp_path_factory):
    ws = town.copied(scored_folder, tmp_path_factory.mktemp("pair") / "data")
    yield situation.view(ws, town.who(ws, "analyst"))
    ws.store.close()


def with_levels(seen, levels):
    states = [State.OK.value if level else State.NO_DATA.value for level in levels]
    grids = seen.grids.iloc[: len(levels)].assign(level=levels, state=states)
    return replace(seen, grids=grids.reset_index(drop=True))


def test_the_same_week_differs_in_nothing(seen):
    found = week_pair.pair(seen, seen)
    assert found.changed.empty
    assert (found.risen, found.fallen, found.other, found.residents, found.alone) == (0, 0, 0, 0, 0)


@given(now=LEVELS, then=LEVELS)
def test_every_changed_grid_is_counted_once_and_back_is_the_mirror(seen, now, then):
    a, b = with_levels(seen, now), with_levels(seen, then)
    there, back = week_pair.pair(a, b), week_pair.pair(b, a)
    differing = sum(x != y for x, y in zip(now, then, strict=True))
    assert len(there.changed) == differing == there.risen + there.fallen + there.other
    assert (there.risen, there.fallen, there.other) == (back.fallen, back.risen, back.other)
    assert there.residents == pytest.approx(back.residents)
    assert set(there.changed["code"]) == set(back.changed["code"])
    pairs = [(x, y) for x, y in zip(now, then, strict=True) if x and y]
    assert there.risen == sum(x < y for x, y in pairs)


def test_the_worst_now_stands_first_and_those_without_a_colour_last(seen):
    now = [0, 3, 1, 2] + [5] * 8
    found = week_pair.pair(with_levels(seen, now), with_levels(seen, [4] * 4 + [5] * 8))
    assert found.changed["level"].tolist() == [1, 2, 3, 0]
    assert (found.risen, found.fallen, found.other) == (3, 0, 1)


def test_residents_nobody_knows_are_left_out(seen):
    now = with_levels(seen, [1] * 12)
    people = np.full(12, 100.0)
    people[3] = np.nan
    now = replace(now, grids=now.grids.assign(residents=people))
    assert week_pair.pair(now, with_levels(seen, [2] * 12)).residents == 1_100


def test_grids_of_one_week_only_are_told_and_not_compared(seen):
    now = with_levels(seen, [1] * 12)
    then = replace(now, grids=pd.concat([now.grids.iloc[2:].assign(level=2)]))
    found = week_pair.pair(now, then)
    assert found.alone == 2
    assert len(found.changed) == 10
