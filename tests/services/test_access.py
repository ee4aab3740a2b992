"""Rows, columns and small counts a viewer may see."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import NotAllowedError
from services import access
from services.access import Action, Role, Viewer
from vocab import Scope

K = 5
LEADER = Viewer(person="l", title="大屏", role=Role.LEADER, scope=Scope(prefix="330109106"))
ANALYST = Viewer(person="a", title="分析员", role=Role.ANALYST)


def codes(villages: list[int]) -> list[str]:
    return [
        f"330109106{village:03d}{seq:03d}"
        for village, size in enumerate(villages, 1)
        for seq in range(1, size + 1)
    ]


def test_action_outside_role_is_refused_by_name():
    with pytest.raises(NotAllowedError) as caught:
        access.require(LEADER, Action.IMPORT)
    assert caught.value.code == "access.action"


def test_area_outside_scope_is_refused():
    with pytest.raises(NotAllowedError) as caught:
        access.narrowed(LEADER, "330109113")
    assert caught.value.values["area"] == "330109113"
    assert access.narrowed(LEADER, "330109106021").prefix == "330109106021"
    assert access.narrowed(LEADER, "").prefix == "330109106"


def test_wider_area_than_own_is_refused():
    with pytest.raises(NotAllowedError):
        access.narrowed(LEADER, "330109")


def test_every_role_has_permissions_and_only_operator_has_all():
    assert set(access.PERMISSIONS) == set(Role)
    assert [r for r, p in access.PERMISSIONS.items() if p == frozenset(Action)] == [Role.OPERATOR]


def test_no_role_but_operator_both_proposes_and_approves():
    both = {Action.PROPOSE, Action.APPROVE}
    assert [r for r, p in access.PERMISSIONS.items() if both <= p] == [Role.OPERATOR]


def test_cleared_viewer_gets_the_frame_itself():
    frame = pd.DataFrame({"code": codes([3]), "count_alert": [1.0, 2.0, 9.0]})
    assert access.suppress(frame, ANALYST, k=K, counts=["count_alert"]) is frame


def test_wall_purpose_is_not_cleared_whatever_the_role():
    wall = Viewer(person="a", title="分析员", role=Role.ANALYST, purpose="wall")
    assert not wall.is_cleared


def test_input_is_not_mutated():
    frame = pd.DataFrame({"code": codes([3]), "count_alert": [1.0, 2.0, 9.0]})
    access.suppress(frame, LEADER, k=K, counts=["count_alert"])
    assert frame["count_alert"].tolist() == [1.0, 2.0, 9.0]


def test_single_small_cell_takes_a_second_one_with_it():
    hidden = access.hidden_cells(codes([4]), np.array([2.0, 7.0, 30.0, 0.0]), K)
    assert hidden.tolist() == [True, True, False, False]


def test_nothing_small_nothing_hidden():
    assert not access.hidden_cells(codes([4]), np.array([0.0, 7.0, 30.0, 5.0]), K).any()


worlds = st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=5), min_size=1, max_size=4)


def solutions(values: np.ndarray, hidden: np.ndarray, total: int) -> list[tuple[int, ...]]:
    """Every way the hidden cells could be, given the village's total; small worlds only."""
    rest = total - int(values[~hidden].sum())
    ways = itertools.product(range(rest + 1), repeat=int(hidden.sum()))
    return [way for way in ways if sum(way) == rest]


@given(worlds)
def test_no_hidden_cell_can_be_computed_from_its_villages_total(world):
    values = np.array([float(n) for village in world for n in village])
    names = codes([len(village) for village in world])
    hidden = access.hidden_cells(names, values, K)
    assert hidden[(values > 0) & (values < K)].all()
    start = 0
    for village in world:
        part = slice(start, start + len(village))
        start += len(village)
        if not hidden[part].any() or not any(0 < n < K for n in village):
            continue
        if sum(village) < K:
            assert hidden[part].all()
            continue
        for place, cell in enumerate(np.flatnonzero(hidden[part])):
            seen = {way[place] for way in solutions(values[part], hidden[part], sum(village))}
            assert len(seen) > 1, (village, hidden[part], cell)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30))
def test_hidden_is_stable_when_asked_twice(numbers):
    values = np.array(numbers, dtype=np.float64)
    names = codes([len(numbers)])
    first = access.hidden_cells(names, values, K)
    assert (first == access.hidden_cells(names, values, K)).all()
