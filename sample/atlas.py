"""Atlas (边界文件): the committed GeoPackages, their manifest, and making both again."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio

from sample.boundaries import CRS, BoundarySet, make
from vocab import AdminLevel

FOLDER = Path(__file__).resolve().parent.parent / "data" / "boundaries"
PAGE_BYTES = 512
MANIFEST = "MANIFEST.toml"
# The day the committed files were drawn; part of the manifest, never read from a clock.
DRAWN = "2026-11-18"
NOTE = """# Synthetic boundaries of the demo (演示数据): every line is invented by
# sample/boundaries.py (seed 2026) around public approximate town coordinates;
# no survey and no official map was used.
# Made again by: python -m sample.atlas
"""


def write(one: BoundarySet, file: Path) -> None:
    """Write one set as a GeoPackage with a layer per level; replaces the file."""
    write_layers(one.layers, file)


def write_layers(layers: dict[AdminLevel, gpd.GeoDataFrame], file: Path) -> None:
    """Write layers named by their level into a small GeoPackage; replaces the file."""
    file.unlink(missing_ok=True)
    # GDAL stamps the time of writing into the file; equal content shall give equal bytes.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{DRAWN}T00:00:00.000Z"})
    for level, units in layers.items():
        options = {"SPATIAL_INDEX": "NO", "geometry_type": "MultiPolygon", "promote_to_multi": True}
        pyogrio.write_dataframe(units, file, layer=str(level), driver="GPKG", **options)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    # Small pages waste less behind each polygon; the committed files stay below 5 MB.
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        database.execute("VACUUM")


def read(file: Path, one: dict[str, object]) -> BoundarySet:
    """Read one set; ``one`` is its manifest entry (name, valid_from, valid_to)."""
    layers = {level: _units(pyogrio.read_dataframe(file, layer=str(level))) for level in AdminLevel}
    return BoundarySet(
        name=str(one["name"]),
        valid_from=one["valid_from"],  # type: ignore[arg-type]
        valid_to=one.get("valid_to"),  # type: ignore[arg-type]
        layers=layers,
    )


def _units(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    texts = [column for column in units.columns if column != "geometry"]
    units[texts] = units[texts].fillna("")
    return units


def manifest(folder: Path = FOLDER) -> dict[str, dict[str, object]]:
    """Manifest entries by file name."""
    document = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return {entry["file"]: entry for entry in document["boundaries"]}


def committed(folder: Path = FOLDER) -> tuple[BoundarySet, ...]:
    """The boundary sets shipped with the product, earlier first."""
    entries = manifest(folder)
    return tuple(read(folder / name, entries[name]) for name in sorted(entries))


def fingerprint(one: BoundarySet) -> str:
    """sha256 over codes, names and WKB of every level: equal for equal content."""
    digest = hashlib.sha256()
    for level in AdminLevel:
        units = one.layers[level]
        for column in ("code", "name", "parent"):
            digest.update("\n".join(units[column]).encode())
        digest.update(b"".join(np.asarray(units.geometry.to_wkb())))
    return digest.hexdigest()


def _entry(one: BoundarySet, file: Path) -> str:
    lines = [
        "[[boundaries]]",
        f'file = "{file.name}"',
        f'name = "{one.name}"',
        f'crs = "{CRS}"',
        'source = "sample/boundaries.py, seed 2026"',
        f"date = {DRAWN}",
        f"valid_from = {one.valid_from}",
        *([f"valid_to = {one.valid_to}"] if one.valid_to else []),
        f'sha256 = "{hashlib.sha256(file.read_bytes()).hexdigest()}"',
        f'content_sha256 = "{fingerprint(one)}"',
        'licence = "Synthetic, Apache-2.0 as the product; not for navigation or publication"',
        "[boundaries.features]",
        *[f"{level} = {len(units)}" for level, units in one.layers.items()],
    ]
    return "\n".join(lines) + "\n"


def redraw(folder: Path = FOLDER) -> None:
    """Make the committed files and their manifest again."""
    folder.mkdir(parents=True, exist_ok=True)
    text = NOTE
    for one in make("town"):
        file = folder / f"{one.name}.gpkg"
        write(one, file)
        text += "\n" + _entry(one, file)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    redraw()
