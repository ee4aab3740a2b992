"""Tables of votes: read, refused with all their faults, weighed, kept with the rule."""

from __future__ import annotations

import pytest

from errors import PolicyError, RefusedError
from policy import Method, parse
from services import ballots, policies, wording
from tests.services import small_town as town

POINTS = "投票人,实有人口,信访矛调,有效警情\n书记,20,30,50\n所长,10,30,60\n网格员,30,30,40\n"
PAIRS = """投票人,甲,乙,倍数
书记,alert,petition,2
书记,alert,population,4
书记,petition,population,2
所长,petition,alert,1/3
所长,alert,population,5
所长,petition,population,2
"""


def refused(text: str, method: Method) -> str:
    with pytest.raises(RefusedError) as caught:
        ballots.weigh(ballots.read(text, method))
    return wording.sentence(caught.value)


def test_a_hundred_points_are_averaged() -> None:
    weighed = ballots.weigh(ballots.read(POINTS, Method.POINTS))
    assert weighed.weights == {"population": 20.0, "petition": 30.0, "alert": 50.0}
    assert [vote.voter for vote in weighed.votes] == ["书记", "所长", "网格员"]
    assert weighed.group_ratio is None


def test_pairs_give_weights_and_ratios_of_everybody() -> None:
    weighed = ballots.weigh(ballots.read(PAIRS, Method.PAIRS))
    assert sum(weighed.weights.values()) == pytest.approx(100, abs=0.02)
    assert weighed.weights["alert"] > weighed.weights["petition"] > weighed.weights["population"]
    assert weighed.ratios["书记"] == 0
    assert 0 < weighed.ratios["所长"] <= 0.1
    assert weighed.group_ratio is not None and weighed.group_ratio <= 0.1


def test_all_faults_of_a_table_of_points_are_named_with_their_lines() -> None:
    told = refused(
        "投票人,alert,petition\n甲,50,40\n乙,x,50\n丙,50,50,0\n丁,50,50\n丁,40,60\n", Method.POINTS
    )
    for words in ("4 处", "第 2 行", "90 分", "第 3 行", "第 4 行", "丁投了不止一票"):
        assert words in told


def test_all_faults_of_a_table_of_pairs_are_named() -> None:
    told = refused(
        "v,a,b,r\n甲,alert,petition,10\n甲,alert,alert,1\n甲,alert\n甲,alert,population,2\n"
        "甲,population,alert,2\n",
        Method.PAIRS,
    )
    for words in ("4 处", "第 2 行", "第 3 行", "第 4 行", "已经比过"):
        assert words in told


def test_a_missing_pair_is_named() -> None:
    told = refused(PAIRS.rsplit("\n", 2)[0], Method.PAIRS)
    assert "所长没有比较" in told and "信访矛调/实有人口" in told.replace(
        "实有人口/信访矛调", "信访矛调/实有人口"
    )


def test_who_contradicts_himself_is_told_where() -> None:
    wrong = PAIRS.replace("书记,petition,population,2", "书记,petition,population,1/9")
    told = refused(wrong, Method.PAIRS)
    assert "书记" in told and "一致性比率" in told and "0.10" in told
    assert "所长" not in told


def test_a_group_may_contradict_itself_though_nobody_does() -> None:
    votes = ballots.read(PAIRS, Method.PAIRS)
    assert ballots.weigh(votes).group_ratio is not None
    assert ballots.weigh(votes[:1]).group_ratio == 0


@pytest.mark.parametrize(
    ("text", "method"),
    [("", Method.POINTS), ("a,b\n", Method.POINTS), ("v,alert\n甲,100\n", Method.POINTS)],
)
def test_a_table_without_votes_is_refused(text: str, method: Method) -> None:
    with pytest.raises(RefusedError):
        ballots.read(text, method)


def test_votes_of_two_kinds_are_not_joined() -> None:
    both = (*ballots.read(POINTS, Method.POINTS), *ballots.read(PAIRS, Method.PAIRS))
    with pytest.raises(RefusedError) as caught:
        ballots.weigh(both)
    assert caught.value.code == "ballots.mixed"
    with pytest.raises(RefusedError):
        ballots.weigh(())


def test_more_than_eight_things_are_too_many_to_compare() -> None:
    names = [f"i{n}" for n in range(9)]
    rows = [f"甲,{a},{b},1" for k, a in enumerate(names) for b in names[k + 1 :]]
    with pytest.raises(RefusedError) as caught:
        ballots.weigh(ballots.read("v,a,b,r\n" + "\n".join(rows), Method.PAIRS))
    assert caught.value.code == "ballots.many"


def test_the_rule_carries_its_votes_and_the_weights_they_give(small_town) -> None:
    weighed = ballots.weigh(ballots.read(POINTS, Method.POINTS))
    text = ballots.into(town.rule(version="9"), weighed)
    policy = parse(text)
    assert [rule.weight for rule in policy.indicators] == [20.0, 30.0, 50.0]
    assert policy.votes == weighed.votes
    proposed = policies.propose(small_town, town.who(small_town, "analyst"), text)
    with small_town.store.read() as tx:
        stored = policies.by_hash(tx, proposed["hash"]).policy
    assert stored.votes == weighed.votes


def test_a_rule_whose_weights_are_not_those_of_its_votes_is_refused(small_town) -> None:
    weighed = ballots.weigh(ballots.read(POINTS, Method.POINTS))
    text = ballots.into(town.rule(version="9"), weighed).replace("weight = 50.0", "weight = 90.0")
    with pytest.raises(PolicyError) as caught:
        policies.propose(small_town, town.who(small_town, "analyst"), text)
    assert "有效警情 50" in wording.sentence(caught.value)


def test_an_indicator_the_rule_lacks_and_one_nobody_voted_on() -> None:
    weighed = ballots.weigh(ballots.read("v,alert,petition\n甲,70,30\n", Method.POINTS))
    policy = parse(ballots.into(town.rule(), weighed))
    assert [rule.weight for rule in policy.indicators] == [0.0, 30.0, 70.0]
    ballots.require(policy)
    other = ballots.weigh(ballots.read("v,alert,noise\n甲,70,30\n", Method.POINTS))
    with pytest.raises(PolicyError) as caught:
        ballots.into(town.rule(), other)
    assert "noise" in wording.sentence(caught.value)


def test_a_rule_without_votes_is_left_alone() -> None:
    ballots.require(parse(town.rule()))


def test_the_answer_of_the_command_names_every_weight() -> None:
    answer = ballots.as_object(ballots.weigh(ballots.read(PAIRS, Method.PAIRS)))
    assert answer["method"] == "pairs" and answer["voters"] == 2
    assert answer["consistency_limit"] == 0.1
    assert {row["name"] for row in answer["weights"]} == {"有效警情", "信访矛调", "实有人口"}
