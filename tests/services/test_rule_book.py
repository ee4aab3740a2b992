"""The rule in words, and the book of all rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policy import Exposure, Steps, parse
from services import policies, rule_book, scoring
from services.access import OPERATOR
from tests.services import small_town as town


@pytest.fixture(scope="module")
def rule():
    return replace(parse(town.rule()), cuts=(20.0, 35.5, 50.0, 65.0))


def words(policy):
    return dict(rule_book.sentences(policy))


def test_every_number_a_chair_asks_for_is_in_the_words(rule):
    told = words(rule)
    assert told["看什么"] == "实有人口 20，信访矛调 30，有效警情 50，合计 100。"
    assert "信访矛调过 13 周只算一半" in told["看多久"] and "实有人口" not in told["看多久"]
    assert "有效警情特别突出" in told["怎么比"] and "70%" in told["怎么比"]
    assert told["怎么分色"] == (
        "指数分五段：65 以上红，50—65 橙，35.5—50 黄，20—35.5 蓝，20 及以下绿。"
    )
    assert told["怎样才变色"].startswith("变坏或变好：把握到 95% 当周就变，连续两周到 80% 也变")
    assert "不足 2 件" in told["什么时候不上色"] and "连续 4 周" in told["什么时候不上色"]
    assert "少于 5" in told["小数字"]


def test_ways_that_differ_are_told_apart(rule):
    told = words(replace(rule, down=Steps(once=0.99, twice=0.9, calm_periods=3)))["怎样才变色"]
    assert "变坏：把握到 95%" in told and "变好：把握到 99%" in told
    assert told.endswith("变好之前还要先平静 3 周。")


def test_what_has_no_weight_or_no_cuts_is_not_told_as_if(rule):
    quiet = replace(rule.indicators[1], weight=0.0)
    told = words(replace(rule, indicators=(rule.indicators[0], quiet, rule.indicators[2])))
    assert "信访矛调" not in told["看什么"] + told["看多久"]
    assert "提议时算出" in words(replace(rule, cuts=()))["怎么分色"]
    mixed = replace(rule.indicators[1], exposure=Exposure.AREA)
    told = words(replace(rule, indicators=(rule.indicators[0], mixed, rule.indicators[2])))
    assert "各自的口径" in told["怎么比"]


def test_equal_rules_differ_in_nothing_and_back_is_the_mirror(rule):
    assert rule_book.differences(rule, replace(rule, name="别名", version="9")) == ()
    other = replace(
        rule,
        cuts=(10.0, 20.0, 30.0, 40.0),
        up=Steps(once=0.9, twice=0.9),
        indicators=(replace(rule.indicators[0], weight=70.0), *rule.indicators[1:]),
    )
    there, back = rule_book.differences(rule, other), rule_book.differences(other, rule)
    assert {(a, c, b) for a, b, c in there} == set(back)
    assert ("切点", "20，35.5，50，65", "10，20，30，40") in there
    assert any(what == "变坏：当周就变的把握" and new == "90%" for what, _, new in there)
    assert any(what == "实有人口的权重" for what, _, _ in there)


def test_an_indicator_of_one_rule_only(rule):
    fewer = replace(rule, indicators=rule.indicators[:2])
    rows = {what: (old, new) for what, old, new in rule_book.differences(rule, fewer)}
    assert rows["有效警情的权重"] == ("50", "—")


def test_the_book_names_persons_and_says_why(scored_town):
    analyst = town.who(scored_town, "analyst")
    digest = policies.propose(scored_town, analyst, town.rule("2"))["hash"]
    policies.withdraw(scored_town, analyst, digest, "先不改")
    found = {entry.version: entry for entry in rule_book.book(scored_town, OPERATOR)}
    assert found["2"].status == "withdrawn" and found["2"].withdrawn == "先不改"
    assert found["2"].proposer == "analyst" and found["2"].approved_by == ""
    assert found["1"].status == "approved" and found["1"].approved_by == "approver"
    assert found["1"].valid_from == town.end_of(0)
    assert scoring.score(scored_town, OPERATOR) == [], "a proposal taken back colours nothing"
