"""道路 Files of roads: edges with or without nodes of their own, as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from errors import RefusedError
from store.ingest import tabular
from store.ingest.entries import Entries
from store.ingest.kind import Kind
from store.ingest.profile import Profile
from store.ingest.rows import Objects, RawRows, map_rows

EDGE_FIELDS = ("start", "end", "road", "length_m", "speed_kmh", "oneway")
NODE_FIELDS = ("node", "lon", "lat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Edges or nodes: the layer, the file beside the one imported, and field to headers."""

    layer: str = ""
    file: str = ""
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """路网文件的样子 Where edges and nodes are; without ``nodes`` the ends of the lines are it."""

    edges: Part
    nodes: Part | None


def _part(entries: Entries, name: str, fields: tuple[str, ...]) -> Part:
    inner = entries.table(name)
    inner.leave({"layer", *(("file",) if name == "nodes" else ()), *fields})
    columns = {field: inner.texts(field) for field in fields}
    return Part(
        layer=inner.text("layer"),
        file=inner.text("file"),
        columns={field: headers for field, headers in columns.items() if headers},
    )


def _layout(entries: Entries) -> Layout:
    edges = _part(entries, "edges", EDGE_FIELDS)
    nodes = _part(entries, "nodes", NODE_FIELDS) if "nodes" in entries else None
    if "edges" not in entries:
        entries.fault("needed", key="edges")
    for name, part, field in (
        ("edges", edges if nodes else None, "start"),
        ("edges", edges if nodes else None, "end"),
        ("nodes", nodes, "node"),
    ):
        if part is not None and field not in part.columns:
            entries.fault("needed", key=f"{name}.{field}")
    if nodes is not None and ("lon" in nodes.columns) != ("lat" in nodes.columns):
        entries.fault("no_column", field="nodes.lon / nodes.lat")
    return Layout(edges=edges, nodes=nodes)


KINDS = (
    Kind(
        value="roads",
        order=7,
        tables=frozenset(("edges", "nodes", "crs")),
        numbers=("length_m",),
        own=_layout,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawPart:
    """Rows as written; ``geometry`` in ``crs``, None where the file has no shapes."""

    raw: RawRows
    geometry: Objects | None
    crs: str

    def __len__(self) -> int:
        return len(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawRoads:
    """Edges and, where the profile names them, nodes."""

    edges: RawPart
    nodes: RawPart | None


def read(path: Path, profile: Profile) -> RawRoads:
    """The parts of a road file.

    Raises:
        RefusedError: unreadable file, unknown layer, missing columns, shapes without a CRS, or
            edges that have neither shapes nor nodes.
    """
    layout = profile.own
    assert isinstance(layout, Layout), "a profile of kind roads"
    edges = _read(path, layout.edges, profile)
    nodes = None
    if layout.nodes is not None:
        beside = path.with_name(layout.nodes.file) if layout.nodes.file else path
        nodes = _read(beside, layout.nodes, profile)
    if nodes is None and edges.geometry is None:
        raise RefusedError("site.no_lines", file=path.name, sheet=edges.raw.sheet)
    return RawRoads(edges=edges, nodes=nodes)


def _read(path: Path, part: Part, profile: Profile) -> RawPart:
    table = tabular.read(path, part.columns, sheet=part.layer, header_row=profile.header_row)
    crs = profile.crs or table.crs
    if table.geometry is not None and not crs:
        raise RefusedError("ingest.no_crs", file=path.name, sheet=table.sheet)
    raw = map_rows(table, replace(profile, columns=part.columns), 0)
    return RawPart(raw=raw, geometry=table.geometry, crs=crs)
