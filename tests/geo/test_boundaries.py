import numpy as np
import pandas as pd
import pytest
import shapely
import shapely.affinity

from geo import boundaries
from sample import atlas
from vocab import AdminLevel

VILLAGE = "330109106021"


def board(n=3, step=0.003):
    """n x n micro-grids of one village with shared vertices."""
    rows = [
        {
            "code": f"{VILLAGE}{i * n + j + 1:03d}",
            "name": "",
            "level": "micro_grid",
            "parent": VILLAGE,
            "geometry": shapely.box(
                120 + step * i, 30 + step * j, 120 + step * (i + 1), 30 + step * (j + 1)
            ),
        }
        for i in range(n)
        for j in range(n)
    ]
    return pd.DataFrame(rows)


def village(**changes):
    box = shapely.box(120, 30, 120.009, 30.009)
    row = {"code": VILLAGE, "name": "", "level": "village", "parent": "", "geometry": box}
    return pd.DataFrame([row | changes])


def names(faults):
    return sorted(zip(faults["fault"], faults["code"], strict=True))


def test_a_sound_set_has_no_faults():
    units = pd.concat([village(), board()], ignore_index=True)
    faults = boundaries.check(units, template="{village:12}{seq:3}")
    assert list(faults.columns) == boundaries.FAULT_COLUMNS
    assert faults.empty


def test_all_faults_are_told_at_once():
    units = pd.concat([village(), board()], ignore_index=True)
    bow = shapely.Polygon([(121, 30), (121.1, 30.1), (121.1, 30), (121, 30.1)])
    extra = pd.DataFrame(
        [
            {"code": VILLAGE + "001", "geometry": shapely.box(122, 30, 122.1, 30.1)},
            {"code": VILLAGE + "900", "geometry": bow},
            {"code": VILLAGE + "901", "geometry": None},
            {"code": VILLAGE + "902", "geometry": shapely.LineString([(0, 0), (1, 1)])},
            {"code": VILLAGE + "903", "geometry": shapely.box(-179, 1, 179, 2)},
            {"code": VILLAGE + "9", "geometry": shapely.box(123, 30, 123.1, 30.1)},
            {"code": "3.3E+11", "geometry": shapely.box(124, 30, 124.1, 30.1)},
            {"code": VILLAGE + "904", "geometry": shapely.box(125, 30, 125.1, 30.1), "parent": "x"},
        ]
    )
    extra["level"], extra["name"] = "micro_grid", ""
    extra["parent"] = extra["parent"].fillna("")
    faults = boundaries.check(
        pd.concat([units, extra], ignore_index=True), template="{village:12}{seq:3}"
    )
    assert names(faults) == sorted(
        [
            ("duplicate_code", VILLAGE + "001"),
            ("invalid", VILLAGE + "900"),
            ("empty", VILLAGE + "901"),
            ("not_polygon", VILLAGE + "902"),
            ("off_world", VILLAGE + "903"),
            ("off_template", VILLAGE + "9"),
            ("bad_code", "3.3E+11"),
            ("missing_parent", VILLAGE + "904"),
        ]
    )
    assert faults["is_fatal"].all()


def test_overlap_beyond_tolerance_is_told_and_a_gross_one_is_fatal():
    grids = board(2)
    wide = grids["geometry"].to_list()
    wide[0] = shapely.box(120, 30, 120.003 + 0.00005, 30.003)
    faults = boundaries.check(grids.assign(geometry=wide))
    assert names(faults) == [("overlap", VILLAGE + "001")]
    assert not faults["is_fatal"].any()
    assert faults["amount"][0] == pytest.approx(0.00005 * 96_400 * 0.003 * 110_860, rel=0.01)
    wide[0] = shapely.box(120, 30, 120.005, 30.003)
    assert boundaries.check(grids.assign(geometry=wide))["is_fatal"].any()
    wide[0] = shapely.box(120, 30, 120.003 + 1e-9, 30.003)
    assert boundaries.check(grids.assign(geometry=wide)).empty


def test_a_gap_is_told_but_stops_nothing():
    grids = board(3)
    faults = boundaries.check(grids.drop(index=4).reset_index(drop=True))
    assert faults["fault"].tolist() == ["gap"]
    assert not faults["is_fatal"].any()
    assert faults["amount"][0] == pytest.approx(0.003 * 96_400 * 0.003 * 110_860, rel=0.01)


def test_one_level_alone_needs_no_parents():
    assert boundaries.check(board()).empty


@pytest.mark.parametrize(
    ("template", "code", "fits"),
    [
        ("{village:12}{seq:3}", "330109106021001", True),
        ("{village:12}{seq:3}", "33010910602101", False),
        ("{town:9}-{seq}", "330109106-7", True),
        ("{town:9}-{seq}", "330109106/7", False),
    ],
)
def test_code_templates(template, code, fits):
    assert (boundaries.template_pattern(template).fullmatch(code) is not None) is fits


def test_queen_and_rook_on_a_board():
    grids = board(3)
    queen, rook = boundaries.adjacency(grids), boundaries.adjacency(grids, "rook")
    assert queen.sum(axis=1).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert rook.sum(axis=1).tolist() == [2, 3, 2, 3, 4, 3, 2, 3, 2]
    for matrix in (queen, rook):
        assert (matrix != matrix.T).nnz == 0
        assert matrix.diagonal().sum() == 0


def test_float_noise_separates_no_neighbours():
    rng = np.random.default_rng(5)
    grids = board(4)
    noisy = [
        shapely.affinity.translate(shape, *rng.normal(0, 1e-10, 2)) for shape in grids["geometry"]
    ]
    for rule in ("queen", "rook"):
        clean = boundaries.adjacency(grids, rule)
        assert (boundaries.adjacency(grids.assign(geometry=noisy), rule) != clean).nnz == 0


def test_neighbours_with_different_vertices_and_an_enclave():
    left = shapely.segmentize(shapely.box(120, 30, 120.01, 30.01), 0.001)
    right = shapely.box(120.01, 30, 120.02, 30.01)
    ring = shapely.box(120.02, 30, 120.05, 30.01).difference(
        shapely.box(120.03, 30.003, 120.04, 30.006)
    )
    core = shapely.box(120.03, 30.003, 120.04, 30.006)
    grids = pd.DataFrame({"geometry": [left, right, ring, core]})
    matrix = boundaries.adjacency(grids, "rook").toarray()
    assert matrix.tolist() == [[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]]


def test_adjacency_of_nothing_and_of_a_wrong_rule():
    assert boundaries.adjacency(board().iloc[:0]).shape == (0, 0)
    with pytest.raises(ValueError, match="bishop"):
        boundaries.adjacency(board(), "bishop")


def test_areas_agree_with_the_ellipsoid():
    import pyproj

    geod = pyproj.Geod(ellps="GRS80")
    for lon in (117.0, 118.6, 120.0, 121.4, 121.6, -87.6):
        square = shapely.box(lon, 30, lon + 0.01, 30.01)
        exact = abs(geod.geometry_area_perimeter(square)[0])
        area = boundaries.areas_m2(np.array([square, None], dtype=object))
        assert area[0] == pytest.approx(exact, rel=1e-3)
        assert area[1] == 0


def test_simplified_shapes_stay_shared():
    rng = np.random.default_rng(8)
    line = [(120 + 0.001 * i, 30 + rng.normal(0, 0.00002)) for i in range(100)]
    south = shapely.Polygon([*line, (120.099, 29.9), (120, 29.9)])
    north = shapely.Polygon([*line, (120.099, 30.1), (120, 30.1)])
    simple = boundaries.simplify_for_screen(np.array([south, north], dtype=object), 20.0)
    assert shapely.get_num_coordinates(simple).sum() < 120
    assert shapely.coverage_is_valid(simple)
    assert shapely.intersection(*simple).length == pytest.approx(0.099, rel=0.01)
    empty = np.zeros(0, dtype=object)
    assert len(boundaries.simplify_for_screen(empty)) == 0


def test_upper_levels_are_derived_from_micro_grids():
    grids = pd.concat(
        [board(2), board(2).assign(code=lambda f: f["code"].str.replace("021", "022", n=1))],
        ignore_index=True,
    )
    grids.loc[4:, "geometry"] = shapely.transform(
        grids.loc[4:, "geometry"].to_numpy(dtype=object), lambda c: c + np.array([0.006, 0])
    )
    levels = boundaries.level_unions(grids)
    assert levels["code"].tolist() == [
        "33",
        "3301",
        "330109",
        "330109106",
        "330109106021",
        "330109106022",
    ]
    assert levels["parent"].tolist() == ["", "33", "3301", "330109", "330109106", "330109106"]
    assert levels["level"].tolist()[-2:] == [AdminLevel.VILLAGE] * 2
    whole = shapely.union_all(grids["geometry"].to_numpy(dtype=object))
    assert levels["geometry"][0].symmetric_difference(whole).area < 1e-9
    grids["parent"] = grids["code"].str[:12]
    assert boundaries.check(pd.concat([levels, grids.assign(name="")])).empty


def test_codes_without_a_hierarchy_have_no_upper_levels():
    assert boundaries.level_unions(board().assign(code=[str(i) for i in range(9)])).empty
    assert boundaries.level_unions(board().iloc[:0]).empty


def test_level_unions_by_other_lengths():
    digits = {AdminLevel.TOWN: 9}
    levels = boundaries.level_unions(board(), digits)
    assert levels["code"].tolist() == ["330109106"]
    assert levels["parent"].tolist() == [""]


@pytest.mark.parametrize("tolerance", [2.0, 20.0, 60.0])
def test_simplified_neighbours_share_their_edges_without_gap_or_overlap(tolerance):
    (later,) = [one for one in atlas.committed() if one.valid_to is None]
    grids = later.micro_grids[later.micro_grids["code"].str.startswith("330109106")]
    shapes = grids.geometry.to_numpy(dtype=object)
    simple = boundaries.simplify_for_screen(shapes, tolerance)
    assert shapely.get_num_coordinates(simple).sum() < shapely.get_num_coordinates(shapes).sum()
    assert shapely.is_valid(simple).all() and shapely.coverage_is_valid(simple)
    drawn = pd.DataFrame(grids[["code", "level", "parent"]]).assign(geometry=simple)
    told = boundaries.check(drawn)["fault"]
    assert not told.isin(["overlap", "gap", "sliver", "invalid"]).any()
    before, after = boundaries.border_lengths(grids), boundaries.border_lengths(drawn)
    # Neighbours along more than a few steps of the tolerance stay neighbours.
    long = (before > 5 * tolerance).toarray()
    assert (after.toarray()[long] > 0).all()
    whole = boundaries.areas_m2(shapes).sum()
    assert boundaries.areas_m2(simple).sum() == pytest.approx(whole, rel=0.01)
