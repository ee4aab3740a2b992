"""What the documents promise exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tests.house import tree

DOCUMENTS = tree.named(".md")
LINK = re.compile(r"\]\(<?([^)#>\s]+)(?:#[^)]*)?>?(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"(?:python3|py)\s+(run|manage)\.py((?:\s+\S+)*)")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[\w,]+\])?==([^\s;\\]+)", re.MULTILINE)
REQUIREMENTS = ("requirements.txt", "requirements-postgres.txt", "requirements-dev.txt")
DECISION_WORDS = 600


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_to_files_resolve(name: str) -> None:
    folder = (tree.ROOT / name).parent
    targets = [one for one in LINK.findall(tree.text(name)) if "://" not in one]
    assert [one for one in targets if not (folder / one).exists()] == []


def _commands(name: str) -> list[tuple[str, list[str]]]:
    blocks = "\n".join(FENCE.findall(tree.text(name))).replace("\\\n", " ")
    return [
        (program, rest.split("#")[0].split())
        for line in blocks.splitlines()
        for program, rest in COMMAND.findall(line)
    ]


def _manage_verbs() -> set[str]:
    done = subprocess.run(
        [sys.executable, "manage.py", "--help"],
        cwd=tree.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    # Below COMMAND each command stands indented by four.
    found = set(re.findall(r"^    ([a-z]+) ", done.stdout, re.MULTILINE))
    assert "import" in found
    return found


def _verb(arguments: list[str]) -> str | None:
    """The first word that is neither an option nor an option's value."""
    takes_value = {"--data", "--port", "--as", "--format"}
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        at += 2 if arguments[at] in takes_value else 1
    return arguments[at] if at < len(arguments) else None


def test_commands_of_the_documents_exist() -> None:
    verbs = _manage_verbs()
    unknown = []
    for name in DOCUMENTS:
        for program, arguments in _commands(name):
            rest = arguments
            if program == "run":
                _, command, rest = run.split(arguments)
                if command is not None and command not in run.COMMANDS:
                    unknown.append(f"{name}: run.py {command}")
            is_manage = program == "manage" or "manage" in arguments
            if is_manage and _verb(rest) not in verbs | {None, "..."}:
                unknown.append(f"{name}: manage.py {_verb(rest)}")
    assert unknown == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_gives_the_two_commands(name: str) -> None:
    blocks = FENCE.findall(tree.text(name))
    lines = {line.split("#")[0].strip() for block in blocks for line in block.splitlines()}
    assert {"python3 run.py", "python3 run.py test"} <= lines


def test_decisions_are_numbered_titled_and_short() -> None:
    files = [Path(name) for name in DOCUMENTS if name.startswith("docs/decisions/")]
    numbers = [file.name[:4] for file in files]
    assert len(set(numbers)) == len(numbers)
    for file in files:
        text = tree.text(file.as_posix())
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", file.name), file
        assert text.startswith(f"# {file.name[:4]} "), file
        assert len(text.split()) <= DECISION_WORDS, file


def _pins(name: str) -> dict[str, str]:
    found = PIN.findall(tree.text(name))
    return {package.lower().replace("_", "-"): version for package, version in found}


def _lines(name: str) -> list[str]:
    return [line for line in tree.text(name).splitlines() if line and line[0] not in "#-"]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_and_locked(name: str) -> None:
    pins = _pins(name)
    assert len(pins) == len(_lines(name))
    lock = _pins(run.PRODUCT if name == "requirements.txt" else run.TOOLS)
    assert {package: lock.get(package) for package in pins} == pins


def test_the_tools_lock_holds_the_products_lock() -> None:
    assert _pins(run.PRODUCT).items() <= _pins(run.TOOLS).items()


@pytest.mark.parametrize("name", [run.PRODUCT, run.TOOLS])
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = tree.text(name)
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert len(blocks) == len(_pins(name))
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_has_its_reason(name: str) -> None:
    # A comment stands above each group of lines.
    for group in re.split(r"\n(?=#)|\n\n", tree.text(name)):
        if PIN.search(group) and not group.lstrip().startswith("#"):
            pytest.fail(f"{name}: no reason above {group.splitlines()[0]}")
