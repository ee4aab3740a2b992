"""Weights, sensitivity and alarms from the command line."""

from __future__ import annotations

import json

import pytest

import manage
from policy import parse
from tests.services import small_town as town

VOTES = "voter,population,petition,alert\na,20,30,50\nb,10,30,60\n"


def asked(capsys, *arguments) -> tuple[int, dict | None, str]:
    code = manage.main(["--format", "json", *[str(one) for one in arguments]])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else None, err


def test_weights_are_written_into_a_rule(tmp_path, capsys) -> None:
    votes, rule, out = (tmp_path / name for name in ("v.csv", "r.toml", "out.toml"))
    votes.write_text(VOTES, "utf-8")
    rule.write_text(town.rule(), "utf-8")
    code, answer, _ = asked(capsys, "weights", votes, "--policy", rule, "--out", out)
    assert code == 0
    assert {one["indicator"]: one["weight"] for one in answer["weights"]} == {
        "population": 15.0,
        "petition": 30.0,
        "alert": 55.0,
    }
    made = parse(out.read_text("utf-8"))
    assert len(made.votes) == 2 and made.weights == (0.15, 0.3, 0.55)


def test_pairs_are_asked_for_by_a_switch(tmp_path, capsys) -> None:
    votes = tmp_path / "v.csv"
    votes.write_text("v,a,b,r\nx,alert,petition,3\n", "utf-8")
    code, answer, _ = asked(capsys, "weights", votes, "--ahp")
    assert code == 0 and answer["consistency_ratio"] == 0
    assert [one["weight"] for one in answer["weights"]] == [75.0, 25.0]


def test_contradictions_are_refused_in_chinese_and_wrong_usage_is_2(tmp_path, capsys) -> None:
    votes = tmp_path / "v.csv"
    votes.write_text("v,a,b,r\nx,alert,petition,9\nx,petition,penalty,9\nx,alert,penalty,1/9\n")
    code, answer, err = asked(capsys, "weights", votes, "--ahp")
    assert (code, answer) == (1, None) and "前后矛盾" in err
    code, answer, err = asked(capsys, "weights", votes, "--policy", votes)
    assert (code, answer) == (2, None) and "--out" in err


def test_alarms_and_sensitivity_of_a_folder(scored_town, capsys) -> None:
    data = ["--data", scored_town.settings.data]
    code, answer, _ = asked(capsys, *data, "alarms", "--scope", town.VILLAGES[0])
    assert code == 0
    assert {one["indicator"] for one in answer["indicators"]} == {"petition", "alert"}
    code, answer, _ = asked(capsys, *data, "sensitivity", "--draws", "16")
    assert code == 0 and answer["draws"] == 16 and len(answer["effects"]) == 12


@pytest.mark.parametrize("draws", ["15", "8", "0"])
def test_other_draws_are_refused(scored_town, capsys, draws) -> None:
    data = ["--data", scored_town.settings.data]
    code, _, err = asked(capsys, *data, "sensitivity", "--draws", draws)
    assert code == 1 and draws in err
