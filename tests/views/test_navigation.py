"""Every page of the list is a file, and every page file is in the list."""

import ast

import pytest

import settings
from services.access import OPERATOR, Role, Viewer
from views.components.stylesheet import here
from views.navigation import PAGES, Group, menus, place
from words import catalogue

FOLDER = settings.ROOT / "views"


def is_page(path) -> bool:
    """A page draws when it is run: it calls its ``main`` at the end."""
    ends = ast.parse(path.read_text("utf-8")).body[-1:]
    return any(isinstance(last, ast.Expr) and ast.unparse(last) == "main()" for last in ends)


def test_list_and_files_are_the_same():
    files = {path.stem for path in FOLDER.glob("*.py") if is_page(path)} - {"shell"}
    assert files == {entry.name for entry in PAGES}


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_every_page_has_its_name_in_both_languages(entry):
    assert all(catalogue(language)[entry.title] for language in ("zh_CN", "en"))


def test_what_is_offered_depends_on_the_person():
    leader = Viewer(person="l", title="l", role=Role.LEADER, purpose="wall")
    offered = {who.person: {e.name for e in PAGES if e.offered(who)} for who in (OPERATOR, leader)}
    assert "data" in offered["operator"] and "data" not in offered["l"]
    assert "why" not in offered["operator"]
    assert PAGES[0].offered(leader)


LEADER = Viewer(person="l", title="l", role=Role.LEADER, purpose="wall")


@pytest.mark.parametrize("viewer", (OPERATOR, LEADER), ids=lambda one: one.person)
def test_every_page_stands_in_one_menu_and_no_menu_is_empty(viewer):
    bar = menus(viewer)
    assert sorted(entry.name for entries in bar.values() for entry in entries) == sorted(
        entry.name for entry in PAGES
    )
    assert next(iter(bar)) is Group.BAR and bar[Group.BAR][0] is PAGES[0]
    assert all(
        entry.offered(viewer) for group, entries in bar.items() if group for entry in entries
    )
    # What fits beside the title block at 1280.
    assert len([e for e in bar[Group.BAR] if e.offered(viewer)]) + len(bar) - 1 <= 5


@pytest.mark.parametrize("viewer", (OPERATOR, LEADER), ids=lambda one: one.person)
def test_the_place_of_a_page_is_the_item_that_holds_it(viewer):
    bar = menus(viewer)
    groups = [group for group in bar if group]
    single = [entry.name for entry in bar[Group.BAR] if entry.offered(viewer)]
    for entry in PAGES:
        found = place(viewer, entry.name)
        if not entry.offered(viewer):
            assert found == 0
        elif entry.group:
            assert found == len(single) + 1 + groups.index(entry.group)
        else:
            assert found == 1 + single.index(entry.name)
    assert place(viewer, "no such page") == 0


def test_the_mark_names_the_item():
    assert ".rc-overflow-item:nth-child(3)" in here(3)
    assert here(3) != here(4)


@pytest.mark.parametrize("group", [group for group in Group if group], ids=str)
def test_every_menu_has_its_name_in_both_languages(group):
    assert all(catalogue(language)[f"nav.group.{group}"] for language in ("zh_CN", "en"))
