"""Tests stand where their source stands."""

from __future__ import annotations

from pathlib import Path

from tests.house import tree

# Suites that cut across the tree.
ACROSS = {"house", "app", "browser", "published", "real", "manage", "benchmarks"}


def _folders(names: list[str]) -> set[str]:
    return {Path(name).parent.as_posix() for name in names}


def test_every_test_folder_mirrors_a_folder_of_the_product() -> None:
    tests = [name.removeprefix("tests/") for name in tree.named(".py") if name.startswith("tests/")]
    product = _folders(tree.product())
    strange = {
        folder
        for folder in _folders(tests)
        if folder != "." and folder.split("/")[0] not in ACROSS and folder not in product
    }
    assert strange == set()


def test_every_package_has_tests() -> None:
    tested = {name.split("/")[1] for name in tree.named(".py") if name.startswith("tests/")}
    assert set(tree.PACKAGES) - {"words"} <= tested


def test_test_folders_are_no_packages() -> None:
    # importmode=importlib: two test files may have one name.
    assert [name for name in tree.named("__init__.py") if name.startswith("tests/")] == []
