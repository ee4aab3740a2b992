"""响应圈 The rule of the response circle: minutes, speeds, walking, the straight-line estimate."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from errors import PolicyError

FILE = "reach.toml"
TEMPLATE = Path(__file__).resolve().parent / FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """行进速度 How fast one gets on over roads and on foot.

    ``class_kmh`` is the speed of a road class where the road states none, ``other_kmh`` that of
    a class not listed; ``limit_share`` the part of either that is really driven. A place more
    than ``max_walk_m`` from a road is not reached. Pieces of road with fewer than ``min_nodes``
    nodes that reach each other are no network: nobody starts or arrives there.
    """

    class_kmh: Mapping[str, float]
    other_kmh: float
    limit_share: float
    walking_kmh: float
    max_walk_m: float
    min_nodes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """直线估算 Minutes without a road network: distance x ``detour`` / ``speed_kmh``."""

    detour: float
    speed_kmh: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachRule:
    """响应圈规则 ``minutes`` are drawn, ``target`` counts; ``periods`` of past events."""

    minutes: tuple[float, ...]
    target: float
    periods: int
    cell_m: float
    max_cells: int
    pace: Pace
    line: Line

    @property
    def hash(self) -> str:
        """sha256 of the canonical text."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        both_tables = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = _merged(base[key], value) if both_tables else value
    return merged


def _strange(table: Mapping[str, Any]) -> list[str]:
    """Keys that mean nothing."""
    kinds = {"": ReachRule, "pace": Pace, "line": Line}
    found = []
    for name, kind in kinds.items():
        part = table if not name else table[name]
        known = {field.name for field in fields(kind)}
        found += [f"{name}.{key}".lstrip(".") for key in sorted(set(part) - known)]
    return found


def _wrong(rule: ReachRule) -> list[str]:
    """Keys whose numbers no answer can be calculated with."""
    pace, line = rule.pace, rule.line
    good = {
        "minutes": bool(rule.minutes)
        and rule.minutes[0] > 0
        and list(rule.minutes) == sorted(set(rule.minutes)),
        "target": rule.target > 0,
        "periods": rule.periods >= 1,
        "cell_m": rule.cell_m > 0,
        "max_cells": rule.max_cells >= 100,
        "pace.class_kmh": all(speed > 0 for speed in pace.class_kmh.values()),
        "pace.other_kmh": pace.other_kmh > 0,
        "pace.limit_share": 0 < pace.limit_share <= 1,
        "pace.walking_kmh": pace.walking_kmh > 0,
        "pace.max_walk_m": pace.max_walk_m >= 0,
        "pace.min_nodes": pace.min_nodes >= 1,
        "line.detour": line.detour >= 1,
        "line.speed_kmh": line.speed_kmh > 0,
    }
    return [key for key, is_good in good.items() if not is_good]


def _made(table: Mapping[str, Any]) -> ReachRule:
    pace = {key: value for key, value in table["pace"].items() if key != "class_kmh"}
    speeds = {str(key): float(value) for key, value in table["pace"]["class_kmh"].items()}
    plain = {key: value for key, value in table.items() if key not in ("minutes", "pace", "line")}
    return ReachRule(
        **plain,
        minutes=tuple(float(value) for value in table["minutes"]),
        pace=Pace(class_kmh=speeds, **pace),
        line=Line(**table["line"]),
    )


def parse(text: str = "") -> ReachRule:
    """The shipped rule with the numbers of ``text`` (TOML) in place of its own.

    Raises:
        PolicyError: unreadable, an unknown key, or a number out of its bounds; all named.
    """
    try:
        table = _merged(tomllib.loads(TEMPLATE.read_text(encoding="utf-8")), tomllib.loads(text))
        faults = _strange(table)
        rule = None if faults else _made(table)
        faults += [] if rule is None else _wrong(rule)
    except (TypeError, ValueError, AttributeError) as error:
        raise PolicyError("reach.rule_unreadable", reason=str(error)) from error
    if faults or rule is None:
        raise PolicyError("reach.rule_faults", keys=", ".join(faults))
    return rule


def of_folder(folder: Path) -> ReachRule:
    """The rule of a data folder: its ``reach.toml`` over the shipped one.

    Raises:
        PolicyError: as :func:`parse`.
    """
    file = folder / FILE
    try:
        text = file.read_text("utf-8-sig") if file.exists() else ""
    except UnicodeDecodeError as error:
        raise PolicyError("reach.rule_unreadable", reason=str(error)) from error
    return parse(text)
