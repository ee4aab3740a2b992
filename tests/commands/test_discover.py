"""Commands find themselves, and each says how it is run."""

import argparse

import pytest

from commands import discover
from commands.command import Folder, text_of
from errors import RefusedError
from words import catalogue

ALL = discover()


def test_names_are_unique_and_some_are_there():
    names = [command.name for command in ALL]
    assert len(set(names)) == len(names)
    assert {"import", "score", "index", "serve"} <= set(names)


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.name)
def test_a_command_runs_in_exactly_one_way_and_has_its_help(command):
    assert (command.run is None) != (command.free is None)
    assert (command.free is None) == (command.folder is not Folder.NONE)
    for language in ("zh_CN", "en"):
        assert f"cli.{command.name}" in catalogue(language)
    command.arguments(argparse.ArgumentParser())


def test_a_text_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(RefusedError) as caught:
        text_of(tmp_path / "none.toml")
    assert caught.value.code == "import.no_file"
    (tmp_path / "gbk.toml").write_bytes("名".encode("gb18030"))
    with pytest.raises(RefusedError) as caught:
        text_of(tmp_path / "gbk.toml")
    assert caught.value.code == "cli.not_utf8"
