"""Votes in the text of a policy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from errors import PolicyError
from policy import Method, Vote, parse, to_toml

RULE = """
name = "r"
version = "1"
[[indicator]]
code = "alert"
kind = "events"
weight = 60
[[indicator]]
code = "petition"
kind = "events"
weight = 40
"""
VOTE = """
[[vote]]
voter = "综合执法队"
method = "points"
about = ["alert", "petition"]
values = [60, 40]
"""


def test_votes_go_through_the_text_unchanged() -> None:
    policy = parse(RULE + VOTE)
    (vote,) = policy.votes
    assert vote == Vote(
        voter="综合执法队",
        method=Method.POINTS,
        about=("alert", "petition"),
        values=(60.0, 40.0),
    )
    assert parse(to_toml(policy)) == policy
    assert to_toml(parse(to_toml(policy))) == to_toml(policy)


def test_a_rule_without_votes_keeps_its_hash_and_a_vote_changes_it() -> None:
    plain, voted = parse(RULE), parse(RULE + VOTE)
    assert "vote" not in to_toml(plain)
    assert replace(voted, votes=()).hash == plain.hash != voted.hash


@pytest.mark.parametrize(
    "wrong",
    [
        VOTE.replace("[60, 40]", "[60]"),
        VOTE.replace("points", "dice"),
        VOTE.replace("voter =", "name ="),
        VOTE + "mood = 1\n",
        VOTE.replace("[60, 40]", '["a", "b"]'),
    ],
)
def test_a_vote_that_cannot_be_read_is_refused(wrong: str) -> None:
    with pytest.raises(PolicyError):
        parse(RULE + wrong)
