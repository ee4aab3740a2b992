"""Specifications: all faults at once, templates, units."""

from __future__ import annotations

import pytest

from analytics.composite.reading import parse
from errors import RefusedError

META = {
    "meta.csv": {
        "Ind Code": ["a", "b", "c"],
        "Low": ["0", "1.5", ""],
        "Kind": ["i", "i", "other"],
    }
}


def faults(text: str, tables: object = None) -> list[tuple[str, dict]]:
    with pytest.raises(RefusedError) as caught:
        parse(text, tables)
    assert caught.value.code == "composite.faults"
    return [
        (one.code.removeprefix("composite."), one.values) for one in caught.value.values["faults"]
    ]


def codes(text: str, tables: object = None) -> list[str]:
    return [code for code, _ in faults(text, tables)]


def test_all_faults_at_once() -> None:
    text = """
colour = "red"
when_missing = "perhaps"

[[node]]
code = "a"
from = ["x", "y"]
direction = 2
steps = ["round", "min_maxx", { do = "goalposts", low = 1, high = 1 }]

[[node]]
code = "a"

[[node]]
code = "b"
parent = "c"
aggregate = "mode"

[[node]]
title = "nameless"
"""
    assert sorted(codes(text)) == sorted(
        [
            "unknown_key",
            "bad_value",  # when_missing
            "bad_value",  # direction
            "no_key",  # places of round
            "no_step",
            "flat_goalposts",
            "no_aggregate",
            "double_node",
            "no_parent",
            "bad_value",  # aggregate
            "no_key",  # code
        ]
    )


def test_the_nearest_known_name_is_offered() -> None:
    told = dict(faults('[[node]]\ncode = "a"\nstep = ["negate"]\n'))
    assert told["unknown_key"]["near"].startswith("steps")
    told = dict(faults('[[node]]\ncode = "a"\nsteps = ["zscore"]\n'))
    assert "z_score" in told["no_step"]["near"]


def test_text_that_is_no_toml_and_a_specification_of_nothing() -> None:
    with pytest.raises(RefusedError, match="unreadable"):
        parse("[[node")
    assert codes("title = 'x'") == ["no_nodes"]


def test_what_is_said_must_be_used() -> None:
    text = '[[node]]\ncode = "a"\ndirection = -1\ndenominator = "people"\nsteps = ["z_score"]\n'
    assert [values["key"] for _, values in faults(text)] == ["direction", "denominator"]


def test_circles_are_found() -> None:
    text = '[[node]]\ncode = "a"\nfrom = "b"\n[[node]]\ncode = "b"\nfrom = "a"\n'
    assert codes(text) == ["circle"]


def test_children_name_their_parent_and_carry_their_weight() -> None:
    spec = parse(
        """
[[node]]
code = "top"
aggregate = "arithmetic"
weights = { b = 5 }
[[node]]
code = "a"
weight = 2
parent = ["top"]
steps = ["z_score"]
[[node]]
code = "b"
weight = 3
parent = "top"
steps = ["z_score"]
"""
    )
    assert spec.nodes["top"].inputs == ("a", "b")
    assert dict(spec.nodes["top"].weights) == {"a": 2, "b": 5}
    assert list(spec.nodes) == ["top", "a", "b"]
    assert spec.order == ("a", "b", "top")
    assert spec.columns() == {"a", "b"}


@pytest.mark.parametrize("weights", ["[1]", "{ z = 1 }", "[0, 0]", "[1, -1]"])
def test_weights_that_do_not_fit(weights: str) -> None:
    text = f"""
units = {{ "*" = "x" }}
[[node]]
code = "top"
from = ["a", "b"]
aggregate = "arithmetic"
weights = {weights}
"""
    assert set(codes(text)) == {"weights"}


def test_each_over_a_table_keeps_numbers_and_drops_what_is_empty() -> None:
    text = """
[[node]]
each = { file = "somewhere/meta.csv", where = { Kind = "i" } }
code = "{Ind_Code}_n"
from = "{Ind_Code}"
steps = [{ do = "goalposts", low = "{Low}", high = 9 }]
"""
    spec = parse(text, META)
    assert list(spec.nodes) == ["a_n", "b_n"]
    assert spec.nodes["b_n"].steps[0].options["low"] == 1.5
    other = text.replace(', where = { Kind = "i" }', "")
    # The third row has no low, so the key is left out, and goalposts need one.
    assert codes(other, META) == ["no_key"]


@pytest.mark.parametrize(
    ("each", "fault"),
    [
        ("[]", "bad_value"),
        ("7", "bad_value"),
        ('{ file = "none.csv" }', "no_table"),
        ('{ file = "meta.csv", where = { Kindd = 1 } }', "no_column"),
        ('["x"]', "no_place"),
        ("[{ name = 1 }, { other = 2 }]", "no_place"),
    ],
)
def test_each_that_gives_nothing(each: str, fault: str) -> None:
    assert fault in codes(f'[[node]]\neach = {each}\ncode = "{{name}}"\n', META)


@pytest.mark.parametrize(
    ("units", "nodes", "expected"),
    [
        ("", "", ["no_unit"]),
        ('a = "count"', "", ["no_unit"]),
        ('a = "count"\nb = "rate"', "", ["units_mixed"]),
        ('a = "count"\nb = "count"', "", []),
        ('"?" = "count"', "", []),
    ],
)
def test_counts_and_rates_are_never_mixed_silently(units, nodes, expected) -> None:
    text = f'[units]\n{units}\n[[node]]\ncode = "s"\nfrom = ["a", "b"]\naggregate = "sum"\n{nodes}'
    if expected:
        assert codes(text) == expected
    else:
        parse(text)


def test_a_denominator_or_a_score_must_stand_between() -> None:
    text = """
[units]
deaths = "count"
share = "rate"
[[node]]
code = "deaths"
{between}
[[node]]
code = "both"
from = ["deaths", "share"]
aggregate = "arithmetic"
"""
    assert codes(text.format(between="")) == ["units_mixed"]
    assert codes(text.format(between='unit = "rate"')) == ["unit_denied"]
    assert codes(text.format(between='steps = ["root"]')) == ["units_mixed"]
    parse(text.format(between='steps = [{ do = "denominator", column = "people" }]'))
    # A score beside a rate is still a mixture.
    assert codes(text.format(between='steps = ["z_score"]')) == ["units_mixed"]


def test_products_and_ratios_may_mix() -> None:
    parse(
        """
[units]
loss = "usd"
people = "count"
[[node]]
code = "per_head"
from = ["loss", "people"]
aggregate = "ratio"
unit = "usd per head"
[[node]]
code = "risk"
from = ["loss", "people"]
aggregate = "product"
"""
    )
    assert codes('[[node]]\ncode="r"\nfrom=["a","b","c"]\naggregate="ratio"\n') == ["inputs"]


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        ('{ do = "classes", scheme = "exact", k = 3, labels = ["a"] }', "few_labels"),
        ('{ do = "classes", scheme = "fixed" }', "no_key"),
        ('{ do = "classes", scheme = "fixed", cuts = [2, 1] }', "bad_value"),
        (
            '{ do = "classes", scheme = "exact", labels = ["a","b","c","d","e"] }, "negate"',
            "labels_last",
        ),
        ('{ do = "fill" }', "no_key"),
        ('{ do = "min_max", to = [1] }', "bad_value"),
        ('{ do = "flag", above = true }', "bad_value"),
        ('{ do = "root", of = 0 }', "bad_value"),
        ('{ do = "round", places = 1.5 }', "bad_value"),
        ("{ places = 1 }", "bad_value"),
    ],
)
def test_options_that_do_not_fit(step: str, fault: str) -> None:
    assert fault in codes(f'[[node]]\ncode = "a"\nsteps = [{step}]\n')
