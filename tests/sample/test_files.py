"""The demo's files: what a town would send, with its faults, and how they are declared."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
import shapely
from python_calamine import CalamineWorkbook

import policy
from sample import atlas, files, rows, sheets, testimony
from sample.faults import FAULTS, fake_identity, fake_mobile
from sample.files import Feed
from sample.seasons import LAST_DAY
from sample.world import World

Written = tuple[Path, list[Feed], list[tuple[float, str]]]
Cells = list[list[str]]
ENCODING = {"penalties": "gb18030"}
SAMPLE = Path(files.__file__).parent


def cells(feed: Feed) -> Cells:
    """Header and rows of an event or population file as text."""
    if feed.path.suffix == ".xlsx":
        sheet = CalamineWorkbook.from_path(feed.path).get_sheet_by_name("Sheet1").to_python()
        return [[str(cell) for cell in row] for row in sheet[1:]]
    encoding = ENCODING.get(feed.profile.stem, "utf-8-sig")
    with feed.path.open(encoding=encoding, newline="") as stream:
        return list(csv.reader(stream))


def of(written: Written, profile: str) -> list[Feed]:
    return [feed for feed in written[1] if feed.profile.stem == profile]


def column(table: Cells, name: str) -> list[str]:
    at = table[0].index(name)
    return [row[at] for row in table[1:]]


def test_feeds_come_in_the_order_of_import(written: Written) -> None:
    _, feeds, steps = written
    kinds = [feed.kind for feed in feeds]
    around = ["venues", "stations", "zones", "roads", "cases"]
    first = ["boundaries"] * 2 + ["population"] * 3 + around
    assert kinds == first + ["events"] * (len(feeds) - len(first))
    assert [feed.order for feed in feeds] == sorted(feed.order for feed in feeds)
    assert all(feed.path.is_file() and feed.profile.is_file() for feed in feeds)
    assert steps[-1] == (1.0, "surroundings")
    assert [share for share, _ in steps] == sorted(share for share, _ in steps)


def test_boundaries_are_the_committed_files(written: Written) -> None:
    for feed in written[1][:2]:
        assert feed.path.read_bytes() == (atlas.FOLDER / feed.path.name).read_bytes()


def test_boundary_profiles_say_when_their_set_is_valid(written: Written, demo: World) -> None:
    for feed, one in zip(written[1][:2], demo.sets, strict=True):
        facts = tomllib.loads(feed.profile.read_text(encoding="utf-8"))["set"]
        assert (facts["name"], facts["valid_from"]) == (one.name, one.valid_from)
        assert facts.get("valid_to") == one.valid_to


def test_last_four_weeks_come_singly(written: Written) -> None:
    for profile in files.PROFILE_OF.values():
        spans = [feed.covers[0] for feed in of(written, profile)]
        assert [span[1] for span in spans[-4:]] == [
            LAST_DAY - dt.timedelta(days=7 * back) for back in (3, 2, 1, 0)
        ]
        assert all((last - first).days == 6 for first, last in spans[-4:])


def test_coverage_has_one_gap_of_the_police(written: Written) -> None:
    for profile in files.PROFILE_OF.values():
        spans = sorted(feed.covers[0] for feed in of(written, profile))
        days = [(b[0] - a[1]).days - 1 for a, b in itertools.pairwise(spans)]
        assert [gap for gap in days if gap] == ([7] if profile == "police_alerts" else [])


def test_silent_village_is_declared_and_absent(written: Written, demo: World) -> None:
    silent = rows.silent_village(demo)
    assert silent.startswith("330109106")
    marked = [feed for feed in written[1] if feed.except_areas]
    assert [feed.except_areas for feed in marked] == [(silent,)]
    first, last = marked[0].covers[0]
    assert (last - first).days == 69
    assert silent not in column(cells(marked[0]), "村社编码")
    everywhere = of(written, "petitions")[0]
    assert silent in column(cells(everywhere), "村社编码")


def test_history_holds_tens_of_thousands_of_rows(written: Written) -> None:
    total = sum(len(cells(feed)) - 1 for feed in written[1] if feed.kind == "events")
    assert 80_000 < total < 140_000


def test_faults_are_there_and_few(written: Written) -> None:
    rows_of = {profile: [] for profile in files.PROFILE_OF.values()}
    for feed in written[1]:
        if feed.profile.stem in rows_of:
            rows_of[feed.profile.stem] += cells(feed)[1:]
    for profile, table in rows_of.items():
        text = "\n".join(",".join(row) for row in table)
        marked = [row for row in table if re.fullmatch(r"(JQ|XF|CF)-F-\d{4}", row[0])]
        unnamed = [row for row in table if not row[0]]
        assert len(marked) == 2 * (len(FAULTS) - 1), profile
        assert len(unnamed) == 2
        for sign in ("3.30109E+", "2027-03-05", "2026-02-30", "二〇二六年二月三十日", "其它"):
            assert text.count(sign) >= 2, (profile, sign)
        assert fake_identity() in text
        assert fake_mobile() in text


def test_identity_looks_right_and_belongs_to_nobody() -> None:
    number = fake_identity()
    assert re.fullmatch(r"990001\d{11}[\dX]", number)
    weights = [2**k % 11 for k in range(17, 0, -1)]
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
    assert number[17] == "10X98765432"[total % 11]
    assert re.fullmatch(r"1390{8}", fake_mobile())


def test_nothing_else_looks_like_a_person_s_number(written: Written) -> None:
    person = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
    for feed in written[1]:
        if feed.kind == "events":
            found = {hit for row in cells(feed) for cell in row for hit in person.findall(cell)}
            assert found <= {fake_identity(), fake_mobile()}


def test_repeats_within_and_across_files(written: Written) -> None:
    for profile in files.PROFILE_OF.values():
        ids = [
            column(cells(feed), sheets.headers(profile)["event_id"])
            for feed in of(written, profile)
        ]
        assert any(len(set(part)) < len(part) for part in ids)
        assert len(set(ids[-4]) & set(ids[-3])) >= 3


def test_about_one_in_a_hundred_has_no_point(written: Written) -> None:
    table = cells(of(written, "police_alerts")[0])
    blank = np.mean([not cell for cell in column(table, "经度")])
    assert 0.006 < blank < 0.015


def test_some_alerts_lie_in_the_river(demo: World) -> None:
    alerts = rows.table(demo, 2).dropna(subset=["lon"])
    tree = shapely.STRtree(demo.sets[1].micro_grids.geometry.to_numpy())
    points = shapely.points(alerts[["lon", "lat"]].to_numpy())
    dry = np.unique(tree.query(points, predicate="intersects")[0])
    assert 100 < len(alerts) - len(dry) < 600


def test_petitions_are_half_a_kilometre_off_as_gcj02(demo: World) -> None:
    petitions = rows.table(demo, 1).dropna(subset=["lon"])
    xy = shapely.get_coordinates(shapely.centroid(demo.sets[1].micro_grids.geometry.to_numpy()))
    away = (petitions[["lon", "lat"]].to_numpy() - xy[petitions["grid"]]) * [96_000, 110_850]
    assert 350 < np.hypot(*away.mean(0)) < 700
    assert tomllib.loads(files.profile_path("petitions").read_text())["datum"] == "gcj02"


@pytest.mark.parametrize("kind", [0, 2])
def test_declared_code_is_mostly_right(demo: World, kind: int) -> None:
    table = rows.table(demo, kind)
    late = table[table["week"] > 90]
    right = demo.people["code"].to_numpy()[late["grid"]] == late["declared"]
    assert 0.965 < right.mean() < 0.995


def test_leniency_and_invalid_rows_stand_beside_the_counted(written: Written) -> None:
    penalties = cells(of(written, "penalties")[0])
    lenient = set(tomllib.loads(files.profile_path("penalties").read_text())["leniency"]["values"])
    found = column(penalties, "处罚程序")
    assert lenient <= set(found)
    assert 0.2 < np.mean([word in lenient for word in found]) < 0.32
    alerts = column(cells(of(written, "police_alerts")[0]), "有效性")
    assert set(alerts) == {"有效", "重复", "骚扰", "误拨", "静默"}
    assert 0.7 < np.mean([word == "有效" for word in alerts]) < 0.82


def test_values_stay_in_the_profile_but_for_the_fault(written: Written) -> None:
    for profile in files.PROFILE_OF.values():
        table = tomllib.loads(files.profile_path(profile).read_text())
        header = table["columns"]["category"]
        for feed in of(written, profile):
            other = [c for c in column(cells(feed), header) if c not in table["values"]["category"]]
            assert len(other) <= 1


def test_files_are_the_same_bytes_on_a_second_run(
    written: Written, demo: World, tmp_path: Path
) -> None:
    kind = files.PROFILE_OF["penalty"]
    again = list(files._write_events(demo, tmp_path, 0)) + list(
        files._write_population(demo, tmp_path)
    )
    before = {feed.path.name: feed.path for feed in written[1]}
    assert any(feed.profile.stem == kind for feed in again)
    for feed in again:
        assert feed.path.read_bytes() == before[feed.path.name].read_bytes()


def test_truth_lies_beside_and_is_no_feed(written: Written, demo: World) -> None:
    folder, feeds, _ = written
    assert not any(feed.path.name.startswith("truth") for feed in feeds)
    facts = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert facts["operation"]["true_change"] == pytest.approx(-0.6)
    assert len(facts["splits"]) == 9
    assert len(facts["clusters"]) == len(demo.truth.clusters)
    table = testimony.read_risks(folder / "truth.parquet")
    assert set(table.columns) == {"code", "indicator", "week", "risk", "events"}


def test_persons_are_five_roles_without_names() -> None:
    people = tomllib.loads((SAMPLE / "persons.toml").read_text(encoding="utf-8"))["person"]
    assert [p["id"] for p in people] == ["analyst", "chair", "leader", "approver", "auditor"]
    assert all(p["title"] and p["role"] and p["purpose"] for p in people)
    assert {p["id"]: p["scope"] for p in people}["leader"] == "330109106"


def test_policies_are_templates_and_their_plan_has_two_persons() -> None:
    plan = tomllib.loads((SAMPLE / "policies" / "plan.toml").read_text(encoding="utf-8"))["policy"]
    sources = {tomllib.loads(f.read_text())["source"] for f in sheets.PROFILES.glob("*.toml")}
    for entry in plan:
        rules = policy.parse((SAMPLE / "policies" / entry["file"]).read_text(encoding="utf-8"))
        assert not rules.is_calibrated
        assert {source for rule in rules.indicators for source in rule.sources} <= sources
        assert entry["proposer"] != entry["approver"]
        assert entry["from_week"].weekday() == 1
    assert len(plan) == 3
