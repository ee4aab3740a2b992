"""What an operation changed: counts of the files, a truth that is known, words for few events."""

import json

import numpy as np
import pandas as pd
import pytest

from errors import NotAllowedError, RefusedError
from sample import operations as planned
from services import access, operation_effect, operations
from store import boundaries, locations
from tests.services import small_town as town
from tests.services.test_operations import register
from vocab import date_of

SEEN = "treated_before", "treated_during", "untreated_before", "untreated_during"


def effect(ws, number, person="operator"):
    return operation_effect.outcome(ws, town.who(ws, person), number)


def test_counts_are_those_of_the_files(scored_town):
    (number,) = register(scored_town)
    made = effect(scored_town, number)
    sent = town.events("警情", "A", 3.0)
    day = pd.to_datetime(sent["时间"].str[:10])
    inside = sent["网格"].str.startswith(town.VILLAGES[0])
    spans = {"before": made.before, "during": made.during}
    for name, span in spans.items():
        own = day.between(pd.Timestamp(date_of(span.first)), pd.Timestamp(date_of(span.last)))
        assert getattr(made.effect, f"treated_{name}") == (own & inside).sum()
        assert getattr(made.effect, f"untreated_{name}") == (own & ~inside).sum()
    assert made.before.last < made.during.first
    assert made.year_ago is None and not made.is_running


def test_weeks_it_began_and_ended_in_are_neither_before_nor_during(scored_town):
    # 19 October is a Monday: the week of 14 to 20 October is begun; 15 November cuts the last.
    (number,) = register(scored_town, first_day="2026-10-19", last_day="2026-11-15")
    made = effect(scored_town, number)
    assert str(date_of(made.during.first)) == "2026-10-21"
    assert str(date_of(made.during.last)) == "2026-11-10"
    assert str(date_of(made.before.last)) == "2026-10-13"


def test_it_says_why_nothing_can_be_said(scored_town):
    (whole,) = register(scored_town, area=town.TOWN)
    with pytest.raises(RefusedError, match="no_rest"):
        effect(scored_town, whole)
    (later,) = register(scored_town, first_day="2026-11-15", last_day="2026-12-20")
    with pytest.raises(RefusedError, match="not_begun"):
        effect(scored_town, later)
    (first,) = register(scored_town, first_day="2026-08-27", last_day="2026-11-10")
    with pytest.raises(RefusedError, match="nothing_before"):
        effect(scored_town, first)


def test_of_few_events_there_is_no_percentage(scored_town):
    (number,) = register(scored_town, area=town.CODES[0], indicator='"petition"')
    made = effect(scored_town, number)
    assert made.effect.treated_before < 20
    assert not any("%" in sentence for sentence in made.sentences)


def test_small_counts_are_withheld_from_who_may_not_see_them(scored_town):
    (number,) = register(scored_town, area=town.CODES[0], indicator='"petition"')
    assert effect(scored_town, number).effect is not None
    made = effect(scored_town, number, "leader")
    assert made.effect is None and made.year_ago is None
    assert operation_effect.as_object(made)["treated_before"] is None


def test_another_village_is_not_shown(scored_town):
    (number,) = register(scored_town, area=town.VILLAGES[1])
    with pytest.raises(NotAllowedError):
        effect(scored_town, number, "villager")


def test_the_true_effect_of_the_demo_lies_in_the_printed_interval(demo):
    truth = json.loads((demo.files / "truth.json").read_text("utf-8"))["operation"]
    who = access.viewer_of(demo, "analyst")
    (one,) = operations.listed(demo, who)
    assert one.name == planned.NAME and set(one.areas) == set(truth["grids"])
    made = operation_effect.outcome(demo, who, one.id)
    assert made.effect.low <= 1 + truth["true_change"] <= made.effect.high < 1
    assert not made.is_alike, "the category is rare away from the river"
    told = " ".join(made.sentences)
    assert "%" in told and "大于偶然" in told
    assert json.dumps(operation_effect.as_object(made))


def test_the_demo_counts_one_category(demo):
    who = access.viewer_of(demo, "analyst")
    (one,) = operations.listed(demo, who)
    made = operation_effect.outcome(demo, who, one.id)
    with demo.store.read() as tx:
        newest = boundaries.sets(tx)[-1].id
        rows = locations.tally(
            tx, newest, ["alert"], made.during.first, made.during.last, category=one.category
        )
    inside = np.isin(rows["code"].to_numpy(dtype=str), list(one.areas))
    assert made.effect.treated_during == rows["n"].to_numpy()[inside].sum() > 0
