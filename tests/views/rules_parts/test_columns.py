"""The columns of the last weeks: figures, the change of rule, and nothing for nothing."""

import re
from itertools import pairwise

from services.colour_weeks import ColourWeek
from views.rules_parts.columns import columns


def week(period, counts, **more):
    facts = {"uncoloured": 0, "rule": "a", "is_new_rule": False, "is_provisional": False}
    return ColourWeek(period=period, counts=tuple(counts), **(facts | more))


def test_every_colour_has_its_part_and_its_figure():
    drawn = columns([week(20767, [34, 145, 154, 170, 50]), week(20774, [35, 145, 153, 171, 49])])
    assert drawn.count("<rect") == 10
    for figure in ("34", "145", "154", "170", "50", "35", "49"):
        assert f">{figure}<" in drawn
    assert "11.10" in drawn and "11.17" in drawn
    assert 'aria-label="各周各色网格数，最近一周：红 35，橙 145' in drawn


def test_columns_of_equal_sums_are_equally_tall_and_parts_do_not_overlap():
    drawn = columns([week(20767, [10, 20, 30, 40, 0]), week(20774, [40, 30, 20, 10, 0])])
    rects = [
        tuple(float(v) for v in found)
        for found in re.findall(
            r'<rect x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', drawn
        )
    ]
    for x in {one[0] for one in rects}:
        parts = sorted((y, y + h) for at, y, h in rects if at == x)
        assert abs(parts[-1][1] - 322) < 0.2 and abs(parts[0][0] - 22) < 0.2
        for (_, foot), (top, _) in pairwise(parts):
            assert abs(foot - top) < 0.2


def test_a_small_part_has_no_figure_and_a_missing_one_no_part():
    drawn = columns([week(20774, [1, 0, 0, 0, 999])])
    assert drawn.count("<rect") == 2 and ">1<" not in drawn and ">999<" in drawn


def test_a_week_that_may_still_change_says_so():
    assert "暂定" in columns([week(20774, [1, 1, 1, 1, 1], is_provisional=True)])
    assert "暂定" not in columns([week(20774, [1, 1, 1, 1, 1])])


def test_another_rule_is_marked():
    plain = columns([week(20774, [1, 1, 1, 1, 1])])
    assert "换规则" not in plain
    assert "换规则" in columns([week(20774, [1, 1, 1, 1, 1], is_new_rule=True)])


def test_nothing_is_drawn_of_nothing():
    assert columns([]) == "" and columns([week(20774, [0] * 5, uncoloured=9)]) == ""
