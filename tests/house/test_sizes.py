"""A file is one noun, a function one step."""

from __future__ import annotations

import ast
import statistics

import pytest

from tests.house import tree

FILE_LINES = 400
FUNCTION_LINES = 60
MEDIAN_LINES = 12
NINTH_DECILE_LINES = 40
# Names that collect whatever has no place.
DRAWERS = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py"}
LEFT_OVERS = ("_new.py", "_old.py", "_backup.py", "_copy.py", "_v2.py", ".bak", ".orig")


def _functions(name: str) -> list[tuple[str, int]]:
    return [
        (f"{name}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in tree.nodes(name)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("name", tree.product())
def test_files_and_functions_stay_short(name: str) -> None:
    lines = len(tree.text(name).splitlines())
    assert lines <= FILE_LINES
    assert [one for one in _functions(name) if one[1] > FUNCTION_LINES] == []


def test_most_functions_are_shorter_still() -> None:
    lengths = [length for name in tree.product() for _, length in _functions(name)]
    assert statistics.median(lengths) <= MEDIAN_LINES
    assert statistics.quantiles(lengths, n=10)[8] <= NINTH_DECILE_LINES


def test_no_drawers_and_no_left_overs() -> None:
    names = tree.files()
    assert [name for name in names if name.split("/")[-1] in DRAWERS] == []
    assert [name for name in names if name.endswith(LEFT_OVERS)] == []


def test_no_folder_called_pages() -> None:
    # Streamlit would make a second navigation from it.
    assert [name for name in tree.files() if "pages" in name.split("/")[:-1]] == []


def test_complexity_is_limited_by_ruff() -> None:
    settings = tree.text("pyproject.toml")
    assert "max-complexity = 10" in settings
    assert '"C90"' in settings
