"""Two real cities from their files to colours, by the commands a town would use."""

import contextlib
import io
import json
import os
import time
from pathlib import Path

import jsonschema
import pytest

import manage
import settings

REAL = Path(os.environ.get("WUSETU_REAL_DATA", settings.ROOT.parent / "shared" / "data"))
HERE = Path(__file__).parent
TRACTS = REAL / "chicago" / "four_indicator_tracts.gpkg"
EVENTS = REAL / "chicago" / "four_indicator_events_2011-09_2014-12.parquet"
TORONTO = REAL / "toronto" / "toronto_140_neighbourhood_crime_2014_2020.gpkg"
SPAN = ["--covers", "2011-09-01..2014-12-30"]
pytestmark = [
    pytest.mark.skipif(
        not REAL.is_dir(), reason="no real data: set WUSETU_REAL_DATA or provide ../shared/data"
    ),
    pytest.mark.slow,
]


class City:
    """A data folder and the command line on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: object) -> dict:
        """One command; its object, after it ended well."""
        given = [str(argument) for argument in arguments]
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()) as err:
            code = manage.main(["--data", str(self.folder), "--format", "json", *given])
        assert code == 0, err.getvalue()
        return json.loads(out.getvalue())

    def take(self, kind: str, file: Path, profile: str, *more: object) -> dict:
        rules = HERE / "profiles" / f"{profile}.toml"
        (batch,) = self.run("import", kind, file, "--profile", rules, *more)["batches"]
        assert batch["placed"] + batch["unplaced"] + batch["quarantined"] == batch["rows_read"]
        return batch

    def rule(self, name: str, start: str) -> str:
        file = HERE / "policies" / f"{name}.toml"
        digest = self.run("--as", "analyst", "policy", "propose", file)["hash"]
        self.run("--as", "approver", "policy", "approve", digest, "--from", start)
        return digest


def begun(folder: Path) -> City:
    city = City(folder)
    city.run("init", "--persons", HERE / "persons.toml")
    return city


@pytest.fixture(scope="module")
def chicago(tmp_path_factory):
    start = time.monotonic()
    city = begun(tmp_path_factory.mktemp("chicago") / "data")
    city.batches = {
        "boundaries": city.take("boundaries", TRACTS, "chicago_boundaries"),
        "population": city.take("population", TRACTS, "chicago_population"),
    }
    for name in ("alert", "petition", "penalty"):
        city.batches[name] = city.take("events", EVENTS, f"chicago_{name}", *SPAN)
    city.rule("chicago", "2011-09-13")
    city.scored = city.run("score", "--to", "latest")
    city.seconds = time.monotonic() - start
    return city


@pytest.fixture(scope="module")
def toronto(tmp_path_factory):
    city = begun(tmp_path_factory.mktemp("toronto") / "data")
    city.batches = {
        "boundaries": city.take("boundaries", TORONTO, "toronto_boundaries"),
        "population": city.take("population", TORONTO, "toronto_population"),
        "counts": city.take("counts", TORONTO, "toronto_counts"),
    }
    city.rule("toronto", "2014")
    city.scored = city.run("score", "--to", "latest")
    return city


def coloured(city: City, week: str = "latest") -> dict:
    """The whole city's object, held against its schema and its own sums."""
    answer = city.run("colours", "--scope", "", "--week", week)
    schema = json.loads((settings.ROOT / "docs" / "colours.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(answer)
    told = answer["summary"]
    assert sum(told["colours"].values()) + sum(told["states"].values()) == told["grids"]
    for grid in answer["grids"]:
        parts = list(grid["contributions"].values())
        if grid["index"] is not None and None not in parts:
            assert sum(parts) == pytest.approx(grid["index"] - grid["reference"], abs=1e-9)
    return answer


def test_chicago_conserves_every_row(chicago):
    assert chicago.batches["boundaries"]["placed"] == 789
    assert chicago.batches["population"]["placed"] == 789
    read = [chicago.batches[name]["rows_read"] for name in ("alert", "petition", "penalty")]
    assert read == [45_966, 60_981, 9_128]
    for name in ("alert", "petition", "penalty"):
        batch = chicago.batches[name]
        assert batch["quarantined"] == 0
        assert 0.97 < batch["placed"] / batch["rows_read"] < 0.99
        assert any("无法核对" in finding for finding in batch["findings"])


def test_chicago_twice_changes_nothing(chicago):
    again = chicago.take("events", EVENTS, "chicago_penalty", *SPAN)
    assert (again["added"], again["replaced"]) == (0, 0)
    assert again["unchanged"] == again["rows_read"]
    assert chicago.run("score")["scored"] == 0


def test_chicago_has_789_colours(chicago):
    assert chicago.scored["scored"] == 173
    answer = coloured(chicago)
    assert (answer["week"], answer["summary"]["grids"]) == ("2014-12-30", 789)
    assert answer["summary"]["states"]["not_applicable"] == 3
    shares = [n / 789 for n in answer["summary"]["colours"].values()]
    assert min(shares) > 0.03 and max(shares) < 0.5
    assert answer["cut_off"] == "2014-12-31T00:00:00-06:00"


def test_chicago_closes_its_first_weeks_and_is_sound(chicago, record_property):
    for week in ("2011-09-13", "2011-09-20"):
        assert chicago.run("close", "--week", week)["status"] == "closed"
    assert chicago.run("check")["faults"] == []
    # About 18 s alone on two cores.
    record_property("seconds_from_files_to_colours", round(chicago.seconds, 1))
    assert chicago.seconds < 180


def test_toronto_conserves_every_number(toronto):
    batch = toronto.batches["counts"]
    assert batch["rows_read"] == batch["placed"] == batch["added"] == 140 * 7 * 7
    again = toronto.take("counts", TORONTO, "toronto_counts")
    assert (again["added"], again["replaced"], again["unchanged"]) == (0, 0, 6860)


def test_toronto_has_140_colours_by_year(toronto):
    assert [run["period"][:4] for run in toronto.scored["runs"]] == [
        str(year) for year in range(2014, 2021)
    ]
    answer = coloured(toronto)
    assert answer["period"] == {"kind": "year", "first_day": "2020-01-01"}
    assert answer["summary"]["grids"] == 140
    assert min(answer["summary"]["colours"].values()) > 0
    reasons = [one["reason"] for one in answer["summary"]["risen"] + answer["summary"]["fallen"]]
    assert reasons and not any("周" in reason for reason in reasons)
    assert coloured(toronto, "2019-06-01")["week"] == "2019-12-31"


def test_toronto_closes_a_year(toronto):
    assert toronto.run("close", "--week", "2014")["period"] == "2014-12-31"
    assert toronto.run("close", "--week", "2015-12-31")["status"] == "closed"
    assert toronto.run("check")["faults"] == []
