"""Where the reader is among the areas, and the grids per colour of those below."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from views.components.crumbs import crumbs, short
from views.map_parts.places_bar import counts, table_html, way
from views.session import EVERYTHING

AREAS = [
    ("33", "浙江省（演示范围）", "province"),
    ("3301", "杭州市", "city"),
    ("330109", "萧山区", "district"),
    ("330109106", "义桥镇", "town"),
    ("330109107", "所前镇", "town"),
    ("330109106201", "横益村", "village"),
    ("330109106202", "湖园村", "village"),
    ("330109106203", "空村", "village"),
]
CODES = [f"330109106{village}{n:03d}" for village in (201, 202) for n in (1, 2, 3)]
SERIES = pd.Series(CODES)


def test_the_path_goes_from_the_whole_to_where_one_is():
    found = way(AREAS, "330109106", "", SERIES)
    assert [code for code, _ in found.trail] == [EVERYTHING, "33", "3301", "330109", "330109106"]
    assert found.level == "village"


def test_only_areas_with_grids_lead_further_down():
    assert [code for code, _ in way(AREAS, "330109106", "", SERIES).below] == [
        "330109106201",
        "330109106202",
    ]
    assert [code for code, _ in way(AREAS, "330109", "", SERIES).below] == ["330109106"]
    assert way(AREAS, "330109106201", "", SERIES).below == ()


def test_who_may_see_a_town_begins_there():
    own = [one for one in AREAS if one[0].startswith("330109106")]
    found = way(own, "330109106", "330109106", SERIES)
    assert found.trail == (("330109106", "义桥镇"),)
    below = way(own, "330109106202", "330109106", SERIES)
    assert [code for code, _ in below.trail] == ["330109106", "330109106202"]


@given(st.lists(st.integers(0, 5), min_size=6, max_size=6))
def test_every_grid_is_counted_once_and_the_most_reds_come_first(levels):
    grids = pd.DataFrame({"code": CODES, "level": levels})
    found = counts(SimpleNamespace(grids=grids), way(AREAS, "330109106", "", SERIES).below)
    assert int(found["all"].sum()) == 6
    for level in range(6):
        assert int(found[level].sum()) == levels.count(level)
    assert found[1].is_monotonic_decreasing


def test_nothing_below_is_said():
    none = counts(SimpleNamespace(grids=pd.DataFrame({"code": CODES, "level": 1})), [])
    assert "没有更小的区域" in table_html(none, is_twin=False)


def test_names_are_escaped_and_end_before_their_brackets():
    html = crumbs([("33", "浙<b>"), ("3301", "杭州市（演示）")], [("1", "<i>")], "district")
    assert "<b>" not in html.replace('<b aria-current="location"', "")
    assert "&lt;i&gt;" in html and ">杭州市</b>" in html
    assert "选区县" in html
    assert short("（全）") == "（全）" and short("义桥镇 (demo)") == "义桥镇"
