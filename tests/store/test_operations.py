"""Operations in the store, on both databases."""

from __future__ import annotations

import pytest

from errors import NotFoundError, RefusedError
from store import Store, operations

ONE = {
    "name": "夜查",
    "indicator": "alert",
    "category": "",
    "first_day": 20_700,
    "last_day": 20_720,
    "areas": ("330109106901", "330109106902"),
    "note": "",
    "by": "analyst",
    "at": 5,
}


def test_what_is_added_is_read_again(store: Store) -> None:
    with store.begin() as tx:
        number = operations.add(tx, **ONE)
    with store.read() as tx:
        one = operations.get(tx, number)
        assert {name: getattr(one, name) for name in ONE} == ONE
        assert one.withdrawn_at is None
        assert operations.listed(tx) == [one]


def test_a_name_on_one_day_is_there_once(store: Store) -> None:
    with store.begin() as tx:
        operations.add(tx, **ONE)
        with pytest.raises(RefusedError):
            operations.add(tx, **ONE)
        operations.add(tx, **{**ONE, "first_day": 20_701})
        assert [one.first_day for one in operations.listed(tx)] == [20_701, 20_700]


def test_a_withdrawn_one_leaves_the_list_and_stays(store: Store) -> None:
    with store.begin() as tx:
        number = operations.add(tx, **ONE)
        operations.withdraw(tx, number, by="chair", at=9)
        assert operations.listed(tx) == []
        assert operations.get(tx, number).withdrawn_by == "chair"
        with pytest.raises(RefusedError):
            operations.withdraw(tx, number, by="chair", at=9)
        with pytest.raises(NotFoundError):
            operations.get(tx, number + 1)
