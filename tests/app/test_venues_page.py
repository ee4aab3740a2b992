"""场馆周边: what each kind of reader gets, without a browser."""

import shutil

import pytest

import settings
from errors import NotAllowedError
from services import perimeters
from services.access import Role, Viewer
from services.workspace import opened
from store import boundaries, runs
from tests.app.reading import address, assert_clean, codes_of_colours, deck, drawings
from tests.services import surroundings as world
from vocab import AdminLevel, Scope, date_of


@pytest.fixture(scope="module")
def venue_folder(demo_folder, tmp_path_factory):
    """The demo with a venue in 义桥 and thirty events around it."""
    folder = tmp_path_factory.mktemp("venues") / "data"
    shutil.copytree(demo_folder, folder)
    ws = opened(settings.Settings(data=folder))
    with ws.store.read() as tx:
        run = max(runs.listed(tx), key=lambda one: one.period)
        grids = boundaries.units(tx, run.boundary_set_id, (AdminLevel.MICRO_GRID,), "330109106")
    place = grids["geometry"].iloc[100].centroid
    day = date_of(run.period)
    world.put_sites(ws, "venue", {"VA": place}, category="体育馆", days=[day])
    square = str(grids["code"].iloc[100])
    rows = [("环境卫生", "办结", square, day)] * 21 + [("消防安全", "触发", square, day)] * 3
    world.put_events(ws, rows, at=(place.x, place.y))
    ws.store.close()
    return folder


def test_an_analyst_sees_rings_themes_and_progress(open_page, venue_folder):
    app = open_page("analyst", venue_folder, "venues.py", venue="VA")
    assert_clean(app)
    text = drawings(app)
    for words in ("名VA", "六类事件", "大气质量", "消防安全", "3 件未办结", "办理进度", "触发"):
        assert words in text
    for words in ("各圈", "300 米", "1000 米", "圈内和圈外比", "赛前", "比赛日", "演示数据"):
        assert words in text
    assert "nan" not in text.lower().replace("pan>", "")
    ids = [one["id"] for one in deck(app)["layers"]]
    assert ids.count("ring-2-line") == 1 and any(one.startswith("event-") for one in ids)
    assert app.text_input[0].value == "300,500,1000"


def test_cells_outside_the_rings_have_no_colour(open_page, venue_folder):
    app = open_page("analyst", venue_folder, "venues.py", venue="VA")
    digits = codes_of_colours(app)
    assert len(digits) == 560
    inside = sum(digit != "0" for digit in digits)
    assert 10 < inside < 200


def test_span_and_radii_are_in_the_address(open_page, venue_folder):
    app = open_page("analyst", venue_folder, "venues.py", venue="VA", periods="4", radii="200,400")
    assert_clean(app)
    assert "400 米" in drawings(app) and "1000 米" not in drawings(app)
    app.text_input[0].set_value("100，250").run()
    assert address(app)["radii"] == "100,250"
    odd = open_page("analyst", venue_folder, "venues.py", venue="VA", radii="0x,1", periods="99")
    assert_clean(odd)
    assert odd.text_input[0].value == "300,500,1000"


def test_who_sees_no_small_counts_sees_none_here(open_page, venue_folder):
    app = open_page("leader", venue_folder, "venues.py", venue="VA", periods="13", radii="1,2")
    assert_clean(app)
    text = drawings(app)
    assert "有未办结" in text and "不公开" in text and "3 件未办结" not in text
    assert "只给能看准确数字的人" in text and "不标单个事件" in text
    assert not app.text_input
    assert not any(one["id"].startswith("event-") for one in deck(app)["layers"])


def test_without_venues_the_page_says_what_to_do(open_page, empty_folder):
    person = Viewer(person="analyst", title="分析员", role=Role.ANALYST)
    app = open_page(person, empty_folder, "venues.py")
    assert_clean(app)
    text = drawings(app)
    assert "先把场馆放进来" in text and "导入场馆" in text
    assert not app.get("deck_gl_json_chart")


def test_a_venue_far_away_is_not_offered(open_page, venue_folder):
    far = Viewer(person="leader", title="领导", role=Role.LEADER)
    near = open_page(far, venue_folder, "venues.py")
    assert "VA" in near.selectbox[0].options or "名VA" in near.selectbox[0].options
    other = Viewer(person="leader", title="领导", role=Role.LEADER, scope=Scope(prefix="330482102"))
    app = open_page(other, venue_folder, "venues.py", venue="VA")
    assert_clean(app)
    assert "名VA" not in drawings(app)


def test_no_permission_is_said_in_words(open_page, venue_folder, monkeypatch):
    def refuse(workspace, viewer):
        raise NotAllowedError("access.action", who=viewer.title, action="view")

    monkeypatch.setattr(perimeters, "places", refuse)
    app = open_page("leader", venue_folder, "venues.py")
    assert_clean(app)
    assert "您不能看" in drawings(app)
    assert not app.get("deck_gl_json_chart") and not app.selectbox
