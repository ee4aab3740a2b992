"""The kit: escaped, well formed, complete in words, and colour only where risk is."""

import html.parser
import re
import tomllib
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

import settings
import words
from layers.theme import PALETTES, Ground, palette, variables
from views.components import chips, course, icons, legend, ruler, sheet, states, stylesheet
from views.components.markup import esc, num
from vocab import STATES, State

CUTS = (20.0, 35.0, 50.0, 65.0)
PERIODS = [20000 + 7 * k for k in range(26)]
EVIL = "<script>alert('x')</script>\""
VOID = {"br", "img", "input", "meta", "link"}

BLOCK = sheet.TitleBlock(
    place=EVIL, cut_off=EVIL, run=EVIL, rule=EVIL, refreshed=EVIL, person=EVIL, is_demo=True
)
MADE = {
    "chip": chips.chip(2, big=True),
    "no chip": chips.chip(0, State.SMALL_SAMPLE),
    "swatch": chips.hatch_swatch(State.NO_DATA),
    "key": chips.confidence_key(),
    "neighbours": chips.neighbours([(EVIL, 2, State.OK), (EVIL, 0, State.NOT_APPLICABLE)]),
    "ruler": ruler.ruler(54, 53, CUTS),
    "ruler apart": ruler.ruler(74, 58, CUTS),
    "no ruler": ruler.ruler(None, None, CUTS),
    "steps": ruler.steps(31, [(EVIL, 16), ("b", -1)], 46, 3),
    "bar": ruler.bar_legend(CUTS),
    "course": course.course(PERIODS, [50.0] * 25 + [None], [2] * 25 + [0], CUTS),
    "bars": course.bars(PERIODS, [1, None] * 13, EVIL),
    "spark": course.spark([1, None, 3]),
    "ladder": legend.ladder({1: 9}, {State.NO_DATA: 2}),
    "changes": legend.changes([(EVIL, 3, 2, EVIL)], 547),
    "title": sheet.title_block(BLOCK),
    "page": sheet.page_title(EVIL, EVIL),
    "head": sheet.block_title(EVIL, EVIL),
    "facts": sheet.facts([(EVIL, EVIL)]),
    "sums": sheet.sums([(EVIL, EVIL)] * 3),
    "figures": sheet.figures([(EVIL, EVIL, EVIL)]),
    "stages": sheet.stages([EVIL, "b", "c"], 1),
    "table": sheet.table([EVIL, "b"], [[EVIL, "1"]], right=[1]),
    "faults": sheet.faults([(EVIL,) * 5]),
    "progress": sheet.progress(1, 3, EVIL),
    "empty": states.empty(f"{EVIL}\nb", EVIL, [(EVIL, EVIL)]),
    "error": states.error(EVIL, [EVIL], [(EVIL, EVIL)]),
    "denied": states.no_permission(EVIL, EVIL, EVIL),
    "notice": states.notice(EVIL, EVIL),
    "icon": icons.icon("map"),
    "brand": icons.brand(EVIL),
}


class Nesting(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        pass


@pytest.mark.parametrize("name", MADE)
def test_everything_is_escaped_and_nested(name):
    text = MADE[name]
    assert "<script" not in text
    assert "alert('x')" not in text
    parser = Nesting()
    parser.feed(text)
    parser.close()
    assert parser.open == []


@pytest.mark.parametrize("name", MADE)
def test_nothing_points_outside(name):
    assert not re.search(r"(?:src|href)=.https?:", MADE[name])


@pytest.mark.parametrize("name", [n for n, text in MADE.items() if text.startswith("<svg")])
def test_a_drawing_is_valid_xml(name):
    ET.fromstring(MADE[name])


@pytest.mark.parametrize("name", ["ruler", "no ruler", "steps", "course", "bars", "spark"])
def test_a_drawing_says_itself_in_words(name):
    label = ET.fromstring(MADE[name]).get("aria-label")
    assert label
    assert len(label) > 4


@pytest.mark.parametrize("name", MADE)
def test_only_tokens_are_used(name):
    allowed = {c.upper() for p in PALETTES for c in (*p.fills, *p.labels)}
    for ground in Ground:
        text = variables(ground)
        allowed |= {c.upper() for c in re.findall(r"#[0-9A-Fa-f]{6}", text)}
    assert {c.upper() for c in re.findall(r"#[0-9A-Fa-f]{6}", MADE[name])} <= allowed


def test_chip_carries_numeral_and_words():
    text = chips.chip(2, big=True)
    assert "Ⅱ" in text
    assert "橙" in text
    assert "较高" in text
    assert palette().fill(2) in text


def test_states_have_no_colour():
    for state in STATES[1:]:
        text = chips.chip(1, state)
        assert not any(fill in text for fill in palette().fills)
        assert chips.state_word(state) in text


def test_plain_words_for_tables():
    assert chips.plain(2) == "Ⅱ 橙"
    assert chips.plain(0) == "无数据"
    assert chips.plain(3, State.SMALL_SAMPLE) == "样本不足"


def test_twin_names_the_fifth_colour():
    assert chips.colour_word(5, palette(twin=True)) == "浅青"
    assert chips.colour_word(5, palette(Ground.DARK, twin=True)) == "深青"
    assert chips.colour_word(5) == "绿"


def test_confidence_in_words_and_numbers():
    assert chips.confidence(0.48, 0.93) == "把握较大：恰为此色 48%，相差不超过一级 93%"
    assert chips.confidence(0.4, 0.7).startswith("把握一般")
    assert chips.confidence(0.3, 0.5).startswith("把握较小")
    assert chips.confidence(None, None) == "无法估计把握"


def test_the_ruler_has_its_worst_at_the_right():
    root = ET.fromstring(ruler.ruler(54, 53, CUTS))
    rects = sorted(
        (float(r.get("x")), r.get("fill")) for r in root.iter() if r.tag.endswith("rect")
    )
    assert [fill for _, fill in rects] == list(reversed(palette().fills))


def test_the_needle_stands_at_its_value():
    root = ET.fromstring(ruler.ruler(50, None, CUTS, width=400))
    needle = next(e for e in root.iter() if e.tag.endswith("polygon"))
    assert "200,26" in needle.get("points")


def test_close_values_become_words_and_far_ones_a_ring():
    assert "上周 53" in ruler.ruler(54, 53, CUTS)
    assert "<circle" not in ruler.ruler(54, 53, CUTS)
    assert "<circle" in ruler.ruler(74, 58, CUTS)


@pytest.mark.parametrize("index", [0, 3, 99.6, 100, 120])
def test_the_ruler_keeps_extreme_values_inside(index):
    root = ET.fromstring(ruler.ruler(index, 50, CUTS, width=400))
    xs = [float(e.get("x1")) for e in root.iter() if e.tag.endswith("line")]
    assert all(0 <= x <= 400 for x in xs)


def test_steps_add_up_and_end_in_the_colour():
    text = ruler.steps(
        31, [("信访矛调", 16), ("有效警情", 7), ("实有人口", 1), ("处罚", -1)], 54, 2
    )
    assert palette().fill(2) in text
    assert "+16" in text
    assert "−1" in text
    assert "中间水平 31，信访矛调 +16" in text
    assert text.count("<rect") == 6


def test_a_gap_breaks_the_line():
    text = course.course(PERIODS[:3], [40.0, None, 42.0], [3, 0, 3], CUTS)
    path = re.search(r'<path d="([^"]*)"', text).group(1)
    assert path.count("M") == 2
    assert "L" not in path


def test_bars_start_at_zero_and_missing_is_not_zero():
    text = course.bars(PERIODS[:3], [0, None, 4], "警情")
    assert "stroke-dasharray" in text
    assert "共 4 件" in text


def test_ladder_counts_everything():
    text = legend.ladder({1: 9, 2: 41, 3: 118, 4: 236, 5: 143}, {State.SMALL_SAMPLE: 11})
    for figure in ("9", "41", "118", "236", "143", "11", "0"):
        assert f'<td class="ws-n">{figure}</td>' in text


def test_change_rows_say_the_direction():
    assert "▲ 升" in legend.change_row("a", 3, 2, "")
    assert "▽ 降" in legend.change_row("a", 1, 2, "")
    assert "其余 547 个网格颜色未变" in MADE["changes"]
    assert "没有网格变色" in legend.changes([], 560)


def test_the_map_in_words():
    text = legend.map_sentence("义桥镇", 560, [9, 41, 118, 236, 143], [11, 0, 2])
    assert text.startswith("义桥镇，560 个网格：红 9，橙 41")
    assert text.endswith("样本不足 11，无数据 0，不适用 2")


def test_title_block_always_says_age_rule_and_demo():
    text = sheet.title_block(
        sheet.TitleBlock(place="义桥镇五色图", cut_off="2026年11月17日（周二）24:00", is_demo=True)
    )
    for words_shown in ("数据截至", "24:00", "还没有规则", "演示数据"):
        assert words_shown in text
    bare = sheet.title_block(sheet.TitleBlock(place="五色图"))
    assert "还没有数据" in bare
    assert "演示数据" not in bare
    assert "ws-stale" in sheet.title_block(sheet.TitleBlock(place="a", cut_off="b", is_stale=True))


def test_progress_stays_within_its_bar():
    assert "width:100.0%" in sheet.progress(9, 3, "a")
    assert "width:0.0%" in sheet.progress(0, 0, "a")


@pytest.mark.parametrize(("name", "ground"), [("mark", Ground.LIGHT), ("mark_dark", Ground.DARK)])
def test_the_mark_files_are_the_drawn_ones(name, ground):
    file = settings.ROOT / "static" / f"{name}.svg"
    assert file.read_text(encoding="utf-8") == icons.brand_mark(28, ground) + "\n"


def test_shipped_pictures_are_whole_and_ask_nobody():
    for file in (settings.ROOT / "static").glob("*.svg"):
        text = file.read_text(encoding="utf-8")
        ET.fromstring(text)
        assert "href" not in text
        assert "<script" not in text


def test_the_style_sheet_balances_and_asks_nobody():
    text, whole = stylesheet.css(twin=True), stylesheet.sheet()
    assert text.startswith(f'<style>@import url("{stylesheet.address()}");')
    assert whole.count("{") == whole.count("}")
    assert "url(" not in whole
    assert palette(twin=True).fill(1) in text


def test_words_are_complete_in_both_languages():
    texts = [
        tomllib.loads((words.FOLDER / f"ui.{language}.toml").read_text(encoding="utf-8"))
        for language in ("zh_CN", "en")
    ]

    def keys(tree, prefix=""):
        for key, value in tree.items():
            yield from keys(value, f"{prefix}{key}.") if isinstance(value, dict) else [prefix + key]

    assert sorted(keys(texts[0])) == sorted(keys(texts[1]))


def test_markup_numbers_and_text():
    assert num(3.0) == "3"
    assert num(-0.01) == "0"
    assert num(-2.25) in {"-2.2", "-2.3"}
    assert num(10.0) == "10"
    assert esc('<"&>') == "&lt;&quot;&amp;&gt;"


def test_the_mark_stands_before_all_and_takes_the_room_of_the_demo_clock():
    plain = sheet.TitleBlock(place="x", cut_off="c", is_demo=True, demo_time="11月18日 03:00")
    marked = sheet.title_block(replace(plain, mark="<不可用于决策>"))
    assert marked.index("&lt;不可用于决策&gt;") < marked.index(">c<")
    assert "03:00" in sheet.title_block(plain) and "03:00" not in marked
    assert "ws-demo" in marked
