"""Every page of the list is a file, and every page file is in the list."""

import ast

import pytest

import settings
from services.access import OPERATOR, Role, Viewer
from views.navigation import PAGES
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
