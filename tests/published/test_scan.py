"""Brain cancer in New Mexico and fever in New York, as published with scan packages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.hotspots import circles, regression, space_time_scan
from tests.published.worlds import case

YEARS = range(1986, 1990)


@pytest.fixture(scope="module")
def folder() -> Path:
    return case("10_scan_new_mexico")


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "expected.json").read_text()))


class Mexico:
    """Counties in alphabetic order, their seats, cases and expectations of 1986 to 1989."""

    def __init__(self, folder: Path) -> None:
        cases = pd.read_csv(folder / "NM_popcas.csv")
        cases = cases[cases["county"] != "cibola"]
        old = cases[cases["year"] < YEARS.start]
        design = np.column_stack([np.ones(len(old)), old["year"] - 1985])
        # Rates weighted by population: the same equations as counts with a log offset.
        model = regression.fit(
            design,
            (old["count"] / old["population"]).to_numpy(),
            old["population"].to_numpy(dtype=np.float64),
        )
        assert model is not None
        self.coefficients = model.coefficients
        new = cases[cases["year"].isin(YEARS)]
        wide = new.pivot(index="county", columns="year", values=["count", "population"])
        rate = np.exp(model.coefficients @ np.array([np.ones(4), np.array(YEARS) - 1985]))
        self.cases = wide["count"].to_numpy()
        self.expected = wide["population"].to_numpy() * rate
        seats = pd.read_csv(folder / "NM_geo.csv").set_index("county")
        self.names = wide.index.to_numpy()
        self.seats = seats.loc[self.names, ["seat_long", "seat_lat"]].to_numpy()


@pytest.fixture(scope="module")
def mexico(folder: Path) -> Mexico:
    return Mexico(folder)


def test_the_baseline_is_the_published_one(mexico: Mexico) -> None:
    assert mexico.coefficients == pytest.approx([-10.01066, 0.0097517], rel=1e-4)


def test_the_zones_are_the_published_ones(mexico: Mexico, expected: dict[str, Any]) -> None:
    assert len(mexico.names) == expected["locations"]
    around = circles(mexico.seats, max_members=15, metric="haversine")
    assert around.count == expected["zones"]


def test_new_mexico(mexico: Mexico, expected: dict[str, Any]) -> None:
    found = space_time_scan(
        mexico.cases,
        mexico.expected,
        mexico.seats,
        max_periods=expected["max_duration"],
        max_members=15,
        metric="haversine",
        n_sim=999,
        seed=1,
    )
    best = found[0]
    assert list(mexico.names[best.members]) == expected["mlc"]
    assert list(best.members + 1) == expected["mlc_ids_1based"]
    assert best.duration == expected["duration"]
    assert best.score == pytest.approx(9.1806, abs=1e-4)
    # Chance of the simulations: .005 and .004 were printed, their sd is .003.
    assert best.p == pytest.approx(expected["mc_p_999"], abs=0.01)
    assert best.p_gumbel == pytest.approx(expected["gumbel_p"], abs=0.005)
    assert best.recurrence == pytest.approx(1 / best.p_gumbel)


def test_new_york_fever(folder: Path, expected: dict[str, Any]) -> None:
    places = pd.read_csv(folder / "NYCfevergeo.csv")
    cases = pd.read_csv(folder / "NYCfevercas.csv", parse_dates=["date"])
    table = (
        cases.pivot_table(index="zip", columns="date", values="cases", aggfunc="sum")
        .reindex(index=places["zip"], columns=pd.date_range("2001-11-01", "2001-11-24"))
        .fillna(0)
    )
    known = expected["nyc_fever"]
    assert len(places) == known["locations"]
    assert table.to_numpy().sum() == known["cases"]
    found = space_time_scan(
        table.to_numpy(),
        None,
        places[["long", "lat"]].to_numpy(),
        max_periods=7,
        max_members=192,
        max_radius_m=3_000,
        metric="haversine",
        n_sim=499,
        seed=1,
    )
    zips = places["zip"].to_numpy()
    likely = [one for one in found if one.p < 1]
    assert len(likely) == known["clusters"]
    assert sum(one.p < 0.05 for one in found) == known["significant_p05"]
    first = found[0]
    assert 11418 in zips[first.members]
    assert (first.cases, first.duration) == (4, 3)
    assert first.expected == pytest.approx(0.67, abs=0.005)
    assert first.score == pytest.approx(3.845, abs=0.001)
    # 11370 has no case: with or without it the score is one, and the smaller circle is named.
    assert list(zips[found[1].members]) == [11372]
    assert table.loc[11370].sum() == 0
