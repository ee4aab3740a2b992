"""规则: the rule in words, a draft, what it would do, two persons, taking back."""

import shutil

import pytest

import settings
from errors import NotFoundError
from services import access, policies, situation
from services.workspace import opened
from tests.app.reading import address, assert_clean, drawings
from views.navigation import PAGES


def open_rules(open_page, person, **query):
    return open_page(person, page="rules.py", **query)


@pytest.fixture(scope="module")
def own_folder(demo_folder, tmp_path_factory):
    """A copy of the demo whose rules these tests change."""
    folder = tmp_path_factory.mktemp("rules") / "data"
    shutil.copytree(demo_folder, folder)
    return folder


def fill(app, **values):
    for key, value in values.items():
        app.number_input(key=f"rules_{key}").set_value(value)
    return app


def press(app, label):
    next(one for one in app.button if label in one.label).click()
    return app.run()


def test_everybody_reads_the_rule_in_words(open_page):
    for person in ("analyst", "chair", "leader", "auditor"):
        app = open_rules(open_page, person)
        assert_clean(app)
        text = drawings(app)
        for words in ("现行规则", "看什么", "有效警情 40", "合计 100", "78 以上红", "把握到 95%"):
            assert words in text
        for words in ("历次规则", "已被取代", "只作比较", "这条规则下的颜色"):
            assert words in text


def test_the_form_finds_every_fault_and_keeps_what_was_written(open_page):
    app = open_rules(open_page, "analyst", part="propose")
    assert_clean(app)
    fill(app, weight_alert=10.0, cut_0=99.0, up_twice=99.0)
    press(app, "算一算影响")
    assert_clean(app)
    text = drawings(app)
    for words in ("还差 30.0", "四个切点要从小到大", "“变坏”：连续两周的把握"):
        assert words in text
    assert app.number_input(key="rules_weight_alert").value == 10.0
    assert address(app)["part"] == "propose"


def test_who_may_not_propose_is_told_so(open_page):
    for person in ("chair", "leader", "approver"):
        app = open_rules(open_page, person, part="propose")
        assert_clean(app)
        assert "没有“提议规则”的权限" in drawings(app)
        assert not app.number_input


def test_a_draft_is_compared_proposed_approved_by_another_and_shown(open_page, own_folder):
    app = open_rules(open_page, "analyst", folder=own_folder, part="propose")
    fill(app, weight_penalty=5.0, weight_alert=50.0)
    press(app, "算一算影响")
    assert_clean(app)
    text = drawings(app)
    assert "会变色的网格" in text and "行政处罚的权重" in text and "假定 8 周前就用这条规则" in text
    assert len(app.get("deck_gl_json_chart")) == 2
    press(app, "提议第 3 版")
    assert_clean(app)
    assert "第 3 版已提议" in drawings(app) and "须由另一人批准" in drawings(app)
    assert not [one for one in app.button if "批准第" in one.label]
    rule = address(app)["rule"]

    other = open_rules(open_page, "approver", folder=own_folder, part="compare", rule=rule)
    assert_clean(other)
    other.selectbox(key="rules_start").set_value("2026-11-17").run()
    press(other, "批准第 3 版")
    assert_clean(other)
    assert "第 3 版已批准" in drawings(other)
    ws = opened(settings.Settings(data=own_folder))
    rows = {row["version"]: row for row in policies.listed(ws, access.OPERATOR)}
    assert rows["3"]["status"] == "approved" and rows["3"]["approved_by"] == "approver"
    assert situation.view(ws, access.OPERATOR).policy.version == "2", "nothing is coloured anew"
    ws.store.close()


def test_a_proposal_is_taken_back_with_a_reason(open_page, own_folder):
    app = open_rules(open_page, "analyst", folder=own_folder, part="propose")
    app.text_input(key="rules_version").input("9")
    fill(app, weight_penalty=10.0, weight_alert=45.0)
    press(app, "算一算影响")
    press(app, "提议第 9 版")
    assert app.button(key="rules_withdraw").disabled
    app.text_input(key="rules_reason").input("再议一议").run()
    app.button(key="rules_withdraw").click().run()
    assert_clean(app)
    text = drawings(app)
    assert "第 9 版已撤回" in text and "撤回：再议一议" in text


def test_the_same_version_is_not_proposed_twice(open_page):
    app = open_rules(open_page, "analyst", part="propose")
    app.text_input(key="rules_version").input("2")
    press(app, "算一算影响")
    assert "版本号 2 已经用过" in drawings(app)


def test_only_changed_grids_on_both_maps(open_page):
    app = open_rules(open_page, "analyst", part="compare")
    assert_clean(app)
    before = [one.proto.json for one in app.get("deck_gl_json_chart")]
    app.toggle(key="rules_only").set_value(True).run()
    assert_clean(app)
    after = [one.proto.json for one in app.get("deck_gl_json_chart")]
    assert len(after) == 2 and all(a != b for a, b in zip(before, after, strict=True))


def test_an_empty_folder_says_what_comes_first(open_page, empty_folder):
    for part in ("now", "propose", "compare"):
        app = open_rules(open_page, "operator", folder=empty_folder, part=part)
        assert_clean(app)
        assert "还没有批准过规则" in drawings(app) or "没有可比的规则" in drawings(app)


def test_a_store_that_fails_is_told_in_words(open_page, monkeypatch):
    def broken(*args, **more):
        raise NotFoundError("store.no_policy", hash="e4d1")

    monkeypatch.setattr(policies, "one", broken)
    app = open_rules(open_page, "analyst")
    assert_clean(app)
    assert "这一页没有画出来" in drawings(app) and "没有哈希为 e4d1 的规则" in drawings(app)


def test_what_the_address_says_wrongly_is_left_at_the_usual(open_page):
    app = open_rules(open_page, "analyst", part="<b>", rule="zz")
    assert_clean(app)
    assert "看什么" in drawings(app)


def test_the_page_is_in_the_bar():
    assert "rules" in {entry.name for entry in PAGES}
