"""The book of rules as it is drawn: states in words, days, and values that are escaped."""

from dataclasses import replace

from layers.theme import Ground, palette
from policy import IndicatorKind, IndicatorRule, Policy
from services.rule_book import Entry
from views.rules_parts import book

RULE = Policy(
    name="规则<b>",
    version="2",
    indicators=(IndicatorRule(code="alert", kind=IndicatorKind.EVENTS, weight=1.0),),
    cuts=(20.0, 35.0, 50.0, 65.0),
    baseline=(20053, 20410),
)
ENTRY = Entry(
    hash="ab" * 32,
    name="规则<b>",
    version="2",
    status="approved",
    valid_from="2026-01-27",
    proposed_by="分析员",
    proposed_at=1794942000,
    approved_by="规则审批人",
    approved_at=1794942000,
    withdrawn="",
    proposer="analyst",
)
LIGHT = palette(Ground.LIGHT)


def test_who_and_when_and_what():
    drawn = book.in_force(RULE, ENTRY, LIGHT)
    for words in (
        "分析员，2026年11月18日",
        "规则审批人",
        "2026年1月27日",
        RULE.hash[:12],
        "看什么",
    ):
        assert words in drawn
    assert "规则&lt;b&gt;" in drawn and "<b>，" not in drawn
    assert "2024年11月26日—2025年11月18日" in drawn


def test_a_rule_that_is_not_in_the_book_is_still_told():
    drawn = book.in_force(RULE, None, LIGHT)
    assert "看什么" in drawn and "批准" not in drawn


def test_an_approved_rule_that_has_not_begun_is_to_come():
    assert book.status(ENTRY, "2026-11-17") == "现行"
    coming = replace(ENTRY, valid_from="2026-11-24")
    assert book.status(coming, "2026-11-17") == "将生效"
    assert book.status(replace(ENTRY, status="withdrawn"), "2026-11-17") == "已撤回"


def test_the_reason_has_a_column_only_where_there_is_one():
    zone = RULE.period.time_zone
    assert "说明" not in book.history([ENTRY], "2026-11-17", zone)
    gone = replace(ENTRY, status="withdrawn", withdrawn="再议<i>", approved_by="", approved_at=0)
    drawn = book.history([gone, ENTRY], "2026-11-17", zone)
    assert "撤回：再议&lt;i&gt;" in drawn and "—" in drawn
