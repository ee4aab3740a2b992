"""Reading venues, cases and roads, and a new kind in a file of its own."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

import store.ingest
from errors import RefusedError
from store.ingest import profile, roads, shaped, tabular
from store.ingest.kind import Kind, kinds

VENUES = """
name = "v"
kind = "venues"
datum = "wgs84"
[columns]
code = "编码"
name = "名称"
"""
PLACED = VENUES + 'lon = "经度"\nlat = "纬度"\n'
ROADS = """
name = "r"
kind = "roads"
[edges]
layer = "edges"
road = ["等级", "road"]
"""
NODES = """
start = "u"
end = "v"
[nodes]
layer = "nodes"
node = "id"
"""


def parsed(text: str) -> profile.Profile:
    return profile.parse(text)


def faults_of(text: str) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        profile.parse(text)
    return [str(fault) for fault in caught.value.values["faults"]]


def venue_file(path: Path, crs: str | None = "EPSG:4490") -> Path:
    frame = gpd.GeoDataFrame(
        {"编码": ["V1", "V2", "V3"], "名称": ["甲", "乙", "丙"]},
        geometry=[shapely.box(120, 30, 120.01, 30.01), shapely.Point(120.1, 30.1), None],
        crs=crs,
    )
    pyogrio.write_dataframe(frame, path)
    return path


@pytest.mark.parametrize("name", ["v.gpkg", "v.geojson"])
def test_shapes_are_read_with_their_crs(tmp_path: Path, name: str) -> None:
    crs = "EPSG:4326" if name.endswith("geojson") else "EPSG:4490"
    read = shaped.read(venue_file(tmp_path / name, crs), parsed(VENUES))
    assert read.crs == crs
    assert [None if g is None else g.geom_type for g in read.geometry] == [
        "Polygon",
        "Point",
        None,
    ]
    assert read.raw.text("code").tolist() == ["V1", "V2", "V3"]
    written = read.raw.text("geometry").tolist()
    assert written[1] == "Point (120.10000 30.10000)"
    assert written[2] == ""


def test_a_shapefile_does_too(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"code": ["V1"], "name": ["甲"]}, geometry=[shapely.Point(120, 30)], crs="EPSG:4326"
    )
    pyogrio.write_dataframe(frame, tmp_path / "v.shp", encoding="UTF-8")
    text = VENUES.replace('"编码"', '"code"').replace('"名称"', '"name"')
    read = shaped.read(tmp_path / "v.shp", parsed(text))
    assert read.crs == "EPSG:4326"
    assert read.raw.text("name").tolist() == ["甲"]


def test_named_columns_stand_for_the_shapes(tmp_path: Path) -> None:
    file = tmp_path / "v.csv"
    file.write_text("编码,名称,经度,纬度\nV1,甲,120.1,30.1\n", encoding="utf-8")
    read = shaped.read(file, parsed(PLACED))
    assert read.geometry is None
    assert read.raw.text("lon").tolist() == ["120.1"]


def test_a_file_without_any_place_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "v.csv"
    file.write_text("编码,名称\nV1,甲\n", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"site\.no_place"):
        shaped.read(file, parsed(VENUES))
    assert shaped.read(file, parsed(VENUES), needs_place=False).geometry is None


def test_shapes_without_a_crs_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "v.shp"
    rows = {"code": ["1"], "name": ["甲"]}
    frame = gpd.GeoDataFrame(rows, geometry=[shapely.Point(1, 2)], crs="EPSG:4490")
    pyogrio.write_dataframe(frame, file, encoding="UTF-8")
    file.with_suffix(".prj").unlink()
    text = VENUES.replace('"编码"', '"code"').replace('"名称"', '"name"')
    with pytest.raises(RefusedError, match=r"ingest\.no_crs"):
        shaped.read(file, parsed(text))
    assert shaped.read(file, parsed('crs = "EPSG:4490"\n' + text)).crs == "EPSG:4490"


def test_geoparquet_has_shapes(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(120, 30)], crs="EPSG:4549")
    frame.to_parquet(tmp_path / "a.parquet")
    table = tabular.read(tmp_path / "a.parquet")
    assert table.crs == "EPSG:4549"
    assert list(table.geometry) == [shapely.Point(120, 30)]
    assert list(table.frame) == ["a"]
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "b.parquet")
    plain = tabular.read(tmp_path / "b.parquet")
    assert (plain.geometry, plain.crs) == (None, "")


def test_points_need_a_datum() -> None:
    assert faults_of(PLACED.replace('datum = "wgs84"\n', "")) == ["ingest.entry.no_datum()"]


def test_a_venue_needs_code_and_name() -> None:
    faults = faults_of('name = "v"\nkind = "venues"\n')
    assert faults == [
        "ingest.entry.no_column(field=code)",
        "ingest.entry.no_column(field=name)",
    ]


def test_a_case_needs_an_area() -> None:
    faults = faults_of('name = "c"\nkind = "cases"\n[columns]\ncase = "a"\nday = "b"\n')
    assert faults == ["ingest.entry.no_column(field=found_in / areas)"]


def road_file(path: Path) -> Path:
    ends = [(120, 30), (120.01, 30), (120.02, 30.01)]
    nodes = gpd.GeoDataFrame(
        {"id": [7, 8, 9]}, geometry=gpd.points_from_xy(*zip(*ends, strict=True)), crs=4490
    )
    edges = gpd.GeoDataFrame(
        {"u": [7, 8], "v": [8, 9], "road": ["main", "side"]},
        geometry=[shapely.LineString(ends[:2]), shapely.LineString(ends[1:])],
        crs=4490,
    )
    pyogrio.write_dataframe(nodes, path, layer="nodes")
    pyogrio.write_dataframe(edges, path, layer="edges")
    return path


def test_roads_have_edges_and_nodes(tmp_path: Path) -> None:
    read = roads.read(road_file(tmp_path / "r.gpkg"), parsed(ROADS + NODES))
    assert read.edges.raw.text("start").tolist() == ["7", "8"]
    assert read.edges.raw.text("road").tolist() == ["main", "side"]
    assert read.nodes.raw.text("node").tolist() == ["7", "8", "9"]
    assert [g.geom_type for g in read.edges.geometry] == ["LineString"] * 2


def test_roads_alone(tmp_path: Path) -> None:
    read = roads.read(road_file(tmp_path / "r.gpkg"), parsed(ROADS))
    assert (len(read.edges), read.nodes) == (2, None)


def test_nodes_may_lie_in_a_file_beside(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("u,v,road\na,b,main\n", encoding="utf-8")
    (tmp_path / "n.csv").write_text("id,x,y\na,120,30\nb,120.1,30\n", encoding="utf-8")
    text = (ROADS + NODES).replace('layer = "nodes"', 'file = "n.csv"\nlon = "x"\nlat = "y"')
    read = roads.read(tmp_path / "e.csv", parsed(text))
    assert read.nodes.raw.text("lon").tolist() == ["120", "120.1"]
    assert read.edges.geometry is None


def test_roads_that_cannot_be_drawn_are_refused(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("road\nmain\n", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"site\.no_lines"):
        roads.read(tmp_path / "e.csv", parsed(ROADS))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ('name = "r"\nkind = "roads"\n', ["ingest.entry.needed(key=edges)"]),
        (
            ROADS + '[nodes]\nlon = "x"\n',
            [
                "ingest.entry.needed(key=edges.start)",
                "ingest.entry.needed(key=edges.end)",
                "ingest.entry.needed(key=nodes.node)",
                "ingest.entry.no_column(field=nodes.lon / nodes.lat)",
            ],
        ),
        (ROADS + 'colour = "x"\n', ["ingest.entry.unknown(key=edges.colour)"]),
    ],
)
def test_faults_of_road_profiles_are_told_together(text: str, faults: list[str]) -> None:
    assert faults_of(text) == faults


def test_a_new_kind_is_one_new_module(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "drones.py").write_text(
        "from store.ingest.kind import Kind\n"
        'KINDS = (Kind(value="drones", order=99, fields=("flight",), needed=(("flight",),),\n'
        '              tables=frozenset(("columns",))),)\n',
        encoding="utf-8",
    )
    kinds.cache_clear()
    try:
        with monkeypatch.context() as patched:
            patched.setattr(store.ingest, "__path__", [*store.ingest.__path__, str(tmp_path)])
            assert list(kinds())[-1] == "drones"
            text = 'name = "d"\nkind = "drones"\n[columns]\nflight = "架次"\n'
            assert parsed(text).kind.value == "drones"
    finally:
        sys.modules.pop("store.ingest.drones", None)
        kinds.cache_clear()
    assert "drones" not in kinds()


def test_kinds_stand_in_their_order_and_are_told_apart() -> None:
    assert list(kinds()) == [
        "boundaries",
        "population",
        "events",
        "counts",
        "venues",
        "stations",
        "zones",
        "roads",
        "cases",
    ]
    assert all(isinstance(one, Kind) for one in kinds().values())
    assert isinstance(kinds(), types.MappingProxyType)
