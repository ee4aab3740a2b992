"""Steps of ink for counts of any size."""

import itertools

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from layers import amounts, discover, heat


@given(st.lists(st.integers(0, 5000), max_size=300))
def test_steps_rise_from_one_and_every_count_has_its_step(counts):
    steps = amounts.ladder(counts)
    assert len(steps) == 5 and steps[0] == 1
    assert all(a < b for a, b in itertools.pairwise(steps))
    codes = pd.Series([f"{n:03d}" for n in range(len(counts))])
    made = amounts.picture(codes, pd.Series(counts, index=codes, dtype="int64"), steps)
    digits = np.array([int(one) for one in made.digits], dtype=int)
    assert ((digits == 0) == (np.array(counts, dtype=int) == 0)).all()
    order = np.argsort(np.array(counts, dtype=int), kind="stable")
    assert (np.diff(digits[order]) >= 0).all()


def test_small_counts_keep_the_steps_of_the_heat_layer():
    assert amounts.ladder([0, 3, 20]) == heat.STEPS
    assert amounts.ladder([]) == heat.STEPS


def test_many_events_are_cut_into_fifths_at_round_numbers():
    steps = amounts.ladder(np.arange(1, 501))
    assert steps == (1, 100, 200, 300, 500)


def test_a_grid_without_events_is_none_and_not_unknown():
    codes = pd.Series(["a", "b", "c"])
    made = amounts.picture(codes, pd.Series({"b": 7}), heat.STEPS)
    assert made.digits == "030"
    assert made.layer is heat.LAYER


def test_the_file_is_no_layer_of_its_own():
    assert [one.code for one in discover()].count("heat") == 1
