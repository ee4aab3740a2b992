import shutil
from pathlib import Path

import pytest
from starlette.applications import Starlette

import settings
from services.workspace import Workspace, create, current, opened
from tests.web.door import Door
from web import routes


@pytest.fixture(scope="session")
def served_folder(demo_folder: Path, tmp_path_factory) -> Path:
    """A copy of the demo that these tests may sign in to and write audit rows into."""
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(demo_folder, folder)
    return folder


@pytest.fixture
def serve(monkeypatch):
    """Serve a data folder in this process; gives a client."""

    def client(folder: Path) -> Door:
        monkeypatch.setenv("WUSETU_DATA", str(folder))
        current.cache_clear()
        app = Starlette(routes=routes.ROUTES, middleware=routes.MIDDLEWARE)
        return Door(app)

    yield client
    current.cache_clear()


@pytest.fixture
def door(serve, served_folder) -> Door:
    return serve(served_folder)


@pytest.fixture
def demo_workspace(served_folder) -> Workspace:
    return opened(settings.Settings(data=served_folder))


@pytest.fixture
def real_folder(tmp_path) -> Path:
    """An empty folder of real data: tables, no demo persons, nothing imported."""
    create(settings.Settings(data=tmp_path / "real"))
    return tmp_path / "real"
