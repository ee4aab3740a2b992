"""规则说明 A rule in sentences a chair understands, and the book of all rules with who and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from errors import NotAllowedError
from policy import Exposure, IndicatorKind, IndicatorRule, Policy, Steps
from services import access, numerals, policies, wording
from services.access import Viewer
from services.workspace import Workspace
from vocab import COLOURS
from words import say

WAYS = ("up", "down")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One rule of the book; persons by title, instants as epoch seconds, 0 where never."""

    hash: str
    name: str
    version: str
    status: str
    valid_from: str
    proposed_by: str
    proposed_at: int
    approved_by: str
    approved_at: int
    withdrawn: str
    proposer: str


def book(workspace: Workspace, viewer: Viewer) -> tuple[Entry, ...]:
    """All rules: what waits for a decision first, then by the period they begin with.

    Raises:
        NotAllowedError: the role may not look at maps.
    """
    rows = policies.listed(workspace, viewer)
    persons = {str(row[who]) for row in rows for who in ("proposed_by", "approved_by") if row[who]}
    titles = {person: _title(workspace, person) for person in persons}
    entries = sorted((_entry(row, titles) for row in rows), key=_begin, reverse=True)
    return tuple(sorted(entries, key=lambda one: one.status != "proposed"))


def _begin(entry: Entry) -> tuple[str, int, str]:
    return entry.valid_from, entry.proposed_at, entry.version


def _title(workspace: Workspace, person: str) -> str:
    try:
        return access.viewer_of(workspace, person).title
    except NotAllowedError:
        # Whoever left stays on record under the name they had.
        return person


def _entry(row: Mapping[str, Any], titles: Mapping[str, str]) -> Entry:
    return Entry(
        hash=str(row["hash"]),
        name=str(row["name"]),
        version=str(row["version"]),
        status=str(row["status"]),
        valid_from=str(row["valid_from"] or ""),
        proposed_by=titles.get(str(row["proposed_by"]), ""),
        proposed_at=int(row["proposed_at"] or 0),
        approved_by=titles.get(str(row["approved_by"]), ""),
        approved_at=int(row["approved_at"] or 0),
        withdrawn=str(row["withdrawn"]),
        proposer=str(row["proposed_by"]),
    )


def sentences(policy: Policy) -> tuple[tuple[str, str], ...]:
    """The rule in words: (what it is about, how it is), in the order a chair asks."""
    rows = [
        ("weights", _weights(policy)),
        ("memory", _memory(policy)),
        ("index", _index(policy)),
        ("colours", _colours(policy)),
        ("change", _change(policy)),
        ("states", _states(policy)),
        ("privacy", say("rules.told.privacy", limit=policy.suppress_below)),
    ]
    return tuple((say(f"rules.about.{name}"), text) for name, text in rows if text)


def _number(value: float) -> str:
    return f"{value:g}"


def _weights(policy: Policy) -> str:
    parts = [
        say("rules.told.weight", name=wording.indicator(rule.code), points=_points(weight))
        for rule, weight in zip(policy.indicators, policy.weights, strict=True)
        if weight > 0
    ]
    return say("rules.told.weights", parts=say("ui.comma").join(parts))


def _points(weight: float) -> str:
    return numerals.decimal(weight * 100).removesuffix(".0")


def _events(policy: Policy) -> list[IndicatorRule]:
    return [
        rule for rule in policy.indicators if rule.kind is IndicatorKind.EVENTS and rule.weight > 0
    ]


def _memory(policy: Policy) -> str:
    parts = [
        say(
            "rules.told.life",
            name=wording.indicator(rule.code),
            number=_number(rule.half_life),
        )
        for rule in _events(policy)
    ]
    return say("rules.told.memory", parts=say("ui.comma").join(parts)) if parts else ""


def _index(policy: Policy) -> str:
    over = {rule.exposure for rule in _events(policy)}
    kind = over.pop() if len(over) == 1 else Exposure.NONE
    text = say(f"rules.told.over.{kind.value}")
    acute = [wording.indicator(rule.code) for rule in _events(policy) if rule.acute]
    if acute:
        share = _number(round(policy.override_share * 100, 1))
        text += say("rules.told.acute", names=say("ui.comma").join(acute), share=share)
    return text


def _colours(policy: Policy) -> str:
    if not policy.cuts:
        return say("rules.told.no_cuts")
    worst_first = [float("inf"), *reversed(policy.cuts), 0.0]
    parts = []
    for colour, (high, low) in zip(COLOURS, pairwise(worst_first), strict=True):
        kind = "above" if high == float("inf") else "below" if low == 0 else "between"
        parts.append(
            say(
                f"rules.told.{kind}",
                colour=wording.colour(colour.level),
                low=_number(low),
                high=_number(high),
            )
        )
    return say("rules.told.colours", parts=say("ui.comma").join(parts))


def _step(way: str, steps: Steps) -> str:
    text = say(
        "rules.told.step",
        way=say(f"rules.way.{way}"),
        once=_number(round(steps.once * 100, 1)),
        twice=_number(round(steps.twice * 100, 1)),
    )
    if steps.calm_periods:
        text += say("rules.told.calm", number=steps.calm_periods)
    return text


def _change(policy: Policy) -> str:
    if policy.up == policy.down:
        return _step("both", policy.up)
    return "".join(_step(way, getattr(policy, way)) for way in WAYS)


def _states(policy: Policy) -> str:
    return say(
        "rules.told.states",
        expected=_number(policy.min_expected),
        periods=policy.min_periods,
        silent=policy.no_data_after,
    )


def differences(old: Policy, new: Policy) -> tuple[tuple[str, str, str], ...]:
    """What a town decides and two rules decide differently: (what, old, new) in words."""
    left, right = _decided(old), _decided(new)
    return tuple(
        (what, left.get(what, numerals.NONE), right.get(what, numerals.NONE))
        for what in dict.fromkeys([*left, *right])
        if left.get(what) != right.get(what)
    )


def _decided(policy: Policy) -> dict[str, str]:
    rows: dict[str, str] = {}
    for rule, weight in zip(policy.indicators, policy.weights, strict=True):
        name = wording.indicator(rule.code)
        rows[say("rules.differs.weight", name=name)] = _points(weight)
        if rule.kind is IndicatorKind.EVENTS:
            life = say("rules.differs.life_value", number=_number(rule.half_life))
            rows[say("rules.differs.life", name=name)] = life
            if rule.frozen is not None:
                posts = f"{rule.frozen.lo:g}—{rule.frozen.hi:g}"
                rows[say("rules.differs.posts", name=name)] = posts
    rows[say("rules.differs.cuts")] = say("ui.comma").join(_number(cut) for cut in policy.cuts)
    for way in WAYS:
        steps: Steps = getattr(policy, way)
        word = say(f"rules.way.{way}")
        rows[say("rules.differs.once", way=word)] = f"{_number(round(steps.once * 100, 1))}%"
        rows[say("rules.differs.twice", way=word)] = f"{_number(round(steps.twice * 100, 1))}%"
        rows[say("rules.differs.calm", way=word)] = say(
            "rules.differs.life_value", number=steps.calm_periods
        )
    return rows
