"""Venue, border and response circle on the wall: nothing single, nothing small, no colour."""

from __future__ import annotations

import dataclasses
import html
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from layers.theme import PALETTES
from services import access, borders, perimeters, reach
from services.reach import Weight
from views.wall_parts import surroundings

TOWN = "330109106"
FILLS = {fill for colours in PALETTES for fill in colours.fills}


def told(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


@pytest.fixture(scope="module")
def viewer(demo):
    return access.viewer_of(demo, "leader")


@pytest.fixture(scope="module")
def around(demo, viewer):
    code = perimeters.places(demo, viewer)["code"].iloc[0]
    return perimeters.around(demo, viewer, str(code))


@pytest.fixture(scope="module")
def along(demo):
    who = replace(access.viewer_of(demo, "analyst"), purpose="wall")
    pair = borders.choices(demo, who).iloc[-1]
    return borders.along(demo, who, (pair["first"], pair["second"]))


@pytest.fixture(scope="module")
def circle(demo, viewer):
    return reach.circle(demo, viewer, prefix=TOWN)


def test_a_venue_has_its_six_themes_with_signs_and_no_small_count(around):
    text = told(surroundings.venue(around))
    for theme in around.themes["theme"].head(6):
        assert theme in text
    assert text.count("○") + text.count("◐") + text.count("●") == 6
    both = text + told(surroundings.handling(around, is_live=False))
    counts = [int(n) for n in re.findall(r"(\d+) 件", both)]
    assert all(n == 0 or n >= 5 for n in counts)
    assert "有未办结" in both and "1000 米内，2026.11.11—11.17" in both


@pytest.mark.parametrize(
    ("total", "opened", "has_open", "sign", "words"),
    [
        (0.0, 0.0, False, "○", "无"),
        (20.0, 0.0, False, "○", "全部办结"),
        (np.nan, np.nan, True, "◐", "有未办结"),
        (20.0, np.nan, True, "◐", "有未办结"),
        (30.0, 12.0, True, "●", "12 件未办结"),
    ],
)
def test_the_sign_of_a_theme(total, opened, has_open, sign, words):
    assert surroundings.theme_state(total, opened, has_open=has_open) == (sign, words)


def test_what_is_open_is_the_figure_where_it_may_be_told(around):
    stages = pd.DataFrame(
        {"stage": ["触发", "识别", "派发", "办结"], "reached": [40, 38, 35, 30.0]}
    )
    rings = around.rings.assign(events=40.0)
    made = dataclasses.replace(around, stages=stages, rings=rings)
    text = told(surroundings.handling(made, is_live=True))
    assert "10 件 还没有 办结" in text and "本周至今" in text
    done = dataclasses.replace(made, stages=stages.assign(reached=40.0))
    done = dataclasses.replace(done, themes=around.themes.assign(has_open=False))
    assert "全部办结" in told(surroundings.handling(done, is_live=False))


def test_a_border_has_its_length_sides_pieces_and_cases(along):
    text = told(surroundings.border(along))
    for words in ("共同边界长", "千米", f"{along.length_km:.1f}", *along.units["name"]):
        assert words in text
    rest = told(surroundings.along(along))
    for words in ("分段排名", "跨区域案件", "登记案件", "7 天以上未接收", "截至 11月17日"):
        assert words in rest
    for count in re.findall(r"(?<!约 )(?<!\d)(\d+) 件", rest):
        assert int(count) == 0 or int(count) >= 5


def test_a_side_that_is_not_the_viewers_is_a_dash(along):
    (pair,) = along.pairs
    hidden = pair.counts.assign(second=np.nan, second_per_km=np.nan)
    made = dataclasses.replace(along, pairs=(dataclasses.replace(pair, counts=hidden),))
    assert "—" in told(surroundings.border(made))
    none = dataclasses.replace(pair, counts=pair.counts.iloc[:0], pieces=pair.pieces.iloc[:0])
    made = dataclasses.replace(along, pairs=(none,))
    assert "带内没有事件" in told(surroundings.border(made))
    assert "带内没有事件" in told(surroundings.along(made))


def test_the_circle_has_three_shares_and_the_grids_out_of_reach(circle):
    text = told(surroundings.reached(circle))
    share = circle.share(Weight.GRIDS)
    assert f"{share.whole:.0f} 个网格中的 {share.part:.0f} 个" in text and "约" in text
    rest = told(surroundings.uncovered(circle))
    assert f"{len(circle.uncovered)} 个，居民多的在前" in rest
    assert circle.uncovered["name"].iloc[0] in rest
    more = len(circle.uncovered) - surroundings.MOST_UNCOVERED
    assert f"另有 {more} 个" in rest


def test_a_grid_hardly_out_of_reach_never_reads_as_within(circle):
    rows = circle.grids.assign(minutes=8.02, is_covered=False)
    made = dataclasses.replace(circle, grids=rows)
    assert f"超过 {circle.target:g} 分钟" in told(surroundings.uncovered(made))
    far_off = dataclasses.replace(circle, grids=rows.assign(minutes=np.inf))
    assert "到不了" in told(surroundings.uncovered(far_off))
    near = dataclasses.replace(circle, grids=rows.assign(is_covered=True))
    assert "全部到得了" in told(surroundings.uncovered(near))


def test_an_estimate_says_so_beside_every_figure(circle):
    guess = dataclasses.replace(circle, is_estimate=True)
    for draw in (surroundings.reached, surroundings.uncovered):
        assert "直线估算" in told(draw(guess)) and "直线估算" not in told(draw(circle))


def test_none_of_it_has_a_colour_of_risk(around, along, circle):
    drawn = (
        surroundings.venue(around)
        + surroundings.handling(around, is_live=True)
        + surroundings.border(along)
        + surroundings.along(along)
        + surroundings.reached(circle)
        + surroundings.uncovered(circle)
    )
    keys = (
        surroundings.reach_key(circle) + surroundings.border_key(along) + surroundings.venue_key()
    )
    drawn += "".join(item for item, _ in keys)
    assert not any(fill in drawn for fill in FILLS)
