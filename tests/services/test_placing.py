import numpy as np
import pytest

from geo import locate
from geo.locate import GridIndex
from geo.raster import Raster
from services import importing, placing
from services.access import OPERATOR
from store import boundaries
from store.files import Files
from tests.services import small_town as town


@pytest.fixture
def shelf(small_town, tmp_path):
    return Files(tmp_path / "shelf")


@pytest.fixture
def chosen(small_town):
    with small_town.store.read() as tx:
        return boundaries.sets(tx)[-1]


@pytest.fixture
def builds(monkeypatch):
    """Counts how often an index is built."""
    done = []
    build = GridIndex.build

    def counted(codes, geometries):
        done.append(len(codes))
        return build(codes, geometries)

    monkeypatch.setattr(placing.GridIndex, "build", counted)
    return done


def ground(ws, chosen, shelf):
    with ws.store.read() as tx:
        return placing.ground_of(tx, chosen, shelf)


def found(one):
    lon, lat = np.array([town.middle(code) for code in town.CODES]).T
    return [one.index.codes[i] for i in one.index.locate(lon, lat)]


@pytest.mark.parametrize("few", [0, 100])
def test_the_second_start_builds_nothing(small_town, chosen, shelf, builds, monkeypatch, few):
    monkeypatch.setattr(locate, "_FEW", few)
    first = ground(small_town, chosen, shelf)
    second = ground(small_town, chosen, shelf)
    assert isinstance(first.index.engine, Raster) is (few == 0)
    assert builds == [len(town.CODES)]
    assert found(first) == found(second) == town.CODES
    assert first.index.to_bytes() == second.index.to_bytes()


def kept_files(shelf):
    return [f for f in shelf.folder.rglob("*") if f.is_file() and f.parent.name != "keys"]


@pytest.mark.parametrize("harm", [b"", b"not an index", None])
def test_a_damaged_file_is_built_anew(small_town, chosen, shelf, builds, harm):
    ground(small_town, chosen, shelf)
    for file in kept_files(shelf):
        file.write_bytes(file.read_bytes()[:-9] if harm is None else harm)
    assert found(ground(small_town, chosen, shelf)) == town.CODES
    assert len(builds) == 2
    ground(small_town, chosen, shelf)
    assert len(builds) == 2


def test_an_index_of_another_version_is_built_anew(small_town, chosen, shelf, builds, monkeypatch):
    ground(small_town, chosen, shelf)
    monkeypatch.setattr(locate, "_MARK", b"wusetu-index-9\n\0")
    assert found(ground(small_town, chosen, shelf)) == town.CODES
    assert len(builds) == 2


def test_another_boundary_set_has_an_index_of_its_own(small_town, shelf, builds, tmp_path):
    file = town.write_boundaries(tmp_path / "b.gpkg", town.CODES[:-1])
    profile = tmp_path / "b.toml"
    profile.write_text(town.BOUNDARIES.replace("2020-01-01", "2026-10-01"), "utf-8")
    importing.take(small_town, OPERATOR, "boundaries", file, profile)
    with small_town.store.read() as tx:
        sizes = [len(one.index) for one in placing.grounds(tx, shelf)]
        assert [len(one.index) for one in placing.grounds(tx, shelf)] == sizes
    assert sizes == [12, 11]


def test_the_import_of_boundaries_keeps_the_index(small_town, builds, tmp_path):
    profile = tmp_path / "b.toml"
    profile.write_text(town.BOUNDARIES.replace("2020-01-01", "2026-10-01"), "utf-8")
    file = town.write_boundaries(tmp_path / "b.gpkg", town.CODES[:-1])
    importing.take(small_town, OPERATOR, "boundaries", file, profile)
    before = len(builds)
    with small_town.store.read() as tx:
        newest = boundaries.sets(tx)[-1]
    assert len(ground(small_town, newest, Files(small_town.cache)).index) == 11
    assert len(builds) == before


def test_refused_boundaries_keep_nothing(small_town, tmp_path, monkeypatch):
    files = set(small_town.cache.rglob("*"))
    profile = tmp_path / "b.toml"
    profile.write_text(town.BOUNDARIES.replace("2020-01-01", "2026-10-01"), "utf-8")
    file = town.write_boundaries(tmp_path / "b.gpkg", town.CODES[:-1])

    def stop(*_):
        raise KeyError("stop")

    monkeypatch.setattr(placing, "locate_missing", stop)
    with pytest.raises(KeyError):
        importing.take(small_town, OPERATOR, "boundaries", file, profile)
    assert set(small_town.cache.rglob("*")) == files


def test_a_declared_grid_stands_for_a_missing_point_only(small_town, chosen, shelf):
    one = ground(small_town, chosen, shelf)
    lon, lat = town.middle(town.CODES[3])
    places = one.place(
        np.array([lon, np.nan, np.nan, np.nan, 100.0]),
        np.array([lat, np.nan, np.nan, np.nan, 10.0]),
        [town.CODES[0], town.CODES[1], town.CODES[2], "999", town.CODES[4]],
        np.array([True, True, False, True, True]),
    )
    assert places.codes.tolist() == [town.CODES[3], town.CODES[1], "", "", ""]
    assert places.reasons.tolist()[2:] == ["unplaced.no_point"] * 2 + ["unplaced.outside"]
    assert places.is_placed.tolist() == [True, True, False, False, False]
