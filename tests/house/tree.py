"""The files of the repository, as the house tests read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "commands",
    "web",
    "views",
    "services",
    "store",
    "reports",
    "sample",
    "layers",
    "analytics",
    "geo",
    "policy",
    "words",
)
SINGLE_FILES = ("dashboard", "manage", "run", "settings", "vocab", "errors")
# Libraries and their licences, shipped as their makers wrote them.
VENDORED = "static/vendor/"
# Kept by git's ignore rules; named here for a copy of the tree without its .git folder.
IGNORED = {
    ".git",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "__pycache__",
    "var",
    "wheelhouse",
}


@cache
def files() -> tuple[str, ...]:
    """All files that are or will be tracked, as paths from the root with forward slashes."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if asked.returncode == 0:
        names = asked.stdout.decode().split("\0")
    else:
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        names = [path.as_posix() for path in found if not IGNORED & set(path.parts)]
    return tuple(sorted(name for name in names if name and (ROOT / name).is_file()))


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def named(*suffixes: str) -> list[str]:
    return [name for name in files() if name.endswith(suffixes)]


def product() -> list[str]:
    """The Python files that run at a customer's."""
    return [name for name in named(".py") if is_product(name)]


def is_product(name: str) -> bool:
    return not name.startswith(("tests/", "benchmarks/", "docs/", ".ci/"))


@cache
def parsed(name: str) -> ast.Module:
    return ast.parse(text(name), filename=name)


def nodes(name: str) -> Iterator[ast.AST]:
    return ast.walk(parsed(name))


def imported(name: str) -> set[str]:
    """Full names of the modules a file imports, wherever in the file."""
    found: set[str] = set()
    for node in nodes(name):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
    return found


def roots(name: str) -> set[str]:
    """First parts of the modules a file imports."""
    return {module.split(".")[0] for module in imported(name)}


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a name or attribute, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""
