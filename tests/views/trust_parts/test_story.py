"""Panels of the page on trust from frozen answers."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import numpy as np
import pytest

from analytics.reliability import Bin
from services.alarms import Alarm, Sheet
from services.reliability import Standing, Week
from services.weightsets import Other, WeightSets
from views.trust_parts import story

BOUNDS = [
    {"name": "flips", "figure": 0.02, "bound": 0.01, "holds": False},
    {"name": "alarms", "figure": 0.05, "bound": 0.11, "holds": True},
    {"name": "pit", "figure": None, "bound": 0.05, "holds": True},
]
KEPT = {
    "grids": 12,
    "permutations": 2,
    "null_worlds": 3,
    "period": "2026-11-17",
    "is_measured": True,
    "is_usable": False,
    "bounds": BOUNDS,
}
STANDING = Standing(
    exact=(Bin(judged=200, said=0.45, held=0.9),),
    near=(Bin(judged=300, said=0.95, held=0.99),),
    pairs=500,
    weeks=(Week(period=20_774, shown=100, moved=2, is_new_rule=False),),
    grids=12,
)
SHEET = Sheet(
    period=20_774,
    status="closed",
    snapshot="s",
    policy="p",
    q=0.1,
    per_indicator=(("alert", 12, 1, 0.1),),
    alarms=(
        Alarm(
            code="1",
            name="<格>",
            village="村",
            indicator="alert",
            window=4,
            count=9,
            expected=1.25,
            p=0.001,
        ),
    ),
    is_exact=True,
)


def words(drawn: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", drawn))


def test_the_verdict_says_usable_not_usable_or_not_tested() -> None:
    assert "不可用于决策" in story.verdict(KEPT) and "ws-verdict-bad" in story.verdict(KEPT)
    assert "自检通过" in story.verdict(KEPT | {"is_usable": True})
    assert "尚未自检" in story.verdict(None)
    assert "太少" in story.verdict({"is_measured": False})


def test_every_measured_bound_has_a_bar_and_says_whether_it_holds() -> None:
    drawn = story.selftest(KEPT, KEPT)
    assert drawn.count("<svg") == 2
    text = words(drawn)
    for expected in ("2.00%", "1.00%", "超出", "守住", "2026-11-17", "12 个网格"):
        assert expected in text
    assert "还没有自检" in words(story.selftest(KEPT, None))
    assert "nightly" in words(story.selftest(None, None))


def test_real_and_simulated_are_named_as_what_they_are() -> None:
    bins = {"shown": [{"judged": 2000, "said": 0.5, "held": 0.52}], "likeliest": []}
    text = words(story.reliability(STANDING, {"worlds": 2, "bins": bins}))
    assert "真实地图：4 周以后还站得住吗" in text and "不是准确率" in text
    assert "模拟世界" in text and "2 个照本地件数造出的模拟世界" in text
    assert "还没有模拟过" in words(story.reliability(STANDING, None))
    empty = {"worlds": 0, "bins": {"shown": [], "likeliest": []}}
    assert "还没有模拟过" in words(story.reliability(STANDING, empty))


def test_the_numbers_of_the_diagrams_are_a_table() -> None:
    bins = {"shown": [{"judged": 2000, "said": 0.5, "held": 0.52}], "likeliest": []}
    text = words(story.bins_table(STANDING, {"worlds": 2, "bins": bins}))
    for expected in ("200", "45.0%", "90.0%", "2,000", "52.0%"):
        assert expected in text


def test_flips_name_rate_changes_and_bound() -> None:
    text = words(story.flips(STANDING, KEPT))
    assert "2.00%" in text and "共 2 次" in text and "上限 1.00%" in text
    assert "上限 1.00%" not in words(story.flips(STANDING, None))
    assert "还没有变色可数" in words(story.flips(replace(STANDING, weeks=()), None))


def test_alarms_with_and_without_numbers() -> None:
    text = words(story.alarms(SHEET))
    assert "村 <格>" in text and "近 4 周" in text and "1.3" in text and "10%" in text
    hidden = replace(SHEET.alarms[0], count=None, expected=None, p=None, name="村01")
    text = words(story.alarms(replace(SHEET, is_exact=False, alarms=(hidden,))))
    assert "为保护隐私" in text and "平常 " not in text and " 9 " not in text
    assert "村 村01" not in text
    many = replace(SHEET, alarms=SHEET.alarms * 20)
    assert "另有 8 个" in words(story.alarms(many))
    assert "没有预警" in words(story.alarms(replace(SHEET, alarms=())))


def figure(value: float | None, low: float | None, high: float | None) -> dict:
    return {"value": value, "low": low, "high": high}


@pytest.mark.parametrize(
    ("difference", "says"),
    [
        (figure(0.01, 0.002, 0.02), "模型较好"),
        (figure(-0.01, -0.02, -0.002), "计数较好"),
        (figure(0.0, -0.01, 0.01), "不分高下"),
        (figure(None, None, None), "—"),
    ],
)
def test_the_scorecard_says_who_is_better_only_when_the_interval_does(difference, says) -> None:
    row = {"indicator": "alert", "windows": 26, "events": 90, "measure": "hit_rate"}
    row |= {"model": figure(0.2, 0.19, 0.21), "plain": figure(0.19, 0.18, 0.2)}
    cards = {"cards": [row | {"difference": difference}], "area_share": 0.05}
    text = words(story.scorecard(cards | {"pit": {"alert": [0.1] * 10}}))
    assert says in text and "20.0%（19.0% 至 21.0%）" in text
    if difference["value"] is not None:
        assert "个百分点" in text
    assert "还没有可以评判" in words(story.scorecard({"cards": [], "pit": {}, "area_share": 0.05}))


def sets() -> WeightSets:
    other = Other(
        name="o",
        version="1",
        indicators=("alert",),
        levels=np.array([1, 2, 3, 0]),
        states=np.zeros(4, int),
        is_approved=True,
    )
    return WeightSets(
        codes=np.array(list("abcd")),
        levels=np.array([1, 1, 3, 0]),
        approved=(other,),
        demand=other,
        without_penalties=np.array([1, 1, 4, 0]),
        dearest=np.array([0.005, 0.04, np.nan, 0.001]),
    )


def test_weights_in_figures() -> None:
    text = words(story.weights(sets(), np.ones(4, bool)))
    assert "2 个" in text and "1 个" in text and "按全部 2 份" in text
    assert text.count("33.3%") == 4
    assert "66.7%" in text


def test_choices_stand_with_the_largest_first() -> None:
    def effect(choice: str, output: str, total: float) -> dict:
        return {"choice": choice, "output": output, "total": total, "low": -0.01, "high": 0.9}

    kept = {
        "effects": [
            effect(choice, output, total)
            for choice, total in (("power", 0.1), ("goalpost", 0.7))
            for output in ("class", "rank")
        ],
        "means": {"rank": 12.4, "class": 0.2},
        "draws": 64,
        "grids": 1440,
    }
    text = words(story.sensitivity(kept))
    assert text.index("上门柱 ") < text.index("幂平均的幂")
    assert "0.70（0.00 至 0.90）" in text and "1,440" in text
    assert "manage.py sensitivity" in words(story.sensitivity(None))
