"""What the numbers may touch, and who may look at the clock."""

from __future__ import annotations

import ast

import pytest

from tests.house import tree

# geo and analytics take and give values; the one exception runs a program in a folder it is given.
FILE_MODULES = {
    "os",
    "pathlib",
    "pyogrio",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "urllib",
}
MAY_RUN_A_PROGRAM = {"geo/tiles.py"}
CLOCKS = ("time.time", "datetime.now", "datetime.utcnow", "date.today", "Timestamp.now", "utcnow")
MAY_READ_THE_CLOCK = {
    # The one clock of the product.
    "settings.py",
    # Signs of life between processes; a demo folder's clock stands still.
    "services/working.py",
}


def _calls(name: str) -> list[str]:
    return [tree.dotted(node.func) for node in tree.nodes(name) if isinstance(node, ast.Call)]


@pytest.mark.parametrize(
    "name", [name for name in tree.product() if name.startswith(("geo/", "analytics/"))]
)
def test_geo_and_analytics_touch_no_file(name: str) -> None:
    if name in MAY_RUN_A_PROGRAM:
        pytest.skip("runs a program in a folder it is given")
    assert not tree.roots(name) & FILE_MODULES
    touching = ("open", ".read_file", ".to_file", ".read_csv", ".read_parquet", ".to_parquet")
    assert [call for call in _calls(name) if call.endswith(touching)] == []


@pytest.mark.parametrize("name", tree.named(".py"))
def test_only_the_clock_reads_the_time(name: str) -> None:
    if name in MAY_READ_THE_CLOCK:
        return
    assert [call for call in _calls(name) if call.endswith(CLOCKS)] == []


@pytest.mark.parametrize("name", tree.product())
def test_no_wide_excepts_and_nothing_unpickled(name: str) -> None:
    bare = [
        node.lineno
        for node in tree.nodes(name)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert bare == []
    assert not tree.roots(name) & {"pickle", "shelve", "marshal"}
