"""Texts of the product and of a data folder."""

import pytest

import words
from services import wording


def test_a_folders_own_names_come_first_and_go_with_it(tmp_path):
    (tmp_path / "names.toml").write_text('[indicator]\ntheft = "盗窃"\n', "utf-8")
    words.use_names(tmp_path / "names.toml")
    assert wording.indicator("theft") == "盗窃"
    words.use_names(tmp_path / "none.toml")
    assert wording.indicator("theft") == "theft"


def test_the_unit_follows_the_kind_of_period():
    words.use_period("year")
    assert "年" in words.say("period_unit.year")
    words.use_period("week")


def test_an_unknown_key_is_a_bug_and_raises():
    with pytest.raises(KeyError):
        words.say("no.such.key")


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError):
        words.use("xx")
