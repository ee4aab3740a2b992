"""Simulated worlds as a command."""

from __future__ import annotations

import pytest

from errors import NotAllowedError, RefusedError
from services import trials
from services.access import OPERATOR
from tests.services import small_town as town


def test_figures_come_with_their_bounds(scored_town) -> None:
    told = []
    seen = trials.worlds(
        scored_town, OPERATOR, count=1, progress=lambda share, text: told.append(share)
    )
    assert {row["world"] for row in seen["figures"]} == {"null", "gamma", "step", "own"}
    for row in seen["figures"]:
        assert set(row) == {"world", "name", "figure", "low", "high", "holds"}
    assert told == sorted(told) and told[-1] == 1


def test_a_folder_without_a_map_has_no_rates_of_its_own(small_town) -> None:
    seen = trials.worlds(small_town, OPERATOR, count=1)
    assert {row["world"] for row in seen["figures"]} == {"null", "gamma", "step"}


def test_who_may_not_and_what_cannot_be(small_town) -> None:
    with pytest.raises(NotAllowedError):
        trials.worlds(small_town, town.who(small_town, "analyst"))
    with pytest.raises(RefusedError):
        trials.worlds(small_town, OPERATOR, count=0)
