import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

from errors import NotAllowedError, NotFoundError, RefusedError
from services import access, geometry, grid_cards, numerals, situation, wording
from services.access import Role, Viewer
from services.grid_cards import Order
from services.workspace import opened
from settings import Settings
from store import audit
from tests.services import printed
from tests.services.printed import poppler
from vocab import Scope, colour_of_level

TOWN = "330109106"
# With a matter, plain, without people, too small a sample, one with more than four events.
CODES = (
    f"{TOWN}215019",
    f"{TOWN}001001",
    f"{TOWN}004003",
    f"{TOWN}214002",
    f"{TOWN}218001",
)
ORDER = Order(prefix=TOWN, codes=CODES)


@pytest.fixture(scope="module")
def ws(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cards") / "data"
    shutil.copytree(demo_folder, folder)
    one = opened(Settings(data=folder))
    yield one
    one.store.close()


@pytest.fixture(scope="module")
def analyst(ws):
    return access.viewer_of(ws, "analyst")


@pytest.fixture(scope="module")
def deck(ws, analyst):
    """The deck of ORDER as it came to the drawing."""
    found = []
    real = grid_cards.draw
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid_cards, "draw", lambda one: found.append(one) or real(one))
        made = grid_cards.make(ws, analyst, ORDER)
    return found[0], made


@pytest.fixture(scope="module")
def outside(ws, analyst):
    """The week as an export sees it, by code."""
    seen = situation.view(ws, replace(analyst, purpose="export"), prefix=TOWN)
    return seen, {row.code: row for row in seen.grids.itertuples(index=False)}


@pytest.fixture(scope="module")
def pages(deck, tmp_path_factory):
    return printed.pages(deck[1].body, tmp_path_factory.mktemp("pages"))


# -- the data -----------------------------------------------------------------------------


def test_a_card_per_grid_in_the_order_of_codes(deck):
    assert [one.code for one in deck[0].cards] == sorted(CODES)
    assert deck[1].pages == len(CODES)


def test_colour_index_and_parts_are_those_of_the_week(deck, outside):
    for one in deck[0].cards:
        row = outside[1][one.code]
        assert one.level == row.level
        known = colour_of_level(one.level)
        assert one.numeral == ("" if known is None else known.numeral)
        assert (one.index is None) == (one.level == 0)
        assert one.reference.value == row.reference
        if one.index is not None:
            assert one.index.value == row.index
            assert one.before.value == row.previous_index
            parts = {wording.indicator(c): getattr(row, f"part_{c}") for c in codes_of(outside)}
            assert {name: part.value for name, part in one.parts} == parts
            total = one.reference.value + sum(part.value for _, part in one.parts)
            assert total == pytest.approx(one.index.value, abs=3)


def codes_of(outside):
    return [rule.code for rule in outside[0].policy.indicators]


def test_steps_go_from_the_largest_to_the_smallest(deck):
    for one in deck[0].cards:
        values = [part.value for _, part in one.parts]
        assert values == sorted(values, reverse=True)


def test_the_course_is_that_of_the_snapshots(ws, deck, analyst):
    with_colour = next(one for one in deck[0].cards if one.level)
    values, levels, ends = with_colour.course
    assert len(values) == len(levels) == 13
    assert ends == ("8月25日", "11月17日")
    view = replace(analyst, purpose="export")
    for back, week in ((-1, "2026-11-17"), (-2, "2026-11-10"), (-13, "2026-08-25")):
        seen = situation.view(ws, view, week=week, prefix=TOWN)
        row = seen.grids.set_index("code").loc[with_colour.code]
        assert (values[back], levels[back]) == (row["index"], row["level"])


def test_small_counts_are_withheld_and_unknown_is_not_few(deck, outside):
    seen, rows = outside
    few = f"少于 {seen.policy.suppress_below}"
    told = set()
    for one in deck[0].cards:
        for name, now, _ in one.rows:
            code = next(c for c in codes_of(outside) if wording.indicator(c) == name)
            if not seen.expects(code):
                assert now == f"{numerals.whole(rows[one.code].residents)} 人"
                continue
            count = getattr(rows[one.code], f"count_{code}")
            assert now in ((few, "未报全") if np.isnan(count) else (f"{count:.0f} 件",))
            told.add(now)
            digits = re.match(r"(\d+) 件", now)
            assert not digits or int(digits[1]) == 0 or int(digits[1]) >= 5
    assert few in told


def test_a_source_that_did_not_report_is_said(ws, analyst):
    week = "2026-08-25"
    seen = situation.view(ws, replace(analyst, purpose="export"), week=week, prefix=TOWN)
    silent = seen.grids.loc[seen.grids["state"] == "no_data", "code"].tolist()
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid_cards, "draw", lambda one: found.append(one) or b"")
        grid_cards.make(ws, analyst, Order(week=week, prefix=TOWN, codes=tuple(silent[:1])))
    (one,) = found[0].cards
    assert "未报全" in [now for _, now, _ in one.rows]
    assert (one.level, one.colour, one.facts) == (0, "无数据", ())


def test_neighbours_touch_and_the_worst_comes_first(ws, deck, outside):
    near = geometry.neighbours(ws, outside[0].boundary_set)
    for one in deck[0].cards:
        names = {outside[1][code].name for code in near[one.code] if code in outside[1]}
        assert {other.name for other in one.neighbours} == names
        ranks = [other.level or 9 for other in one.neighbours]
        assert ranks == sorted(ranks)


def test_the_grid_is_in_the_middle_of_its_map(deck):
    for one in deck[0].cards:
        assert len(one.map.rows) > 5
        assert (one.map.width, one.map.height) == grid_cards.MAP


# -- the pages ----------------------------------------------------------------------------


@poppler
def test_every_page_says_what_its_card_says(deck, pages):
    assert len(pages) == len(CODES)
    for number, (one, text) in enumerate(zip(deck[0].cards, pages, strict=True), 1):
        wanted = [one.name, one.code, one.colour, one.why_title, *one.facts, one.change]
        wanted += [name for name, _, _ in one.rows] + [other.name for other in one.neighbours]
        wanted += [matter.title for matter in one.matters]
        wanted += [f"第 {number} 页，共 {len(CODES)} 页", "内部工作用图　不得公开", "演示数据"]
        for words in wanted:
            assert printed.flat(words) in text, words


NUMBER = re.compile(r"\d+")


@poppler
def test_every_number_on_a_page_is_one_of_its_card(deck, pages):
    made = deck[0]
    shared = "".join(
        (*made.made_for.caption.lines, made.issue, made.course_title, made.fewer, *made.columns)
    )
    for one, text in zip(made.cards, pages, strict=True):
        own = [one.code, one.name, one.why, one.turn, one.change, one.reference.words]
        own += [*one.facts, *one.plan, *one.course[2]]
        own += [part.words for _, part in one.parts]
        own += [number.words for number in (one.index, one.before) if number]
        own += [" ".join(row) for row in one.rows]
        own += [other.name for other in one.neighbours]
        own += [f"{matter.title} {matter.due}" for matter in one.matters]
        cuts = " ".join(f"{cut:g}" for cut in (0, *made.cuts, 100))
        pages_ = f"1 2 3 4 5 {one.map.bar[0]:g} {one.map.bar[0] / 1000:g}"
        known = set(NUMBER.findall(" ".join([shared, *own, cuts, pages_])))
        # Figures that stand side by side lose the space between them.
        runs = [run for run in NUMBER.findall(text) if run not in known]
        assert [run for run in runs if not made_of(run, known)] == []


def made_of(run, known):
    """Whether a run of digits is some of the known numbers one after the other."""
    if not run:
        return True
    return any(run.startswith(one) and made_of(run[len(one) :], known) for one in known)


@poppler
def test_nothing_overlaps_and_nothing_leaves_the_page(deck, tmp_path):
    for page in range(1, len(CODES) + 1):
        words = printed.boxes(deck[1].body, tmp_path, page)
        for west, north, east, south, _ in words:
            assert 40 < west < east < 556 and 20 < north < south < 830
        for k, one in enumerate(words):
            for other in words[k + 1 :]:
                across = min(one[2], other[2]) - max(one[0], other[0])
                down = min(one[3], other[3]) - max(one[1], other[1])
                high = min(one[3] - one[1], other[3] - other[1])
                assert across < 1 or down < 0.45 * high, (one[4], other[4])


@poppler
def test_fonts_are_embedded(deck, tmp_path):
    rows = printed.fonts(deck[1].body, tmp_path)
    assert rows
    assert all("NotoSansSC" in name and emb == ["yes"] * 3 for name, emb in rows)


@poppler
def test_with_an_approval_number_the_stamp_goes(ws, analyst, tmp_path):
    approved = replace(ws, settings=replace(ws.settings, map_approval="浙S(2026)1号"))
    made = grid_cards.make(approved, analyst, replace(ORDER, codes=CODES[:1]))
    (text,) = printed.pages(made.body, tmp_path)
    assert "浙S(2026)1号" in text
    assert "不得公开" not in text


def test_in_grey_the_levels_keep_their_numerals(deck):
    for one in deck[0].cards:
        if one.level:
            assert one.numeral in "ⅠⅡⅢⅣⅤ"
            assert all(other.words[0] in "ⅠⅡⅢⅣⅤ" for other in one.neighbours if other.level)


# -- orders -------------------------------------------------------------------------------


def test_equal_orders_give_equal_bytes_whoever_asks(ws, analyst):
    order = replace(ORDER, codes=CODES[:2])
    chair = access.viewer_of(ws, "chair")
    bodies = {grid_cards.make(ws, who, order).body for who in (analyst, analyst, chair)}
    assert len(bodies) == 1


def test_a_closed_week_keeps_its_matters(ws, analyst):
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid_cards, "draw", lambda one: found.append(one) or b"")
        grid_cards.make(ws, analyst, replace(ORDER, week="2026-11-10"))
    assert found[0].issue == "第 3 期"
    assert any(one.matters or one.plan for one in found[0].cards)


def test_all_grids_of_a_village(ws, analyst, tmp_path):
    answer = grid_cards.write(ws, analyst, Order(prefix=f"{TOWN}204"), tmp_path / "village.pdf")
    assert answer["pages"] == answer["grids"] == 15
    assert (tmp_path / "village.pdf").stat().st_size == answer["bytes"]


def test_bad_orders_are_refused_in_words(ws, analyst, tmp_path, monkeypatch):
    with pytest.raises(NotFoundError, match=r"grid\.unknown"):
        grid_cards.make(ws, analyst, replace(ORDER, codes=("330109999001001",)))
    with pytest.raises(NotFoundError):
        grid_cards.make(ws, analyst, replace(ORDER, week="2020-01-01"))
    with pytest.raises(RefusedError, match=r"gridcard\.not_pdf") as caught:
        grid_cards.write(ws, analyst, ORDER, tmp_path / "cards.png")
    assert "只能做成 PDF" in wording.sentence(caught.value)
    monkeypatch.setattr(grid_cards, "LIMIT", 3)
    with pytest.raises(RefusedError, match=r"gridcard\.too_many") as caught:
        grid_cards.make(ws, analyst, Order(prefix=TOWN))
    assert "560" in wording.sentence(caught.value)


def test_who_may_not_export_gets_none(ws):
    with pytest.raises(NotAllowedError):
        grid_cards.make(ws, access.viewer_of(ws, "leader"), ORDER)
    other = Viewer(person="v", title="v", role=Role.ANALYST, scope=Scope(prefix=f"{TOWN}201"))
    with pytest.raises(NotAllowedError):
        grid_cards.make(ws, other, ORDER)


def test_who_sees_a_village_only_gets_its_land_only(ws):
    village = f"{TOWN}204"
    one = Viewer(person="v", title="v", role=Role.ANALYST, scope=Scope(prefix=village))
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid_cards, "draw", lambda deck: found.append(deck) or b"")
        grid_cards.make(ws, one, Order(prefix=village))
    every = {card.name for card in found[0].cards}
    assert {other.name for card in found[0].cards for other in card.neighbours} <= every


def test_every_deck_is_on_record(ws, analyst):
    grid_cards.make(ws, analyst, replace(ORDER, codes=CODES[:1]))
    with ws.store.read() as tx:
        row = audit.listed(tx, limit=1).iloc[0]
    assert (row["action"], row["object"], row["rows"]) == ("export", "gridcards pdf", 1)
    assert CODES[0] in row["filter"]
