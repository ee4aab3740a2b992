"""Drafts of rules: every fault has its sentence, and a draft that changes nothing is the rule."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import PolicyError
from policy import Steps, parse, to_toml
from services import policies, rule_drafts
from services.access import OPERATOR
from services.rule_drafts import made, next_version, of_policy
from tests.services import small_town as town

CODES = ("population", "petition", "alert")


@pytest.fixture(scope="module")
def rule():
    return replace(parse(town.rule()), cuts=(20.0, 35.0, 50.0, 65.0))


def draft(rule, **changes):
    return replace(of_policy(rule, "2"), **changes)


def test_a_draft_that_changes_nothing_is_the_rule(rule):
    same = made(rule, of_policy(rule))
    assert replace(same, indicators=rule.indicators) == rule
    assert same.weights == pytest.approx(rule.weights)


@given(parts=st.lists(st.integers(0, 1000), min_size=3, max_size=3).filter(sum))
def test_any_weights_that_make_a_hundred_are_taken(rule, parts):
    points = [100 * part / sum(parts) for part in parts]
    asked = draft(rule, weights=dict(zip(CODES, points, strict=True)))
    new = made(rule, asked)
    assert new.weights == pytest.approx([point / 100 for point in points])
    assert parse(to_toml(new)) == new


@given(st.lists(st.floats(-20, 120), min_size=4, max_size=4))
def test_cuts_are_taken_where_they_ascend_inside_the_scale(rule, cuts):
    good = all(a < b for a, b in pairwise(cuts)) and 0 < cuts[0] < cuts[3] < 100
    found = rule_drafts.faults(draft(rule, cuts=tuple(cuts)))
    assert (not found) == good
    assert good or "四个切点要从小到大" in found[0]


@given(st.floats(0, 1.2), st.floats(0, 1.2))
def test_what_passes_here_passes_the_schema_too(rule, once, twice):
    asked = draft(rule, up=Steps(once=once, twice=twice))
    if rule_drafts.faults(asked):
        assert not 0.5 < twice <= once <= 1
    else:
        assert parse(to_toml(made(rule, asked))).up == asked.up


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "规则名称是空的"),
        ({"version": ""}, "版本号是空的"),
        ({"version": "1"}, "版本号 1 已经用过"),
        ({"weights": dict(zip(CODES, (20, 30, 45), strict=True))}, "加起来是 95.0，还差 5.0"),
        ({"weights": dict(zip(CODES, (20, 30, 60), strict=True))}, "加起来是 110.0，多了 10.0"),
        ({"weights": dict(zip(CODES, (-20, 60, 60), strict=True))}, "实有人口的权重不能是负数"),
        ({"weights": dict(zip(CODES, (float("nan"), 60, 60), strict=True))}, "不能是负数"),
        ({"half_lives": dict(zip(CODES, (26, 0, 8), strict=True))}, "信访矛调过多久算一半"),
        ({"half_lives": dict(zip(CODES, (26, 13, 999), strict=True))}, "有效警情过多久算一半"),
        ({"up": Steps(once=0.7, twice=0.9)}, "“变坏”：连续两周的把握（90%）不能高于"),
        ({"down": Steps(once=0.9, twice=0.5)}, "“变好”的两个把握都要大于 50%"),
        ({"down": Steps(calm_periods=-1)}, "“变好”前先平静的周数不能是负数"),
    ],
)
def test_every_fault_has_its_sentence(rule, changes, sentence):
    found = rule_drafts.faults(draft(rule, **changes), [(rule.name, "1")])
    assert len(found) == 1 and sentence in found[0]


def test_all_faults_at_once(rule):
    asked = draft(rule, name="", cuts=(1.0,), up=Steps(once=0.4, twice=0.4))
    with pytest.raises(PolicyError) as caught:
        made(rule, asked)
    assert caught.value.code == "rules.faults"
    assert len(str(caught.value.values["faults"]).splitlines()) == 3


def test_votes_stay_only_under_their_own_weights(demo):
    rows = policies.listed(demo, OPERATOR)
    rule = policies.one(demo, OPERATOR, next(r["hash"] for r in rows if r["status"] == "approved"))
    moved = dict(of_policy(rule).weights)
    first, second = list(moved)[:2]
    moved[first], moved[second] = moved[first] + 5, moved[second] - 5
    assert made(rule, replace(of_policy(rule), weights=moved)).votes == ()
    assert made(rule, of_policy(rule)).votes == rule.votes


def test_no_cuts_ask_for_the_baseline(rule):
    assert not rule_drafts.faults(draft(rule, cuts=()))
    assert not made(rule, draft(rule, cuts=())).is_calibrated


def test_the_next_version():
    assert next_version(["1", "2", "3.2", "试行"]) == "3"
    assert next_version([]) == "1"
