"""A policy as text: there and back, all faults at once, a hash of the canonical bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import PolicyError
from policy import (
    Exposure,
    Frozen,
    IndicatorKind,
    IndicatorRule,
    Measure,
    Policy,
    Steps,
    Transform,
    parse,
    to_toml,
)
from vocab import PeriodKind, PeriodRule

TEXT = """
name = "试验规则"
version = "1"
area = "330109"
baseline = [2024-11-20, 2025-11-18]
cuts = [30, 45, 60, 78]

[period]
kind = "week"
week_ends = 1

[[indicator]]
code = "population"
kind = "stock"
weight = 25

[[indicator]]
code = "alert"
kind = "events"
weight = 75
half_life = 13
acute = true
"""

SHARE = st.floats(0.01, 1, allow_nan=False)
CODES = st.sampled_from(["alert", "penalty", "petition", "fire"])
POOLS = st.dictionaries(
    st.sampled_from(["", "330109106", "t-1", "a.b", "微网格"]), st.floats(1e-9, 1e3), max_size=3
)
FROZEN = st.builds(Frozen, lo=SHARE, hi=SHARE, rate=POOLS, phi=POOLS)
RULES = st.builds(
    IndicatorRule,
    code=CODES,
    kind=st.sampled_from(IndicatorKind),
    weight=st.floats(0.1, 100),
    exposure=st.sampled_from(Exposure),
    measure=st.sampled_from(Measure),
    sources=st.lists(st.sampled_from(["police", "law"]), max_size=2).map(tuple),
    half_life=st.floats(0.5, 60),
    acute=st.booleans(),
    transform=st.sampled_from(Transform),
    frozen=st.none() | FROZEN,
)
POLICIES = st.builds(
    Policy,
    name=st.text(min_size=1, max_size=12),
    version=st.text(max_size=4),
    indicators=st.lists(RULES, min_size=1, max_size=4, unique_by=lambda rule: rule.code).map(tuple),
    area=st.sampled_from(["", "33", "330109106"]),
    period=st.builds(PeriodRule, kind=st.sampled_from(PeriodKind), week_ends=st.integers(0, 6)),
    baseline=st.none() | st.tuples(st.integers(0, 10_000), st.integers(10_000, 20_000)),
    cuts=st.just(()) | st.just((10.0, 20.5, 30.0, 99.9)),
    up=st.builds(Steps, once=st.just(0.95), twice=st.floats(0.6, 0.9)),
    power=st.floats(0.5, 5),
    draws=st.integers(2, 1024),
    season=st.booleans(),
)


@given(POLICIES)
def test_text_there_and_back(policy: Policy) -> None:
    again = parse(to_toml(policy))
    assert again == policy
    assert again.hash == policy.hash


def test_reads_a_town_text() -> None:
    policy = parse(TEXT)
    assert policy.weights == (0.25, 0.75)
    assert policy.baseline == (20047, 20410)
    assert policy.cuts == (30.0, 45.0, 60.0, 78.0)
    assert not policy.is_calibrated
    assert policy.indicators[1].acute
    assert policy.method == Policy(name="", version="", indicators=()).method


def test_hash_depends_on_content_not_on_form() -> None:
    one = parse(TEXT)
    assert parse(TEXT.replace("weight = 25", "weight = 25.0  # a remark")).hash == one.hash
    assert replace(one, power=3.0).hash != one.hash
    assert len(one.hash) == 64


FAULTS = {
    "power = 0": "power",
    "draws = 1": "draws",
    "override_share = 1.5": "override_share",
    "override_probability = 0": "override_probability",
    "min_periods = 0": "min_periods",
    "no_data_after = 0": "no_data_after",
    "season_range = [1.2, 2.0]": "season_range",
    "season_smoothing = 0": "season_smoothing",
    "prior_floor = 0": "prior_floor",
    "colour = 3": "colour",
}


@pytest.mark.parametrize(("line", "key"), FAULTS.items())
def test_each_fault_is_named(line: str, key: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse(f"{line}\n{TEXT}")
    assert caught.value.values["keys"] == key


def test_all_faults_are_named_at_once() -> None:
    text = (
        TEXT.replace("[30, 45, 60, 78]", "[30, 45, 45, 78]")
        .replace("half_life = 13", "half_life = 0\nhue = 1")
        .replace("weight = 25", "weight = -1")
    )
    with pytest.raises(PolicyError) as caught:
        parse(f"power = -1\n{text}\n[up]\nonce = 0.7\ntwice = 0.8\n[down]\ntwice = 0.5")
    keys = str(caught.value.values["keys"]).split(", ")
    assert set(keys) == {
        "power",
        "cuts",
        "half_life",
        "indicator.alert.hue",
        "weight",
        "up",
        "down",
    }


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        "name = 'x'",
        TEXT.replace('kind = "stock"', 'kind = "flow"'),
        TEXT.replace("weight = 25", "weight = 0").replace("weight = 75", "weight = 0"),
        TEXT.replace("weight = 25", 'weight = "much"'),
        TEXT + "\n[up]\nthrice = 1",
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(PolicyError, match=r"unreadable|faults"):
        parse(text)


def test_indicators_are_one_to_eight_and_different() -> None:
    with pytest.raises(PolicyError, match="faults"):
        parse(TEXT.replace('"population"', '"alert"'))
    more = "".join(
        f'\n[[indicator]]\ncode = "k{i}"\nkind = "events"\nweight = 1\n' for i in range(7)
    )
    with pytest.raises(PolicyError, match="faults"):
        parse(TEXT + more)


def test_a_character_that_toml_wants_escaped_comes_back() -> None:
    policy = replace(parse(TEXT), version="\x7f")
    assert parse(to_toml(policy)) == policy
