import io

import pytest
from fontTools.ttLib import TTFont

from store import font

FEW = frozenset(map(ord, "五色图Ⅰ▲0"))


def test_the_characters_hold_gbk_ascii_and_the_signs():
    wanted = font.characters()
    # 镕 and 堃 stand for the names that GB2312 lacks.
    for sign in "五色图镕堃瞭Az09ⅠⅤ▲▽◆○◐●✓—…−≥":
        assert ord(sign) in wanted
    assert len(wanted) > 21_000


def test_a_font_is_made_whole_and_only_once(tmp_path):
    made = font.make(tmp_path, wanted=FEW)
    assert made == font.path(tmp_path)
    assert [file.name for file in made.parent.iterdir()] == [font.NAME]
    cut = TTFont(io.BytesIO(made.read_bytes()))
    assert set(cut.getBestCmap()) == FEW
    assert cut["fvar"].axes[0].axisTag == "wght"
    stamp = made.stat().st_mtime_ns
    assert font.make(tmp_path, wanted=FEW).stat().st_mtime_ns == stamp


def test_a_missing_source_is_named(tmp_path):
    with pytest.raises((FileNotFoundError, OSError)):
        font.make(tmp_path, full=tmp_path / "none.ttf", wanted=FEW)
    assert not font.path(tmp_path).exists()


def test_a_failed_run_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(*args):
        raise OSError("full disk")

    monkeypatch.setattr(font.subset, "save_font", fail)
    with pytest.raises(OSError, match="full disk"):
        font.make(tmp_path, wanted=FEW)
    assert list((tmp_path / "font").iterdir()) == []


def test_an_absent_package_is_named(monkeypatch):
    monkeypatch.setattr(font, "PACKAGE", "no_such_font_package")
    with pytest.raises(FileNotFoundError, match="no_such_font_package"):
        font.source()


def test_a_part_holds_the_characters_of_a_text_and_no_others():
    cut = font.part("义桥镇 Ⅱ 3 件，\U0001f600")
    known = set(TTFont(io.BytesIO(cut)).getBestCmap())
    assert known == {ord(sign) for sign in "义桥镇 Ⅱ3件，"}
    assert len(cut) < 20_000
