import hashlib
import subprocess
from dataclasses import replace

import pytest
import shapely

from layers import discover
from layers.backends.sheet_cut import cut, fitted, land
from layers.drawn import drawn
from layers.map_view import Caption, MapView, Window
from reports.figures import Number
from reports.grid_cards import MAP_MM, MATTERS, NEIGHBOURS, Card, Deck, Matter, Neighbour, draw
from reports.leaf import Print
from tests.layers import world_of_frames as world
from tests.services import printed
from tests.services.printed import poppler

CAPTION = Caption(
    title="清渚镇网格风险卡",
    lines=("数据截至 2026年11月17日（周二）24:00", "规则 3.2 版", "审图号（未填）", "底图：无"),
    notice="内部工作用图　不得公开",
    is_demo=True,
)
LAYERS = {layer.code: layer for layer in discover()}


@pytest.fixture(scope="module")
def piece():
    frames = world.frames(60)
    ground = land([drawn(LAYERS[code], frames) for code in ("risk", "villages", "towns")])
    place = fitted(ground, ground.bounds(slice(20, 21)), MAP_MM, room=3.0)
    view = MapView(window=Window(longitude=0.0, latitude=0.0, zoom=0.0))
    return cut(ground, view, place, haloed=20)


def number(value, sign=""):
    return Number(value=float(value), words=f"{sign}{value}")


@pytest.fixture(scope="module")
def card(piece):
    return Card(
        code="990001101200000020",
        name="沙田村06号微网格",
        area="清渚镇　沙田村",
        level=2,
        numeral="Ⅱ",
        colour="橙　较高",
        facts=("指数 54", "把握较大", "已橙 3 周"),
        change="比上周 +1",
        why_title="为什么是橙色",
        why="这里是橙色，因为信访矛调比别处多。",
        reference=number(31),
        parts=(("信访矛调", number(16, "+")), ("有效警情", number(7, "+"))),
        index=number(54),
        before=number(53),
        course=((40.0, None, 54.0), (3, 0, 2), ("11月3日", "11月17日")),
        rows=(("信访矛调", "少于 5", "信访矛调比别处多"),),
        neighbours=(Neighbour(level=1, words="Ⅰ 红", name="沙田村11"),),
        matters=(Matter(title="夜间烧烤占道", owner="综合执法队", due="11月15日", is_late=True),),
        plan=("综合执法队：上门调解，11月24日前。",),
        turn="怎样变成黄色：不超过一般水平。",
        map=piece,
    )


def deck(*cards):
    return Deck(
        made_for=Print(caption=CAPTION),
        issue="第 46 期",
        cuts=(20.0, 35.0, 50.0, 65.0),
        course_title="近 3 周指数",
        columns=("指标", "本周", "和别处比"),
        fewer="少于 5 是不印件数的。",
        cards=cards,
    )


def texts(body, folder):
    return printed.pages(body, folder)


@poppler
def test_a_page_a_card(card, tmp_path):
    pages = texts(draw(deck(card, replace(card, name="沙田村07"))), tmp_path)
    assert len(pages) == 2
    for words in ("第46期", "沙田村06号微网格", "逾期", "综合执法队：上门调解", "Ⅰ红"):
        assert words in pages[0]
    assert "第2页，共2页" in pages[1]


@poppler
def test_bookmarks_lead_to_areas_and_grids(card, tmp_path):
    file = printed.kept(draw(deck(card, replace(card, area="清渚镇　湖头村"))), tmp_path)
    done = subprocess.run(["pdftohtml", "-xml", "-stdout", file], capture_output=True, check=True)
    told = done.stdout.decode()
    outline = told[told.index("<outline>") :]
    assert outline.index("沙田村06") < outline.index("湖头村")


def test_equal_decks_are_equal_bytes(card):
    bodies = {hashlib.sha256(draw(deck(card))).hexdigest() for _ in range(2)}
    assert len(bodies) == 1


@poppler
def test_long_sentences_are_set_smaller_and_never_cut(card, tmp_path):
    why = "。".join(f"第{k}句话说明这里的情况和别处不同" for k in range(9)) + "。"
    long = replace(card, why=why, plan=tuple(f"办理第{k}件事，11月2{k}日前。" for k in range(6)))
    (text,) = printed.pages(draw(deck(long)), tmp_path, "-raw")
    assert why in text
    assert "办理第5件事" in text
    assert "怎样变成黄色" in text


@poppler
def test_long_lists_say_how_many_more_there_are(card, tmp_path):
    many = tuple(Neighbour(level=3, words="Ⅲ 黄", name=f"邻格{k:02}") for k in range(17))
    matters = tuple(Matter(title=f"事项{k}", owner="某队", due="11月20日") for k in range(7))
    (text,) = texts(draw(deck(replace(card, neighbours=many, matters=matters))), tmp_path)
    assert text.count("邻格") == NEIGHBOURS
    assert f"另有{17 - NEIGHBOURS}个" in text
    assert sum(f"事项{k}" in text for k in range(7)) == MATTERS - 1
    assert f"另有{7 - MATTERS + 1}件" in text


@poppler
def test_a_grid_without_colour_has_no_index_but_all_the_rest(card, tmp_path):
    none = replace(
        card,
        level=0,
        numeral="",
        colour="无数据",
        facts=(),
        change="",
        index=None,
        before=None,
        parts=(),
        neighbours=(),
        matters=(),
        plan=(),
        course=((None,) * 3, (0,) * 3, ("11月3日", "11月17日")),
    )
    (text,) = texts(draw(deck(none)), tmp_path)
    for words in ("无数据", "没有颜色，也就没有指数可以分解", "没有未办结的事项", "没有相邻的网格"):
        assert words in text
    assert "这段时间没有指数" in text


@poppler
@pytest.mark.parametrize("count", [1, 4, 8])
def test_any_number_of_indicators_fits(card, tmp_path, count):
    parts = tuple((f"第{k}项指标", number(k + 1, "+")) for k in range(count))
    rows = tuple((f"第{k}项指标", "少于 5", "比别处多") for k in range(count))
    (text,) = texts(draw(deck(replace(card, parts=parts, rows=rows))), tmp_path)
    assert text.count(f"第{count - 1}项指标") == 2
    words = [box for box in printed.boxes(draw(deck(replace(card, parts=parts))), tmp_path)]
    assert all(box[3] < 830 for box in words)


def test_the_map_is_cut_where_the_card_wants_it(card):
    assert (card.map.width, card.map.height) == MAP_MM
    assert 20 in card.map.rows
    frame = shapely.box(0, 0, *MAP_MM)
    assert all(shapely.contains(frame, shapely.box(*text.box)) for text in card.map.texts)
