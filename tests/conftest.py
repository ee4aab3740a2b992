"""Worlds the tests run in: the demo town (made once), and a town of twelve squares."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadFileScheduling

from services import demo as demo_world
from services import scoring
from services.access import OPERATOR
from services.workspace import Workspace, create, opened
from settings import Settings
from tests.services import small_town as town

BROWSER = "tests/browser/"

# How long an example takes says nothing on a machine that does other things too.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True)
hypothesis_settings.load_profile("house")


class Rooms(LoadFileScheduling):
    """A file of tests is one worker's; so are all files that share the one browser."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Rooms:
    config.option.loadscopereorder = False
    return Rooms(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser goes first: it is the longest piece of work that cannot be shared out."""
    items.sort(key=lambda item: not item.nodeid.startswith(BROWSER))


def _make(folder: Path, ready: str) -> None:
    """Make the demo in a folder, or bring a finished one there."""
    if ready:
        shutil.copytree(ready, folder)
    ws = create(Settings(data=folder))
    if not ready:
        demo_world.make(ws)
    ws.store.close()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The demo's data folder; nobody writes in it but its own audit.

    Workers copy one world. WUSETU_TEST_DEMO names a finished one, for short turns while developing.
    """
    ready = os.environ.pop("WUSETU_TEST_DEMO", "")
    folder = tmp_path_factory.mktemp("demo") / "data"
    if worker_id == "master":
        _make(folder, ready)
        return folder
    shared = tmp_path_factory.getbasetemp().parent / "demo"
    with FileLock(f"{shared}.lock"):
        if not (shared / "data").exists():
            _make(shared / "making", ready)
            (shared / "making").rename(shared / "data")
    shutil.copytree(shared / "data", folder)
    return folder


@pytest.fixture(scope="session")
def demo(demo_folder: Path) -> Iterator[Workspace]:
    """The demo town, opened for reading."""
    ws = opened(Settings(data=demo_folder))
    yield ws
    ws.store.close()


@pytest.fixture
def fresh(demo_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The demo town copied for one test that writes (100 MB: use it sparingly)."""
    ws = town.copied(demo_folder, tmp_path / "fresh")
    yield ws
    ws.store.close()


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town with all files imported and a rule in force."""
    folder = tmp_path_factory.mktemp("town") / "data"
    town.build(folder).store.close()
    return folder


@pytest.fixture(scope="session")
def scored_folder(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town with all twelve weeks scored, none closed."""
    folder = tmp_path_factory.mktemp("scored") / "data"
    ws = town.copied(town_folder, folder)
    scoring.score(ws, OPERATOR)
    ws.store.close()
    return folder


@pytest.fixture
def small_town(town_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A small town of one's own: imported, not scored."""
    ws = town.copied(town_folder, tmp_path / "town")
    yield ws
    ws.store.close()


@pytest.fixture
def scored_town(scored_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A small town of one's own: imported and scored."""
    ws = town.copied(scored_folder, tmp_path / "scored")
    yield ws
    ws.store.close()
