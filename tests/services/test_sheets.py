import hashlib
import shutil
import subprocess
from dataclasses import replace

import pytest

import manage
from errors import NotAllowedError, NotFoundError, RefusedError
from services import access, sheets, situation
from services.access import OPERATOR, Role, Viewer
from services.sheets import Order
from services.workspace import opened
from settings import Settings
from store import audit
from vocab import Scope

TOWN = "330109106"
ORDER = Order(prefix=TOWN)
poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler here")


@pytest.fixture(scope="module")
def ws(demo_folder, tmp_path_factory):
    """A copy of the demo whose audit these tests write."""
    folder = tmp_path_factory.mktemp("sheets") / "data"
    shutil.copytree(demo_folder, folder)
    one = opened(Settings(data=folder))
    yield one
    one.store.close()


@pytest.fixture(scope="module")
def analyst(ws):
    return access.viewer_of(ws, "analyst")


def said(body, folder):
    file = folder / "sheet.pdf"
    file.write_bytes(body)
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return done.stdout.decode().replace(" ", "").replace("　", "")


def test_equal_orders_give_equal_bytes_whoever_asks(ws, analyst):
    bodies = [sheets.make(ws, who, ORDER).body for who in (analyst, analyst, OPERATOR)]
    assert len({hashlib.sha256(body).hexdigest() for body in bodies}) == 1
    assert bodies[0].startswith(b"%PDF")


def test_another_week_is_another_sheet(ws, analyst):
    other = sheets.make(ws, analyst, replace(ORDER, week="2026-11-03"))
    assert other.body != sheets.make(ws, analyst, ORDER).body
    assert other.seen.period < sheets.make(ws, analyst, ORDER).seen.period


@poppler
def test_the_sheet_can_be_traced_and_says_what_is_open(ws, analyst, tmp_path):
    made = sheets.make(ws, analyst, ORDER)
    text = said(made.body, tmp_path)
    for words in (
        "义桥镇五色图",
        "数据截至2026年11月17日（周二）24:00",
        f"规则{made.seen.policy.version}版（{made.seen.policy.hash[:12]}）",
        f"快照{made.seen.snapshot[:12]}",
        "审图号（未填）",
        "底图：无",
        "内部工作用图不得公开",
        "演示数据",
        "EPSG:4549",
    ):
        assert words in text
    for level, count in zip("红橙黄蓝绿", made.seen.per_colour.values(), strict=True):
        assert f"{level}" in text
        assert str(count) in text


@poppler
def test_with_an_approval_number_the_stamp_goes(ws, analyst, tmp_path):
    approved = replace(
        ws,
        settings=replace(
            ws.settings, map_approval="浙S(2026)1号", base_map_source="某地理信息服务"
        ),
    )
    text = said(sheets.make(approved, analyst, ORDER).body, tmp_path)
    assert "审图号浙S(2026)1号" in text
    assert "底图某地理信息服务" in text
    assert "不得公开" not in text


def test_a_layer_that_shows_single_events_is_left_out_and_named(ws, analyst, tmp_path):
    made = sheets.make(ws, analyst, replace(ORDER, layers=("risk", "events", "heat")))
    assert made.drawn == ("risk",)
    assert [one.layer.code for one in made.left_out] == ["events", "heat"]
    assert all(one.reason for one in made.left_out)
    if shutil.which("pdftotext"):
        assert "未画：事件点" in said(made.body, tmp_path)


def test_the_colours_are_those_of_the_week(ws, analyst):
    made = sheets.make(ws, analyst, ORDER)
    desk = situation.view(ws, analyst, prefix=TOWN)
    assert made.seen.grids["level"].tolist() == desk.grids["level"].tolist()
    assert made.seen.is_exact is False
    assert desk.is_exact is True


def test_every_sheet_is_on_record(ws, analyst):
    sheets.make(ws, analyst, replace(ORDER, paper="A3"))
    with ws.store.read() as tx:
        row = audit.listed(tx, limit=1).iloc[0]
    assert (row["by"], row["action"], row["object"]) == ("analyst", "export", "sheet A3 pdf")
    assert f"scope={TOWN}" in row["filter"]
    assert row["rows"] == 560


def test_who_may_not_export_gets_none_and_nothing_is_drawn(ws, monkeypatch):
    def never(*_):
        raise AssertionError("drawn before permission")

    monkeypatch.setattr(sheets, "sheet", never)
    with pytest.raises(NotAllowedError):
        sheets.make(ws, access.viewer_of(ws, "leader"), ORDER)
    village = Viewer(person="v", title="v", role=Role.ANALYST, scope=Scope(prefix=f"{TOWN}201"))
    with pytest.raises(NotAllowedError):
        sheets.make(ws, village, ORDER)


def test_what_is_not_there_is_refused_in_words(ws, analyst):
    with pytest.raises(RefusedError, match=r"sheet\.no_layer"):
        sheets.make(ws, analyst, replace(ORDER, layers=("risk", "rusk")))
    with pytest.raises(NotFoundError):
        sheets.make(ws, analyst, replace(ORDER, week="2020-01-01"))


@poppler
def test_every_village_of_the_town_is_named(ws, analyst, tmp_path):
    made = sheets.make(ws, analyst, ORDER)
    text = said(made.body, tmp_path)
    names = made.seen.grids["village"].unique()
    assert len(names) == 26
    assert [name for name in names if name not in text] == []
    assert "因位置不足" not in text


def test_paper_and_graticule_there_are_not_are_refused(ws, analyst):
    with pytest.raises(RefusedError, match=r"sheet\.no_paper"):
        sheets.make(ws, analyst, replace(ORDER, paper="A5"))
    with pytest.raises(RefusedError, match=r"sheet\.no_net"):
        sheets.make(ws, analyst, replace(ORDER, graticule="miles"))


@poppler
@pytest.mark.parametrize(
    ("graticule", "words"), [("degrees", "120°12′E"), ("kilometres", "公里网间隔")]
)
def test_a_graticule_comes_on_request(ws, analyst, tmp_path, graticule, words):
    assert words not in said(sheets.make(ws, analyst, ORDER).body, tmp_path)
    made = sheets.make(ws, analyst, replace(ORDER, graticule=graticule))
    assert words in said(made.body, tmp_path)


@poppler
def test_a_village_is_shown_in_its_town(ws, analyst, tmp_path):
    text = said(sheets.make(ws, analyst, Order(prefix=f"{TOWN}215")).body, tmp_path)
    assert "在义桥镇的位置" in text
    assert "风险等级（23个网格）" in text


@pytest.mark.parametrize("name", ["map.pdf", "map.png", "MAP.PNG"])
def test_the_ending_of_the_file_says_what_it_is(ws, analyst, tmp_path, name):
    answer = sheets.write(ws, analyst, ORDER, tmp_path / name)
    head = (tmp_path / name).read_bytes()[:4]
    assert head in (b"%PDF", b"\x89PNG")
    assert (head == b"%PDF") == name.endswith("pdf")
    assert answer["bytes"] == (tmp_path / name).stat().st_size
    assert answer["layers"] == ["risk", "villages", "towns"]
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_file_that_cannot_be_written_is_told(ws, analyst, tmp_path):
    with pytest.raises(RefusedError, match=r"sheet\.not_written"):
        sheets.write(ws, analyst, ORDER, tmp_path / "nowhere" / "map.pdf")
    with pytest.raises(RefusedError, match=r"sheet\.kind"):
        sheets.write(ws, analyst, ORDER, tmp_path / "map.docx")


def test_the_command_makes_the_file(ws, tmp_path, capsys):
    file = tmp_path / "a1.pdf"
    given = ["--data", str(ws.settings.data), "--format", "json", "sheet", "--scope", TOWN]
    given += ["--week", "2026-11-10", "--layers", "risk, villages", "--paper", "A1", "--twin"]
    assert manage.main([*given, "--out", str(file)]) == 0
    assert file.read_bytes().startswith(b"%PDF")
    assert '"layers": ["risk", "villages"]' in capsys.readouterr().out
