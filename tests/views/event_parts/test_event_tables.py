"""What the page of events draws from one answer: matrix, categories, course, busiest grids."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analytics.compare import Span
from services.event_analysis import Analysis, Category, Chosen
from views.event_parts import lists
from views.event_parts.filters import hours, source, weekday
from views.event_parts.matrix import key, matrix
from vocab import PeriodRule

DAY = 20_774


def analysis(**changes):
    counts = np.zeros((7, 24))
    counts[4, 22], counts[0, 9] = 40, 3
    given = {
        "span": Span(first=DAY - 13, last=DAY),
        "before": Span(first=DAY - 27, last=DAY - 14),
        "earlier": Span(first=DAY - 377, last=DAY - 364),
        "chosen": Chosen(),
        "is_narrowed": False,
        "is_exact": True,
        "total": 43.0,
        "placed": 40.0,
        "midnight": 0.0,
        "matrix": counts,
        "categories": (
            Category(
                indicator="alert",
                category="盗窃<b>",
                now=40.0,
                before=30.0,
                earlier=np.nan,
                previous="上升 33.3%",
                yearly="—",
            ),
        ),
        "periods": (DAY - 7, DAY),
        "course": np.array([np.nan, 43.0]),
        "reported": np.array([0.0, 1.0]),
        "grids": pd.DataFrame({"code": ["a", "b"], "n": [30, 10]}),
        "indicators": (("alert", 43.0),),
        "ways": (),
        "levels": (),
    }
    return Analysis(**(given | changes))


@pytest.fixture
def seen():
    grids = pd.DataFrame(
        {
            "code": ["a", "b"],
            "name": ["一<i>", "二"],
            "village": ["村", "村"],
            "residents": [300, 0],
        }
    )
    return SimpleNamespace(grids=grids, policy=SimpleNamespace(period=PeriodRule()))


def cell(text, day, hour):
    return re.search(f'<button[^>]*value="{day}-{hour}"[^>]*>([^<]*)</button>', text)


def test_the_matrix_starts_on_monday_and_has_every_hour():
    text = matrix(analysis())
    rows = re.findall(r'<th scope="row">([^<]+)</th>', text)
    assert rows == ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
    assert re.findall(r'<th scope="col">(\d+)</th>', text) == [str(hour) for hour in range(24)]
    assert cell(text, 4, 22)[1] == "40" and cell(text, 0, 9)[1] == "3" and cell(text, 1, 1)[1] == ""
    assert "周五 22:00—23:00：40 件" in cell(text, 4, 22)[0]


def test_a_chosen_cell_is_pressed_and_the_others_are_pale():
    text = matrix(analysis(chosen=Chosen(weekday=4, hours=(22, 5))))
    assert 'aria-pressed="true"' in cell(text, 4, 22)[0] and "ws-on" in cell(text, 4, 3)[0]
    assert "ws-off" in cell(text, 0, 9)[0] and "ws-off" in cell(text, 4, 12)[0]


def test_withheld_cells_are_hatched_and_nothing_can_be_clicked():
    counts = np.zeros((7, 24))
    counts[2, 3] = np.nan
    text = matrix(analysis(matrix=counts, is_exact=False))
    assert "<button" not in text and text.count("ws-cell ws-few") == 1
    assert "周三 3:00—4:00：少于 5 件" in text


def test_the_key_names_every_step_once():
    text = key((1, 3, 6, 10, 20))
    assert re.findall(r"</i>([^<]+)</span>", text) == [
        "0",
        "1—2",
        "3—5",
        "6—9",
        "10—19",
        "20 及以上",
    ]
    assert re.findall(r"</i>([^<]+)</span>", key((1, 2, 3, 4, 5)))[1] == "1"


def test_categories_carry_both_comparisons_and_are_escaped():
    text = lists.categories(analysis())
    assert "上升 33.3%" in text and "<b>40</b>" in text and "<b></" not in text
    assert 'value="alert/盗窃&lt;b&gt;"' in text
    assert "2026.10.21—11.3" in text


def test_a_week_nobody_reported_is_a_gap_in_the_course(seen):
    assert lists.course(analysis(), seen).count('stroke-dasharray="2 2"') == 1


def test_the_busiest_grids_have_a_rate_only_where_people_live(seen):
    table = lists.ranked(analysis().grids, seen)
    assert table["rate"].iloc[0] == pytest.approx(100) and np.isnan(table["rate"].iloc[1])
    text = lists.grids(analysis(), seen)
    assert "一&lt;i&gt;" in text and "100.0" in text and "—" in text
    assert "不列出单个网格" in lists.grids(analysis(grids=None), seen)


def test_what_is_not_listed_is_summed_up(seen):
    many = pd.DataFrame({"code": [f"g{n}" for n in range(lists.BUSIEST + 3)], "n": 2})
    assert "其余 3 个网格共 6 件" in lists.grids(analysis(grids=many), seen)


def test_parts_of_the_filter_have_words():
    assert (weekday(6), hours((8, 11)), hours((22, 23))) == ("周日", "8:00—12:00", "22:00—24:00")
    assert source("petition_office", "来信") == "信访矛调中心 · 来信"
    assert source("unknown_source") == "unknown_source"
