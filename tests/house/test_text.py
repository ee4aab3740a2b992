"""What must not stand in any file."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.house import tree

SCRIPT = ".ci/personal_numbers.py"
WRITTEN = (".py", ".css", ".js", ".html", ".toml", ".svg", ".txt", ".lock", ".yaml")
ADDRESS = re.compile(r"(?:\b(?:https?|wss?|ftp)://|[\"'(]//(?=[\w-]+\.))([^\s/\"'<>()`]+)")
# This machine, a host filled in at run time, and the names (not addresses) of XML dialects.
ALLOWED = re.compile(r"127\.0\.0\.1(:.*)?|localhost(:.*)?|\{.*|www\.w3\.org")


def _hosts(text: str) -> list[str]:
    return [host for host in ADDRESS.findall(text) if not ALLOWED.fullmatch(host)]


def _ours(name: str) -> bool:
    return tree.is_product(name) and not name.startswith(tree.VENDORED)


@pytest.mark.parametrize("name", [name for name in tree.named(*WRITTEN) if _ours(name)])
def test_no_address_outside_this_machine(name: str) -> None:
    assert _hosts(tree.text(name)) == []


def test_the_search_for_addresses_finds_them() -> None:
    found = _hosts(
        'a("https://cdn.example.org/x.js") b = "//cdn.example.org/y" c http://127.0.0.1:8'
    )
    assert found == ["cdn.example.org", "cdn.example.org"]


@pytest.mark.parametrize("name", tree.product())
def test_html_comes_only_from_escaping_functions(name: str) -> None:
    # The word is put together so that this file does not hold it.
    assert "unsafe_allow" + "_html" not in tree.text(name)


def test_no_personal_number_in_any_tracked_file() -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, *tree.files()],
        cwd=tree.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        # Put together, so that the numbers do not stand in this file.
        ("编号 " + "110105" + "19491231" + "002X", True),
        ("电话：" + "138" + "12345678", True),
        ("+86" + "138" + "12345678", True),
        ("110105" + "19491231" + "0021", False),
        ("110105" + "19491331" + "002X", False),
        ("a" + "138" + "12345678" + "b", False),
        ("0." + "138" + "12345678", False),
        ("330109106021001", False),
    ],
)
def test_the_hook_knows_a_personal_number(tmp_path, line: str, is_found: bool) -> None:
    file = tmp_path / "note.txt"
    file.write_text(line, "utf-8")
    command = [sys.executable, str(tree.ROOT / SCRIPT), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode == 1) is is_found
    # The finding names the place and never repeats the number.
    assert line not in done.stdout


def test_data_and_environment_are_ignored_by_git() -> None:
    lines = tree.text(".gitignore").split()
    assert {"var/", ".venv/", "wheelhouse/"} <= set(lines)
