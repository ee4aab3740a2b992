"""The method card: every number of a rule stands on it, and nothing else does."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest

from errors import NotFoundError
from policy import Exposure, Measure, Method, Policy, Transform, Vote, to_toml
from services import methodcard
from services.access import OPERATOR
from store import policies as table
from tests.services import small_town as town
from vocab import PeriodKind, PeriodRule

PLAIN = {
    "name": "另一规则",
    "version": "77",
    "area": "330109",
    "method": "9.9",
    "baseline": (20_000, 20_363),
    "pool_digits": 6,
    "power": 3.7,
    "cuts": (11.0, 22.0, 33.0, 44.0),
    "override_share": 0.61,
    "override_probability": 0.87,
    "min_expected": 3.3,
    "min_periods": 17,
    "no_data_after": 9,
    "season": False,
    "season_smoothing": 5,
    "season_range": (0.41, 2.7),
    "prior_floor": 0.037,
    "full_year": 41,
    "draws": 777,
    "seed": 424242,
    "suppress_below": 13,
    "period": PeriodRule(kind=PeriodKind.MONTH, week_ends=4, time_zone="Asia/Tokyo"),
    "votes": (Vote(voter="某室", method=Method.POINTS, about=("alert",), values=(100.0,)),),
}
OF_INDICATOR = {
    "code": "noise",
    "weight": 12.5,
    "exposure": Exposure.AREA,
    "sources": ("elsewhere",),
    "half_life": 19.5,
    "acute": False,
    "transform": Transform.SQRT,
}


def row_of(policy: Policy) -> table.PolicyRow:
    return table.PolicyRow(
        hash=policy.hash,
        name=policy.name,
        version=policy.version,
        area=policy.area,
        toml=to_toml(policy),
        status="approved",
        proposed_by="analyst",
        proposed_at=1,
        approved_by="approver",
        approved_at=2,
        valid_from=20_774,
        note="",
    )


def text_of(policy: Policy) -> str:
    card = methodcard.card_of(row_of(policy), {"analyst": "提出者"})
    cells = [*[value for _, value in card.facts], *[c for row in card.indicators for c in row]]
    sentences = [s for section in card.sections for s in section.sentences]
    # The hash changes with everything; it may not speak for the rest.
    return "\n".join([*cells, *sentences]).replace(policy.hash, "")


@pytest.fixture(scope="module")
def rule(demo) -> Policy:
    with demo.store.read() as tx:
        return next(row.policy for row in table.listed(tx) if row.version == "2")


def test_every_field_is_tried() -> None:
    known = {field.name for field in fields(Policy)}
    assert known == set(PLAIN) | {"indicators", "up", "down"}


@pytest.mark.parametrize("name", PLAIN)
def test_another_value_gives_another_card(rule, name: str) -> None:
    assert text_of(replace(rule, **{name: PLAIN[name]})) != text_of(rule)


@pytest.mark.parametrize("side", ["up", "down"])
@pytest.mark.parametrize("name", ["once", "twice", "calm_periods"])
def test_steps_of_the_hysteresis_are_on_it(rule, side: str, name: str) -> None:
    steps = replace(getattr(rule, side), **{name: 3 if name == "calm_periods" else 0.83})
    assert text_of(replace(rule, **{side: steps})) != text_of(rule)


@pytest.mark.parametrize("name", OF_INDICATOR)
def test_every_part_of_an_indicator_is_on_it(rule, name: str) -> None:
    last = rule.indicators[-1]
    changed = replace(last, **{name: OF_INDICATOR[name]})
    other = replace(rule, indicators=(*rule.indicators[:-1], changed))
    assert text_of(other) != text_of(rule)


@pytest.mark.parametrize("name", ["lo", "hi", "rate", "phi"])
def test_frozen_figures_are_on_it(rule, name: str) -> None:
    last = rule.indicators[-1]
    value = getattr(last.frozen, name)
    new = {pool: 7.5 for pool in value} if isinstance(value, dict) else 7.5
    frozen = replace(last.frozen, **{name: new})
    changed = replace(rule, indicators=(*rule.indicators[:-1], replace(last, frozen=frozen)))
    assert "7.5" in text_of(changed)


def test_the_measure_of_a_stock_is_on_it(rule) -> None:
    first = replace(rule.indicators[0], measure=Measure.DENSITY)
    assert "每平方公里" in text_of(replace(rule, indicators=(first, *rule.indicators[1:])))


def test_numbers_of_the_card_are_numbers_of_the_rule(rule) -> None:
    """Besides those of fixed phrases no number appears that the rule does not hold."""
    shown = {float(n) for n in re.findall(r"\d+\.?\d*", text_of(rule).replace("-", " "))}
    toml = to_toml(rule)
    held = {float(n) for n in re.findall(r"\d+\.?\d*", toml.replace("-", " "))}
    held |= {100 * share for share in (0.95, 0.8)} | {100 * w for w in rule.weights}
    dates = {2024, 2025, 2026, 11, 20, 18, 17, 1, 27}
    digits_of_a_town = {9}
    rounded = {float(f"{value:.4g}") for value in held}
    # Percentages are put through binary arithmetic.
    rounded |= {round(value, 6) for value in held}
    assert {round(x, 6) for x in shown} - rounded - dates - digits_of_a_town == set()


def test_who_decided_stands_there_with_the_hash(demo) -> None:
    card = methodcard.card(demo, OPERATOR)
    facts = dict(card.facts)
    assert facts["提出人"] == "分析员" and facts["批准人"] == "规则审批人"
    assert facts["起用"] == "2026-01-27" and len(facts["规则哈希"]) == 64
    assert [row[2] for row in card.indicators] == ["15%", "15%", "30%", "40%"]


def test_a_rule_that_waits_and_a_person_who_left(rule) -> None:
    row = replace(row_of(rule), approved_by=None, valid_from=None)
    facts = dict(methodcard.card_of(row, {}).facts)
    assert facts["批准人"] == facts["起用"] == "—"
    assert facts["提出人"] == "analyst"


def test_votes_are_told_one_by_one(rule) -> None:
    votes = (
        Vote(voter="甲", method=Method.PAIRS, about=("alert/petition",), values=(3.0,)),
        Vote(voter="乙", method=Method.PAIRS, about=("alert/petition",), values=(2.0,)),
    )
    text = text_of(replace(rule, votes=votes))
    assert "2 张票" in text and "甲：有效警情/信访矛调 3" in text and "两两比较" in text


def test_before_the_first_map_the_rule_in_force_is_told(small_town, tmp_path) -> None:
    card = methodcard.card(small_town, OPERATOR)
    assert dict(card.facts)["规则"].startswith("小镇规则")
    with pytest.raises(NotFoundError):
        methodcard.card(town.bare(tmp_path / "bare"), OPERATOR)
