"""The self test of a folder: made, kept, read again."""

from __future__ import annotations

import json

import pytest

from analytics import selftest
from analytics.selftest import Bound
from errors import NotAllowedError, NotFoundError
from services import access, selftests
from store import facts
from tests.services import small_town as town

SMALL = {"permutations": 2, "null_worlds": 2}


def test_a_scored_town_is_tested_and_the_result_is_kept(scored_town) -> None:
    assert selftests.last(scored_town, town.who(scored_town, "leader")) is None
    told = []
    kept = selftests.run(scored_town, progress=lambda share, text: told.append(text), **SMALL)
    assert kept["period"] == town.end_of(11)
    assert kept["is_measured"] and kept["grids"] == 12 and kept["null_worlds"] == 2
    assert {bound["name"] for bound in kept["bounds"]} == {"flips", "alarms", "pit"}
    assert len(kept["snapshot"]) == 64 and len(kept["policy"]) == 64
    assert told and town.end_of(11) in told[0]
    assert selftests.last(scored_town, town.who(scored_town, "leader")) == kept


def test_a_broken_bound_marks_the_map(scored_town, monkeypatch) -> None:
    bad = selftest.SelfTest(
        grids=12,
        periods=4,
        permutations=2,
        null_worlds=2,
        seed=1,
        bounds=(
            Bound(name="flips", figure=0.4, bound=0.1),
            Bound(name="alarms", figure=float("nan"), bound=0.1),
        ),
    )
    monkeypatch.setattr(selftest, "run", lambda *given, **more: bad)
    kept = selftests.run(scored_town)
    assert not kept["is_usable"] and kept["mark"] == "不可用于决策"
    sentences = selftests.sentences(selftests.last(scored_town, access.OPERATOR))
    assert sentences[0] == "不可用于决策"
    assert len(sentences) == 2 and "40.00%" in sentences[1]
    with scored_town.store.read() as tx:
        assert json.loads(facts.get(tx, selftests.FACT))["bounds"][1]["figure"] is None


def test_sentences_for_no_test_and_for_too_few_periods() -> None:
    assert selftests.sentences(None) == ["尚未自检。"]
    assert selftests.sentences({"is_measured": False}) == ["数据期数太少，尚不能自检。"]


def test_only_who_administers_may_test_and_only_what_is_scored(small_town) -> None:
    with pytest.raises(NotAllowedError):
        selftests.run(small_town, town.who(small_town, "analyst"))
    with pytest.raises(NotFoundError):
        selftests.run(small_town)
