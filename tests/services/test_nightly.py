"""Every night: maps, self test, own worlds, sensitivity; and which test a map names."""

from __future__ import annotations

import json

import pytest

from errors import NotAllowedError
from services import nightly, scoring, selftests, sensitivities, situation, standing, trials
from services.access import OPERATOR
from services.nightly import Effort
from store import facts
from tests.services import small_town as town

TINY = Effort(limit=12, permutations=1, null_worlds=2, own_worlds=1, draws=16)


def test_a_night_fills_what_the_page_reads(small_town) -> None:
    told = []
    done = nightly.run(small_town, effort=TINY, progress=lambda share, text: told.append(share))
    assert done["scored"] == town.WEEKS
    assert told == sorted(told)
    assert selftests.last(small_town, OPERATOR) == done["selftest"]
    assert trials.last(small_town, OPERATOR)["bins"] == done["calibration"]
    assert sensitivities.last(small_town, OPERATOR)["means"] == done["sensitivity"]


def test_the_sensitivity_is_asked_anew_only_under_another_rule(scored_town, monkeypatch) -> None:
    nightly.judge(scored_town, effort=TINY)
    monkeypatch.setattr(sensitivities, "run", lambda *given, **more: pytest.fail("asked again"))
    nightly.judge(scored_town, effort=TINY)


def test_a_map_names_the_test_known_when_it_was_made_and_equal_input_keeps_its_hash(
    scored_town,
) -> None:
    before = situation.available(scored_town, OPERATOR)
    assert selftests.named(scored_town, OPERATOR, before[-1]) is None
    first = nightly.judge(scored_town, effort=TINY)["selftest"]
    after = situation.available(scored_town, OPERATOR)
    # The tested map takes the name; no snapshot changes by it.
    assert selftests.named(scored_town, OPERATOR, after[-1]) == first
    assert [run.snapshot_hash for run in after] == [run.snapshot_hash for run in before]
    assert selftests.named(scored_town, OPERATOR, after[0]) is None
    assert scoring.score(scored_town, OPERATOR) == []


def test_closing_names_the_last_test_for_good(scored_town) -> None:
    first = nightly.judge(scored_town, effort=TINY)["selftest"]
    scoring.close(scored_town, OPERATOR, week=town.end_of(0), gap_reason="-")
    closed = situation.available(scored_town, OPERATOR)[0]
    assert selftests.named(scored_town, OPERATOR, closed) == first
    second = selftests.run(scored_town, permutations=2, null_worlds=2)
    assert second != first
    again = situation.available(scored_town, OPERATOR)[0]
    assert selftests.named(scored_town, OPERATOR, again) == first


def test_a_broken_bound_is_the_mark_of_every_page(scored_town) -> None:
    assert standing.of(scored_town).mark == ""
    nightly.judge(scored_town, effort=TINY)
    kept = selftests.last(scored_town, OPERATOR)
    for is_usable, mark in ((False, "不可用于决策"), (True, "")):
        text = json.dumps(kept | {"is_measured": True, "is_usable": is_usable})
        with scored_town.store.begin() as tx:
            facts.put(tx, selftests.FACT, text)
        assert standing.of(scored_town).mark == mark


def test_only_who_administers(scored_town) -> None:
    with pytest.raises(NotAllowedError):
        nightly.judge(scored_town, town.who(scored_town, "analyst"), effort=TINY)
