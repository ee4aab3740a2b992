"""Boundary sets (边界版本): the demo's units of every level, earlier and later."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from sample import hierarchy, mesh, places, terrain
from vocab import AdminLevel

CRS = "EPSG:4490"
FIRST_DAY = dt.date(2024, 11, 20)
CHANGE_DAY = dt.date(2026, 5, 20)
LEVELS = tuple(AdminLevel)
WIDTH = {
    AdminLevel.PROVINCE: 2,
    AdminLevel.CITY: 4,
    AdminLevel.DISTRICT: 6,
    AdminLevel.TOWN: 9,
    AdminLevel.VILLAGE: 12,
}
# Micro-grids: what lies there. A park has no residents; a bank lies along the river.
PLAIN, BANK, PARK = "plain", "bank", "park"
ENCLAVE_VERTICES = 18
ENCLAVE_SHARE = 0.62
ENCLAVE_REACH_M = (700.0, 1500.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundarySet:
    """边界版本 One version of the boundaries.

    ``layers`` holds, per level, code, name, level, parent and geometry (EPSG:4490, lon/lat); the
    micro_grid layer also kind (plain, bank, park) and former (the code it was split from, ""
    when unchanged).
    """

    name: str
    valid_from: dt.date
    valid_to: dt.date | None
    layers: dict[AdminLevel, gpd.GeoDataFrame]

    @property
    def micro_grids(self) -> gpd.GeoDataFrame:
        return self.layers[AdminLevel.MICRO_GRID]


def _enclave(
    shape: shapely.Polygon, frame: mesh.Frame, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """A small wiggly ring inside a polygon, in rounded degrees."""
    middle = shapely.maximum_inscribed_circle(shape, tolerance=1e-5)
    centre = np.array(middle.coords[0])
    reach = middle.length * frame.metres.min() * ENCLAVE_SHARE
    turn = np.linspace(0, 2 * np.pi, ENCLAVE_VERTICES, endpoint=False)
    bend = 1 + 0.18 * np.sin(2 * turn + rng.uniform(0, 6)) + rng.uniform(-0.07, 0.07, len(turn))
    ring = (reach * bend)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    return np.asarray(np.round(centre + ring / frame.metres, mesh.DECIMALS))


def _enclave_owner(cells: pd.DataFrame, host: int, free: pd.Series) -> int:
    """A free micro-grid of another village some way off that gets the enclave; -1 for none."""
    away = np.hypot(cells["x"] - cells["x"].iloc[host], cells["y"] - cells["y"].iloc[host])
    fits = free & (cells["village"] != cells["village"].iloc[host])
    found = np.flatnonzero(fits & away.between(*ENCLAVE_REACH_M))
    return int(found[0]) if len(found) else -1


def _add_enclaves(cells: pd.DataFrame, region: places.Region, rng: np.random.Generator) -> None:
    """Give some micro-grids a second part (飞地) inside a micro-grid of another village."""
    shapes = cells["geometry"].to_numpy().copy()
    plain = (cells["kind"] == PLAIN) & (cells["is_special"] == 0) & (cells["coreness"] < 0.5)
    for town, plan in enumerate(region.towns):
        free = plain & (cells["town"] == town)
        made = 0
        for host in rng.permutation(np.flatnonzero(free)).tolist():
            if made == plan.enclaves:
                break
            owner = _enclave_owner(cells, host, free) if free[host] else -1
            if owner < 0:
                continue
            ring = _enclave(shapes[host], region.frame, rng)
            shapes[host] = shapely.Polygon(shapes[host].exterior, [ring])
            shapes[owner] = shapely.MultiPolygon([shapes[owner], shapely.Polygon(ring)])
            free[[host, owner]] = False
            made += 1
    cells["geometry"] = shapes


def _mark_parks(cells: pd.DataFrame, region: places.Region) -> None:
    """The plain cells nearest to a point off the core have no residents (工业园)."""
    for town, plan in enumerate(region.towns):
        if plan.parks:
            spot = np.array(plan.centre) - 0.55 * np.array(plan.core) + [0.68 * plan.radius, 0]
            away = np.hypot(cells["x"] - spot[0], cells["y"] - spot[1])
            free = (cells["town"] == town) & (cells["kind"] == PLAIN) & (cells["is_special"] == 0)
            cells.loc[away[free].nsmallest(plan.parks).index, "kind"] = PARK


def _number(cells: pd.DataFrame, pairs: list[tuple[int, int]]) -> None:
    """Codes of grids and micro-grids, now and before the split of ``pairs``."""
    xy = cells[["x", "y"]].to_numpy()
    village, grid = cells["village"].to_numpy(), cells["grid"].to_numpy()
    number = hierarchy.Numbering(parent=village, member=grid).ranks(xy) + 1
    cells["grid_no"] = number
    unit = np.arange(len(cells))
    for left, right in pairs:
        unit[right] = left
    before = cells.assign(unit=unit).drop_duplicates("unit")
    before = before.sort_values(["village", "grid_no", "y"], ascending=[True, True, False])
    sequence = before.groupby("village").cumcount() + 1
    cells["seq_before"] = sequence.reindex(unit).to_numpy()
    cells["seq"] = cells["seq_before"]
    last = cells.groupby("village")["seq"].max()
    for place, cell in enumerate(cell for pair in pairs for cell in pair):
        cells.loc[cell, "seq"] = last[cells.loc[cell, "village"]] + place + 1


def _cells(region: places.Region, rng: np.random.Generator) -> pd.DataFrame:
    """One row per final micro-grid of a region, with everything that names it."""
    seeds = terrain.seeds_of(region, rng)
    straight = mesh.voronoi(seeds.xy)
    edges = mesh.edges_of(straight)
    keep = seeds.town[straight.seed] >= 0
    shapes = mesh.polygons(straight, edges, keep, region.frame, rng)
    at = straight.seed[keep]
    xy, town = seeds.xy[at], seeds.town[at]
    cells = pd.DataFrame({"town": town, "x": xy[:, 0], "y": xy[:, 1]})
    cells["coreness"] = terrain.coreness(region, xy, town)
    cells["kind"] = np.where(seeds.bank[at] != 0, BANK, PLAIN)
    village, is_special = hierarchy.villages_of(region, town, seeds.side[at], xy, rng)
    cells["village"], cells["is_special"] = village, is_special
    cells["grid"] = hierarchy.grids_of(xy, village, rng)
    row_of = np.where(keep, np.cumsum(keep) - 1, -1)
    beside = np.where(edges.beside >= 0, row_of[edges.beside], -1)
    pairs = hierarchy.pairs_to_split(beside, is_special, cells["grid"].to_numpy(), rng)
    _mark_parks(cells, region)
    cells["geometry"] = shapes
    _add_enclaves(cells, region, rng)
    _number(cells, pairs)
    cells = hierarchy.label_villages(region, cells, places.names(), rng)
    cells["town_code"] = [region.towns[t].code for t in town]
    cells["town_name"] = [region.towns[t].name for t in town]
    return cells


def _multi(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Everything as MultiPolygon: one geometry type per layer."""
    parts, index = shapely.get_parts(shapes, return_index=True)
    return np.asarray(shapely.multipolygons(parts, indices=index))


def _micro_grids(cells: pd.DataFrame, column: str) -> gpd.GeoDataFrame:
    word = places.names()
    number = cells[column]
    name = cells["village_name"] + number.map("{:02}".format)
    name = name.where(cells["kind"] != PARK, name + f"（{word.park}）")
    former = cells["village_code"] + cells["seq_before"].map("{:03}".format)
    rows = pd.DataFrame(
        {
            "code": cells["village_code"] + number.map("{:03}".format),
            "name": name,
            "level": str(AdminLevel.MICRO_GRID),
            "parent": cells["village_code"] + cells["grid_no"].map("G{:02}".format),
            "kind": cells["kind"],
            "former": former.where(cells["seq"] != cells["seq_before"], "")
            if column == "seq"
            else "",
        }
    )
    frame = gpd.GeoDataFrame(rows, geometry=_multi(cells["geometry"].to_numpy()), crs=CRS)
    if column == "seq_before":
        frame = _merged(frame)
    return frame.sort_values("code", ignore_index=True)


def _merged(grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of equal code become one; all others stay bit for bit."""
    twice = grids["code"].duplicated(keep=False)
    union = _union(grids[twice], grids.loc[twice, "code"])
    merged = grids[twice].drop_duplicates("code").set_index("code")
    merged["geometry"] = union.reindex(merged.index)
    return pd.concat([grids[~twice], merged.reset_index()[grids.columns]], ignore_index=True)


def _union(units: gpd.GeoDataFrame, parent: pd.Series) -> pd.Series:
    """Union of the units by parent code; neighbours share their edges, so nothing is noded."""
    shapes = units.geometry.to_numpy()
    order = parent.reset_index(drop=True).groupby(parent.to_numpy(), sort=True).indices
    unions = [shapely.coverage_union_all(shapes[rows]) for rows in order.values()]
    return pd.Series(_multi(shapely.normalize(np.array(unions))), index=list(order))


def _layer(level: AdminLevel, union: pd.Series, name: dict[str, str]) -> gpd.GeoDataFrame:
    codes = [str(code) for code in union.index]
    above = LEVELS[LEVELS.index(level) - 1] if level is not AdminLevel.PROVINCE else None
    cut = WIDTH[above] if above is not None else 0
    rows = pd.DataFrame(
        {
            "code": codes,
            "name": [name[code] for code in codes],
            "level": str(level),
            "parent": [code[:cut] for code in codes],
        }
    )
    return gpd.GeoDataFrame(rows, geometry=union.to_numpy(), crs=CRS)


def _layers(cells: pd.DataFrame, micro: gpd.GeoDataFrame) -> dict[AdminLevel, gpd.GeoDataFrame]:
    word = places.names()
    name = dict(zip(cells["village_code"], cells["village_name"], strict=True))
    name |= dict(zip(cells["town_code"], cells["town_name"], strict=True))
    grids = _union(micro, micro["parent"])
    name |= {code: f"{name[code[:12]]}{code[12:].replace('G', '网格')}" for code in grids.index}
    layers = {AdminLevel.MICRO_GRID: micro, AdminLevel.GRID: _layer(AdminLevel.GRID, grids, name)}
    below = layers[AdminLevel.GRID]
    for level in reversed(LEVELS[:5]):
        union = _union(below, below["code"].str[: WIDTH[level]])
        for code in union.index:
            name.setdefault(code, word.areas.get(code, word.invented_area.format(code=code)))
        layers[level] = below = _layer(level, union, name)
    return {level: layers[level] for level in LEVELS}


def make(size: str = "town", seed: int = 2026) -> tuple[BoundarySet, ...]:
    """Generate the boundary sets of a size, earlier first ("town" has two, others one).

    Equal arguments give equal geometry to the last bit.
    """
    rng = np.random.default_rng([seed, 1])
    parts = [_cells(region, rng) for region in places.regions(size, rng)]
    cells = pd.concat(parts, ignore_index=True)
    later = _micro_grids(cells, "seq")
    last = BoundarySet(
        name="demo_2026" if size == "town" else f"demo_{size}",
        valid_from=CHANGE_DAY if size == "town" else FIRST_DAY,
        valid_to=None,
        layers=_layers(cells, later),
    )
    if size != "town":
        return (last,)
    first = BoundarySet(
        name="demo_2024",
        valid_from=FIRST_DAY,
        valid_to=CHANGE_DAY - dt.timedelta(days=1),
        layers=_layers(cells, _micro_grids(cells, "seq_before")),
    )
    return first, last
