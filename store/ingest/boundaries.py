"""边界文件 Layers of a boundary file as frames, in the CRS of the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from errors import RefusedError
from store.ingest import headers
from store.ingest.entries import Entries
from store.ingest.kind import Kind
from store.ingest.profile import Layer, Profile
from store.ingest.tabular import read_layer, texts
from vocab import AdminLevel, Datum

UNIT_COLUMNS = ["code", "name", "level", "parent", "declared_m2", "geometry"]


def _check(profile: Profile, entries: Entries) -> None:
    if not profile.layers:
        entries.fault("needed", key="[[layer]]")


KINDS = (
    Kind(value="boundaries", order=0, tables=frozenset(("crs", "layer", "set")), check=_check),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawLayer:
    """One layer. ``units``: code, name, level, parent (text), geometry as in the file, declared_m2.

    ``crs`` is the file's (the profile's where it states one), "" unknown; with ``datum`` it
    goes to geo.crs.to_home.
    """

    level: AdminLevel
    layer: str
    crs: str
    datum: Datum
    units: pd.DataFrame


def read(path: Path, profile: Profile) -> list[RawLayer]:
    """The layers a profile names, highest level first. An area that is no number is NaN.

    Raises:
        RefusedError: unreadable file, unknown layer, missing columns, no CRS anywhere.
    """
    order = list(AdminLevel)
    layers = sorted(profile.layers, key=lambda layer: order.index(layer.level))
    return [_layer(path, profile, layer) for layer in layers]


def _layer(path: Path, profile: Profile, layer: Layer) -> RawLayer:
    content, name = read_layer(path, layer.layer)
    fields = (
        ("code", layer.code),
        ("name", layer.name),
        ("parent", layer.parent),
        ("area", layer.area),
    )
    wanted = {field: (header,) for field, header in fields if header}
    found = headers.columns_of([*map(str, content)], wanted, file=path.name, sheet=name)
    if "geometry" not in content:
        raise RefusedError("ingest.no_geometry", file=path.name, sheet=name)
    crs = profile.crs or ("" if content.crs is None else content.crs.to_string())
    if not crs:
        raise RefusedError("ingest.no_crs", file=path.name, sheet=name)
    text = {field: _codes(content[header]) for field, header in found.items()}
    areas = pd.to_numeric(pd.Series(text.pop("area", None), index=content.index), errors="coerce")
    empty = np.full(len(content), "", dtype=object)
    units = pd.DataFrame(
        {
            "code": text["code"],
            "name": text.get("name", text["code"]),
            "level": np.full(len(content), layer.level.value, dtype=object),
            "parent": text.get("parent", empty),
        },
        dtype="str",
    )
    units["declared_m2"] = areas.to_numpy(dtype=np.float64) * layer.area_unit.square_metres
    units["geometry"] = np.asarray(content["geometry"], dtype=object)
    return RawLayer(
        level=layer.level,
        layer=name,
        crs=crs,
        datum=profile.datum or Datum.CGCS2000,
        units=units[UNIT_COLUMNS],
    )


def _codes(column: pd.Series) -> npt.NDArray[np.object_]:
    cells = column.astype(object)
    return texts(np.asarray(cells.where(column.notna(), ""), dtype=object))
