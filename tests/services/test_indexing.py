"""Composite indices from files to files, and as commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import manage
from errors import RefusedError
from services import indexing
from words import use

SPEC = """
id = "code"
[units]
"*" = "score"
[[node]]
code = "rate"
from = "n"
denominator = "people"
steps = ["denominator", "percent_rank"]
[[node]]
code = "index"
from = ["rate", "b"]
aggregate = "sum"
[[node]]
code = "word"
from = "index"
[[node.steps]]
do = "classes"
scheme = "fixed"
cuts = [1]
labels = ["低", "高"]
missing_label = "无"
"""
DATA = "code,name,n,b\n007,甲,5,1\n008,乙,1,0.5\n009,丙,3,\n"
PEOPLE = "code,name,people\n009,丙,10\n007,甲,10\n008,乙,20\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    made = {}
    for name, text in (("spec.toml", SPEC), ("data.csv", DATA), ("people.csv", PEOPLE)):
        made[name.split(".")[0]] = tmp_path / name
        (tmp_path / name).write_text(text, "utf-8")
    made["out"] = tmp_path / "out.csv"
    return made


def made(files: dict[str, Path], **changed: object) -> dict:
    given = {"key": "", "joins": [files["people"]], "out": files["out"], **changed}
    return indexing.index(files["spec"], files["data"], **given)


def refused(files: dict[str, Path], **changed: object) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        made(files, **changed)
    return caught.value


def test_every_node_of_every_row_is_written(files) -> None:
    answer = made(files)
    assert (answer["rows"], answer["columns"]) == (3, 4)
    assert files["out"].read_text("utf-8") == (
        "code,rate,index,word\n007,1.0,2.0,高\n008,0.0,0.5,低\n009,0.5,,无\n"
    )
    assert {one["node"]: one["missing"] for one in answer["nodes"]} == {
        "rate": 0,
        "index": 1,
        "word": 1,
    }
    assert not list(files["out"].parent.glob("*.part"))


def test_stages_codes_and_carried_columns(files) -> None:
    head = '[output]\nstages = true\nmissing = -999\nkeep = ["name", "people"]\n'
    files["spec"].write_text(SPEC.replace("[units]", head + "[units]"), "utf-8")
    made(files)
    first, *rest = files["out"].read_text("utf-8").splitlines()
    assert first == (
        "code,name,people,rate,rate/denominator,rate/percent_rank,index,index/aggregate,"
        "word,word/classes"
    )
    assert rest[2].split(",")[6:8] == ["-999", "-999"]


def test_a_spreadsheet_and_gb18030_are_read_as_the_import_reads_them(files) -> None:
    files["data"].write_bytes(DATA.encode("gb18030"))
    made(files)
    assert indexing.read_table(files["data"])["name"].tolist() == ["甲", "乙", "丙"]


def test_the_table_made_passes_its_own_audit(files) -> None:
    made(files)
    rows = files["out"].read_text("utf-8").splitlines()
    data = DATA.splitlines()
    whole = files["out"].parent / "whole.csv"
    text = "\n".join(f"{a},{b.split(',', 1)[1]}" for a, b in zip(data, rows, strict=True))
    whole.write_text(text + "\n", "utf-8")
    answer = indexing.audit(files["spec"], whole, tolerance=0, joins=[files["people"]])
    assert answer["faults"] == []
    assert [one["state"] for one in answer["columns"]] == ["follows"] * 3
    whole.write_text(text.replace("2.0,高", "2.5,低") + "\n", "utf-8")
    answer = indexing.audit(files["spec"], whole, tolerance=0.1, joins=[files["people"]])
    assert answer["faults"] == ["index", "word"]
    assert answer["columns"][1]["worst_row"] == "007"
    assert answer["columns"][1]["largest_difference"] == 0.5


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        ("data", DATA + "007,丁,1,1\n", "composite.double_key"),
        ("people", PEOPLE + "007,丁,1\n", "composite.double_key"),
        ("people", PEOPLE.replace("甲", "另"), "composite.two_meanings"),
        ("data", "code,n,n\n1,2,3\n", "composite.double_column"),
        ("data", DATA.replace("code", "id"), "composite.no_key_column"),
        ("data", DATA.replace("5", "many"), "composite.faults"),
        ("spec", SPEC.replace('id = "code"', ""), "composite.no_id"),
        ("spec", "id = ", "composite.unreadable"),
        ("spec", SPEC + '[[join]]\nfile = "other.csv"\n', "composite.no_table"),
        ("spec", SPEC + '[output]\nkeep = ["x"]\n', "composite.no_column"),
    ],
)
def test_what_cannot_be_used_is_refused(files, file, text, code) -> None:
    files[file].write_text(text, "utf-8")
    assert refused(files).code == code


def test_files_that_are_not_there(files) -> None:
    assert refused(files, joins=[files["people"], files["people"]]).code == "composite.double_file"
    assert refused(files, joins=[files["out"]]).code == "ingest.no_file"
    assert refused(files, out=files["out"].parent / "no" / "o.csv").code == "composite.not_written"
    files["spec"].unlink()
    assert refused(files).code == "ingest.no_file"


def test_joins_by_another_key_with_a_prefix(files) -> None:
    join = '[[join]]\nfile = "people.csv"\nkey = "code"\non = "code"\nprefix = "p_"\n'
    text = SPEC.replace("[units]", join + "columns = ['people']\n[units]")
    files["spec"].write_text(text.replace('"people"', '"p_people"'), "utf-8")
    files["people"].write_text(PEOPLE.replace("甲", "另"), "utf-8")
    assert made(files)["rows"] == 3
    files["spec"].write_text(text.replace("['people']", "['persons']"), "utf-8")
    assert refused(files).code == "composite.no_column"


def test_an_audit_that_checks_nothing_is_refused(files) -> None:
    with pytest.raises(RefusedError) as caught:
        indexing.audit(files["spec"], files["people"], tolerance=0)
    assert caught.value.code == "composite.faults"
    files["data"].write_text("code,index\n1,2\n", "utf-8")
    with pytest.raises(RefusedError) as caught:
        indexing.audit(files["spec"], files["data"], tolerance=0)
    assert caught.value.code == "composite.nothing_checked"


def command(*arguments: object) -> int:
    return manage.main([str(one) for one in arguments])


def test_the_commands_need_no_data_folder(files, capsys, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("WUSETU_DATA", str(tmp_path / "nowhere"))
    done = command(
        "index", files["spec"], files["data"], "--id", "code", "--join", files["people"],
        "--out", files["out"], "--format", "json",
    )  # fmt: skip
    assert done == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 3
    assert not (tmp_path / "nowhere").exists()
    files["data"].write_text("code,rate,b,index\n1,0.2,1,1.2\n2,1,1,2.5\n", "utf-8")
    audit = ("audit", files["spec"], files["data"], "--tolerance")
    assert command(*audit, "0.1") == 1
    shown = capsys.readouterr().out
    assert "不一致的列：index" in shown
    assert "index" in shown.splitlines()[-1]
    assert command(*audit, "0.6", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["faults"] == []


def test_a_refusal_is_1_and_names_every_fault(files, capsys) -> None:
    files["spec"].write_text('[[node]]\ncode = "a"\nsteps = ["rund", "roundd"]\n', "utf-8")
    arguments = ("index", files["spec"], files["data"], "--id", "code", "--out", files["out"])
    assert command(*arguments) == 1
    said = capsys.readouterr().err
    assert said.count("\n- ") == 2
    assert "round" in said
    use("zh_CN")
