"""The profiles for real cities read the real files whole."""

import datetime as dt
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo import boundaries, crs
from geo.datum import Verdict, suspect
from geo.locate import GridIndex
from services import rules
from store.ingest import boundaries as boundary_files
from store.ingest import counts, events, population, profile
from vocab import Datum

ROOT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("WUSETU_REAL_DATA", ROOT.parent / "shared" / "data"))
PROFILES = Path(__file__).parent / "profiles"
NOW = dt.datetime(2021, 1, 2, tzinfo=dt.UTC)
CHICAGO = REAL / "chicago" / "four_indicator_tracts.gpkg"
EVENTS = REAL / "chicago" / "four_indicator_events_2011-09_2014-12.parquet"
TORONTO = REAL / "toronto" / "toronto_140_neighbourhood_crime_2014_2020.gpkg"
pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason="no real data: set WUSETU_REAL_DATA or provide ../shared/data"
)


def units_of(path, name):
    stated = profile.load(PROFILES / f"{name}.toml")
    (layer,) = boundary_files.read(path, stated)
    shapes = layer.units["geometry"].to_numpy(dtype=object)
    return layer.units.assign(geometry=crs.to_home(shapes, layer.crs, layer.datum)), stated


@pytest.fixture(scope="module")
def tracts():
    return units_of(CHICAGO, "chicago_boundaries")[0]


def test_chicago_tracts_are_sound(tracts):
    faults = boundaries.check(tracts, crs="EPSG:32616")
    assert len(tracts) == 789
    assert not faults["is_fatal"].any()
    assert boundaries.level_unions(tracts).empty
    assert (boundaries.adjacency(tracts).sum(axis=1) > 0).all()


def test_chicago_population(tracts):
    raw = population.read(CHICAGO, profile.load(PROFILES / "chicago_population.toml"))
    judged = rules.apply_population(raw, NOW, known=tracts["code"])
    assert judged.faults.empty
    assert judged.good["residents"].sum() == 2_679_303
    assert (judged.good["residents"] == 0).sum() == 3


@pytest.mark.parametrize(
    ("name", "rows"), [("alert", 45_966), ("petition", 60_981), ("penalty", 9_128)]
)
def test_chicago_events(tracts, name, rows):
    raw = events.read(EVENTS, profile.load(PROFILES / f"chicago_{name}.toml"))
    extent = tuple(shapely.total_bounds(tracts["geometry"].to_numpy(dtype=object)))
    judged = rules.apply(raw, NOW, known=tracts["code"], extent=extent)
    assert (judged.read, raw.raw.ignored) == (rows, 116_075 - rows)
    assert judged.read == len(judged.good) + judged.quarantined
    assert judged.quarantined == 0
    assert set(judged.good["indicator"]) == {name}
    index = GridIndex.build(tracts["code"].tolist(), tracts["geometry"].to_numpy(dtype=object))
    located = index.locate(judged.good["lon"], judged.good["lat"])
    assert 0.970 < (located >= 0).mean() < 0.99
    found = suspect(judged.good["lon"], judged.good["lat"], judged.good["declared"], tracts)
    assert found.verdict is Verdict.CANNOT_CHECK


def test_toronto_from_metres_to_counts():
    units, _ = units_of(TORONTO, "toronto_boundaries")
    west, south, east, north = shapely.total_bounds(units["geometry"].to_numpy(dtype=object))
    assert -79.7 < west < east < -79.1 and 43.5 < south < north < 43.9
    assert boundaries.check(units).empty
    raw = population.read(TORONTO, profile.load(PROFILES / "toronto_population.toml"))
    assert rules.apply_population(raw, NOW, known=units["code"]).faults.empty
    totals = counts.read(TORONTO, profile.load(PROFILES / "toronto_counts.toml"))
    judged = rules.apply_counts(totals, NOW, known=units["code"])
    assert judged.faults.empty
    assert judged.read == len(judged.good) == 140 * 7 * 7
    assert len(judged.good["period"].unique()) == 7


def test_counties_labelled_wgs84_move_home_from_gcj02():
    import pyogrio

    frame = pyogrio.read_dataframe(REAL / "counties" / "fences_zj_sh_2016_gcj02.gpkg")
    shapes = np.asarray(frame["geometry"], dtype=object)
    home = crs.to_home(shapes, "EPSG:4326", Datum.GCJ02)
    before, after = shapely.centroid(shapes), shapely.centroid(home)
    east = (shapely.get_x(before) - shapely.get_x(after)) * 96_000
    assert ((east > 300) & (east < 600)).all()


def test_the_detective_on_real_counties():
    import pyogrio

    frame = pyogrio.read_dataframe(REAL / "counties" / "fences_zj_sh_2016_gcj02.gpkg")
    frame = frame[frame["level"].isin(["county", "district"])]
    shapes = crs.to_home(np.asarray(frame["geometry"], dtype=object), "EPSG:4326", Datum.GCJ02)
    units = pd.DataFrame({"code": frame["adcode"].astype(str).to_numpy(), "geometry": shapes})
    # Points 300 m inside the border of their county: a shift of 515 m carries some across.
    rng = np.random.default_rng(11)
    lon, lat, declared = [], [], []
    for code, shape in zip(units["code"], units["geometry"], strict=True):
        line = shape.buffer(-0.001).boundary
        points = shapely.line_interpolate_point(line, rng.uniform(0, line.length, 10))
        lon += shapely.get_x(points).tolist()
        lat += shapely.get_y(points).tolist()
        declared += [code] * 10
    found = suspect(*crs.wgs84_to_gcj02(lon, lat), declared, units, Datum.WGS84)
    assert found.is_suspect and found.best is Datum.GCJ02
