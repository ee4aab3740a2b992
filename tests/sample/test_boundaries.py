"""The demo's boundaries behave like real ones: shared edges, no overlaps, two versions."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
import shapely

from sample import atlas, boundaries
from sample.boundaries import LEVELS, BoundarySet
from vocab import AdminLevel

YIQIAO = "330109106"


def shapes_of(one: BoundarySet, prefix: str = "") -> np.ndarray:
    units = one.micro_grids
    return units.geometry[units["code"].str.startswith(prefix)].to_numpy()


def segments(shapes: np.ndarray) -> np.ndarray:
    """Undirected segments of all rings, shape (n, 4)."""
    rings = shapely.get_rings(shapely.get_parts(shapes))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inner = ring[1:] == ring[:-1]
    a, b = xy[:-1][inner], xy[1:][inner]
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    a[swap], b[swap] = b[swap], a[swap].copy()
    return np.column_stack([a, b])


def test_yiqiao_has_551_then_560_micro_grids(earlier: BoundarySet, later: BoundarySet) -> None:
    assert len(shapes_of(earlier, YIQIAO)) == 551
    assert len(shapes_of(later, YIQIAO)) == 560


def test_total_is_a_town_and_its_neighbours(later: BoundarySet) -> None:
    assert 1400 <= len(later.micro_grids) <= 1700
    towns = later.micro_grids["code"].str[:9].value_counts()
    assert set(towns.index) >= {
        YIQIAO, "330109113", "330603111", "330603108", "330482102", "310116102"
    }  # fmt: skip
    assert towns.drop(YIQIAO).max() < towns[YIQIAO]


def test_one_village_goes_from_42_to_51(earlier: BoundarySet, later: BoundarySet) -> None:
    before = earlier.micro_grids["code"].str[:12].value_counts()
    after = later.micro_grids["code"].str[:12].value_counts()
    changed = (after - before)[lambda n: n != 0]
    assert len(changed) == 1
    village = changed.index[0]
    assert village.startswith(YIQIAO)
    assert (before[village], after[village]) == (42, 51)


def test_unchanged_units_keep_code_and_geometry(earlier: BoundarySet, later: BoundarySet) -> None:
    old = earlier.micro_grids.set_index("code")
    new = later.micro_grids.set_index("code")
    common = old.index.intersection(new.index)
    assert len(common) == len(new) - 18 == len(old) - 9
    assert (old.geometry[common].to_wkb() == new.geometry[common].to_wkb()).all()


def test_split_units_add_up_to_their_former(earlier: BoundarySet, later: BoundarySet) -> None:
    old = earlier.micro_grids.set_index("code").geometry
    split = later.micro_grids[later.micro_grids["former"] != ""]
    assert len(split) == 18
    for former, parts in split.groupby("former"):
        assert len(parts) == 2
        union = shapely.coverage_union_all(parts.geometry.to_numpy())
        assert shapely.equals(union, old[former])


def test_every_level_is_valid_text_coded_and_has_its_parent(later: BoundarySet) -> None:
    above: set[str] = {""}
    for level in LEVELS:
        units = later.layers[level]
        assert units.crs.to_epsg() == 4490
        assert units["code"].is_unique
        assert units.is_valid.all()
        assert set(units.geom_type) == {"MultiPolygon"}
        assert (units["level"] == level.value).all()
        assert set(units["parent"]) <= above
        above = set(units["code"])


def test_codes_follow_the_template(later: BoundarySet) -> None:
    assert later.micro_grids["code"].str.fullmatch(r"\d{15}").all()
    assert later.layers[AdminLevel.GRID]["code"].str.fullmatch(r"\d{12}G\d{2}").all()
    assert later.layers[AdminLevel.VILLAGE]["code"].str.fullmatch(r"\d{12}").all()
    assert (later.micro_grids["code"].str[:12] == later.micro_grids["parent"].str[:12]).all()


def test_micro_grids_form_a_coverage(earlier: BoundarySet, later: BoundarySet) -> None:
    for one in (earlier, later):
        assert shapely.coverage_is_valid(shapes_of(one))


def test_no_two_micro_grids_overlap(later: BoundarySet) -> None:
    shapes = shapes_of(later)
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes, predicate="intersects")
    pair = left < right
    overlap = shapely.area(shapely.intersection(shapes[left[pair]], shapes[right[pair]]))
    # A hundredth of a square metre in square degrees.
    assert overlap.max() < 1e-12


def test_neighbours_share_edges_vertex_by_vertex(later: BoundarySet) -> None:
    lines, counts = np.unique(segments(shapes_of(later)), axis=0, return_counts=True)
    assert counts.max() == 2
    # A segment used once is rim or bank; none of them may lie on another's once-used segment.
    once = shapely.linestrings(lines[counts == 1].reshape(-1, 2, 2))
    tree = shapely.STRtree(once)
    left, right = tree.query(once, predicate="overlaps")
    assert not (left < right).any()


def test_union_has_no_slivers(later: BoundarySet) -> None:
    shapes = shapes_of(later)
    union = shapely.coverage_union_all(shapes)
    assert shapely.area(union) == pytest.approx(shapely.area(shapes).sum(), rel=1e-12)
    smallest = shapely.area(shapes).min() / 10
    for part in shapely.get_parts(union):
        holes = [shapely.Polygon(ring).area for ring in part.interiors]
        assert all(hole > smallest for hole in holes)


def test_vertices_lie_on_the_1e7_grid(later: BoundarySet) -> None:
    xy = shapely.get_coordinates(shapes_of(later))
    assert (np.round(xy, 7) == xy).all()


def test_vertices_per_micro_grid(later: BoundarySet) -> None:
    counts = shapely.get_num_coordinates(shapes_of(later))
    assert 30 <= np.median(counts) <= 60
    assert np.mean((counts >= 25) & (counts <= 70)) > 0.97


def test_enclaves_river_and_parks_exist(later: BoundarySet) -> None:
    units = later.micro_grids
    shapes = units.geometry.to_numpy()
    assert (shapely.get_num_geometries(shapes) > 1).sum() >= 6
    parks = units[units["kind"] == boundaries.PARK]
    assert parks["code"].str.startswith(YIQIAO).sum() == 3
    banks = units[units["kind"] == boundaries.BANK]
    assert len(banks) > 40
    # The river parts the town: water lies between its banks.
    town = shapely.coverage_union_all(shapes_of(later, YIQIAO))
    assert max(shapely.area(shapely.get_parts(town))) < 0.9 * shapely.area(town)


@pytest.mark.parametrize(
    ("one", "other"),
    [("330603111", "330603108"), ("330603108", "330681901"), ("330482102", "310116102")],
)
def test_towns_share_their_border_vertices(later: BoundarySet, one: str, other: str) -> None:
    towns = later.layers[AdminLevel.TOWN].set_index("code").geometry
    first = {tuple(line) for line in segments(np.array([towns[one]]))}
    second = {tuple(line) for line in segments(np.array([towns[other]]))}
    shared = first & second
    assert len(shared) > 30
    border = shapely.intersection(towns[one], towns[other])
    length = sum(np.hypot(c[2] - c[0], c[3] - c[1]) for c in shared)
    assert length == pytest.approx(shapely.length(border), rel=1e-9)


def test_committed_files_fit_and_match_their_manifest() -> None:
    entries = atlas.manifest()
    files = sorted(atlas.FOLDER.glob("*.gpkg"))
    assert {file.name for file in files} == set(entries)
    assert sum(file.stat().st_size for file in files) < 5_000_000
    for file in files:
        entry = entries[file.name]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == entry["sha256"]
        assert entry["crs"] == "EPSG:4490"
        counted = {
            str(level): len(units) for level, units in atlas.read(file, entry).layers.items()
        }
        assert counted == entry["features"]


def test_generator_makes_the_committed_boundaries_again() -> None:
    for made, kept in zip(boundaries.make("town"), atlas.committed(), strict=True):
        assert atlas.fingerprint(made) == atlas.fingerprint(kept)
        assert atlas.fingerprint(made) == atlas.manifest()[f"{made.name}.gpkg"]["content_sha256"]
        assert (made.valid_from, made.valid_to) == (kept.valid_from, kept.valid_to)


def test_another_seed_draws_other_lines(later: BoundarySet) -> None:
    assert atlas.fingerprint(boundaries.make("town", 7)[1]) != atlas.fingerprint(later)


def test_a_district_of_10_000_is_a_coverage_too() -> None:
    (one,) = boundaries.make("district")
    assert len(one.micro_grids) == 10_000
    assert one.micro_grids["code"].is_unique
    assert one.micro_grids.is_valid.all()
    assert set(one.layers[AdminLevel.GRID]["parent"]) <= set(one.layers[AdminLevel.VILLAGE]["code"])


def test_unknown_size_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown size"):
        boundaries.make("village")


def test_writing_twice_gives_equal_bytes(later: BoundarySet, tmp_path) -> None:
    atlas.write(later, tmp_path / "one.gpkg")
    atlas.write(later, tmp_path / "two.gpkg")
    assert (tmp_path / "one.gpkg").read_bytes() == (tmp_path / "two.gpkg").read_bytes()
