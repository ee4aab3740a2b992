"""Simulated worlds as a command."""

from __future__ import annotations

import pytest

from errors import NotAllowedError, NotFoundError, RefusedError
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


def test_claims_against_the_truth_are_kept_with_their_rule(scored_town) -> None:
    assert trials.last(scored_town, OPERATOR) is None
    kept = trials.calibrate(scored_town, OPERATOR, count=2)
    assert trials.last(scored_town, town.who(scored_town, "leader")) == kept
    assert kept["worlds"] == 2 and kept["period"] == town.end_of(11)
    # Twelve grids give no bin of a thousand judgements.
    assert kept["bins"] == {"likeliest": [], "shown": []}
    assert {row["world"] for row in kept["figures"]} == {"own"}


def test_the_demo_keeps_its_word_in_worlds_of_its_own_rates(fresh) -> None:
    bins = trials.calibrate(fresh, OPERATOR, count=1)["bins"]
    assert bins["likeliest"] and bins["shown"]
    for one in bins["likeliest"]:
        assert one["judged"] >= 1000 and abs(one["said"] - one["held"]) <= 0.05


def test_only_who_administers_calibrates_and_only_what_is_scored(small_town) -> None:
    with pytest.raises(NotAllowedError):
        trials.calibrate(small_town, town.who(small_town, "analyst"), count=1)
    with pytest.raises(RefusedError):
        trials.calibrate(small_town, OPERATOR, count=0)
    with pytest.raises(NotFoundError):
        trials.calibrate(small_town, OPERATOR, count=1)
