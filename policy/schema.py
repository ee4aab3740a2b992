"""Policy (规则): every number of the method that is judgement, as one frozen value and as TOML."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from errors import PolicyError
from policy.votes import Vote
from policy.votes import read as read_vote
from vocab import METHOD_VERSION, PeriodKind, PeriodRule, day_number


class IndicatorKind(StrEnum):
    EVENTS = "events"
    STOCK = "stock"


class Exposure(StrEnum):
    """What an event rate is measured over."""

    RESIDENTS = "residents"
    PRESENT = "present"
    AREA = "area"
    NONE = "none"


class Measure(StrEnum):
    """What a stock indicator measures: 流动/实有, persons per km2, or persons."""

    FLOATING_SHARE = "floating_share"
    DENSITY = "density"
    RESIDENTS = "residents"


class Transform(StrEnum):
    LINEAR = "linear"
    SQRT = "sqrt"
    LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Figures of one indicator fixed from the baseline year.

    ``rate`` is events per unit of exposure and period, ``phi`` the over-dispersion within grids,
    both by pool code; ``lo`` and ``hi`` are goalposts in relative risk (events) or in the
    measure (stock).
    """

    lo: float
    hi: float
    rate: dict[str, float] = field(default_factory=dict)
    phi: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRule:
    code: str
    kind: IndicatorKind
    weight: float
    exposure: Exposure = Exposure.RESIDENTS
    measure: Measure = Measure.FLOATING_SHARE
    sources: tuple[str, ...] = ()
    half_life: float = 26.0
    acute: bool = False
    transform: Transform = Transform.LINEAR
    frozen: Frozen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Hysteresis: a probability that moves at once, one that moves when seen twice running."""

    once: float = 0.95
    twice: float = 0.80
    calm_periods: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One rule set. ``cuts`` are four ascending index values, right-closed; () before calibration.

    ``baseline`` is (first day, last day) as days since 1970. Pools are the first ``pool_digits``
    characters of a grid code (9 = town); 0 puts all grids in one pool. ``area`` is the code
    prefix the rule is approved for. ``votes`` are those the weights come from, if they come from
    votes.
    """

    name: str
    version: str
    indicators: tuple[IndicatorRule, ...]
    area: str = ""
    method: str = METHOD_VERSION
    period: PeriodRule = field(default_factory=PeriodRule)
    pool_digits: int = 9
    baseline: tuple[int, int] | None = None
    power: float = 2.0
    cuts: tuple[float, ...] = ()
    up: Steps = field(default_factory=Steps)
    down: Steps = field(default_factory=Steps)
    override_share: float = 0.7
    override_probability: float = 0.80
    min_expected: float = 2.0
    min_periods: int = 8
    no_data_after: int = 4
    season: bool = True
    season_smoothing: int = 3
    season_range: tuple[float, float] = (0.5, 2.0)
    prior_floor: float = 0.02
    full_year: int = 52
    draws: int = 512
    seed: int = 20261117
    suppress_below: int = 5
    votes: tuple[Vote, ...] = ()

    @property
    def is_calibrated(self) -> bool:
        return len(self.cuts) == 4 and all(i.frozen is not None for i in self.indicators)

    @property
    def weights(self) -> tuple[float, ...]:
        """Weights in the order of ``indicators``, adding up to 1."""
        total = sum(i.weight for i in self.indicators)
        return tuple(i.weight / total for i in self.indicators)

    @property
    def hash(self) -> str:
        """sha256 of the canonical TOML text."""
        return hashlib.sha256(to_toml(self).encode()).hexdigest()


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    # A JSON string is a TOML string, but for one character that TOML wants escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


_BARE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def _table(title: str, values: dict[str, object]) -> str:
    # Keys may be pool codes: digits, or nothing at all when all grids are one pool.
    lines = [
        f"{k if _BARE_KEY.fullmatch(k) else json.dumps(k)} = {_toml(v)}" for k, v in values.items()
    ]
    return f"\n{title}\n" + "\n".join(lines) + "\n"


_PLAIN = [
    "name",
    "version",
    "area",
    "method",
    "pool_digits",
    "power",
    "cuts",
    "override_share",
    "override_probability",
    "min_expected",
    "min_periods",
    "no_data_after",
    "season",
    "season_smoothing",
    "season_range",
    "prior_floor",
    "full_year",
    "draws",
    "seed",
    "suppress_below",
]


def to_toml(policy: Policy) -> str:
    """Canonical text: equal policies give equal bytes."""
    head = {key: getattr(policy, key) for key in _PLAIN}
    if policy.baseline is not None:
        head["baseline"] = list(policy.baseline)
    text = "\n".join(f"{key} = {_toml(value)}" for key, value in head.items()) + "\n"
    period = policy.period
    text += _table(
        "[period]",
        {"kind": period.kind, "week_ends": period.week_ends, "time_zone": period.time_zone},
    )
    for name, steps in (("up", policy.up), ("down", policy.down)):
        values = {"once": steps.once, "twice": steps.twice, "calm_periods": steps.calm_periods}
        text += _table(f"[{name}]", dict(values))
    for rule in policy.indicators:
        text += _table(
            "[[indicator]]",
            {
                "code": rule.code,
                "kind": rule.kind,
                "weight": rule.weight,
                "exposure": rule.exposure,
                "measure": rule.measure,
                "sources": rule.sources,
                "half_life": rule.half_life,
                "acute": rule.acute,
                "transform": rule.transform,
            },
        )
        if rule.frozen is not None:
            text += _table("[indicator.frozen]", {"lo": rule.frozen.lo, "hi": rule.frozen.hi})
            text += _table("[indicator.frozen.rate]", dict(sorted(rule.frozen.rate.items())))
            text += _table("[indicator.frozen.phi]", dict(sorted(rule.frozen.phi.items())))
    # A rule without votes keeps the text, and so the hash, it always had.
    for vote in policy.votes:
        text += _table("[[vote]]", vote.table())
    return text


def _known(table: dict[str, Any], allowed: set[str], where: str, faults: list[str]) -> None:
    faults += [f"{where}{key}" for key in sorted(set(table) - allowed)]


def _day(value: object) -> int:
    if isinstance(value, dt.date):
        return day_number(value)
    return int(str(value))


def _indicator(table: dict[str, Any], faults: list[str]) -> IndicatorRule:
    names = set(IndicatorRule.__dataclass_fields__)
    _known(table, names, f"indicator.{table.get('code', '?')}.", faults)
    frozen = table.get("frozen")
    return IndicatorRule(
        code=str(table["code"]),
        kind=IndicatorKind(table["kind"]),
        weight=float(table["weight"]),
        exposure=Exposure(table.get("exposure", "residents")),
        measure=Measure(table.get("measure", "floating_share")),
        sources=tuple(table.get("sources", ())),
        half_life=float(table.get("half_life", 26.0)),
        acute=bool(table.get("acute", False)),
        transform=Transform(table.get("transform", "linear")),
        frozen=None if frozen is None else Frozen(**frozen),
    )


def _check(policy: Policy, faults: list[str]) -> None:
    codes = [rule.code for rule in policy.indicators]
    if not 1 <= len(codes) <= 8 or len(set(codes)) != len(codes):
        faults.append("indicator")
    if any(rule.weight < 0 for rule in policy.indicators) or sum(policy.weights) == 0:
        faults.append("weight")
    if policy.cuts and (len(policy.cuts) != 4 or sorted(set(policy.cuts)) != list(policy.cuts)):
        faults.append("cuts")
    for name, steps in (("up", policy.up), ("down", policy.down)):
        # At a half the median class may be the shown one: nothing would move.
        if not 0.5 < steps.twice <= steps.once <= 1 or steps.calm_periods < 0:
            faults.append(name)
    if any(rule.half_life <= 0 for rule in policy.indicators):
        faults.append("half_life")
    faults += [key for key, is_good in _limits(policy).items() if not is_good]


def _limits(policy: Policy) -> dict[str, bool]:
    """The plain numbers and whether each is one the method can work with."""
    low, high = policy.season_range
    return {
        "power": policy.power > 0,
        "override_share": 0 <= policy.override_share <= 1,
        "override_probability": 0 < policy.override_probability <= 1,
        "min_expected": policy.min_expected >= 0,
        "min_periods": policy.min_periods >= 1,
        "no_data_after": policy.no_data_after >= 1,
        "season_smoothing": policy.season_smoothing >= 1,
        "season_range": 0 < low <= 1 <= high,
        "prior_floor": policy.prior_floor > 0,
        "pool_digits": policy.pool_digits >= 0,
        "draws": policy.draws >= 2,
        "baseline": policy.baseline is None or policy.baseline[0] <= policy.baseline[1],
    }


def parse(text: str) -> Policy:
    """Read a policy, naming all faults at once.

    Raises:
        PolicyError: ``policy.faults`` with the keys at fault.
    """
    faults: list[str] = []
    try:
        table = tomllib.loads(text)
        _known(
            table,
            set(_PLAIN) | {"baseline", "period", "up", "down", "indicator", "vote"},
            "",
            faults,
        )
        values: dict[str, Any] = {key: table[key] for key in _PLAIN if key in table}
        values["cuts"] = tuple(float(cut) for cut in table.get("cuts", ()))
        values["season_range"] = tuple(table.get("season_range", (0.5, 2.0)))
        period = dict(table.get("period", {}))
        if "kind" in period:
            period["kind"] = PeriodKind(period["kind"])
        if "baseline" in table:
            first, last = table["baseline"]
            values["baseline"] = (_day(first), _day(last))
        policy = Policy(
            **values,
            period=PeriodRule(**period),
            up=Steps(**table.get("up", {})),
            down=Steps(**table.get("down", {})),
            indicators=tuple(_indicator(entry, faults) for entry in table["indicator"]),
            votes=tuple(read_vote(entry) for entry in table.get("vote", ())),
        )
        _check(policy, faults)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise PolicyError("policy.unreadable", reason=str(error)) from error
    if faults:
        raise PolicyError("policy.faults", keys=", ".join(faults))
    return policy
