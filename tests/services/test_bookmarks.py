"""Links that are kept and handed on: whose they are, and what may not stand in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import NotFoundError, RefusedError
from services import bookmarks
from tests.services import small_town as town

LINK = "/?week=2026-11-17&scope=330109106&shape=12018650.3011230_1200.800"
# Put together, so that no such number stands in this file.
MOBILE = "138" + "12345678"
IDENTITY = "110105" + "19491231" + "002X"


def keep(ws, name="沿江", link=LINK, person="analyst"):
    return bookmarks.keep(ws, town.who(ws, person), name=name, link=link)


def test_kept_listed_and_forgotten_by_their_owner_alone(small_town):
    number = keep(small_town, "  沿江  三村 ")
    mine = bookmarks.mine(small_town, town.who(small_town, "analyst"))
    assert [(one.name, one.link) for one in mine] == [("沿江 三村", LINK)]
    assert bookmarks.mine(small_town, town.who(small_town, "chair")) == []
    with pytest.raises(NotFoundError, match="unknown"):
        bookmarks.forget(small_town, town.who(small_town, "chair"), number)
    bookmarks.forget(small_town, town.who(small_town, "analyst"), number)
    assert bookmarks.mine(small_town, town.who(small_town, "analyst")) == []


def test_a_name_is_needed_short_and_once(small_town):
    keep(small_town)
    for name, code in (("沿江", "twice"), ("   ", "name_length"), ("长" * 41, "name_length")):
        with pytest.raises(RefusedError, match=code):
            keep(small_town, name)


def test_there_is_an_end_to_keeping(small_town, monkeypatch):
    monkeypatch.setattr(bookmarks, "MOST", 2)
    keep(small_town, "一")
    keep(small_town, "二")
    with pytest.raises(RefusedError, match="too_many"):
        keep(small_town, "三")
    keep(small_town, "三", person="chair")


@pytest.mark.parametrize("link", ["/", "/indicators", "/why?grid=330109106201001", LINK])
def test_addresses_of_pages_may_be_kept(link):
    assert bookmarks.checked_link(link) == link


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:8501/",
        "//elsewhere/x",
        "javascript:alert(1)",
        "data",
        "/../etc",
        "/?note=%E5%BC%A0%E4%B8%89",
        "/?a=<b>",
        "/?A=1",
        "/#x",
        "/?week=" + "1" * 4_000,
    ],
)
def test_other_addresses_may_not(link):
    with pytest.raises(RefusedError, match="bad_link"):
        bookmarks.checked_link(link)


def test_no_personal_number_goes_into_a_link_or_a_name(small_town):
    for number in (MOBILE, IDENTITY):
        with pytest.raises(RefusedError, match="personal"):
            keep(small_town, link=f"/?grid={number}")
        with pytest.raises(RefusedError, match="personal"):
            keep(small_town, name=f"问 {number}")
    # A code of a grid with as many digits is none.
    assert bookmarks.checked_link("/?grid=330109106201001001")


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.integers(0, 99_999)))
def test_any_short_numbers_make_a_good_link(values):
    link = "/map?" + "&".join(f"{key}={value}" for key, value in values.items())
    assert bookmarks.checked_link(link) == link


@given(st.text(max_size=60))
def test_whatever_passes_holds_no_host_and_no_blank(text):
    try:
        good = bookmarks.checked_link(text)
    except RefusedError:
        return
    assert good.startswith("/") and not good.startswith("//")
    assert not set(good) & set(" <>\"'\\")
