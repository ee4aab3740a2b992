"""Rules: proposed by one, approved by another, compared, and never back in time."""

import datetime as dt

import pytest

import policy as schema
from errors import NotAllowedError, NotFoundError, PolicyError
from services import policies, scoring
from services.access import OPERATOR
from store import counts
from tests.services import small_town as town
from vocab import day_number


def propose(ws, text):
    return policies.propose(ws, town.who(ws, "analyst"), text)["hash"]


def test_figures_come_from_the_baseline(small_town):
    (only,) = policies.listed(small_town, OPERATOR)
    with small_town.store.read() as tx:
        stored = policies.by_hash(tx, only["hash"]).policy
    assert stored.is_calibrated and len(stored.cuts) == 4
    assert stored.baseline == (day_number(town.FIRST), day_number(town.LAST))
    alert = stored.indicators[2].frozen
    assert alert.rate[town.TOWN] > 0 and alert.lo < 1 < alert.hi
    assert schema.parse(schema.to_toml(stored)) == stored


def test_one_pool_for_everything_has_an_empty_name(small_town):
    digest = propose(small_town, town.rule("3", pool_digits="0"))
    with small_town.store.read() as tx:
        stored = policies.by_hash(tx, digest).policy
    assert list(stored.indicators[2].frozen.rate) == [""]


def test_two_persons(small_town):
    digest = policies.propose(small_town, OPERATOR, town.rule("2"))["hash"]
    with pytest.raises(PolicyError) as caught:
        policies.approve(small_town, OPERATOR, digest, week=town.end_of(3))
    assert caught.value.code == "store.same_person"
    told = policies.approve(
        small_town, town.who(small_town, "approver"), digest[:10], town.end_of(3)
    )
    assert told == {"hash": digest, "valid_from": town.end_of(3)}


def test_roles(small_town):
    with pytest.raises(NotAllowedError):
        policies.propose(small_town, town.who(small_town, "chair"), town.rule("2"))
    digest = propose(small_town, town.rule("2"))
    for person in ("analyst", "chair", "leader"):
        with pytest.raises(NotAllowedError):
            policies.approve(small_town, town.who(small_town, person), digest, town.end_of(0))


def test_a_closed_week_keeps_its_rule(scored_town):
    for week in range(3):
        scoring.close(scored_town, OPERATOR, week=town.end_of(week))
    digest = propose(scored_town, town.rule("2", power="1.0"))
    approver = town.who(scored_town, "approver")
    with pytest.raises(PolicyError) as caught:
        policies.approve(scored_town, approver, digest, town.end_of(2))
    assert caught.value.code == "store.period_closed"
    policies.approve(scored_town, approver, digest, town.end_of(3))
    with scored_town.store.read() as tx:
        assert policies.in_force(tx, town.period_of(2)).version == "1"
        assert policies.in_force(tx, town.period_of(3)).version == "2"


def test_of_two_rules_from_one_week_the_later_approved_holds(small_town):
    # The clock of this folder stands still: approval times are equal.
    for version in "23456":
        town.approved(small_town, town.rule(version), week=4)
        with small_town.store.read() as tx:
            assert policies.in_force(tx, town.period_of(4)).version == version


def test_an_alternative_colours_nothing(small_town):
    digest = town.approved(small_town, town.rule("2", power="1.0"), week=None)
    rows = {row["hash"]: row for row in policies.listed(small_town, OPERATOR)}
    assert rows[digest]["status"] == "alternative" and rows[digest]["valid_from"] is None
    with small_town.store.read() as tx:
        assert policies.in_force(tx, town.period_of(11)).version == "1"


def test_list_says_who_and_when(small_town):
    propose(small_town, town.rule("2"))
    rows = policies.listed(small_town, town.who(small_town, "leader"))
    assert {(row["version"], row["status"], row["approved_by"]) for row in rows} == {
        ("1", "approved", "approver"),
        ("2", "proposed", None),
    }


def test_diff_names_what_differs_key_by_key(small_town):
    one = propose(small_town, town.rule("2"))
    other = propose(small_town, town.rule("3").replace("weight = 50", "weight = 40"))
    told = policies.diff(small_town, OPERATOR, one[:12], other[:12])
    differences = {row["key"]: (row["first"], row["second"]) for row in told["differences"]}
    assert differences["version"] == ('"2"', '"3"')
    assert differences["indicator.alert.weight"] == ("50.0", "40.0")
    assert set(differences) <= {"version", "indicator.alert.weight", "cuts"}
    assert policies.diff(small_town, OPERATOR, one, one)["differences"] == []


def test_unknown_hash_and_bad_texts(small_town):
    with pytest.raises(NotFoundError):
        policies.diff(small_town, OPERATOR, "0" * 64, "1" * 64)
    for text in (
        "",
        "name = ",
        town.rule("2", colour='"red"'),
        town.rule("2", cuts="[3, 2, 1, 0]"),
    ):
        with pytest.raises(PolicyError):
            policies.propose(small_town, OPERATOR, text)


def test_too_few_weeks_cannot_be_a_baseline(small_town):
    text = town.rule("2", baseline=f"[{town.FIRST}, {town.date_of(3, 6)}]")
    with pytest.raises(PolicyError) as caught:
        policies.propose(small_town, OPERATOR, text)
    assert caught.value.code == "policy.too_short"


def test_in_force_before_the_first_rule_is_not_found(small_town):
    with small_town.store.read() as tx, pytest.raises(NotFoundError):
        policies.in_force(tx, town.period_of(0) - 7)


def test_first_rule_says_how_time_is_cut_and_later_ones_follow(tmp_path):
    ws = town.bare(tmp_path / "sunday")
    town.take(ws, "boundaries", town.write_boundaries(tmp_path / "b.gpkg"), town.BOUNDARIES)
    town.take(ws, "population", town.people(), town.POPULATION)
    for indicator, source in (("警情", "police"), ("信访", "office")):
        rows = town.events(indicator, source, 2.0)
        town.take(ws, "events", rows, town.feed(source), covers=town.EVER)
    sunday = "\n[period]\nweek_ends = 6\n"
    digest = propose(ws, town.rule() + sunday)
    end = dt.date(2026, 9, 6)
    policies.approve(ws, town.who(ws, "approver"), digest, end.isoformat())
    with ws.store.read() as tx:
        stored = counts.latest(tx, 1, ["alert"], [day_number(end)])
    assert stored.n["alert"].sum() > 0
    made = scoring.score(ws, OPERATOR)
    assert {dt.date.fromisoformat(one["period"]).weekday() for one in made} == {6}
    with pytest.raises(PolicyError) as caught:
        propose(ws, town.rule("2"))
    assert caught.value.code == "policy.other_period"
    ws.store.close()
