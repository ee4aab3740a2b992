"""响应圈: what each kind of reader gets, without a browser."""

import dataclasses
import shutil

import pytest

import settings
from services import access
from services.access import OPERATOR
from services.workspace import create, opened
from store import audit
from tests.app.reading import address, assert_clean, deck, drawings
from tests.services import small_town as town
from tests.services import stations


@pytest.fixture(scope="module")
def served(scored_folder, tmp_path_factory):
    """The small town with a station and roads."""
    folder = tmp_path_factory.mktemp("response") / "data"
    ws = town.copied(scored_folder, folder)
    (folder / "reach.toml").write_text("target = 2\n[pace]\nmin_nodes = 2\n", "utf-8")
    stations.put_stations(ws, 0)
    stations.put_roads(ws)
    ws.store.close()
    return folder


@pytest.fixture(scope="module")
def roadless(scored_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("roadless") / "data"
    ws = town.copied(scored_folder, folder)
    stations.put_stations(ws, 0)
    ws.store.close()
    return folder


def layers(app):
    return {one["id"]: one for one in deck(app)["layers"]}


def test_an_analyst_sees_figures_zones_list_and_the_best_place(open_page, served):
    app = open_page("analyst", served, "response.py")
    assert_clean(app)
    text = drawings(app)
    for words in ("2 分钟内到得了的居民", "网格", "近一年事件", "再设一处", "2 分钟到不了的网格"):
        assert words in text
    assert "直线估算" not in text and "nan" not in text.lower()
    drawn = layers(app)
    assert {"zone-2", "zone-4", "zone-8", "zone-12", "outline-2"} <= set(drawn)
    width = drawn["hatch"]["_subLayerProps"]["linestrings"]["getWidth"]
    hatched = width.split("'")[1]
    listed = app.dataframe[0].value
    assert len(hatched) == 12 and hatched.count("1") == len(listed) > 0
    assert "近一年事件" in listed.columns


def test_minutes_and_weight_are_in_the_address(open_page, served):
    app = open_page("analyst", served, "response.py")
    app.get("button_group")[0].set_value(12.0).run()
    assert_clean(app)
    assert address(app)["minutes"] == "12"
    assert "12 分钟内到得了的居民" in drawings(app)
    again = open_page("analyst", served, "response.py", minutes="4", by="events")
    assert "4 分钟内到得了的居民" in drawings(again)


@pytest.mark.parametrize("minutes", ["0", "-4", "1e9", "999", "<b>"])
def test_nonsense_in_the_address_is_left_aside(open_page, served, minutes):
    app = open_page("analyst", served, "response.py", minutes=minutes, by="gold", grid="none")
    assert_clean(app)
    assert "2 分钟内到得了的居民" in drawings(app)


def test_a_grid_of_the_address_is_ringed_and_brought_near(open_page, served):
    whole = deck(open_page("analyst", served, "response.py"))["initialViewState"]
    app = open_page("analyst", served, "response.py", grid=town.CODES[11])
    assert layers(app)["selected-inner"]["data"].endswith(f"?area={town.CODES[11]}")
    assert deck(app)["initialViewState"]["zoom"] > whole["zoom"]


def test_a_leader_sees_no_events_of_single_grids(open_page, served):
    app = open_page("leader", served, "response.py")
    assert_clean(app)
    assert "近一年事件" not in app.dataframe[0].value.columns
    assert "约" in drawings(app)


def test_without_roads_everything_is_marked_as_an_estimate(open_page, roadless):
    app = open_page("analyst", roadless, "response.py")
    assert_clean(app)
    # Box, hero, legend and the block of one more station.
    assert drawings(app).count("直线估算") >= 4
    assert "直线估算" in app.get("deck_gl_json_chart")[0].proto.SerializeToString().decode(
        "utf-8", "ignore"
    )


def test_all_covered_is_said_instead_of_an_empty_list(open_page, roadless):
    app = open_page("analyst", roadless, "response.py", minutes="12")
    assert_clean(app)
    assert "全部到得了" in drawings(app)
    assert not app.dataframe


def test_without_stations_it_says_what_to_import(open_page, scored_folder, tmp_path):
    shutil.copytree(scored_folder, tmp_path / "none")
    app = open_page("analyst", tmp_path / "none", "response.py")
    assert_clean(app)
    for words in ("先导入执法驻点", "导入路网", "核对规则"):
        assert words in drawings(app)
    assert not app.get("deck_gl_json_chart")


def test_an_empty_folder_says_the_same(open_page, tmp_path):
    create(settings.Settings(data=tmp_path / "empty"))
    app = open_page(OPERATOR, tmp_path / "empty", "response.py")
    assert_clean(app)
    assert "先导入执法驻点" in drawings(app)


def test_another_village_is_refused_in_words(open_page, served):
    viewer = access.viewer_of(opened(settings.Settings(data=served)), "villager")
    app = open_page(viewer, served, "response.py", scope=town.VILLAGES[1])
    assert_clean(app)
    assert "您不能看" in drawings(app)
    assert not app.get("deck_gl_json_chart")
    own = open_page(viewer, served, "response.py")
    assert_clean(own)
    assert len(layers(own)["hatch"]["_subLayerProps"]["linestrings"]["getWidth"].split("'")[1]) == 4


def test_a_look_is_one_row_of_the_audit(open_page, served):
    ws = opened(settings.Settings(data=served))

    def looks():
        with ws.store.read() as tx:
            return int((audit.listed(tx)["object"] == "reach").sum())

    before = looks()
    app = open_page("chair", served, "response.py")
    app.run()
    assert looks() == before + 1
    ws.store.close()


def test_a_rule_that_cannot_be_read_is_said(open_page, served, tmp_path):
    shutil.copytree(served, tmp_path / "wrong")
    (tmp_path / "wrong" / "reach.toml").write_text("target = 0\n", "utf-8")
    app = open_page("analyst", tmp_path / "wrong", "response.py")
    assert_clean(app)
    assert "reach.toml" in drawings(app)


def test_the_viewer_of_a_wall_reads_the_same_minutes(open_page, served):
    viewer = access.viewer_of(opened(settings.Settings(data=served)), "analyst")
    wall = dataclasses.replace(viewer, purpose="wall")
    at_desk = open_page(viewer, served, "response.py").dataframe[0].value["要几分钟"]
    on_wall = open_page(wall, served, "response.py").dataframe[0].value["要几分钟"]
    assert at_desk.equals(on_wall)
