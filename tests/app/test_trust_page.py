"""方法与可信度: what each kind of reader finds."""

from __future__ import annotations

import json
import re
import shutil

import settings
from services import nightly, selftests
from services.access import OPERATOR
from services.nightly import Effort
from services.workspace import opened
from store import facts
from tests.app.reading import assert_clean, deck, drawings
from tests.services import small_town as town

PANELS = (
    "说过的把握，后来怎样",
    "近 26 周的变色率",
    "预测成绩单",
    "规则里哪一项影响最大",
    "自检",
    "本周预警",
    "权重站得住吗",
    "只看需求侧的图",
    "方法卡",
)
TINY = Effort(limit=60, permutations=1, null_worlds=2, own_worlds=1, draws=16)


def test_an_analyst_finds_every_panel_filled(open_page):
    app = open_page("analyst", page="trust.py")
    assert_clean(app)
    text = drawings(app)
    for words in PANELS:
        assert words in text
    for words in ("不是准确率", "预计误报", "PEI*", "个百分点", "颜色取决于行政处罚的网格"):
        assert words in text
    assert "nan" not in text.lower()
    assert len(deck(app)["layers"]) > 1


def test_the_card_of_the_method_names_who_decided(open_page):
    text = drawings(open_page("chair", page="trust.py"))
    for words in ("提出人", "规则审批人", "规则哈希", "30、45、60、78", "2026-01-27"):
        assert words in text


def test_a_leader_reads_no_small_number(open_page):
    app = open_page("leader", page="trust.py")
    assert_clean(app)
    text = drawings(app)
    assert "本周预警" in text and "件数 平常" not in re.sub(r"\s+", " ", text)
    if "近 " in text.split("预计误报", 1)[1].split("权重站得住吗")[0]:
        assert "为保护隐私" in text


def test_a_broken_bound_marks_this_page_and_the_map(open_page, page_folder, tmp_path):
    folder = tmp_path / "marked"
    shutil.copytree(page_folder, folder)
    ws = opened(settings.Settings(data=folder))
    nightly.judge(ws, effort=TINY)
    kept = selftests.last(ws, OPERATOR) | {"is_usable": False}
    kept["bounds"][0] |= {"figure": 0.9, "holds": False}
    with ws.store.begin() as tx:
        facts.put(tx, selftests.FACT, json.dumps(kept))
    text = drawings(open_page("analyst", folder, page="trust.py"))
    assert text.count("不可用于决策") == 2 and "超出" in text and "90.00%" in text
    marked = open_page("analyst", folder)
    assert_clean(marked)
    assert "不可用于决策" in drawings(marked)
    ws.store.close()


def test_a_town_without_a_self_test_says_so(open_page, scored_town):
    app = open_page(town.who(scored_town, "chair"), scored_town.settings.data, page="trust.py")
    assert_clean(app)
    text = drawings(app)
    for words in ("尚未自检", "还没有模拟过", "manage.py sensitivity", "方法卡", "未经批准"):
        assert words in text
    assert "nan" not in text.lower()


def test_before_the_first_map_one_sentence_says_it(open_page, empty_folder):
    app = open_page(OPERATOR, empty_folder, page="trust.py")
    assert_clean(app)
    assert "还没有算出第一张图" in drawings(app)


def test_a_stranger_sees_nothing_of_it(open_page):
    app = open_page(None, page="trust.py")
    assert_clean(app)
    text = drawings(app)
    assert "还没有登录" in text and "方法卡" not in text
