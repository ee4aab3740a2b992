"""What a weekly report says: its order, its sentences, and what it says where there is nothing."""

import pytest

from reports import weekly
from reports.document import CourseFigure, MapFigure, Paragraph, Table, Tone, plain
from reports.weekly_view import CHAPTERS
from tests.reports import paper
from words import say


def chapter(made, key):
    return next(one for one in made.chapters if one.key == key)


def sentences(made, key):
    return [plain(b.runs) for b in chapter(made, key).blocks if isinstance(b, Paragraph)]


def tables(made, key):
    return [one for one in chapter(made, key).blocks if isinstance(one, Table)]


def cells(table):
    return [[plain(cell) for cell in row] for row in table.rows]


def test_chapters_stand_in_the_order_of_the_house():
    made = paper.document()
    assert [one.key for one in made.chapters] == [*CHAPTERS, "annex"]
    assert [one.title for one in made.chapters][:2] == ["一、五色总览", "二、四项指标"]
    assert made.chapters[5].title == "六、上周交办事项落实情况"
    assert made.chapters[8].title == "附：统计口径"
    assert (made.made_at, made.snapshot, made.policy) == (paper.MADE, "0a" * 32, "1b" * 32)


def test_equal_views_give_equal_documents():
    fixed = {"layers": paper.layers(), "picture": paper.picture()}
    one, other = (paper.document(**fixed) for _ in range(2))
    assert [chapter.title for chapter in one.chapters] == [c.title for c in other.chapters]
    assert list(one.values()) == list(other.values())


def test_the_analyst_stands_between_sentences_and_tables():
    kinds = [
        (type(block).__name__, getattr(block, "tone", None))
        for block in chapter(paper.document(), "overview").blocks
    ]
    assert kinds[:4] == [("Paragraph", Tone.TOLD)] * 2 + [("Paragraph", Tone.WRITTEN)] * 2
    assert [kind for kind, _ in kinds[4:]] == ["Table", "MapFigure", "Table"]


def test_the_overview_counts_every_colour_and_says_what_has_none():
    first, second = sentences(paper.document(), "overview")[:2]
    assert first == (
        "本周共评定60个微网格，其中红色3个、橙色14个、黄色13个、蓝色15个、绿色10个；"
        "另有未着色的样本不足5个。"
    )
    assert second == "与上周相比，风险升高1个，降低0个，数据状态有变0个，其余59个颜色未变。"
    table = tables(paper.document(), "overview")[0]
    assert cells(table)[0] == ["红", "高", "3", "2", "+1"]
    assert cells(table)[1][-1] == "\u22121"
    assert table.colours == (1, 2, 3, 4, 5)


def test_a_first_map_has_nothing_to_compare_with():
    made = weekly.document(paper.empty())
    assert "这是第一张图" in sentences(made, "overview")[1]
    assert len(tables(made, "overview")) == 1


def test_forty_changes_are_listed_and_the_rest_is_counted():
    moves = tuple(paper.move(f"村{n}") for n in range(43))
    made = paper.document(overview=paper.overview(moves=moves, risen=paper.v(43)))
    assert len(tables(made, "overview")[1].rows) == 40
    assert "另有3个网格变色" in sentences(made, "overview")[-1]


def test_every_comparison_stands_beside_its_base():
    said = sentences(paper.document(), "indicators")
    assert said[0] == (
        "有效警情221件，环比上升10.0%（上期201件），同比上升11.1%（去年同期199件），前13期平均242.6件。"
    )
    assert said[1] == "按地方看，有效警情上升2个（东村、西村），另有3个因件数少不列。"


def test_a_small_base_has_no_percentage():
    line = paper.indicator(
        previous=paper.Value(text="6 件，上期 5 件"), now=paper.v(6), before=paper.v(5)
    )
    made = paper.document(indicators=(line,))
    assert "有效警情6件，上期5件，同比" in sentences(made, "indicators")[0]
    assert cells(tables(made, "indicators")[0])[0][3] == say("report.small_base")


def test_courses_are_drawn_of_events_only():
    stock = paper.indicator("实有人口", code="population", is_amount=True, unit="人")
    made = paper.document(indicators=(stock, paper.indicator()))
    (figure,) = [b for b in chapter(made, "indicators").blocks if isinstance(b, CourseFigure)]
    assert [panel.title for panel in figure.panels] == ["有效警情"]
    assert "最近一期221件" in figure.alt


def test_ten_grids_with_reason_sample_and_confidence():
    table = tables(paper.document(), "grids")[0]
    assert len(table.rows) == 10
    assert cells(table)[0] == [
        "1",
        "乐畈01",
        "红（上周橙）",
        "有效警情、信访矛调比别处多",
        "136",
        "—",
        "0",
        "6",
        "较大",
    ]
    assert cells(table)[1][2] == "红"
    assert table.swatch == 2 and sum(c.share for c in table.columns) == pytest.approx(1)


def test_what_is_small_is_said_in_words():
    made = paper.document()
    assert "触发场馆周边事件27件" in sentences(made, "venues")[0]
    assert "等待接收7天以上的少于5件" in sentences(made, "borders")[1]
    assert cells(tables(made, "borders")[1]) == [["28", "18", "—"]]
    assert "不足5件" in sentences(made, "venues")[-1]


def test_matters_risks_and_plan():
    made = paper.document()
    assert "共2件，已办结1件，未办结1件，其中逾期0件" in sentences(made, "matters")[0]
    assert cells(tables(made, "matters")[0])[0][1] == "楼道堆物（全域）"
    risks = sentences(made, "risks")
    assert (
        "有效警情检验557个网格，预警2个（东村02、东村04），按错误发现率其中预计误报0.2个。" in risks
    )
    assert cells(tables(made, "risks")[0])[0][1] == "13个：东村00、东村01等"
    assert "下周新列事项1件，未办结的1件继续办理" in sentences(made, "plan")[0]
    assert [column.title for column in tables(made, "plan")[0].columns][-1] == "状态"


def test_a_week_with_nothing_says_so_in_every_chapter():
    made = weekly.document(paper.empty())
    for key in CHAPTERS:
        assert sentences(made, key) or key == "indicators"
        assert "nan" not in "".join(sentences(made, key)).lower()
    assert sentences(made, "venues") == [say("report.no_venues")]
    assert sentences(made, "borders") == [say("report.no_borders")]
    assert sentences(made, "matters") == [say("report.no_matters")]
    assert sentences(made, "risks") == [say("report.no_hot")]
    assert sentences(made, "plan") == [say("report.no_plan")]
    assert [type(b) for b in chapter(made, "overview").blocks if isinstance(b, MapFigure)]


def test_tables_and_figures_are_numbered_through():
    made = paper.document()
    assert [b.number for b in made.blocks() if isinstance(b, Table)] == list(range(1, 11))
    figures = [b.number for b in made.blocks() if isinstance(b, MapFigure | CourseFigure)]
    assert figures == [1, 2]
