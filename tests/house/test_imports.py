"""Who may import whom."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import tree

OURS = {*tree.PACKAGES, *tree.SINGLE_FILES}
ABOVE_ALL = {"dashboard", "manage", "run"}
# What run.py reads before anything is installed.
BEFORE_INSTALL = {"settings", "words", "errors"}


def test_contracts_of_import_linter_hold() -> None:
    # A process of its own: the linter builds its graph from sys.path.
    code = "from importlinter.cli import lint_imports as go; raise SystemExit(go(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tree.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.parametrize("name", ["vocab", "settings", "errors"])
def test_the_lowest_files_import_only_each_other(name: str) -> None:
    assert tree.roots(f"{name}.py") & OURS <= {"vocab", "settings", "errors"}


@pytest.mark.parametrize("name", tree.product())
def test_nothing_imports_what_stands_above_all(name: str) -> None:
    assert not tree.roots(name) & ABOVE_ALL


@pytest.mark.parametrize("name", ["dashboard.py", "manage.py"])
def test_entry_files_leave_the_store_to_services(name: str) -> None:
    assert not tree.roots(name) & {"store", "sqlalchemy", "alembic", "sqlite3", "pydeck", "folium"}


def test_streamlit_stays_out_of_the_command_line() -> None:
    assert "streamlit" not in tree.roots("manage.py")


def test_run_and_what_it_reads_need_the_standard_library_only() -> None:
    for name in ["run.py", "settings.py", "errors.py", "words/__init__.py"]:
        outside = tree.roots(name) - set(sys.stdlib_module_names) - BEFORE_INSTALL
        assert not outside, f"{name} needs {outside} before anything is installed"


@pytest.mark.parametrize("name", sorted(OURS))
def test_top_level_names_resolve_inside_the_repository(name: str) -> None:
    assert name not in sys.stdlib_module_names
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.origin is not None
    assert Path(spec.origin).is_relative_to(tree.ROOT)


def test_every_top_level_name_is_known_here() -> None:
    folders = {name.split("/")[0] for name in tree.product() if "/" in name}
    single = {name.removesuffix(".py") for name in tree.product() if "/" not in name}
    assert folders == set(tree.PACKAGES)
    assert single == set(tree.SINGLE_FILES)


def test_every_package_folder_has_its_init() -> None:
    folders = {Path(name).parent for name in tree.product() if "/" in name}
    # Alembic runs the files of a migrations folder by path; it is no package.
    wanted = {folder for folder in folders if "migrations" not in folder.parts}
    missing = [str(one) for one in wanted if not (tree.ROOT / one / "__init__.py").is_file()]
    assert not missing
