"""Facts of a deployment: from the file and the environment, refused where they cannot be read."""

from __future__ import annotations

import pytest

import settings
from errors import SettingsError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("WUSETU_WALL_SEAMS", raising=False)
    return tmp_path


def test_seams_are_a_list_of_the_file(folder):
    (folder / "settings.toml").write_text("wall_seams = [1920, 960, 2880]\n", "utf-8")
    assert settings.load(folder).wall_seams == (960, 1920, 2880)


def test_seams_of_the_environment_are_parted_by_commas(folder, monkeypatch):
    monkeypatch.setenv("WUSETU_WALL_SEAMS", "640, 1280")
    assert settings.load(folder).wall_seams == (640, 1280)
    monkeypatch.setenv("WUSETU_WALL_SEAMS", "")
    assert settings.load(folder).wall_seams == ()


def test_a_screen_of_one_piece_has_none(folder):
    assert settings.load(folder).wall_seams == ()


@pytest.mark.parametrize("line", ["wall_seams = ['x']", "wall_seams = 'a,b'", "wall_sems = [1]"])
def test_what_cannot_be_read_is_refused(folder, line):
    (folder / "settings.toml").write_text(line, "utf-8")
    with pytest.raises(SettingsError):
        settings.load(folder)
