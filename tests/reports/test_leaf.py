import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.backends.sheet_paper import Paper
from layers.map_view import Caption
from layers.theme import palette
from reports.figures import Figure, Words
from reports.leaf import Counted, Leaves, Print, chip, paged, rows_in
from vocab import State

CAPTION = Caption(
    title="清渚镇图册",
    lines=("数据截至 2026年11月17日（周二）24:00", "规则 3.2 版", "审图号（未填）", "底图：无"),
    notice="内部工作用图　不得公开",
    is_demo=True,
)
PLAIN = r"""
#headed("小题", p.title, p.head)
#at(p.left, 40, figure(p.figure))
#at(p.left, 80, counted(p.counts))
#footed(p.page)
"""
FIGURE = Figure(
    width=50,
    height=20,
    body='<rect x="0" y="0" width="5000" height="2000" fill="#FFFFFF"/>',
    texts=(Words(x=25, y=10, text="一二三", pt=12, ink="#17202A"),),
)


def made(made_for):
    leaves = Leaves(made_for)
    lines = [
        Counted(level=2, state=State.OK, sign="Ⅱ", words="橙", count=1234),
        Counted(level=0, state=State.NO_DATA, sign="—", words="无数据", count=3),
    ]
    values = {"figure": leaves.figure(FIGURE), "counts": leaves.counted(lines), "page": "第 1 页"}
    return leaves.compiled(PLAIN, values)


@pytest.mark.parametrize(("paper", "wide"), [(Paper.A4, False), (Paper.A3, True)])
def test_the_margins_lie_on_both_sides(paper, wide):
    one = Print(caption=CAPTION, paper=paper, is_wide=wide)
    width, height = one.sides
    assert (width > height) is wide
    assert one.across + 2 * one.margin == pytest.approx(width)


@pytest.mark.parametrize(("kind", "head"), [("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_equal_documents_are_equal_bytes(kind, head):
    one = Print(caption=CAPTION, kind=kind, made_at=1_790_000_000)
    assert made(one) == made(one)
    assert made(one).startswith(head)


def test_another_time_is_another_document():
    bodies = {made(Print(caption=CAPTION, made_at=at)) for at in (1_790_000_000, 1_790_000_001)}
    assert len(bodies) == 2


@pytest.mark.parametrize("twin", [False, True])
@pytest.mark.parametrize("level", range(1, 6))
def test_a_chip_carries_its_level(level, twin):
    colours = palette(twin=twin)
    assert chip(level, "Ⅱ 橙", is_twin=twin) == {
        "fill": colours.fill(level),
        "ink": colours.label(level),
        "words": "Ⅱ 橙",
    }


def test_a_chip_without_colour_is_no_colour():
    assert chip(0, "无数据", is_twin=False)["fill"] == ""


def test_the_page_is_counted_in_words():
    assert paged(3, 27) == "第 3 页，共 27 页"


@given(st.lists(st.integers()), st.integers(1, 9))
def test_portions_lose_nothing(items, each):
    made = rows_in(items, each)
    assert [one for part in made for one in part] == items
    assert all(len(part) <= each for part in made)
    assert len(made) >= 1
