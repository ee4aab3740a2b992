from pathlib import Path

import pytest

from errors import RefusedError
from services.wording import sentence as explain
from store.ingest import profile
from store.ingest.profile import Ref
from vocab import AdminLevel, Datum, date_of

EVENTS = """
name = "police_alerts"
kind = "events"
title = "有效警情"
source = "police"
datum = "gcj02"
time_zone = "Asia/Shanghai"
first_date = 2020-01-01
last_date = 2035-12-31
where = { column = "类别", equals = ["警情"] }
[columns]
event_id = ["警情编号", "编号"]
occurred_at = "发生时间"
lon = "经度"
lat = "纬度"
declared = "网格编码"
[constants]
indicator = "alert"
[values.level]
"一般" = "normal"
[valid]
column = "有效性"
accept = ["有效"]
[leniency]
column = "处罚程序"
values = ["首违不罚"]
[place]
declared = "never"
[covers]
area = "330109"
except = ["330109106021"]
from = 2026-11-11
to = 2026-11-17
"""


def faults(text):
    with pytest.raises(RefusedError) as caught:
        profile.parse(text, "p.toml")
    assert explain(caught.value)
    return sorted(str(fault) for fault in caught.value.values["faults"])


def test_a_full_profile():
    read = profile.parse(EVENTS)
    assert (read.kind.value, read.datum) == ("events", Datum.GCJ02)
    assert read.columns["event_id"] == ("警情编号", "编号")
    assert read.constants == {"indicator": "alert"}
    assert read.values == {"level": {"一般": "normal"}}
    assert read.valid.values == {"有效"} and not read.valid.is_reject
    assert read.leniency.column == "处罚程序"
    assert read.place_declared == "never"
    assert read.covers.excepted == ("330109106021",)
    assert date_of(read.covers.first_day).isoformat() == "2026-11-11"
    assert date_of(read.last_day).isoformat() == "2035-12-31"
    assert read.where.values == {"警情"}
    assert {"有效性", "处罚程序", "类别", "event_id"} <= set(read.wanted)
    assert read.toml == EVENTS


def test_defaults():
    read = profile.parse(
        'name="a"\nkind="events"\nsource="s"\n[columns]\nevent_id="a"\noccurred_at="b"\nindicator="c"'
    )
    assert (read.time_zone, read.place_declared, read.datum) == (
        "Asia/Shanghai",
        "micro_grid",
        None,
    )
    assert read.where is read.valid is read.leniency is None


def test_all_faults_in_one_message():
    text = """
name = "a"
kind = "events"
source = "s"
datum = "wgs48"
time_zone = "Asia/Hangzhou"
colour = "red"
header_row = "one"
first_date = "2026-02-30"
[columns]
event_id = "编号"
lon = "经度"
colour = "颜色"
[valid]
column = "有效性"
[covers]
until = 2026-01-01
[place]
declared = "maybe"
"""
    assert faults(text) == sorted(
        [
            "ingest.entry.choice(key=datum, value=wgs48, choices=wgs84, cgcs2000, gcj02, bd09)",
            "ingest.entry.bad_value(key=time_zone, value=Asia/Hangzhou)",
            "ingest.entry.unknown(key=colour)",
            "ingest.entry.bad_value(key=header_row, value=one)",
            "ingest.entry.bad_value(key=first_date, value=2026-02-30)",
            "ingest.entry.no_column(field=occurred_at)",
            "ingest.entry.no_column(field=indicator)",
            "ingest.entry.no_column(field=lon / lat)",
            "ingest.entry.no_datum()",
            "ingest.entry.unknown_field(field=colour)",
            "ingest.entry.needed(key=valid.accept)",
            "ingest.entry.unknown(key=covers.until)",
            "ingest.entry.choice(key=place.declared, value=maybe, choices=micro_grid, never)",
        ]
    )


def test_the_message_is_said_in_chinese():
    with pytest.raises(RefusedError) as caught:
        profile.parse(EVENTS.replace('datum = "gcj02"', ""), "警情.toml")
    text = explain(caught.value)
    assert text.splitlines() == [
        "导入配置 警情.toml 有 1 处问题，请改正后重试：",
        "- 有经纬度列，但没有写 datum（wgs84、cgcs2000、gcj02 或 bd09）",
    ]


def test_a_datum_column_is_enough():
    text = EVENTS.replace('datum = "gcj02"', "").replace(
        'declared = "网格编码"', 'declared = "网格编码"\ndatum = "坐标系"'
    )
    assert profile.parse(text).datum is None


@pytest.mark.parametrize("text", ["", 'name = "a"', 'kind = "meetings"'])
def test_no_kind_is_refused(text):
    assert any("kind" in fault for fault in faults(text))


def test_no_toml_is_refused():
    with pytest.raises(RefusedError, match=r"ingest\.profile_toml"):
        profile.parse("name = ")


def test_a_table_of_another_kind_is_refused():
    text = """
name = "a"
kind = "population"
[columns]
code = "a"
residents = "b"
[constants]
ref_date = 2026-01-01
"""
    assert profile.parse(text).constants["ref_date"] == "2026-01-01"
    assert faults(text + "[valid]\ncolumn='x'\naccept=['y']") == ["ingest.entry.unknown(key=valid)"]


def test_boundaries():
    read = profile.parse(
        """
name = "b"
kind = "boundaries"
crs = "EPSG:4490"
datum = "gcj02"
[[layer]]
layer = "village"
level = "village"
code = "code"
[[layer]]
layer = "micro_grid"
code = "code"
name = "name"
parent = "parent"
[set]
valid_from = 2024-11-20
valid_to = 2026-05-19
code_template = "{village:12}{seq:3}"
metric_crs = "EPSG:4549"
"""
    )
    assert [layer.level for layer in read.layers] == [AdminLevel.VILLAGE, AdminLevel.MICRO_GRID]
    assert date_of(read.set.valid_to).isoformat() == "2026-05-19"
    assert faults(
        'name="b"\nkind="boundaries"\n[set]\nvalid_from=2026-01-02\nvalid_to=2026-01-01'
    ) == [
        "ingest.entry.bad_value(key=set.valid_to, value=20454)",
        "ingest.entry.needed(key=[[layer]])",
    ]


def test_counts_wide_and_long():
    wide = profile.parse(
        'name="c"\nkind="counts"\nsource="s"\n[counts]\nunit="u"\npattern="{indicator}_{year}"\nref="year"\n'
        '[counts.indicators]\nA="a"'
    )
    assert wide.counts.ref is Ref.YEAR and wide.wanted == {"unit": ("u",)}
    long = profile.parse(
        'name="c"\nkind="counts"\nsource="s"\n[counts]\nunit="u"\nindicator="i"\nperiod="p"\nn="n"'
    )
    assert set(long.wanted) == {"unit", "indicator", "period", "n"}
    assert faults(
        'name="c"\nkind="counts"\nsource="s"\n[counts]\nunit="u"\npattern="{indicator}"\nref="year"'
    ) == [
        "ingest.entry.needed(key=counts.indicators)",
        "ingest.entry.pattern(key=counts.pattern, value={indicator}, place={year})",
    ]


def test_load_from_a_file(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(EVENTS, encoding="utf-8-sig")
    assert profile.load(path).name == "police_alerts"
    with pytest.raises(RefusedError, match=r"ingest\.profile_file"):
        profile.load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "path",
    sorted((Path(__file__).parents[2] / "real" / "profiles").glob("*.toml")),
    ids=lambda p: p.stem,
)
def test_profiles_of_the_real_data_are_sound(path):
    assert profile.load(path).name == path.stem
