"""Persons, sign-ins and what a token stands for."""

import dataclasses

import pytest

from errors import NotAllowedError, NotFoundError, RefusedError
from services import access, accounts
from services.access import OPERATOR, Role
from services.workspace import opened
from store import facts, people
from tests.services import small_town as town


def test_persons_get_role_scope_and_purpose(small_town):
    leader = town.who(small_town, "leader")
    assert (leader.role, leader.scope.prefix, leader.purpose) == (Role.LEADER, town.TOWN, "wall")
    assert not leader.is_cleared and town.who(small_town, "chair").is_cleared
    with pytest.raises(NotAllowedError) as caught:
        town.who(small_town, "stranger")
    assert caught.value.code == "access.nobody"


def test_on_real_data_nobody_is_offered(small_town):
    assert not accounts.is_demo(small_town)
    assert accounts.offered(small_town) == []


def test_in_a_demo_its_persons_are_offered(small_town):
    with small_town.store.begin() as tx:
        facts.put(tx, facts.DEMO, "true")
        people.put(tx, people.Person(id="d", title="演示", role="chair", scope="", is_demo=True))
    assert accounts.is_demo(small_town)
    assert [viewer.person for viewer in accounts.offered(small_town)] == ["d"]


def test_only_the_operator_enrols(small_town):
    with pytest.raises(NotAllowedError):
        accounts.enrol(small_town, town.who(small_town, "approver"), town.PERSONS)
    with pytest.raises(RefusedError):
        accounts.enrol(
            small_town, OPERATOR, "[[person]]\nid='a'\ntitle='a'\nrole='chair'\nscope='no/area'\n"
        )
    text = "[[person]]\nid='chair'\ntitle='新主持人'\nrole='chair'\n"
    assert accounts.enrol(small_town, OPERATOR, text) == ["chair"]
    changed = town.who(small_town, "chair")
    assert (changed.title, changed.scope.prefix, changed.purpose) == ("新主持人", "", "desk")


def test_token_stands_for_its_person_until_it_ends(small_town):
    chair = town.who(small_town, "chair")
    token = access.token(small_town, chair)
    assert access.holder(small_town, token) == chair
    clock = small_town.settings.data / "clock.toml"
    clock.write_text("now = 2026-11-18T16:00:00+08:00\n")
    assert access.holder(opened(small_town.settings), token) is None


def test_ticket_of_the_operator_is_short(small_town):
    ticket = accounts.ticket(small_town, OPERATOR)
    assert access.holder(small_town, ticket) == OPERATOR
    clock = small_town.settings.data / "clock.toml"
    clock.write_text("now = 2026-11-18T03:11:00+08:00\n")
    assert access.holder(opened(small_town.settings), ticket) is None


def test_no_other_text_is_a_token(small_town, tmp_path):
    token = access.token(small_town, town.who(small_town, "analyst"))
    person, expiry, signature = token.split(".")
    forged = [
        None,
        "",
        "a.b",
        f"operator.{expiry}.{signature}",
        f"{person}.{int(expiry) + 1}.{signature}",
        f"{person}.{expiry}.{'0' * 64}",
        f"{person}.{expiry}.签名",
        f"{person}.{expiry}.{signature}.x",
    ]
    assert [access.holder(small_town, text) for text in forged] == [None] * len(forged)
    other = town.bare(tmp_path / "other")
    assert access.holder(other, token) is None
    other.store.close()


def test_who_left_holds_nothing(small_town):
    token = access.token(small_town, town.who(small_town, "analyst"))
    with small_town.store.begin() as tx:
        people.deactivate(tx, "analyst")
    assert access.holder(small_town, token) is None


def test_data_version_changes_with_the_data(small_town):
    before = accounts.data_version(small_town)
    assert accounts.data_version(small_town) == before
    town.take(small_town, "population", town.people().assign(户籍=1), town.POPULATION)
    assert accounts.data_version(small_town) != before


def test_a_folder_never_made_has_no_key(small_town, tmp_path):
    elsewhere = dataclasses.replace(small_town.settings, data=tmp_path / "none")
    with pytest.raises(NotFoundError):
        opened(elsewhere).secret()
    key = small_town.settings.data / "secret.key"
    assert key.stat().st_mode & 0o077 == 0 and len(key.read_bytes()) == 32
