"""A proposal taken back stays on record and is not proposed again."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from errors import NotFoundError, PolicyError
from store import Store, policies
from tests.store.rows import AT
from tests.store.test_decisions import OTHER, POLICY


def test_it_stays_on_record_with_its_reason(store: Store) -> None:
    with store.begin() as tx:
        digest = policies.propose(tx, POLICY, by="analyst", at=AT)
        policies.propose(tx, OTHER, by="analyst", at=AT + 1)
        row = policies.withdraw(tx, digest[:8], by="analyst", at=AT + 2, reason="数不对")
        assert row.status == "withdrawn"
        assert policies.reasons(tx) == {digest: "数不对"}
        assert [one.hash for one in policies.listed(tx, "withdrawn")] == [digest]
        assert [one.hash for one in policies.listed(tx, "proposed")] == [OTHER.hash]
        assert policies.get(tx, digest).policy == POLICY


def test_nobody_approves_it_and_nobody_proposes_it_again(store: Store) -> None:
    with store.begin() as tx:
        digest = policies.propose(tx, POLICY, by="analyst", at=AT)
        policies.withdraw(tx, digest, by="analyst", at=AT, reason="数不对")
        for act in (
            lambda: policies.approve(tx, digest, by="approver", at=AT, valid_from=100),
            lambda: policies.propose(tx, POLICY, by="chair", at=AT),
        ):
            with pytest.raises(PolicyError, match="withdrawn_before"):
                act()
        again = dataclasses.replace(POLICY, version="1.1")
        assert policies.propose(tx, again, by="analyst", at=AT) == again.hash


def test_only_a_proposal_is_taken_back_and_only_once(store: Store) -> None:
    with store.begin() as tx:
        digest = policies.propose(tx, POLICY, by="analyst", at=AT)
        policies.approve(tx, digest, by="approver", at=AT, valid_from=100)
        with pytest.raises(PolicyError, match="not_proposed"):
            policies.withdraw(tx, digest, by="analyst", at=AT, reason="数不对")
        other = policies.propose(tx, OTHER, by="analyst", at=AT)
        policies.withdraw(tx, other, by="analyst", at=AT, reason="数不对")
        with pytest.raises(PolicyError, match="not_proposed"):
            policies.withdraw(tx, other, by="analyst", at=AT, reason="再来")
        with pytest.raises(NotFoundError):
            policies.withdraw(tx, "0" * 64, by="analyst", at=AT, reason="数不对")


def test_the_database_wants_a_reason_and_a_rule(store: Store) -> None:
    with store.begin() as tx:
        digest = policies.propose(tx, POLICY, by="analyst", at=AT)
    with pytest.raises(DBAPIError, match="reasoned"), store.begin() as tx:
        policies.withdraw(tx, digest, by="analyst", at=AT, reason="")
    with pytest.raises(DBAPIError), store.begin() as tx:
        tx.execute(text("INSERT INTO withdrawal VALUES ('none', 'analyst', 1, 'x')"))
