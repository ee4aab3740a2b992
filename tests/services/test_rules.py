"""Every named rule finds its fault, says it in Chinese, and no row is lost."""

import datetime as dt
import inspect
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import words
from reports.faults import describe
from services import row_rules, rules, unit_rules
from services.row_faults import Effect, mask
from store.ingest import counts, events, population, profile

NOW = dt.datetime(2026, 11, 18, 3, tzinfo=dt.UTC)
VILLAGE = "330109106021"
KNOWN = [VILLAGE, f"{VILLAGE}001", f"{VILLAGE}002"]
EXTENT = (120.1, 30.0, 120.3, 30.2)
PROFILE = """
name = "e"
kind = "events"
source = "police"
datum = "wgs84"
first_date = 2020-01-01
last_date = 2035-12-31
[columns]
event_id = "编号"
occurred_at = "时间"
closed_at = "办结"
lon = "经度"
lat = "纬度"
declared = "网格"
indicator = "指标"
accuracy_m = "精度"
datum = "基准"
[values.indicator]
"有效警情" = "alert"
"信访" = "petition"
"""
GOOD = {
    "编号": "A1",
    "时间": "2026-11-17 08:30",
    "办结": "",
    "经度": "120.15",
    "纬度": "30.1",
    "网格": f"{VILLAGE}001",
    "指标": "有效警情",
    "精度": "10",
    "基准": "",
    "备注": "",
}
# The number of a person who does not exist; put together so that no tracked file holds one.
ID = "330109" + "19900307" + "123" + "4"
MOBILE = "138" + "0013" + "8000"


def judge(*rows, text=PROFILE, known=KNOWN, extent=EXTENT, extra=""):
    """Rows (changes to GOOD) through a CSV file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "警情.csv"
        filled = [{**GOOD, "编号": f"A{i}"} | row for i, row in enumerate(rows)]
        pd.DataFrame(filled).to_csv(path, index=False, encoding="utf-8")
        if extra:
            path.write_text(path.read_text("utf-8") + extra, "utf-8")
        raw = events.read(path, profile.parse(text))
    return rules.apply(raw, NOW, known=known, extent=extent)


def found(judged):
    return list(zip(judged.faults["rule"], judged.faults["row"], strict=True))


CASES = {
    "missing_id": {"编号": " "},
    "missing_indicator": {"指标": ""},
    "damaged_code": {"网格": "3.30109E+17"},
    "id_number": {"备注": f"当事人{ID}"},
    "mobile_number": {"备注": f"电话{MOBILE}"},
    "missing_date": {"时间": ""},
    "bad_date": {"时间": "昨天"},
    "impossible_date": {"时间": "2026-02-30"},
    "date_after_clock": {"时间": "2026-11-18 11:00:01"},
    "date_out_of_range": {"时间": "2019-12-31 23:59"},
    "unknown_value": {"指标": "有效警请"},
    "unknown_datum": {"基准": "北京54"},
    "swapped_lonlat": {"经度": "30.1", "纬度": "120.15"},
    "no_coordinate": {"经度": "", "纬度": ""},
    "bad_coordinate": {"经度": "120度", "纬度": "30.1"},
    "unknown_code": {"网格": f"{VILLAGE}999"},
    "bad_other_date": {"办结": "待定"},
    "bad_number": {"精度": "约十米"},
}
PLACES = {
    "missing_id": "编号",
    "damaged_code": "网格",
    "id_number": "备注",
    "mobile_number": "备注",
    "bad_other_date": "办结",
    "bad_number": "精度",
    "unknown_code": "网格",
    "unknown_datum": "基准",
}
EFFECTS = {rule.name: rule.effect for rule in row_rules.EVENT_RULES}


@pytest.mark.parametrize("name", CASES)
def test_each_rule_finds_its_row_and_says_so(name):
    judged = judge({}, CASES[name])
    assert found(judged) == [(name, 3)]
    fault = judged.faults.iloc[0]
    column = PLACES.get(name, {"date": "时间", "te": "时间"}.get(name[-4:]))
    if column:
        assert fault["column"] == column
    assert fault["file"] == "警情.csv" and fault["effect"] == EFFECTS[name]
    is_out = EFFECTS[name] is Effect.QUARANTINED
    assert judged.quarantined == int(is_out)
    assert len(judged.good) == 2 - int(is_out) and judged.read == 2
    said = describe(judged.faults).iloc[0]
    assert "3" in said["reason"] and said["remedy"] and "{" not in said["reason"] + said["remedy"]


def test_every_rule_of_the_registry_has_a_case():
    assert set(CASES) | {"shifted_cells"} == set(EFFECTS)


ALL_RULES = {*EFFECTS, "duplicate_in_file", "repeat_in_file"} | {
    rule.name for rule in (*unit_rules.POPULATION_RULES, *unit_rules.COUNT_RULES)
}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("part", ["name", "reason", "remedy"])
def test_every_rule_has_its_words(language, part):
    texts = words.catalogue(language)
    assert [name for name in sorted(ALL_RULES) if f"rule.{name}.{part}" not in texts] == []


@pytest.mark.parametrize("area", ["rule", "ingest"])
def test_both_languages_say_the_same_keys_and_places(area):
    import string

    def places(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    chinese, english = (
        {k: places(v) for k, v in words.catalogue(lang).items() if k.split(".")[0] == area}
        for lang in ("zh_CN", "en")
    )
    assert chinese == english


def test_rules_are_small():
    for rule in (*row_rules.EVENT_RULES, *unit_rules.POPULATION_RULES, *unit_rules.COUNT_RULES):
        assert len(inspect.getsource(rule.find).splitlines()) <= 30, rule.name


def test_a_good_row_as_it_goes_on():
    judged = judge({"基准": "gcj02", "办结": "2026-11-18 08:00"})
    row = judged.good.iloc[0]
    assert judged.faults.empty
    assert list(judged.good) == rules.GOOD_COLUMNS
    assert (row["source"], row["event_id"], row["indicator"]) == ("police", "A0", "alert")
    assert row["occurred_at"] == int(dt.datetime(2026, 11, 17, 0, 30, tzinfo=dt.UTC).timestamp())
    assert row["day"] == (dt.date(2026, 11, 17) - dt.date(1970, 1, 1)).days
    assert (row["lon"], row["lat"], row["datum"]) == (120.15, 30.1, "gcj02")
    assert row["closed_at"] - row["occurred_at"] == 23 * 3600 + 1800
    assert pd.isna(row["reported_at"]) and row["accuracy_m"] == 10
    assert (row["row"], row["is_repeat"], row["is_valid"]) == (2, False, True)


def test_a_row_with_many_faults_counts_once():
    judged = judge({}, {"编号": "", "时间": "昨天", "指标": "x", "备注": MOBILE})
    assert len(judged.faults) == 4 and judged.quarantined == 1


def test_shifted_cells():
    line = f"B1,2026-11-17,,120.15,30.1,{VILLAGE}001,信访,10,,王某,来访\n"
    judged = judge({}, extra=line)
    assert found(judged) == [("shifted_cells", 3)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (ID, "330···（18 位）"),
        (f"身份证{ID[:17]}X已核", "身份证330···（18 位）已核"),
        (MOBILE, "138···（11 位）"),
        ("138-0013-8000", "138···（13 位）"),
        (f"{VILLAGE}001", f"{VILLAGE}001"),
        ("120.13812345678", "120.13812345678"),
        ("3301091990030712345", "3301091990030712345"),
    ],
)
def test_personal_numbers_are_never_shown(text, shown):
    assert mask(text) == shown


def test_personal_numbers_are_masked_in_every_fault_of_the_row():
    judged = judge({"指标": MOBILE, "备注": ID})
    shown = " ".join(describe(judged.faults).astype(str).to_numpy().ravel())
    assert MOBILE not in shown and ID not in shown
    assert {"unknown_value", "mobile_number", "id_number"} == set(judged.faults["rule"])


def test_personal_numbers_in_mapped_columns_and_from_number_cells(tmp_path):
    path = tmp_path / "a.xlsx"
    frame = pd.DataFrame([GOOD | {"备注": float(MOBILE)}, GOOD | {"编号": "A2", "网格": ID}])
    frame.to_excel(path, index=False, engine="xlsxwriter")
    judged = rules.apply(events.read(path, profile.parse(PROFILE)), NOW)
    assert found(judged) == [("mobile_number", 2), ("id_number", 3)]
    assert judged.faults["sheet"].tolist() == ["Sheet1"] * 2


def test_serial_case_numbers_are_no_identity_numbers():
    rows = [{"编号": f"33010920261117{i:04d}"} for i in range(40)]
    assert judge(*rows).faults.empty
    rows = [{"编号": str(159 * 10**8 + i)} for i in range(40)]
    assert judge(*rows).faults.empty


def test_real_identity_numbers_as_event_ids_are_found():
    digits = [(7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"]
    rows = []
    for i in range(20):
        body = f"33010919900307{i:03d}"
        check = sum(int(a) * b for a, b in zip(body, digits[0], strict=True)) % 11
        rows.append({"编号": body + digits[1][check]})
    assert set(judge(*rows).faults["rule"]) == {"id_number"}


def test_codes_rounded_by_a_spreadsheet(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = [
        GOOD | {"网格": 330109106021001.0},
        GOOD | {"编号": "A2", "网格": 3.30109e11},
        GOOD | {"编号": 3.30109106021001e17},
        GOOD | {"编号": 12345.0, "网格": 330109106021.0},
    ]
    pd.DataFrame(rows).to_excel(path, index=False, engine="xlsxwriter")
    judged = rules.apply(events.read(path, profile.parse(PROFILE)), NOW, known=KNOWN)
    assert found(judged) == [("damaged_code", 3), ("damaged_code", 4)]
    assert judged.good["event_id"].tolist() == ["A1", "12345"]
    assert judged.good["declared"].tolist() == [f"{VILLAGE}001", VILLAGE]


def test_dates_at_the_edges():
    rows = ["2026-11-18 11:00:00", "2020-01-01 00:00", "2019-12-31 23:59:59", "2036-01-01"]
    judged = judge(*({"时间": text} for text in rows))
    assert found(judged) == [("date_out_of_range", 4), ("date_after_clock", 5)]
    values = judged.faults["values"][0]
    assert values == {"first": "2020-01-01", "last": "2035-12-31"}


def test_the_nearest_value_is_the_remedy():
    judged = judge({"指标": "有效警请"})
    assert judged.faults["values"][0] == {"nearest": "有效警情"}
    assert "有效警情" in describe(judged.faults)["remedy"][0]


@pytest.mark.parametrize(
    ("lon", "lat", "rule"),
    [
        ("30.1", "120.15", "swapped_lonlat"),
        ("0", "0", "bad_coordinate"),
        ("181", "30", "bad_coordinate"),
        ("120.1", "", "bad_coordinate"),
        ("", "30.1", "bad_coordinate"),
        ("nan", "30.1", "bad_coordinate"),
        ("inf", "30.1", "bad_coordinate"),
        ("121.9", "30.1", None),
    ],
)
def test_coordinates(lon, lat, rule):
    judged = judge({"经度": lon, "纬度": lat})
    assert judged.faults["rule"].tolist() == ([rule] if rule else [])
    if rule == "bad_coordinate":
        assert judged.good[["lon", "lat"]].isna().all(axis=None)


def test_without_an_extent_only_impossible_latitudes_are_swaps():
    rows = [{"经度": "30.1", "纬度": "120.15"}, {"经度": "41.8", "纬度": "-87.6"}]
    judged = judge(*rows, extent=None)
    assert found(judged) == [("swapped_lonlat", 2)]


def test_without_known_codes_nothing_is_said_of_them():
    assert judge({"网格": "x"}, known=[]).faults.empty


def test_a_file_without_places_has_no_coordinate_faults():
    lines = [line for line in PROFILE.splitlines() if line.split(" ")[0] not in ("lon", "lat")]
    judged = judge({}, text="\n".join(lines))
    assert judged.faults.empty and judged.good["lon"].isna().all()


def test_a_datum_column_wants_an_answer_where_the_profile_has_none():
    text = PROFILE.replace('datum = "wgs84"', "")
    assert found(judge({}, {"经度": "", "纬度": ""}, text=text)) == [
        ("unknown_datum", 2),
        ("no_coordinate", 3),
    ]


def test_one_identity_twice_in_a_file():
    rows = [
        {"编号": "X", "网格": f"{VILLAGE}002"},
        {"编号": "X"},
        {"编号": "Y"},
        {"编号": "X"},
        {"编号": "Y", "时间": "昨天"},
    ]
    judged = judge(*rows)
    assert found(judged) == [("duplicate_in_file", 2), ("repeat_in_file", 3), ("bad_date", 6)]
    assert judged.faults["values"][0] == {"later": 5}
    assert judged.good["row"].tolist() == [3, 4, 5]
    assert judged.good["is_repeat"].tolist() == [True, False, False]
    assert judged.to_store["row"].tolist() == [4, 5]
    assert (judged.read, judged.quarantined) == (5, 2)
    assert judged.refused["rule"].tolist() == ["duplicate_in_file", "bad_date"]


def test_equal_missing_values_are_equal_content():
    judged = judge({"编号": "X", "经度": "", "纬度": ""}, {"编号": "X", "经度": "", "纬度": ""})
    assert judged.good["is_repeat"].tolist() == [True, False]


def test_no_rows_at_all():
    text = 'where = { column = "备注", equals = ["没有"] }\n' + PROFILE
    judged = judge({}, text=text)
    assert (judged.read, len(judged.good), judged.quarantined) == (0, 0, 0)
    assert list(judged.good) == rules.GOOD_COLUMNS


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "编号": st.sampled_from(["A", "B", "C", "", "1.2E+15"]),
            "时间": st.sampled_from(
                ["2026-11-17", "2026-11-16", "2026-02-30", "x", "", "2030-01-01"]
            ),
            "经度": st.sampled_from(["120.15", "30.1", "", "x", "0"]),
            "纬度": st.sampled_from(["30.1", "120.15", "", "0"]),
            "指标": st.sampled_from(["信访", "有效警情", "", "别的"]),
            "备注": st.sampled_from(["", ID, MOBILE]),
        }
    ),
    min_size=1,
    max_size=12,
)


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_no_row_is_ever_lost(rows):
    judged = judge(*rows)
    assert judged.read == len(rows) == len(judged.good) + judged.quarantined
    out = set(judged.refused["row"])
    assert len(out) == judged.quarantined
    assert out.isdisjoint(judged.good["row"])
    assert not judged.to_store.duplicated(["source", "event_id"]).any()


# -- population and counts ----------------------------------------------------------------

POPULATION = """
name = "p"
kind = "population"
[columns]
code = "编码"
registered = "户籍"
floating = "流动"
residents = "实有"
[constants]
ref_date = 2026-06-30
"""


def people(tmp_path, text, lines, known=KNOWN):
    path = tmp_path / "p.csv"
    path.write_text("编码,户籍,流动,实有\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return rules.apply_population(population.read(path, profile.parse(text)), NOW, known=known)


def test_population_rows(tmp_path):
    lines = [
        f"{VILLAGE}001,100,50,150",
        f"{VILLAGE}002,100,50,151",
        ",1,1,2",
        f"{VILLAGE}999,1,1,2",
        f"{VILLAGE}001,-5,x,",
        f"{VILLAGE}001,100,50,150",
        "3.30109E+11,1,1,2",
        f'{VILLAGE}002,"1,200",50,"1,250"',
    ]
    judged = people(tmp_path, POPULATION, lines)
    assert found(judged) == [
        ("repeat_in_file", 2),
        ("unequal_sum", 3),
        ("duplicate_in_file", 3),
        ("missing_unit", 4),
        ("unknown_unit", 5),
        ("missing_amount", 6),
        ("bad_amount", 6),
        ("bad_amount", 6),
        ("damaged_code", 8),
    ]
    assert judged.read == 8 == len(judged.good) + judged.quarantined
    assert judged.to_store["residents"].tolist() == [150, 1250]
    assert judged.good["ref_date"].unique().tolist() == [
        (dt.date(2026, 6, 30) - dt.date(1970, 1, 1)).days
    ]
    assert (judged.good["tidal"] == 0).all()
    assert not describe(judged.faults)["reason"].str.contains("{", regex=False).any()


@pytest.mark.parametrize(
    ("drop", "want"),
    [
        (["residents"], (100, 50, 150)),
        (["floating"], (100, 51, 151)),
        (["registered", "floating"], (151, 0, 151)),
        (["registered"], (101, 50, 151)),
    ],
)
def test_what_population_files_leave_out_follows(tmp_path, drop, want):
    lines = [line for line in POPULATION.splitlines() if line.split(" ")[0] not in drop]
    judged = people(tmp_path, "\n".join(lines), [f"{VILLAGE}001,100,50,151"])
    row = judged.good.iloc[0]
    assert (row["registered"], row["floating"], row["residents"]) == want


def totals(tmp_path, text, content, now=NOW):
    path = tmp_path / "c.csv"
    path.write_text(content, encoding="utf-8")
    return rules.apply_counts(counts.read(path, profile.parse(text)), now, known=["1", "2"])


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
"""


def test_wide_counts(tmp_path):
    judged = totals(tmp_path, WIDE, "u,A_2014,A_2015,A_2099\n1,3,,0\n2,x,1.5,-1\n9,1,1,1\n")
    by_rule = judged.faults.groupby("rule")["column"].agg(list).to_dict()
    assert by_rule == {
        "missing_amount": ["A_2015"],
        "bad_amount": ["A_2014", "A_2099"],
        "broken_amount": ["A_2015"],
        "period_after_clock": ["A_2099"] * 3,
        "unknown_unit": ["u"] * 3,
    }
    assert judged.read == 9 and judged.quarantined == 8
    row = judged.good.iloc[0]
    assert row[["unit", "indicator", "n", "row"]].tolist() == ["1", "assault", 3, 2]
    assert row["period"] == (dt.date(2014, 12, 31) - dt.date(1970, 1, 1)).days


def test_long_counts(tmp_path):
    text = WIDE.replace('pattern = "{indicator}_{year}"', 'indicator = "i"\nperiod = "p"\nn = "n"')
    content = "u,i,p,n\n1,A,2014,3\n1,,2014,3\n1,B,2014,3\n1,A,XX,3\n1,A,2014,4\n"
    judged = totals(tmp_path, text, content)
    assert found(judged) == [
        ("duplicate_in_file", 2),
        ("missing_name", 3),
        ("unlisted_indicator", 4),
        ("bad_period", 5),
    ]
    assert judged.to_store["n"].tolist() == [4]
