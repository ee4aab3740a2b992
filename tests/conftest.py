"""Worlds the tests run in: the demo town (made once), and a town of twelve squares."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from services import demo as demo_world
from services import scoring
from services.access import OPERATOR
from services.workspace import Workspace, create, opened
from settings import Settings
from tests.services import small_town as town

# How long an example takes says nothing on a machine that does other things too.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True)
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's data folder; nobody writes in it but its own audit.

    WUSETU_TEST_DEMO names a finished one to be copied, for short turns while developing.
    """
    folder = tmp_path_factory.mktemp("demo") / "data"
    ready = os.environ.pop("WUSETU_TEST_DEMO", "")
    if ready:
        shutil.copytree(ready, folder)
        create(Settings(data=folder)).store.close()
        return folder
    ws = create(Settings(data=folder))
    demo_world.make(ws)
    ws.store.close()
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
