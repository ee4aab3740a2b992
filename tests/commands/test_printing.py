import json

import pytest

import manage
from commands.printing import COMMANDS
from tests.services import small_town as town
from words import say


def run(folder, capsys, *given):
    code = manage.main(["--data", str(folder), "--format", "json", *map(str, given)])
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.mark.parametrize(
    ("name", "more", "pages"),
    [
        ("atlas", ["--paper", "A3"], 4),
        ("gridcards", ["--grids", f"{town.CODES[0]}, {town.CODES[3]}"], 2),
        ("multiples", ["--weeks", 4], 1),
        ("changemap", ["--before", town.end_of(5), "--twin"], 1),
    ],
)
def test_each_command_makes_its_file(scored_folder, tmp_path, capsys, name, more, pages):
    folder = tmp_path / "data"
    town.copied(scored_folder, folder).store.close()
    file = tmp_path / f"{name}.pdf"
    code, out, _ = run(folder, capsys, name, "--week", town.end_of(11), *more, "--out", file)
    answer = json.loads(out)
    assert code == 0
    assert file.read_bytes().startswith(b"%PDF")
    assert (answer["pages"], answer["week"]) == (pages, town.end_of(11))
    assert {"file", "bytes", "snapshot", "policy", "grids"} <= set(answer)


@pytest.mark.parametrize("name", ["atlas", "gridcards"])
def test_what_is_no_document_is_refused_in_words(scored_folder, tmp_path, capsys, name):
    folder = tmp_path / "data"
    town.copied(scored_folder, folder).store.close()
    code, _, err = run(folder, capsys, name, "--out", tmp_path / "x.png")
    assert code != 0
    assert "只能做成 PDF 文件" in err


def test_every_command_has_its_help():
    assert {command.name for command in COMMANDS} == {
        "atlas",
        "multiples",
        "changemap",
        "gridcards",
    }
    assert all(say(f"cli.{command.name}") for command in COMMANDS)
