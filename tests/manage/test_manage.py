"""The command line as a person or a script uses it: a process, its streams and its code."""

import csv
import io
import json
import os
import subprocess
import sys

import jsonschema
import pytest

import manage
import settings
from tests.services import small_town as town

SCHEMA = json.loads((settings.ROOT / "docs" / "colours.schema.json").read_text("utf-8"))


def called(folder, *arguments, form="json"):
    """Run manage.py as a process of its own."""
    given = [str(argument) for argument in arguments]
    shown = ["--format", form] if form else []
    return subprocess.run(
        [sys.executable, "manage.py", "--data", str(folder), *shown, *given],
        cwd=settings.ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def inside(capsys, ws, *arguments):
    """The same without a new process: (code, object on standard output, standard error)."""
    given = [str(argument) for argument in arguments]
    code = manage.main(["--data", str(ws.settings.data), "--format", "json", *given])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else None, err


@pytest.mark.parametrize("command", ["", *manage.COMMANDS])
def test_help_is_in_chinese_and_english(command, capsys):
    with pytest.raises(SystemExit) as caught:
        manage.parser().parse_args([*([command] if command else []), "--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert any("\u4e00" <= char <= "\u9fff" for char in text)
    assert "output format" in text and "输出格式" in text


def test_week_from_files_to_a_closed_week_by_processes(small_town):
    folder = small_town.settings.data
    small_town.store.close()
    scored = called(folder, "score", "--to", town.end_of(8))
    assert scored.returncode == 0, scored.stderr
    assert json.loads(scored.stdout)["scored"] == 9
    assert "%" in scored.stderr and town.end_of(3) in scored.stderr
    shown = called(folder, "colours", "--scope", town.VILLAGES[0])
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(shown.stdout))
    closed = called(folder, "close", "--week", town.end_of(0))
    assert json.loads(closed.stdout)["status"] == "closed"
    again = called(folder, "close", "--week", town.end_of(0))
    assert (again.returncode, again.stdout) == (1, "")
    assert town.end_of(0) in again.stderr and "Traceback" not in again.stderr
    assert called(folder, "nonsense").returncode == 2


def test_one_object_only_through_the_house_command_too(scored_town):
    folder = scored_town.settings.data
    told = called(folder, "colours")
    assert told.stderr == ""
    assert json.loads(told.stdout)["summary"]["grids"] == 12
    assert told.stdout.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["colours", "--wek", "x"],
        ["import"],
        ["import", "events", "x.csv"],
        ["policy", "propose"],
        ["policy", "approve"],
        ["policy", "diff", "abc"],
        ["policy", "burn"],
        ["close"],
    ],
)
def test_wrong_usage_is_2(scored_town, arguments, capsys):
    data = ["--data", str(scored_town.settings.data)]
    try:
        code = manage.main([*data, *arguments])
    except SystemExit as ended:
        code = ended.code
    out, err = capsys.readouterr()
    assert (code, out) == (2, "") and err


@pytest.mark.parametrize(
    "arguments",
    [
        ["colours", "--week", "gestern"],
        ["colours", "--week", "2031-01-01"],
        ["colours", "--scope", "no such/area"],
        ["score", "--to", "gestern"],
        ["--as", "nobody", "colours"],
        ["--as", "villager", "colours", "--scope", "330109113"],
        ["import", "--undo", "999"],
        ["policy", "diff", "00000000", "11111111"],
        ["policy", "propose", "no/such/file.toml"],
        ["import", "events", "none.csv", "--profile", "none.toml"],
        ["import", "events", "none.csv", "--profile", "manage.py"],
    ],
)
def test_refused_data_is_1_with_a_sentence(scored_town, arguments, capsys):
    code, out, err = inside(capsys, scored_town, *arguments)
    assert (code, out) == (1, None)
    assert any("\u4e00" <= char <= "\u9fff" for char in err)


def test_a_folder_that_is_none_is_refused(tmp_path, capsys):
    assert manage.main(["--data", str(tmp_path / "none"), "colours"]) == 1
    assert "manage.py init" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_own_data_from_nothing(tmp_path, capsys):
    folder = tmp_path / "own"
    persons = tmp_path / "persons.toml"
    persons.write_text(town.PERSONS, encoding="utf-8")
    assert manage.main(["--data", str(folder), "init", "--persons", str(persons)]) == 0
    (folder / "clock.toml").write_text(f"now = {town.NOW}\n", encoding="utf-8")
    capsys.readouterr()
    ws = town.opened(settings.Settings(data=folder))
    for kind, text in (("b", town.BOUNDARIES), ("p", town.POPULATION), ("e", town.feed("police"))):
        (tmp_path / f"{kind}.toml").write_text(text, encoding="utf-8")
    town.write_boundaries(tmp_path / "b.gpkg")
    town.people().to_csv(tmp_path / "p.csv", index=False)
    town.events("警情", "A", 3.0).to_csv(tmp_path / "e.csv", index=False)
    for kind, file, letter in (
        ("boundaries", "b.gpkg", "b"),
        ("population", "p.csv", "p"),
        ("events", "e.csv", "e"),
    ):
        code, told, _ = inside(
            capsys, ws, "import", kind, tmp_path / file, "--profile", tmp_path / f"{letter}.toml",
            "--covers", town.EVER[0],
        )  # fmt: skip
        (batch,) = told["batches"]
        assert code == 0 and batch["placed"] == batch["rows_read"] > 0
    code, told, _ = inside(capsys, ws, "import", "--undo", batch["batch"])
    assert (code, told["status"]) == (0, "undone")
    ws.store.close()


def test_rules_by_two_persons(small_town, tmp_path, capsys):
    file = tmp_path / "rule.toml"
    file.write_text(town.rule("2", power="1.5"), encoding="utf-8")
    code, told, _ = inside(capsys, small_town, "--as", "analyst", "policy", "propose", file)
    assert code == 0
    digest = told["hash"]
    week = ["--from", town.end_of(3)]
    code, _, err = inside(capsys, small_town, "policy", "approve", digest, *week, "--as", "analyst")
    assert code == 1 and err
    code, told, _ = inside(
        capsys, small_town, "policy", "approve", digest[:10], *week, "--as", "approver"
    )
    assert (code, told["valid_from"]) == (0, town.end_of(3))
    code, told, _ = inside(capsys, small_town, "policy", "list")
    first = next(row["hash"] for row in told["policies"] if row["version"] == "1")
    code, told, _ = inside(capsys, small_town, "policy", "diff", first, digest)
    assert "power" in {row["key"] for row in told["differences"]}


def test_check_and_nightly(scored_town, capsys):
    code, told, err = inside(capsys, scored_town, "check")
    assert code == 0 and told["faults"] == [] and "%" in err
    code, told, _ = inside(capsys, scored_town, "nightly")
    assert code == 0 and told["scored"] == 0


def test_table_and_csv(scored_town, capsys):
    data = ["--data", str(scored_town.settings.data)]
    assert manage.main([*data, "--format", "csv", "colours"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["code"] for row in rows] == town.CODES
    assert {"counts.alert", "p", "colour", "contributions.petition"} <= set(rows[0])
    assert manage.main([*data, "colours"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"week: {town.end_of(11)}" in lines and any(town.CODES[3] in line for line in lines)


def test_own_data_in_ten_minutes_as_the_readme_of_the_templates_says(tmp_path, capsys):
    folder, sent = tmp_path / "town", tmp_path / "own"
    assert manage.main(["--data", str(folder), "demo", "--templates", str(sent)]) == 0
    steps = [
        line.split("manage ")[1].split()
        for line in (sent / "README.txt").read_text("utf-8-sig").splitlines()
        if "run.py manage" in line
    ]
    assert len(steps) == 12
    (folder / "clock.toml").write_text(f"now = {town.NOW}\n", encoding="utf-8")
    digest = ""
    for step in steps:
        given = [part.replace("F/", f"{sent}/").replace("规则编号", digest) for part in step]
        given[given.index("DIR")] = str(folder)
        capsys.readouterr()
        assert manage.main(["--format", "json", *given]) == 0, given
        told = json.loads(capsys.readouterr().out)
        digest = told.get("hash", digest)
    assert manage.main(["--data", str(folder), "--format", "json", "colours"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["week"] == "2026-11-17" and answer["trial"]
    assert {grid["state"] for grid in answer["grids"]} == {"ok"}


@pytest.mark.parametrize(
    "text",
    [
        "[[person]]\nid = 'a'\ntitle = 'a'\nrole = 'king'\n",
        "[[person]]\nid = 'operator'\ntitle = 'a'\nrole = 'chair'\n",
        "[[person]]\nid = 'a'\ntitle = 'a'\nrole = 'chair'\nis_demo = true\n",
        "[[person]]\nid = 'a'\n",
        "person = 1\n",
        "not toml",
    ],
)
def test_bad_list_of_persons_is_refused(tmp_path, text, capsys):
    file = tmp_path / "persons.toml"
    file.write_text(text, encoding="utf-8")
    assert manage.main(["--data", str(tmp_path / "d"), "init", "--persons", str(file)]) == 1
    assert "人员名册" in capsys.readouterr().err
