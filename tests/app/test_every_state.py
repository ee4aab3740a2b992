"""Every page in every state: as usual, before any data, with a broken source, for who may not."""

from __future__ import annotations

import re
import shutil
import sqlite3

import pytest

from services.access import OPERATOR, Role, Viewer
from tests.app.reading import assert_clean, drawings
from views.navigation import PAGES
from vocab import Scope

FILES = [f"{entry.name}.py" for entry in PAGES]
READERS = ("analyst", "leader", "auditor")
# English of the framework or of a trace; names of formats and methods are no words.
FAILED = "这一页没有画出来"
TRACE = re.compile(r"Traceback|Error\b|Exception|sqlite|None\b|\bnan\b|File \"")


def words(app) -> str:
    plain = " ".join(str(one.value) for one in (*app.info, *app.markdown, *app.caption))
    return f"{drawings(app)} {plain}".strip()


@pytest.mark.parametrize("page", FILES)
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_sees_the_page_or_why_not(open_page, page, reader):
    app = open_page(reader, page=page)
    assert_clean(app)
    assert len(words(app)) > 60
    assert FAILED not in words(app)
    assert not TRACE.search(words(app))


@pytest.mark.parametrize("page", FILES)
def test_before_any_data_the_page_says_what_comes_first(open_page, empty_folder, page):
    app = open_page(OPERATOR, empty_folder, page=page)
    assert_clean(app)
    assert len(words(app)) > 20
    assert not TRACE.search(words(app))
    assert "演示数据" not in words(app)
    assert FAILED not in words(app)


@pytest.fixture(scope="session")
def broken_folder(page_folder, tmp_path_factory):
    """A demo whose scores cannot be read: their table is of another making."""
    folder = tmp_path_factory.mktemp("broken") / "data"
    shutil.copytree(page_folder, folder)
    with sqlite3.connect(folder / "wusetu.db") as database:
        database.execute("ALTER TABLE run RENAME TO run_elsewhere")
    database.close()
    return folder


@pytest.mark.parametrize("page", FILES)
def test_a_broken_source_is_told_in_words(open_page, broken_folder, page):
    app = open_page(Viewer(person="x", title="分析员", role=Role.ANALYST), broken_folder, page=page)
    assert_clean(app)
    assert len(words(app)) > 20
    assert not TRACE.search(words(app))


@pytest.mark.parametrize("page", FILES)
def test_an_area_of_somebody_else_is_not_shown(open_page, page):
    """Who belongs to one town reads nothing of another, whatever the address says."""
    viewer = Viewer(person="x", title="镇干部", role=Role.LEADER, scope=Scope(prefix="330482102"))
    app = open_page(viewer, page=page, scope="330109106")
    assert_clean(app)
    assert "横益村" not in words(app)
    assert not TRACE.search(words(app))


@pytest.mark.parametrize("page", FILES)
def test_a_stranger_is_asked_to_sign_in(open_page, page):
    app = open_page(None, page=page)
    assert_clean(app)
    assert "还没有登录" in words(app)
