"""The content model: templates become runs, print is tight, every number is found again."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.document import Paragraph, Table, Value, composed, plain, tight
from tests.reports import paper

WORDS = st.text(alphabet="升降村件 12.%（）", max_size=12)
RUNS = st.lists(st.one_of(WORDS, WORDS.map(lambda text: Value(text=text))), max_size=6)


def test_a_template_keeps_its_values():
    made = composed("共{total}个，其中{red}个红", total=paper.v(560), red="3")
    assert made == ("共", paper.v(560), "个，其中", "3", "个红")
    assert plain(made) == "共560个，其中3个红"
    with pytest.raises(KeyError):
        composed("共{total}个")


@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_a_value_stands_where_its_place_was(value):
    made = composed("前{n}后", n=Value(text=str(value), number=value))
    assert made[1].number == value and plain(made) == f"前{value}后"


@pytest.mark.parametrize(
    ("loose", "print_"),
    [
        ("下降 6.1%", "下降6.1%"),
        ("全域 50 件，照往常约 37.9 件", "全域50件，照往常约37.9件"),
        ("2026年11月18日 03:00", "2026年11月18日03:00"),
        ("超过了 Farrington 的警戒线", "超过了Farrington的警戒线"),
        ("C1 and C2", "C1 and C2"),
        ("down 6.1% from 44", "down 6.1% from 44"),
        ("内部资料　注意保存", "内部资料　注意保存"),
    ],
)
def test_no_space_between_characters_and_figures(loose, print_):
    assert tight(loose) == print_


@given(RUNS)
def test_runs_are_as_tight_as_their_text(runs):
    shown = Paragraph(runs=tuple(runs)).runs
    assert plain(shown).replace(" ", "") == plain(tuple(runs)).replace(" ", "")
    assert [type(run) for run in shown] == [type(run) for run in runs]
    assert tight(plain(shown)) == plain(shown)


@given(st.text(alphabet=string.printable))
def test_latin_text_is_left_alone(text):
    assert tight(text) == text


def test_cells_are_tight_too_and_their_numbers_stay():
    cell = ("上升 ", Value(text="6.1%", number=6.1))
    table = Table(number=1, caption="", columns=(), rows=((cell,),))
    assert plain(table.rows[0][0]) == "上升6.1%"
    assert table.rows[0][0][1].number == 6.1


def test_a_document_finds_all_its_numbers():
    made = paper.document()
    texts = {value.text for value in made.values()}
    assert {"560", "60"} & texts == {"60"}
    assert {"221", "10,166", "少于5", "58", "2.9", "0.2"} <= texts
    assert len(list(made.values())) > 100
