"""跨区域: what each kind of reader gets, without a browser."""

import shutil

import pytest

import settings
from errors import NotAllowedError
from services import borders
from services.access import Role, Viewer
from services.workspace import opened
from store import runs
from tests.app.reading import address, assert_clean, deck, drawings
from tests.services import surroundings as world
from vocab import Scope

PAIR = "330603108-330603111"
LEFT, RIGHT = PAIR.split("-")


@pytest.fixture(scope="module")
def border_folder(demo_folder, tmp_path_factory):
    """The demo with seven joint cases of 兰亭 and 漓渚."""
    folder = tmp_path_factory.mktemp("borders") / "data"
    shutil.copytree(demo_folder, folder)
    ws = opened(settings.Settings(data=folder))
    with ws.store.read() as tx:
        last = max(run.period for run in runs.listed(tx))
    rows = [
        {"case": f"T-{n}", "day": last - 20 + n, "areas": PAIR.split("-"), "theme": "河道污染"}
        for n in range(6)
    ]
    rows.append(
        {"case": "T-9", "day": last - 9, "found_in": LEFT, "handed_to": RIGHT}
        | {"accepted_day": last - 8, "closed_day": last - 1}
    )
    world.put_cases(ws, rows)
    ws.store.close()
    return folder


def test_an_analyst_sees_length_sides_segments_and_cases(open_page, border_folder):
    app = open_page("analyst", border_folder, "borders.py", pair=PAIR)
    assert_clean(app)
    text = drawings(app)
    for words in ("兰亭镇与漓渚镇", "3.0", "千米", "容差", "每千米", "分段排名", "第 1 段"):
        assert words in text
    for words in ("渣土偷倒", "河道污染", "流动设摊", "乱张贴", "移交台账", "KJ-2026-", "逾期"):
        assert words in text
    ids = [one["id"] for one in deck(app)["layers"]]
    assert "ring-1-line" in ids and any(one.startswith("label-") for one in ids)


def test_the_other_order_is_the_same_page(open_page, border_folder):
    one = drawings(open_page("analyst", border_folder, "borders.py", pair=PAIR))
    # Only neighbouring pairs in one order are offered; another one falls back to the first.
    app = open_page("analyst", border_folder, "borders.py", pair="330603111-330603108")
    assert_clean(app)
    assert "千米" in one and "千米" in drawings(app)


def test_the_width_is_in_the_address(open_page, border_folder):
    app = open_page("analyst", border_folder, "borders.py", pair=PAIR, width="420")
    assert "两侧各 420 米内" in drawings(app)
    app.get("button_group")[-1].set_value(2000.0).run()
    assert address(app)["width"] == "2000"
    odd = open_page("analyst", border_folder, "borders.py", pair=PAIR, width="7")
    assert "两侧各 1000 米内" in drawings(odd)


def test_who_sees_no_small_counts_sees_none_here(open_page, border_folder):
    person = Viewer(person="leader", title="领导", role=Role.LEADER, purpose="wall")
    app = open_page(person, border_folder, "borders.py", pair=PAIR)
    assert_clean(app)
    text = drawings(app)
    assert (
        "约" in text and "只给能看准确数字的人" in text and "T-9" not in text and "KJ-" not in text
    )
    assert not any(one["id"].startswith("event-") for one in deck(app)["layers"])


def test_the_other_town_is_its_own_affair(open_page, border_folder):
    person = Viewer(person="chair", title="镇长", role=Role.CHAIR, scope=Scope(prefix=LEFT))
    app = open_page(person, border_folder, "borders.py", pair=PAIR)
    assert_clean(app)
    assert "不在您的范围" in drawings(app)


def test_without_towns_the_page_says_what_to_do(open_page, empty_folder):
    person = Viewer(person="analyst", title="分析员", role=Role.ANALYST)
    app = open_page(person, empty_folder, "borders.py")
    assert_clean(app)
    assert "还没有两个相邻的镇街" in drawings(app)
    assert not app.get("deck_gl_json_chart")


def test_no_permission_is_said_in_words(open_page, border_folder, monkeypatch):
    def refuse(workspace, viewer):
        raise NotAllowedError("access.action", who=viewer.title, action="view")

    monkeypatch.setattr(borders, "choices", refuse)
    app = open_page("leader", border_folder, "borders.py")
    assert_clean(app)
    assert "您不能看" in drawings(app)
    assert not app.get("deck_gl_json_chart") and not app.selectbox
