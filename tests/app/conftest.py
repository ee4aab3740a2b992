import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import settings
from services import access
from services.access import Viewer
from services.workspace import create, current, opened
from views import session

SHELL = str(settings.ROOT / "views" / "shell.py")
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def page_folder(demo_folder: Path, tmp_path_factory) -> Path:
    """A copy of the demo whose audit these tests may fill."""
    folder = tmp_path_factory.mktemp("page") / "data"
    shutil.copytree(demo_folder, folder)
    return folder


@pytest.fixture
def empty_folder(tmp_path) -> Path:
    create(settings.Settings(data=tmp_path / "empty"))
    return tmp_path / "empty"


@pytest.fixture
def open_page(monkeypatch, page_folder) -> Open:
    """Open the product as a person of a folder; ``person`` None is a browser without session."""

    def go(
        person: str | Viewer | None, folder: Path = page_folder, page: str = "", **query: str
    ) -> AppTest:
        monkeypatch.setenv("WUSETU_DATA", str(folder))
        current.cache_clear()
        who = person
        if isinstance(person, str):
            who = access.viewer_of(opened(settings.Settings(data=folder)), person)
        monkeypatch.setattr(session, "viewer", lambda: who)
        app = AppTest.from_file(SHELL, default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        if page:
            app.switch_page(page)
        return app.run()

    yield go
    current.cache_clear()
