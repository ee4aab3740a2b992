"""Events, population, counts and boundaries out of files."""

import geopandas
import pandas as pd
import pytest
import shapely

from errors import RefusedError
from store.ingest import boundaries, counts, events, periods, population, profile
from store.ingest.profile import Ref
from vocab import AdminLevel, Datum, date_of

EVENTS = """
name = "e"
kind = "events"
source = "police"
datum = "wgs84"
[columns]
event_id = "编号"
occurred_at = "时间"
lon = "经度"
lat = "纬度"
[constants]
indicator = "alert"
"""


def csv(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_events_as_written(tmp_path):
    path = csv(tmp_path, "编号,时间,经度,纬度,备注\n007,2026-11-18,120.1,30.1,电话\n")
    raw = events.read(path, profile.parse(EVENTS)).raw
    assert raw.text("event_id").tolist() == ["007"]
    assert raw.text("indicator").tolist() == ["alert"]
    assert raw.text("declared").tolist() == [""]
    assert raw.others["备注"].tolist() == ["电话"]
    assert raw.header("lon") == "经度" and raw.header("indicator") == "indicator"
    assert (raw.file, raw.sheet, raw.rows.tolist(), raw.ignored) == ("a.csv", "", [2], 0)


def test_where_leaves_rows_out_before_they_are_read(tmp_path):
    path = csv(tmp_path, "编号,时间,经度,纬度,类\n1,2026-11-18,1,1,甲\n2,2026-11-18,1,1,乙\n")
    text = 'where = { column = "类", equals = ["乙"] }\n' + EVENTS
    read = events.read(path, profile.parse(text))
    assert len(read) == 1 and read.raw.ignored == 1 and read.raw.rows.tolist() == [3]


def test_validity_and_leniency(tmp_path):
    path = csv(
        tmp_path,
        "编号,时间,经度,纬度,有效性,程序\n1,x,1,1,有效,普通\n2,x,1,1,骚扰,首违不罚\n3,x,1,1,,普通\n",
    )
    text = EVENTS + '[valid]\ncolumn="有效性"\n{}\n[leniency]\ncolumn="程序"\nvalues=["首违不罚"]\n'
    read = events.read(path, profile.parse(text.format('accept=["有效"]')))
    assert read.is_valid.tolist() == [True, False, False]
    assert read.is_leniency.tolist() == [False, True, False]
    read = events.read(path, profile.parse(text.format('reject=["骚扰"]')))
    assert read.is_valid.tolist() == [True, False, True]


def test_points_of_a_vector_file_are_the_coordinates(tmp_path):
    path = tmp_path / "a.gpkg"
    shapes = [shapely.Point(120.5, 30.25), None]
    frame = geopandas.GeoDataFrame(
        {"编号": ["1", "2"], "时间": ["2026-11-18"] * 2}, geometry=shapes, crs=4326
    )
    frame.to_file(path)
    text = EVENTS.replace('lon = "经度"\nlat = "纬度"\n', "")
    raw = events.read(path, profile.parse(text)).raw
    assert raw.text("lon").tolist() == ["120.5", ""]
    assert raw.text("lat").tolist() == ["30.25", ""]
    with pytest.raises(RefusedError, match=r"ingest\.no_datum"):
        events.read(path, profile.parse(text.replace('datum = "wgs84"\n', "")))


def test_population_with_a_constant_date(tmp_path):
    text = """
name = "p"
kind = "population"
[columns]
code = "编码"
registered = "户籍"
floating = "流动"
[constants]
ref_date = 2026-06-30
"""
    raw = population.read(csv(tmp_path, "编码,户籍,流动\n001,3,4\n"), profile.parse(text))
    assert raw.text("code").tolist() == ["001"]
    assert raw.text("ref_date").tolist() == ["2026-06-30"]


WIDE = """
name = "c"
kind = "counts"
source = "s"
[counts]
unit = "u"
pattern = "{indicator}_{year}"
ref = "year"
[counts.indicators]
A = "assault"
B = "burglary"
"""


def test_wide_counts_become_one_row_per_total(tmp_path):
    path = csv(
        tmp_path, "u,A_2014,A_2015,B_2014,B_2015,A_Rate2014\n001,1,2,3,,9.9\n002,5,6,7,8,9.9\n"
    )
    read = counts.read(path, profile.parse(WIDE))
    rows = read.raw.fields.assign(row=read.raw.rows, column=read.columns)
    assert len(read) == 8
    assert rows.iloc[0].tolist() == ["001", "assault", "2014", "1", 2, "A_2014"]
    assert rows.iloc[6].tolist() == ["001", "burglary", "2015", "", 2, "B_2015"]
    assert list(read.raw.others) == ["A_Rate2014"]


def test_a_wide_file_that_lacks_a_year_is_refused(tmp_path):
    path = csv(tmp_path, "u,A_2014,A_2015,B_2014,BRate_2015\n001,1,2,3,4\n")
    with pytest.raises(RefusedError) as caught:
        counts.read(path, profile.parse(WIDE))
    assert caught.value.values["missing"] == "burglary 2015"


def test_a_wide_name_that_drifts_may_be_given_twice(tmp_path):
    path = csv(tmp_path, "u,A_2014,AA_2015,B_2014,B_2015\n001,1,2,3,4\n")
    read = counts.read(path, profile.parse(WIDE + 'AA = "assault"\n'))
    assert read.raw.text("n").tolist() == ["1", "2", "3", "4"]
    double = csv(tmp_path, "u,A_2014,AA_2014,B_2014\n001,1,2,3\n")
    with pytest.raises(RefusedError) as caught:
        counts.read(double, profile.parse(WIDE + 'AA = "assault"\n'))
    assert caught.value.values["twice"] == "assault 2014"


def test_long_counts_with_names_mapped(tmp_path):
    text = """
name = "c"
kind = "counts"
source = "s"
[counts]
unit = "u"
indicator = "i"
period = "p"
n = "n"
ref = "month"
[counts.indicators]
"警情" = "alert"
"""
    read = counts.read(
        csv(tmp_path, "u,i,p,n\n1,警情,2026-11,4\n1,x,2026-11,4\n"), profile.parse(text)
    )
    assert read.raw.text("indicator").tolist() == ["alert", "x"]
    assert read.columns.tolist() == ["n", "n"]


@pytest.mark.parametrize(
    ("text", "ref", "first", "last"),
    [
        ("2014", Ref.YEAR, "2014-01-01", "2014-12-31"),
        ("2014年", Ref.YEAR, "2014-01-01", "2014-12-31"),
        ("2024-02", Ref.MONTH, "2024-02-01", "2024-02-29"),
        ("202412", Ref.MONTH, "2024-12-01", "2024-12-31"),
        ("2026年11月", Ref.MONTH, "2026-11-01", "2026-11-30"),
        ("2026-11-17", Ref.DATE, "2026-11-17", "2026-11-17"),
        ("1965", Ref.YEAR, "1965-01-01", "1965-12-31"),
        ("x", Ref.YEAR, None, None),
        ("2024-13", Ref.MONTH, None, None),
        ("2026-02-30", Ref.DATE, None, None),
    ],
)
def test_written_periods(text, ref, first, last):
    days = [d[0] for d in periods.span(pd.Series([text], dtype="str"), ref)]
    said = [None if day != day else date_of(int(day)).isoformat() for day in days]
    assert said == [first, last]


BOUNDARIES = """
name = "b"
kind = "boundaries"
[[layer]]
layer = "grids"
level = "micro_grid"
code = "code"
parent = "parent"
[[layer]]
layer = "villages"
level = "village"
code = "code"
name = "name"
"""


@pytest.fixture
def boundary_file(tmp_path):
    path = tmp_path / "b.gpkg"
    box = shapely.box(120, 30, 120.01, 30.01)
    villages = {"code": [330109106021], "name": ["民丰村"]}
    grids = {"code": ["330109106021001"], "parent": ["330109106021"]}
    for name, columns in (("villages", villages), ("grids", grids)):
        frame = geopandas.GeoDataFrame(columns, geometry=[box], crs="EPSG:4490")
        frame.to_file(path, layer=name)
    return path


def test_boundary_layers_highest_level_first(boundary_file):
    layers = boundaries.read(boundary_file, profile.parse(BOUNDARIES))
    assert [layer.level for layer in layers] == [AdminLevel.VILLAGE, AdminLevel.MICRO_GRID]
    village, grid = layers[0].units.iloc[0], layers[1].units.iloc[0]
    assert (village["code"], village["name"], village["parent"]) == ("330109106021", "民丰村", "")
    assert (grid["name"], grid["parent"]) == ("330109106021001", "330109106021")
    assert (layers[0].crs, layers[0].datum) == ("EPSG:4490", Datum.CGCS2000)


def test_the_profile_states_crs_and_datum_over_the_file(boundary_file):
    text = 'crs = "EPSG:4326"\ndatum = "gcj02"\n' + BOUNDARIES
    layer = boundaries.read(boundary_file, profile.parse(text))[0]
    assert (layer.crs, layer.datum) == ("EPSG:4326", Datum.GCJ02)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_boundaries_without_crs_shapes_or_column(tmp_path):
    path = tmp_path / "b.gpkg"
    geopandas.GeoDataFrame({"code": ["1"]}, geometry=[shapely.box(0, 0, 1, 1)]).to_file(
        path, layer="g"
    )
    head = 'name="b"\nkind="boundaries"\n[[layer]]\ncode="{}"\n'
    with pytest.raises(RefusedError, match=r"ingest\.no_crs"):
        boundaries.read(path, profile.parse(head.format("code")))
    with pytest.raises(RefusedError, match=r"ingest\.missing_columns"):
        boundaries.read(path, profile.parse(head.format("编码")))
