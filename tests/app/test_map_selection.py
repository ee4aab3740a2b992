"""五色图: selecting, filtering, comparing, going down and keeping links, without a browser."""

import re

import pytest

from services import geometry, selecting
from services.workspace import opened
from settings import Settings
from store import boundaries
from tests.app.reading import (
    address,
    assert_clean,
    codes_of_colours,
    deck,
    drawings,
    grids_listed,
    layer,
    markup,
    whole_list,
)
from views.map_parts.place_text import codes_text, ring, shape_points, shape_text

HOME = "330109106"
WEST, SOUTH, EAST, NORTH = 120.175, 30.075, 120.2, 30.095
BOX = shape_text([(WEST, SOUTH), (EAST, NORTH)])


@pytest.fixture(scope="module")
def inside(page_folder) -> tuple[str, ...]:
    """The grids whose centre lies in the box."""
    ws = opened(Settings(data=page_folder))
    with ws.store.read() as tx:
        version = boundaries.sets(tx)[-1].id
    centres = geometry.centres(ws, version, HOME)
    found = selecting.inside(selecting.polygon(ring(shape_points(BOX))), centres)
    ws.store.close()
    return found


def grouped(app) -> set[int]:
    """The feature indices outlined on the map, read as the browser does."""
    width = layer(app, "group-ink")["_subLayerProps"]["polygons-stroke"]["getWidth"]
    digits = re.search(r"'([0-7]+)'", width).group(1)
    return {
        3 * at + bit for at, digit in enumerate(digits) for bit in range(3) if int(digit) >> bit & 1
    }


def test_a_shape_a_list_and_an_address_select_the_same(open_page, inside):
    drawn = open_page("analyst", shape=BOX)
    listed = open_page("analyst", grids=codes_text(inside))
    for app in (drawn, listed):
        assert_clean(app)
        assert f"所选 {len(inside)} 个网格" in drawings(app)
    assert len(inside) > 20
    assert grouped(drawn) == grouped(listed)
    assert set(grids_listed(drawn).index) == set(inside)
    assert len(whole_list(listed)) == 560
    assert "group-ink" not in {one["id"] for one in deck(open_page("analyst"))["layers"]}


def test_a_drawn_shape_has_exact_counts_and_a_list_those_of_its_grids(open_page, inside):
    assert "落在圈里" in drawings(open_page("analyst", shape=BOX))
    text = drawings(open_page("analyst", grids=codes_text(inside)))
    assert "所选网格本周合计" in text and "落在圈里" not in text


def test_a_leader_gets_no_count_the_list_withholds(open_page, inside):
    app = open_page("leader", shape=BOX)
    assert_clean(app)
    text = drawings(app)
    assert f"所选 {len(inside)} 个网格" in text
    assert "不公开，没有算入" in text and "至少" in text
    assert "落在圈里" not in text


def test_grids_of_another_area_are_said_not_to_be_here(open_page):
    app = open_page("analyst", grids="330109107201001")
    assert_clean(app)
    assert "所选网格不在这一范围里" in drawings(app)


def test_the_legend_filters_map_and_list(open_page):
    plain, app = open_page("analyst"), open_page("analyst", only="1")
    assert_clean(app)
    reds = grids_listed(app)
    assert {text.rstrip(" ＊") for text in reds["颜色"]} == {"Ⅰ 红"}
    digits = codes_of_colours(app, "insets"), codes_of_colours(app)
    assert set("".join(digits)) == {"0", "1"}
    assert codes_of_colours(plain).count("1") == digits[1].count("1")
    text = drawings(app)
    assert f"{len(reds)} 个红网格" in text and "看全部颜色" in text


def test_two_weeks_stand_beside_each_other(open_page):
    app = open_page("analyst", compare="2026-11-03")
    assert_clean(app)
    assert len(app.get("deck_gl_json_chart")) == 2
    text = drawings(app)
    assert "两周之间" in text and "个网格变色" in text and "涉及" in text
    listed = grids_listed(app)
    assert f"{len(listed)} 个网格变色" in text
    assert (listed["那一周"].astype(str) != listed["这一周"].astype(str)).all()


def test_comparing_is_a_switch_that_starts_with_the_week_before(open_page):
    app = open_page("analyst")
    app.segmented_control(key="mode_False").set_value("two").run()
    assert_clean(app)
    assert address(app)["compare"] == "2026-11-10"
    assert len(app.get("deck_gl_json_chart")) == 2
    other = app.selectbox(key="compare_20767")
    other.select_index(3).run()
    assert address(app)["compare"] == "2026-10-20"
    app.segmented_control(key="mode_True").set_value("one").run()
    assert "compare" not in address(app)
    assert len(app.get("deck_gl_json_chart")) == 1


def test_a_week_to_compare_with_that_is_not_there_is_said(open_page):
    app = open_page("analyst", compare="1999-01-05")
    assert_clean(app)
    assert "1999-01-05" in drawings(app)


def test_the_band_has_as_many_weeks_as_asked_and_reaches_the_week_shown(open_page):
    assert '"span":13' in drawings(open_page("analyst"))
    assert '"span":26' in drawings(open_page("analyst", span="26"))
    back = open_page("analyst", week="2026-06-02")
    assert '"span":26' in drawings(back)
    assert '"current":"2026-06-02"' in drawings(back)


def test_one_goes_down_by_the_path_and_by_the_search(open_page):
    app = open_page("analyst", scope="330109", side="areas")
    assert_clean(app)
    text = drawings(app)
    assert "全部辖区" in text and "选镇街" in text and "义桥镇" in text
    app.selectbox(key="search").select(HOME).run()
    assert address(app)["scope"] == HOME
    assert "选村社" in drawings(app)
    village = open_page("analyst", scope=f"{HOME}201")
    assert_clean(village)
    assert 0 < len(village.dataframe[0].value) < 60


def _with_menu(app):
    """The menu of links opened; what stands in it is drawn only then."""
    app.session_state["bookmarks"] = True
    return app.run()


def test_a_link_is_kept_named_and_forgotten(open_page):
    app = _with_menu(open_page("analyst", week="2026-11-10", only="1"))
    app.text_input(key="bookmark_name").input("红色，上一周")
    app.button(key="bookmark_keep").click().run()
    assert_clean(app)
    text = drawings(app)
    assert 'href="/?week=2026-11-10&amp;only=1"' in " ".join(markup(app))
    assert "红色，上一周" in text
    # Nobody else sees it.
    assert "红色，上一周" not in drawings(_with_menu(open_page("chair")))
    again = _with_menu(open_page("analyst"))
    gone = next(one for one in again.button if (one.key or "").startswith("bookmark_forget_"))
    gone.click().run()
    assert "红色，上一周" not in drawings(again)


def test_a_link_without_a_name_is_refused_in_words(open_page):
    app = _with_menu(open_page("analyst"))
    app.button(key="bookmark_keep").click().run()
    assert_clean(app)
    assert "名称要写 1 到 40 个字" in app.info[0].value


def test_the_card_on_paper_is_for_who_may_take_it_along(open_page):
    assert len(open_page("analyst").get("download_button")) == 1
    assert not open_page("leader").get("download_button")
