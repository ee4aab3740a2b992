"""周报所见 What a weekly report says about one week, frozen: numbers with texts, names, words.

Everything is as an export may show it; :func:`reports.weekly.document` arranges it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.drawn import Drawn
from layers.map_view import MapView
from reports.document import Masthead, Value

# Chapters that the analyst may write two or three sentences for, in the order of the report.
CHAPTERS = (
    "overview",
    "indicators",
    "grids",
    "venues",
    "borders",
    "matters",
    "risks",
    "plan",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourLine:
    """One of the five colours: how many grids carry it now and carried it before."""

    level: int
    name: str
    word: str
    now: Value
    before: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A grid that changed. ``side``: risen (worse), fallen, or state (gained or lost a colour)."""

    side: str
    name: str
    level: int
    before: str
    after: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """一 The colours of the week. ``states`` are the grids without a colour, by reason."""

    total: Value
    colours: tuple[ColourLine, ...]
    states: tuple[tuple[str, Value], ...]
    risen: Value
    fallen: Value
    state_changed: Value
    unchanged: Value
    moves: tuple[Move, ...]
    has_previous: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """二 One indicator; ``previous`` and ``yearly`` are 环比 and 同比 with the change in percent.

    ``course`` holds 13 periods and this one, ``labels`` their last days; ``areas`` says how many
    villages (or towns) rose, fell, stayed or had none, and names them.
    """

    code: str
    name: str
    unit: str
    is_amount: bool
    now: Value
    before: Value
    previous: Value
    earlier: Value
    yearly: Value
    mean: Value
    labels: tuple[str, ...]
    course: tuple[Value, ...]
    areas: tuple[tuple[str, Value, tuple[str, ...]], ...]
    areas_withheld: Value
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGrid:
    """三 One of the ten grids to look at first; ``counts`` per event indicator of the week."""

    rank: Value
    code: str
    name: str
    level: int
    colour: str
    before: str
    reason: str
    residents: Value
    counts: tuple[Value, ...]
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueLine:
    """四 The surroundings of a venue inside its widest ring."""

    name: str
    radius: Value
    grids: Value
    residents: Value
    events: Value
    open: Value
    themes: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideLine:
    """五 The own side of a border with one neighbour: events of one kind in the band."""

    neighbour: str
    length_km: Value
    what: str
    events: Value
    per_km: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Borders:
    """五 What happens along the borders, and the cases of several areas, each counted once."""

    width: Value
    sides: tuple[SideLine, ...]
    cases: Value
    accepted: Value
    closed: Value
    late: Value
    late_days: Value
    themes: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterLine:
    """六、八 A matter as it stands."""

    title: str
    place: str
    owner: str
    due: str
    state: str
    is_closed: bool
    is_overdue: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HotLine:
    """七 One indicator: its level, grids per word of hot spots, sentences about clusters."""

    name: str
    level: str
    words: tuple[tuple[str, Value, tuple[str, ...]], ...]
    clusters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmLine:
    """七 Alarms of one indicator: grids tested, alarms, how many of these are expected false."""

    name: str
    tested: Value
    found: Value
    false: Value
    grids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeeklyView:
    """Everything a weekly report is made from.

    ``notes`` are the analyst's sentences by chapter. ``borders`` is None without neighbours in
    the data. ``meeting`` says which meeting the matters are of, "" where none was held.
    """

    kind: str
    made_at: int
    snapshot: str
    policy: str
    masthead: Masthead
    overview: Overview
    picture: MapView
    layers: tuple[Drawn, ...]
    indicators: tuple[IndicatorLine, ...]
    compared: str
    key_grids: tuple[KeyGrid, ...]
    key_columns: tuple[str, ...]
    venues: tuple[VenueLine, ...]
    venues_left_out: Value
    borders: Borders | None
    meeting: str
    matters: tuple[MatterLine, ...]
    planned: tuple[MatterLine, ...]
    hot: tuple[HotLine, ...]
    alarms: tuple[AlarmLine, ...]
    definitions: tuple[str, ...]
    limit: Value
    notes: Mapping[str, tuple[str, ...]]
