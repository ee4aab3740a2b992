"""The tables of the comparison, from frozen values."""

import math

from analytics.compare import Alignment, Span
from services.comparing import AreaChange, Compared, Comparison
from views.indicator_parts.tables import areas, windows
from vocab import PeriodRule

LAST = 20774
WEEK = Span(first=LAST - 6, last=LAST)


def compared(**changed):
    given = {
        "indicator": "alert",
        "is_amount": False,
        "span": WEEK,
        "now": 9.0,
        "before": 8.0,
        "earlier": math.nan,
        "mean": 7.0,
        "previous": "9 件，上期 8 件",
        "yearly": "—",
        "course": (8.0,) * 13,
        "areas": (),
    }
    return Compared(**(given | changed))


def comparison(*rows, **changed):
    given = {
        "span": WEEK,
        "before": WEEK.moved(-7),
        "earlier": WEEK.moved(-364),
        "alignment": Alignment.WEEKDAY,
        "festival": "",
        "rows": rows,
    }
    return Comparison(**(given | changed))


def test_a_cut_period_is_said():
    cut = compared(span=Span(first=WEEK.first, last=WEEK.first + 3))
    text = windows(comparison(cut, compared()), PeriodRule())
    assert "有效警情报到 11.14，前后两期都只算前 4 天" in text
    assert "报到" not in windows(comparison(compared()), PeriodRule())


def test_no_festival_says_what_to_choose():
    text = windows(comparison(earlier=None, alignment=Alignment.HOLIDAY), PeriodRule())
    assert "没有节日" in text and "按星期" in text


def test_every_area_is_in_one_list_and_names_are_escaped():
    rows = (
        AreaChange(code="1", name="<b>甲</b>", now=3, before=1, word="上升"),
        AreaChange(code="2", name="乙", now=0, before=1, word="零发案"),
        AreaChange(code="3", name="丙", now=math.nan, before=1, word=""),
    )
    text = areas(compared(areas=rows))
    assert "&lt;b&gt;甲&lt;/b&gt; 3／1" in text and "<b>甲" not in text
    assert "乙 0／1" in text
    assert "丙" not in text and "不显示 1 个" in text
