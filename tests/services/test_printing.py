from dataclasses import replace

import pytest

from errors import NotAllowedError, RefusedError
from layers.backends.sheet_paper import Paper
from services import printing, wording
from services.access import OPERATOR
from services.printing import Printed
from store import audit
from tests.services import small_town as town
from vocab import COLOURS, Scope, State


@pytest.fixture
def desk(scored_town):
    return printing.desk(scored_town, OPERATOR, "")


def test_a_desk_withholds_small_counts_and_knows_who_asked(desk):
    assert desk.asker == OPERATOR
    assert desk.viewer.purpose == "export" and not desk.viewer.is_cleared
    assert desk.week("latest").is_exact is False


def test_only_who_may_export_gets_a_desk(scored_town):
    with pytest.raises(NotAllowedError):
        printing.desk(scored_town, town.who(scored_town, "leader"), "")
    villager = town.who(scored_town, "villager")
    assert printing.desk(scored_town, villager, "").prefix == town.VILLAGES[0]
    with pytest.raises(NotAllowedError):
        printing.desk(scored_town, villager, town.VILLAGES[1])


def test_the_land_of_another_week_differs_in_colours_only(desk):
    early, late = desk.week(town.end_of(9)), desk.week("latest")
    ground = desk.land(late)
    again = desk.again(ground, early)
    assert again.cells is ground.cells
    assert ground.base.digits == desk.again(ground, late).base.digits
    levels = [str(level) for level in early.grids["level"]]
    shown = again.base.digits
    assert all(a == b for a, b in zip(levels, shown, strict=True) if a != "0")


@pytest.mark.parametrize(
    ("codes", "scope", "prefix"),
    [
        (["330109106901001", "330109106902001"], "", "330109106"),
        (["330109106901001"], "", "330109106"),
        (["330109106901001", "330603111001001"], "", "33"),
        (["330109106901001"], "330109106901", "330109106901"),
        (["110109106901001", "330603111001001"], "", ""),
    ],
)
def test_a_piece_is_cut_from_the_town_but_never_beyond_the_scope(codes, scope, prefix):
    assert printing.around(codes, Scope(prefix=scope)) == prefix


def test_counts_are_those_of_the_week(desk):
    seen = desk.week("latest")
    made = printing.counts(seen.grids)
    assert [line.count for line in made if line.level] == [
        seen.per_colour[colour.value] for colour in COLOURS
    ]
    without = {line.state: line.count for line in made if not line.level}
    assert without == {State(name): n for name, n in seen.per_state.items() if n}


def test_marks_only_where_there_is_a_week_before(desk):
    first, late = desk.week(town.end_of(0)), desk.week("latest")
    assert printing.view(first, is_twin=False).marks == ""
    assert len(printing.view(late, is_twin=False).marks) == len(late.grids)
    assert printing.view(late, is_twin=True, marked=False).marks == ""


def test_periods_have_their_day(desk):
    seen = desk.week("latest")
    assert printing.name(seen) == "2026-11-17"
    assert printing.period_name(seen) == "11月17日"
    assert printing.period_name(seen, with_year=True) == "2026年11月17日"


@pytest.mark.parametrize(
    ("kind", "words"), [("month", "2026年11月"), ("quarter", "2026年第4季度"), ("year", "2026年")]
)
def test_other_periods_have_their_own_names(desk, kind, words):
    seen = desk.week("latest")
    rule = replace(seen.policy.period, kind=kind)
    policy = replace(seen.policy, period=type(rule)(kind=type(seen.policy.period.kind)(kind)))
    assert printing.period_name(replace(seen, policy=policy)) == words


def test_papers_and_endings_there_are_not(tmp_path):
    assert printing.paper("A3") is Paper.A3
    with pytest.raises(RefusedError, match=r"sheet\.no_paper"):
        printing.paper("B5")
    assert printing.kind_of(tmp_path / "X.PDF", ("pdf",), "册") == "pdf"
    with pytest.raises(RefusedError) as caught:
        printing.kind_of(tmp_path / "x.doc", ("pdf",), "图册")
    assert wording.sentence(caught.value).startswith("图册只能做成 PDF 文件")
    with pytest.raises(RefusedError, match=r"sheet\.kind"):
        printing.kind_of(tmp_path / "x", ("pdf", "png"), "图")


def test_a_file_is_written_whole_or_not_at_all(desk, tmp_path):
    made = Printed(body=b"%PDF-1.7", seen=desk.week("latest"), pages=3)
    answer = printing.write(made, tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == made.body
    assert (answer["pages"], answer["bytes"], answer["week"]) == (3, 8, "2026-11-17")
    with pytest.raises(RefusedError, match=r"sheet\.not_written"):
        printing.write(made, tmp_path / "nowhere" / "a.pdf")
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["a.pdf"]


def test_a_record_says_what_week_and_area(desk):
    desk.record("册 pdf", desk.week("latest"), 12, "codes=a")
    with desk.workspace.store.read() as tx:
        row = audit.listed(tx, limit=1).iloc[0]
    assert (row["action"], row["object"], row["rows"]) == ("export", "册 pdf", 12)
    assert row["filter"] == "week=2026-11-17 scope= codes=a"


def test_a_caption_has_its_own_title(desk):
    made = printing.caption_of(desk, desk.week("latest"), "某某图册")
    assert made.title == "某某图册"
    assert "内部工作用图" in made.notice


@pytest.mark.parametrize(
    ("level", "state", "twin", "words"),
    [
        (2, "ok", False, "Ⅱ 橙"),
        (5, "ok", False, "Ⅴ 绿"),
        (5, "ok", True, "Ⅴ 浅青"),
        (0, "no_data", True, "无数据"),
    ],
)
def test_a_level_is_named_in_its_palette(level, state, twin, words):
    assert printing.sign(level, state, is_twin=twin) == words


def test_the_legend_names_the_palette(desk):
    made = printing.counts(desk.week("latest").grids, is_twin=True)
    assert made[4].words.startswith("浅青")
