from __future__ import annotations

from pathlib import Path

import pytest

from sample import files, world
from sample.boundaries import BoundarySet
from sample.files import Feed
from sample.world import World


@pytest.fixture(scope="session")
def demo() -> World:
    return world.build("town", 2026)


@pytest.fixture(scope="session")
def earlier(demo: World) -> BoundarySet:
    return demo.sets[0]


@pytest.fixture(scope="session")
def later(demo: World) -> BoundarySet:
    return demo.sets[1]


@pytest.fixture(scope="session")
def written(
    demo: World, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[Feed], list[tuple[float, str]]]:
    folder = tmp_path_factory.mktemp("demo")
    steps: list[tuple[float, str]] = []
    feeds = files.write(demo, folder, lambda share, step: steps.append((share, step)))
    return folder, feeds, steps
