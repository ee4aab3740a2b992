"""The sensitivity of the rule in force, kept and read."""

from __future__ import annotations

import json

import pytest

from errors import NotAllowedError, NotFoundError, RefusedError
from services import access, sensitivities
from services.access import OPERATOR
from tests.services import small_town as town


def test_the_answer_is_kept_and_plain(scored_town) -> None:
    assert sensitivities.last(scored_town, OPERATOR) is None
    kept = sensitivities.run(scored_town, draws=16)
    assert sensitivities.last(scored_town, town.who(scored_town, "leader")) == kept
    assert "NaN" not in json.dumps(kept)
    assert kept["period"] == town.end_of(11) and kept["grids"] == 12
    choices = {one["choice"] for one in kept["effects"]}
    assert "weight:alert" in choices and {"power", "half_life", "goalpost"} <= choices


def test_asked_twice_it_says_the_same(scored_town) -> None:
    assert sensitivities.run(scored_town, draws=16) == sensitivities.run(scored_town, draws=16)


@pytest.mark.parametrize(
    ("choice", "words"), [("weight:alert", "权重：有效警情"), ("power", "幂平均的幂")]
)
def test_choices_have_names(choice: str, words: str) -> None:
    assert sensitivities.choice(choice) == words


def test_who_may_not_and_what_cannot_be(small_town) -> None:
    with pytest.raises(NotAllowedError):
        sensitivities.run(small_town, town.who(small_town, "analyst"))
    with pytest.raises(RefusedError):
        sensitivities.run(small_town, draws=20)
    with pytest.raises(NotFoundError):
        sensitivities.run(small_town, access.OPERATOR, draws=16)
