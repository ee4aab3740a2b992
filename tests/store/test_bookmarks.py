"""Named links in the store, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from errors import NotFoundError, RefusedError
from store import Store, bookmarks
from tests.store.rows import AT


def kept(tx, person: str, name: str, link: str = "/?week=2026-11-17") -> int:
    return bookmarks.add(tx, person=person, name=name, link=link, at=AT)


def test_links_are_a_persons_own_and_the_newest_is_first(store: Store) -> None:
    with store.begin() as tx:
        kept(tx, "analyst", "沿江")
        last = kept(tx, "analyst", "全镇", "/")
        kept(tx, "chair", "沿江")
        mine = bookmarks.of_person(tx, "analyst")
        assert [one.name for one in mine] == ["全镇", "沿江"]
        assert (mine[0].id, mine[0].link, mine[0].at) == (last, "/", AT)
        assert [one.name for one in bookmarks.of_person(tx, "chair")] == ["沿江"]
        assert bookmarks.of_person(tx, "leader") == []


def test_a_name_is_taken_once_per_person(store: Store) -> None:
    with store.begin() as tx:
        kept(tx, "analyst", "沿江")
        with pytest.raises(RefusedError, match="twice"):
            kept(tx, "analyst", "沿江", "/data")
        assert [one.link for one in bookmarks.of_person(tx, "analyst")] == ["/?week=2026-11-17"]


def test_only_the_owner_takes_one_out(store: Store) -> None:
    with store.begin() as tx:
        number = kept(tx, "analyst", "沿江")
        with pytest.raises(NotFoundError):
            bookmarks.remove(tx, "chair", number)
        bookmarks.remove(tx, "analyst", number)
        assert bookmarks.of_person(tx, "analyst") == []
        with pytest.raises(NotFoundError):
            bookmarks.remove(tx, "analyst", number)
        # The name is free again.
        kept(tx, "analyst", "沿江")


def test_the_database_itself_refuses_a_link_without_a_name(store: Store) -> None:
    with pytest.raises(IntegrityError), store.begin() as tx:
        kept(tx, "analyst", "")
