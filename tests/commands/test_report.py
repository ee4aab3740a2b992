"""The command ``report``: kinds, folder or ZIP, what is due, refusals in words."""

import json
import zipfile

import pytest

import manage
from services import export_kinds
from settings import Settings

TOWN = "330109106"


def run(capsys, folder, *arguments):
    code = manage.main(["--data", str(folder), "--format", "json", "report", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_latest_is_the_last_closed_week(capsys, demo_folder, tmp_path):
    out = str(tmp_path)
    code, told, _ = run(capsys, demo_folder, "--kind", "xlsx", "--scope", TOWN, "--out", out)
    answer = json.loads(told)
    assert code == 0
    assert answer["week"] == "2026-11-10"
    assert [one["kind"] for one in answer["files"]] == ["xlsx"]
    assert (tmp_path / answer["files"][0]["file"]).exists()


def test_two_runs_are_equal_to_the_byte(capsys, demo_folder, tmp_path):
    for name in ("a.zip", "b.zip"):
        arguments = ("--kind", "xlsx,gpkg,fgb", "--scope", TOWN, "--week", "2026-11-03")
        code, _, _ = run(capsys, demo_folder, *arguments, "--out", str(tmp_path / name))
        assert code == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert "manifest.json" in zipfile.ZipFile(tmp_path / "a.zip").namelist()


def test_an_unknown_kind_is_refused_with_those_there_are(capsys, demo_folder, tmp_path):
    code, told, said = run(capsys, demo_folder, "--kind", "docx", "--out", str(tmp_path))
    assert code == 1
    assert told == ""
    assert "docx" in said
    assert all(one in said for one in export_kinds.CODES)
    assert list(tmp_path.iterdir()) == []


def test_what_is_due_is_made_once(capsys, demo_folder, tmp_path):
    arguments = ("--due", "--kind", "shp", "--scope", TOWN, "--since", "2026-11-01")
    code, told, _ = run(capsys, demo_folder, *arguments, "--out", str(tmp_path))
    answer = json.loads(told)
    assert code == 0
    assert [one["week"] for one in answer["weeks"]] == ["2026-11-03", "2026-11-10"]
    code, told, _ = run(capsys, demo_folder, *arguments, "--out", str(tmp_path))
    assert (code, json.loads(told)) == (0, {"made": 0, "weeks": []})


@pytest.mark.parametrize("option", ["--kind", "--week", "--due", "--since", "--layers", "--twin"])
def test_the_help_names_every_option(capsys, option):
    with pytest.raises(SystemExit):
        manage.main(["report", "--help"])
    assert option in capsys.readouterr().out


def test_a_folder_without_closed_weeks_says_so(capsys, scored_folder, tmp_path):
    assert Settings(data=scored_folder).data.exists()
    code, _, said = run(capsys, scored_folder, "--kind", "xlsx", "--out", str(tmp_path))
    assert code == 1
    assert "2026-11-17" in said
