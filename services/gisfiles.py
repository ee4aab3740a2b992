"""地理数据 The week as files for QGIS and its kin: grids, villages, towns, changes."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers import risk
from layers.backends import qgis
from layers.layer import Frame
from policy import IndicatorKind
from services import layer_frames, outgoing, wording
from services.layer_frames import Source
from services.outgoing import Outgoing
from services.situation import Situation
from store import geofiles
from store.geofiles import Sheet
from vocab import COLOURS, STATES, AdminLevel, colour_of_level
from words import say

EPSG_4490, EPSG_4326 = "EPSG:4490", "EPSG:4326"
# What a Shapefile's field name holds; all formats carry the same names.
LONGEST = 10
Files = dict[str, bytes]
_NUMBER = {state.value: number for number, state in enumerate(STATES)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layers:
    """The layers of a week and the meaning of their columns."""

    grids: Sheet
    villages: Sheet
    towns: Sheet
    changes: Sheet
    meanings: Mapping[str, Mapping[str, str]]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """From the one on top to the lowest."""
        return self.changes, self.towns, self.villages, self.grids


def of_week(out: Outgoing) -> Layers:
    """The four layers as an export may show them, in EPSG:4490.

    Raises:
        NotFoundError: the area has no micro-grids.
    """
    source = Source(
        workspace=out.workspace,
        viewer=out.viewer,
        version=out.seen.boundary_set,
        scope=out.prefix,
        seen=out.seen,
    )
    units = layer_frames.frames(source, [Frame.UNITS])[Frame.UNITS]
    names = fields(out.seen)
    grids = _grids(out, units, names)
    frames = {
        "grids": grids,
        "villages": _areas(out, units, AdminLevel.VILLAGE),
        "towns": _areas(out, units, AdminLevel.TOWN),
        "changes": _changes(out, grids),
    }
    meanings = {
        name: {
            str(column): names.get(str(column)) or say(f"gis.field.{column}")
            for column in frame
            if column != "geometry"
        }
        for name, frame in frames.items()
    }
    styles = {
        "grids": qgis.risk(meanings["grids"], is_twin=out.order.is_twin),
        "villages": qgis.outline(meanings["villages"], is_heavy=False),
        "towns": qgis.outline(meanings["towns"], is_heavy=True),
        "changes": qgis.changes(meanings["changes"]),
    }
    made = {
        name: Sheet(name=name, title=say(f"gis.layer.{name}"), rows=rows, style=styles[name])
        for name, rows in frames.items()
    }
    return Layers(**made, meanings=meanings)


def fields(seen: Situation) -> dict[str, str]:
    """Meaning of the columns that come from the rule's indicators, by their short names."""
    made: dict[str, str] = {}
    for rule in seen.policy.indicators:
        name = wording.indicator(rule.code)
        if rule.kind is IndicatorKind.EVENTS:
            made[_short("n_", rule.code, made)] = say("gis.field.count", name=name)
    for rule in seen.policy.indicators:
        name = wording.indicator(rule.code)
        made[_short("pt_", rule.code, made)] = say("gis.field.part", name=name)
    return made


def _short(prefix: str, code: str, taken: Mapping[str, str]) -> str:
    """A column's name of ten signs; a number at its end where two would be the same."""
    name = f"{prefix}{code}"[:LONGEST]
    number = 1
    while name in taken:
        number += 1
        tail = str(number)
        name = f"{prefix}{code}"[: LONGEST - len(tail)] + tail
    return name


def _columns(seen: Situation) -> list[str]:
    """The table's columns in the order of :func:`fields`."""
    rules = seen.policy.indicators
    counts = [f"count_{r.code}" for r in rules if r.kind is IndicatorKind.EVENTS]
    return [*counts, *[f"part_{rule.code}" for rule in rules]]


def _word(out: Outgoing, level: int, state: str) -> str:
    if level == len(COLOURS) and out.order.is_twin:
        return say("ui.colour.green_twin_light")
    return wording.colour(level, state) if level or state else ""


def _grids(out: Outgoing, units: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    seen = out.seen
    grids = seen.grids
    numbers = np.array([_NUMBER[value] for value in grids["state"]], dtype=np.int64)
    digits, _ = risk.digits(grids["level"], numbers, np.ones(len(grids)))
    marks = risk.marks(grids["level"], grids["previous_level"])
    level = grids["level"].astype("Int32")
    table = pd.DataFrame(
        {
            "code": grids["code"],
            "name": grids["name"],
            "village": grids["village"],
            "town": grids["town"],
            qgis.CLASS: list(digits),
            "colour": [_word(out, r.level, r.state) for r in grids.itertuples()],
            "level": level.where(level > 0),
            "score": _whole(grids["index"]),
            "p_within": grids["p_within_one"].where(grids["level"] > 0),
            "last_color": [
                _word(out, r.previous_level, r.previous_state) for r in grids.itertuples()
            ],
            "moved": [{"▲": "up", "▽": "down"}.get(mark, "") for mark in marks],
            "residents": _whole(grids["residents"]),
        }
    )
    for name, column in zip(names, _columns(seen), strict=True):
        table[name] = _whole(grids[column])
    return _placed(table, units, AdminLevel.MICRO_GRID)


def _whole(values: pd.Series) -> pd.Series:
    """Whole numbers, empty where unknown or withheld."""
    return values.round().astype("Int32")


def _placed(table: pd.DataFrame, units: pd.DataFrame, level: AdminLevel) -> pd.DataFrame:
    """Rows with their shapes; what has none is in no map."""
    shapes = units.loc[units["level"] == level.value, ["code", "geometry"]]
    return table.merge(shapes, on="code", how="inner").reset_index(drop=True)


def _areas(out: Outgoing, units: pd.DataFrame, level: AdminLevel) -> pd.DataFrame:
    """Villages or towns with the number of their grids per colour."""
    grids = out.seen.grids
    own = grids[f"{level.value}_code"]
    table = units.loc[units["level"] == level.value, ["code", "name"]].sort_values("code")
    table["grids"] = own.value_counts().reindex(table["code"]).fillna(0).astype(int).to_numpy()
    for number in (*range(1, len(COLOURS) + 1), 0):
        colour = colour_of_level(number)
        name = "n_none" if colour is None else f"n_{colour.value}"
        found = own[grids["level"] == number].value_counts().reindex(table["code"])
        table[name] = found.fillna(0).astype(int).to_numpy()
    return _placed(table[table["grids"] > 0], units, level)


def _changes(out: Outgoing, grids: pd.DataFrame) -> pd.DataFrame:
    """The grids on the lists of change, with their reasons."""
    seen = out.seen
    kinds = {
        "up": ("▲", seen.risen),
        "down": ("▽", seen.fallen),
        "state": ("◇", seen.state_changed),
    }
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "moved": kind,
            "sign": sign,
            "from": _word(out, one.from_level, one.from_state),
            "to": _word(out, one.to_level, one.to_state),
            "rule": say(f"rule_of_change.{one.rule}"),
            "reason": one.reason,
        }
        for kind, (sign, listed) in kinds.items()
        for one in listed
    ]
    names = ["code", "name", "moved", "sign", "from", "to", "rule", "reason"]
    table = pd.DataFrame(rows, columns=names, dtype=object)
    return table.merge(grids[["code", "geometry"]], on="code", how="inner")


# -- files --------------------------------------------------------------------------------


def _told(out: Outgoing) -> dict[str, str]:
    return dict(outgoing.facts(out)) | {"crs": say("gis.epoch")}


def geopackage(out: Outgoing) -> bytes:
    """One GeoPackage with styles that QGIS takes by itself. Written to the audit."""
    made = of_week(out)
    told = pd.DataFrame(list(_told(out).items()), columns=["label", "text"])
    tables = {"facts": told, "fields": _dictionary(made.meanings)}
    body = geofiles.geopackage(made.sheets, tables, outgoing.utc_seconds(out.seen))
    outgoing.record(out, "gpkg", len(made.grids.rows))
    return body


def geojson(out: Outgoing) -> Files:
    """Grids in EPSG:4490 and EPSG:4326, the other layers in EPSG:4490. Written to the audit."""
    made, told = of_week(out), _told(out)
    files = {f"{one.name}_EPSG4490.geojson": geofiles.geojson(one, told) for one in made.sheets}
    told.pop("crs")
    files["grids_EPSG4326.geojson"] = geofiles.geojson(made.grids, told, crs=EPSG_4326)
    outgoing.record(out, "geojson", len(made.grids.rows))
    return files


def flatgeobuf(out: Outgoing) -> Files:
    """Each layer as FlatGeobuf, with what it means beside it. Written to the audit."""
    made = of_week(out)
    files = {f"{one.name}.fgb": geofiles.flatgeobuf(one) for one in made.sheets if len(one.rows)}
    outgoing.record(out, "fgb", len(made.grids.rows))
    return {**files, **_beside(out, made)}


def shapefile(out: Outgoing) -> Files:
    """Each layer as a Shapefile with a dictionary of its fields. Written to the audit."""
    made = of_week(out)
    moment = outgoing.utc_seconds(out.seen)
    files: Files = {}
    for one in made.sheets:
        if len(one.rows):
            files |= geofiles.shapefile(one, moment)
    outgoing.record(out, "shp", len(made.grids.rows))
    return {**files, **_beside(out, made)}


def _dictionary(meanings: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    rows = [
        (layer, say(f"gis.layer.{layer}"), field, meaning)
        for layer, columns in meanings.items()
        for field, meaning in columns.items()
    ]
    return pd.DataFrame(rows, columns=["layer", "title", "field", "meaning"])


def _beside(out: Outgoing, made: Layers) -> Files:
    """The dictionary of fields and what the files can be traced by, for a spreadsheet program."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([say(f"gis.field.{name}") for name in ("file", "field", "meaning")])
    for row in _dictionary(made.meanings).itertuples(index=False):
        writer.writerow([f"{row.layer}　{row.title}", row.field, row.meaning])
    facts = io.StringIO()
    rows = csv.writer(facts)
    rows.writerow([say(f"gis.field.{name}") for name in ("label", "text")])
    rows.writerows(_told(out).items())
    # The mark at the beginning lets Excel read UTF-8.
    return {
        "fields.csv": ("\ufeff" + target.getvalue()).encode(),
        "facts.csv": ("\ufeff" + facts.getvalue()).encode(),
    }
