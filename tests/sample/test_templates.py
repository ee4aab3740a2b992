"""Templates for own data: small, complete, and true to their profiles."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pyogrio
import pytest
import shapely
from python_calamine import CalamineWorkbook

import policy
from sample import templates
from words import say

AROUND = {
    "venues": "venues.xlsx",
    "stations": "stations.xlsx",
    "zones": "zones.gpkg",
    "roads": "roads.gpkg",
    "cases": "cases.csv",
}


def header(path: Path) -> list[str]:
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("Sheet1").to_python()
    return [str(cell) for cell in sheet[1]]


def test_templates_hold_everything_for_a_first_map(tmp_path: Path) -> None:
    names = {path.name for path in templates.write_templates(tmp_path)}
    stems = ("boundaries", "counts", "events", "population", *AROUND)
    assert names == {
        "README.txt",
        "persons.toml",
        "policy.toml",
        "boundaries.gpkg",
        "counts.csv",
        "events.xlsx",
        "population.xlsx",
        *AROUND.values(),
        *(f"{stem}.toml" for stem in stems),
    }


def test_example_headers_are_those_of_the_profiles(tmp_path: Path) -> None:
    templates.write_templates(tmp_path)
    for name in ("events", "population"):
        wanted = tomllib.loads((tmp_path / f"{name}.toml").read_text(encoding="utf-8"))["columns"]
        assert set(wanted.values()) <= set(header(tmp_path / f"{name}.xlsx"))
    counts = tomllib.loads((tmp_path / "counts.toml").read_text(encoding="utf-8"))["counts"]
    first = (tmp_path / "counts.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert [counts[key] for key in ("unit", "indicator", "period", "n")] == first


def test_example_words_are_in_the_value_maps(tmp_path: Path) -> None:
    templates.write_templates(tmp_path)
    values = tomllib.loads((tmp_path / "events.toml").read_text(encoding="utf-8"))["values"]
    for kind in ("alert", "petition", "penalty"):
        assert values["indicator"][say(f"sample.template.{kind}")] == kind


def test_squares_touch_and_do_not_overlap(tmp_path: Path) -> None:
    templates.write_templates(tmp_path)
    grids = pyogrio.read_dataframe(tmp_path / "boundaries.gpkg", layer="micro_grid")
    village = pyogrio.read_dataframe(tmp_path / "boundaries.gpkg", layer="village")
    assert len(grids) == 4
    assert grids.crs.to_epsg() == 4490
    areas = [shapely.area(layer.geometry.to_numpy()).sum() for layer in (grids, village)]
    assert areas[0] == pytest.approx(areas[1], rel=1e-12)
    assert grids["code"].str.fullmatch(r"\d{15}").all()


def test_policy_and_readme_are_readable(tmp_path: Path) -> None:
    templates.write_templates(tmp_path)
    rules = policy.parse((tmp_path / "policy.toml").read_text(encoding="utf-8"))
    assert sum(rules.weights) == 1
    text = (tmp_path / "README.txt").read_text(encoding="utf-8-sig")
    assert "十分钟" in text
    assert "演示数据" in text


@pytest.mark.parametrize("name", ["venues", "stations"])
def test_sheets_of_the_surroundings_have_the_headers_of_their_profiles(
    tmp_path: Path, name: str
) -> None:
    templates.write_templates(tmp_path)
    wanted = tomllib.loads((tmp_path / f"{name}.toml").read_text(encoding="utf-8"))["columns"]
    assert set(wanted.values()) <= set(header(tmp_path / f"{name}.xlsx"))


def test_the_roads_of_the_template_meet(tmp_path: Path) -> None:
    templates.write_templates(tmp_path)
    first, second = pyogrio.read_dataframe(tmp_path / "roads.gpkg").geometry
    assert first.coords[-1] == second.coords[0]
