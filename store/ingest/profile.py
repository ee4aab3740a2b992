"""导入配置 One TOML file that says how a feed is read; parsed to a frozen value."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from errors import RefusedError
from store.ingest.entries import Entries
from store.ingest.kind import Kind, kinds
from vocab import AdminLevel, Datum

_EMPTY: Mapping[str, Any] = MappingProxyType({})


class Ref(StrEnum):
    """What the period of a count is written as."""

    YEAR = "year"
    MONTH = "month"
    DATE = "date"


TIME_FIELDS = ("occurred_at", "reported_at", "due_at", "closed_at")
NUMBER_FIELDS = ("lon", "lat", "accuracy_m")
TEXT_FIELDS = (
    "source",
    "event_id",
    "indicator",
    "category",
    "datum",
    "declared",
    "level",
    "status",
    "channel",
    "procedure",
    "owner_org",
    "co_orgs",
    "resolved_level",
    "action_code",
)
PERSON_FIELDS = ("registered", "floating", "residents", "tidal")
COUNT_FIELDS = ("unit", "indicator", "period", "n")

_COMMON = {"name", "kind", "title", "source", "datum", "time_zone", "sheet", "header_row"}
_COMMON |= {"first_date", "last_date", "where"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A condition on the text of one column: among ``values``, or not among them."""

    column: str
    values: frozenset[str]
    is_reject: bool = False


class AreaUnit(StrEnum):
    """What a declared area is written in; 15 亩 are a hectare."""

    M2 = "m2"
    KM2 = "km2"
    HECTARE = "ha"
    MU = "mu"

    @property
    def square_metres(self) -> float:
        return {"m2": 1.0, "km2": 1e6, "ha": 1e4, "mu": 1e4 / 15}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer of a boundary file and the columns of its attributes."""

    layer: str
    level: AdminLevel
    code: str
    name: str = ""
    parent: str = ""
    area: str = ""
    area_unit: AreaUnit = AreaUnit.M2


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFacts:
    """有效期 What holds for a boundary set as a whole; dates as day numbers."""

    name: str = ""
    valid_from: int | None = None
    valid_to: int | None = None
    metric_crs: str = ""
    code_template: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covers:
    """覆盖范围 What a batch speaks for; days as day numbers, None when the dates decide."""

    area: str = ""
    excepted: tuple[str, ...] = ()
    first_day: int | None = None
    last_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """计数表 Long (``columns``: field to headers) or wide (``pattern``)."""

    ref: Ref = Ref.DATE
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pattern: str = ""
    indicators: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """导入配置. ``columns`` maps a field to its possible headers, first match wins.

    ``own`` is what only its kind has.
    """

    name: str
    kind: Kind
    title: str = ""
    source: str = ""
    datum: Datum | None = None
    crs: str = ""
    time_zone: str = "Asia/Shanghai"
    sheet: str = ""
    header_row: int | None = None
    first_day: int | None = None
    last_day: int | None = None
    where: Pick | None = None
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    valid: Pick | None = None
    leniency: Pick | None = None
    place_declared: str = "micro_grid"
    covers: Covers = field(default_factory=Covers)
    layers: tuple[Layer, ...] = ()
    set: SetFacts = field(default_factory=SetFacts)
    own: object = None
    toml: str = ""

    @property
    def counts(self) -> Counts | None:
        """How a file of ready-made counts is laid out; None for every other kind."""
        return self.own if isinstance(self.own, Counts) else None

    @property
    def wanted(self) -> dict[str, tuple[str, ...]]:
        """Every header the file must have: field (or the header itself) to possible headers."""
        named = dict(self.columns if self.counts is None else self.counts.columns)
        for pick in (self.where, self.valid, self.leniency):
            if pick is not None:
                named.setdefault(pick.column, (pick.column,))
        return named


def load(path: Path) -> Profile:
    """The profile in a file.

    Raises:
        RefusedError: ``ingest.profile`` with all faults at once.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError("ingest.profile_file", file=path.name, reason=str(error)) from error
    return parse(text, path.name)


def parse(text: str, file: str = "") -> Profile:
    """The profile in a TOML text.

    Raises:
        RefusedError: ``ingest.profile``; its value ``faults`` is a tuple of RefusedError, one
            per fault (unknown key, wrong value, missing field).
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RefusedError("ingest.profile_toml", file=file, reason=str(error)) from error
    entries = Entries(table, "")
    kind = _kind(entries)
    if kind is not None:
        profile = _profile(kind, entries, text)
        _check(profile, entries)
        entries.leave(_COMMON | kind.tables)
    if entries.faults or kind is None:
        raise RefusedError("ingest.profile", file=file, faults=tuple(entries.faults))
    return profile


def _kind(entries: Entries) -> Kind | None:
    name = entries.text("kind", needed=True)
    if name and name not in kinds():
        entries.fault("choice", key="kind", value=name, choices=", ".join(kinds()))
    return kinds().get(name)


def _profile(kind: Kind, entries: Entries, text: str) -> Profile:
    values = {
        name: {written: str(ours) for written, ours in entries.table("values").mapping(name)}
        for name in entries.keys_of("values")
    }
    return Profile(
        kind=kind,
        name=entries.text("name", needed=True),
        title=entries.text("title"),
        source=entries.text("source", needed=kind.needs_source),
        datum=entries.choice("datum", Datum, None, needed=False),
        crs=entries.text("crs"),
        time_zone=_zone(entries),
        sheet=entries.text("sheet"),
        header_row=entries.number("header_row"),
        first_day=entries.day("first_date"),
        last_day=entries.day("last_date"),
        where=_pick(entries, "where", "equals"),
        columns={name: entries.table("columns").texts(name) for name in entries.keys_of("columns")},
        constants={name: _plain(value) for name, value in entries.mapping("constants")},
        values=values,
        valid=_pick(entries, "valid", "accept"),
        leniency=_pick(entries, "leniency", "values"),
        place_declared=entries.table("place").one_of("declared", ("micro_grid", "never")),
        covers=_covers(entries.table("covers")),
        layers=tuple(_layer(layer) for layer in entries.tables("layer")),
        set=_set(entries.table("set")),
        own=kind.own(entries),
        toml=text,
    )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else str(value)


def _zone(entries: Entries) -> str:
    name = entries.text("time_zone") or "Asia/Shanghai"
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        entries.fault("bad_value", key="time_zone", value=name)
    return name


def _pick(entries: Entries, name: str, accept: str) -> Pick | None:
    if name not in entries:
        return None
    inner = entries.table(name)
    column = inner.text("column", needed=True)
    rejected = inner.texts("reject") if name == "valid" else ()
    accepted = inner.texts(accept)
    if bool(rejected) == bool(accepted):
        entries.fault("needed", key=f"{name}.{accept}")
    inner.leave({"column", accept, *(["reject"] if name == "valid" else [])})
    return Pick(column=column, values=frozenset(rejected or accepted), is_reject=bool(rejected))


def _covers(inner: Entries) -> Covers:
    inner.leave({"area", "except", "from", "to"})
    first, last = inner.day("from"), inner.day("to")
    if (first is None) != (last is None) or (first or 0) > (last or 0):
        inner.fault("bad_value", key="from", value=f"{first}..{last}")
    return Covers(
        area=inner.text("area"),
        excepted=inner.texts("except"),
        first_day=first,
        last_day=last,
    )


def _layer(inner: Entries) -> Layer:
    inner.leave({"layer", "level", "code", "name", "parent", "area", "area_unit"})
    return Layer(
        layer=inner.text("layer"),
        level=inner.choice("level", AdminLevel, AdminLevel.MICRO_GRID) or AdminLevel.MICRO_GRID,
        code=inner.text("code", needed=True),
        name=inner.text("name"),
        parent=inner.text("parent"),
        area=inner.text("area"),
        area_unit=inner.choice("area_unit", AreaUnit, AreaUnit.M2, needed=False) or AreaUnit.M2,
    )


def _set(inner: Entries) -> SetFacts:
    inner.leave({"name", "valid_from", "valid_to", "metric_crs", "code_template"})
    facts = SetFacts(
        name=inner.text("name"),
        valid_from=inner.day("valid_from"),
        valid_to=inner.day("valid_to"),
        metric_crs=inner.text("metric_crs"),
        code_template=inner.text("code_template"),
    )
    ends = (facts.valid_from, facts.valid_to)
    if ends[0] is not None and ends[1] is not None and ends[1] < ends[0]:
        inner.fault("bad_value", key="valid_to", value=facts.valid_to)
    return facts


def counts_of(entries: Entries) -> Counts:
    """The table [counts] of a profile."""
    inner = entries.table("counts")
    inner.leave({*COUNT_FIELDS, "pattern", "ref", "indicators"})
    ref = inner.choice("ref", Ref, Ref.DATE, needed=False) or Ref.DATE
    pattern = inner.text("pattern")
    long_fields = () if pattern else COUNT_FIELDS[1:]
    for place in ("{indicator}", f"{{{ref.value}}}"):
        if pattern and place not in pattern:
            inner.fault("pattern", key="pattern", value=pattern, place=place)
    indicators = {name: str(code) for name, code in inner.mapping("indicators")}
    if pattern and not indicators:
        inner.fault("needed", key="indicators")
    columns = {name: inner.texts(name) for name in ("unit", *long_fields)}
    for name, headers in columns.items():
        if not headers:
            inner.fault("needed", key=name)
    return Counts(ref=ref, columns=columns, pattern=pattern, indicators=indicators)


def _check(profile: Profile, entries: Entries) -> None:
    given = set(profile.columns) | set(profile.constants)
    for group in profile.kind.needed:
        if not given & set(group):
            entries.fault("no_column", field=" / ".join(group))
    for name in sorted((given | set(profile.values)) - set(profile.kind.fields)):
        entries.fault("unknown_field", field=name)
    if ("lon" in given) != ("lat" in given):
        entries.fault("no_column", field="lon / lat")
    has_datum = profile.datum is not None or "datum" in given
    if profile.kind.have_points and "lon" in given and not has_datum:
        entries.fault("no_datum")
    profile.kind.check(profile, entries)
    if profile.header_row is not None and profile.header_row < 1:
        entries.fault("bad_value", key="header_row", value=profile.header_row)
    if (profile.first_day or 0) > (profile.last_day or profile.first_day or 0):
        entries.fault("bad_value", key="last_date", value=profile.last_day)
