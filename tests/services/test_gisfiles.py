"""Geographic files of a week: the grids, colours and counts of the map, small ones left out."""

import csv
import io
import json
import shutil

import numpy as np
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import access, gisfiles, outgoing, situation
from services.outgoing import Order
from services.workspace import opened
from settings import Settings
from store import audit
from vocab import COLOURS, DIGIT_OF_STATE, State

TOWN = "330109106"


@pytest.fixture(scope="module")
def ws(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gisfiles") / "data"
    shutil.copytree(demo_folder, folder)
    one = opened(Settings(data=folder))
    yield one
    one.store.close()


@pytest.fixture(scope="module")
def analyst(ws):
    return access.viewer_of(ws, "analyst")


@pytest.fixture(scope="module")
def out(ws, analyst):
    return outgoing.of(ws, analyst, Order(prefix=TOWN, week="2026-11-17"))


@pytest.fixture(scope="module")
def made(out):
    return gisfiles.of_week(out)


def test_every_grid_has_the_class_of_the_map(made, out):
    grids = out.seen.grids
    assert made.grids.rows["code"].tolist() == grids["code"].tolist()
    digits = made.grids.rows["class"]
    for colour in COLOURS:
        assert (digits == str(colour.level)).sum() == out.seen.per_colour[colour.value]
    for state, digit in DIGIT_OF_STATE.items():
        assert (digits == digit).sum() == out.seen.per_state[state.value]
    plain = grids["state"].to_numpy() == State.OK.value
    assert made.grids.rows["level"].isna().tolist() == (~plain).tolist()


def test_villages_and_towns_add_up_to_the_grids(made, out):
    for one in (made.villages, made.towns):
        assert one.rows["grids"].sum() == len(out.seen.grids)
        parts = one.rows[[name for name in one.rows if str(name).startswith("n_")]]
        assert (parts.sum(axis=1) == one.rows["grids"]).all()
        for colour in COLOURS:
            assert one.rows[f"n_{colour.value}"].sum() == out.seen.per_colour[colour.value]


def test_the_changes_are_those_listed_and_marked(made, out):
    rows = made.changes.rows
    listed = [*out.seen.risen, *out.seen.fallen, *out.seen.state_changed]
    assert sorted(rows["code"]) == sorted(one.code for one in listed)
    up = set(rows.loc[rows["moved"] == "up", "code"])
    assert up == set(made.grids.rows.loc[made.grids.rows["moved"] == "up", "code"])


def test_no_small_count_is_in_any_file(made, ws, analyst, out):
    exact = situation.view(ws, analyst, week=out.week, prefix=TOWN).grids
    small = (exact["count_alert"] > 0) & (exact["count_alert"] < out.seen.policy.suppress_below)
    assert small.any()
    assert made.grids.rows.loc[small.to_numpy(), "n_alert"].isna().all()
    for name in ("n_penalty", "n_petition", "n_alert"):
        told = made.grids.rows[name].dropna()
        assert not ((told > 0) & (told < out.seen.policy.suppress_below)).any()


def test_a_number_drawn_at_random_is_the_snapshots(out, tmp_path):
    file = tmp_path / "a.gpkg"
    file.write_bytes(gisfiles.geopackage(out))
    read = pyogrio.read_dataframe(file, layer="grids")
    grids = out.seen.grids
    for place in np.random.default_rng(7).integers(0, len(grids), 50).tolist():
        index = grids["index"].iloc[place]
        found = read["score"].iloc[place]
        assert np.isnan(found) if np.isnan(index) else found == index


def test_a_package_carries_styles_meanings_and_provenance(out, tmp_path):
    file = tmp_path / "a.gpkg"
    file.write_bytes(gisfiles.geopackage(out))
    styles = pyogrio.read_dataframe(file, layer="layer_styles")
    assert styles["f_table_name"].tolist() == ["changes", "towns", "villages", "grids"]
    assert all(text.startswith("<!DOCTYPE qgis") for text in styles["styleQML"])
    facts = pyogrio.read_dataframe(file, layer="facts")
    assert out.seen.snapshot in facts["text"].tolist()
    meanings = pyogrio.read_dataframe(file, layer="fields")
    grids = pyogrio.read_info(file, layer="grids")["fields"].tolist()
    assert meanings.loc[meanings["layer"] == "grids", "field"].tolist() == grids


def test_geojson_says_what_it_is(out):
    files = gisfiles.geojson(out)
    assert "grids_EPSG4326.geojson" in files
    body = json.loads(files["grids_EPSG4490.geojson"])
    assert len(body["features"]) == 560
    assert body["properties"]["快照哈希"] == out.seen.snapshot
    assert "EPSG:4490" in body["properties"]["crs"]
    assert body["properties"]["数据性质"] == "演示数据"


@pytest.mark.parametrize("kind", [gisfiles.flatgeobuf, gisfiles.shapefile])
def test_files_without_room_for_words_have_a_dictionary_beside_them(kind, out, made):
    files = kind(out)
    rows = list(csv.reader(io.StringIO(files["fields.csv"].decode("utf-8-sig"))))
    assert rows[0] == ["文件", "字段", "含义"]
    assert [row[1] for row in rows if row[0].startswith("grids")] == list(made.meanings["grids"])
    assert out.seen.snapshot in files["facts.csv"].decode("utf-8-sig")


def test_no_name_is_longer_than_a_shapefile_holds(made):
    assert all(len(name) <= 10 for names in made.meanings.values() for name in names)


@given(st.lists(st.text("abcdefghijklmno_", min_size=1, max_size=30), max_size=30))
def test_short_names_are_short_and_never_the_same(codes):
    taken = {}
    for code in codes:
        taken[gisfiles._short("n_", code, taken)] = code
    assert len(taken) == len(codes)
    assert all(len(name) <= gisfiles.LONGEST for name in taken)


def test_each_kind_is_put_on_record(ws, out):
    for kind, make in (
        ("gpkg", gisfiles.geopackage),
        ("geojson", gisfiles.geojson),
        ("fgb", gisfiles.flatgeobuf),
        ("shp", gisfiles.shapefile),
    ):
        make(out)
        with ws.store.read() as tx:
            row = audit.listed(tx, limit=1).iloc[0]
        assert (row["object"], row["rows"]) == (f"export {kind}", 560)
