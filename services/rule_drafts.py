"""拟议 A rule made from the one in force by changing what a town decides: checked, not stored."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from errors import PolicyError
from policy import IndicatorRule, Policy, Steps
from services import ballots, numerals, wording
from words import say

FULL = 100.0
LEAST_LIFE, MOST_LIFE = 1.0, 260.0
# More than half: otherwise the median class may be the shown one and nothing would move.
LEAST_SURE = 0.5
CLOSE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a form asks for. Weights are points of 100, probabilities 0 to 1, cuts 0 to 100.

    ``cuts`` empty lets the baseline year set them again.
    """

    name: str
    version: str
    weights: Mapping[str, float]
    half_lives: Mapping[str, float]
    cuts: tuple[float, ...]
    up: Steps
    down: Steps


def of_policy(policy: Policy, version: str = "") -> Draft:
    """A draft that changes nothing but, where given, the version."""
    codes = [rule.code for rule in policy.indicators]
    points = (weight * FULL for weight in policy.weights)
    return Draft(
        name=policy.name,
        version=version or policy.version,
        weights=dict(zip(codes, points, strict=True)),
        half_lives={rule.code: rule.half_life for rule in policy.indicators},
        cuts=policy.cuts,
        up=policy.up,
        down=policy.down,
    )


def next_version(known: Iterable[str]) -> str:
    """One more than the highest whole number among the versions; "1" of none."""
    numbers = [int(version) for version in known if version.isdigit()]
    return str(max(numbers, default=0) + 1)


def faults(draft: Draft, known: Iterable[tuple[str, str]] = ()) -> tuple[str, ...]:
    """Everything that is wrong with a draft, each as a sentence with its remedy.

    Args:
        draft: what was filled in.
        known: (name, version) of the rules stored already.
    """
    return (
        *_title_faults(draft, set(known)),
        *_weight_faults(draft.weights),
        *_life_faults(draft.half_lives),
        *_cut_faults(draft.cuts),
        *_step_faults(draft),
    )


def made(policy: Policy, draft: Draft, known: Iterable[tuple[str, str]] = ()) -> Policy:
    """The rule of a draft; goalposts and usual rates stay those of the baseline year.

    Votes under the weights stay only while the weights are theirs.

    Raises:
        PolicyError: ``rules.faults`` with every sentence of :func:`faults`.
    """
    wrong = faults(draft, known)
    if wrong:
        raise PolicyError("rules.faults", faults="\n".join(wrong))
    new = replace(
        policy,
        name=draft.name.strip(),
        version=draft.version.strip(),
        indicators=tuple(_indicator(rule, draft) for rule in policy.indicators),
        cuts=draft.cuts,
        up=draft.up,
        down=draft.down,
    )
    return replace(new, votes=()) if _weights_moved(policy, draft) else new


def _weights_moved(policy: Policy, draft: Draft) -> bool:
    before = of_policy(policy).weights
    return any(abs(before[code] - value) > ballots.SAME for code, value in draft.weights.items())


def _indicator(rule: IndicatorRule, draft: Draft) -> IndicatorRule:
    return replace(rule, weight=draft.weights[rule.code], half_life=draft.half_lives[rule.code])


def _title_faults(draft: Draft, known: set[tuple[str, str]]) -> list[str]:
    name, version = draft.name.strip(), draft.version.strip()
    found = [] if name else [say("rules.fault.name")]
    if not version:
        found.append(say("rules.fault.version"))
    elif (name, version) in known:
        found.append(say("rules.fault.version_used", version=version))
    return found


def _weight_faults(weights: Mapping[str, float]) -> list[str]:
    found = [
        say("rules.fault.weight", name=wording.indicator(code))
        for code, value in weights.items()
        if not (math.isfinite(value) and value >= 0)
    ]
    total = sum(weights.values())
    if not found and abs(total - FULL) > CLOSE:
        kind = "short" if total < FULL else "over"
        apart = numerals.decimal(abs(FULL - total))
        found.append(say(f"rules.fault.sum_{kind}", total=numerals.decimal(total), apart=apart))
    return found


def _life_faults(lives: Mapping[str, float]) -> list[str]:
    return [
        say("rules.fault.life", name=wording.indicator(code), least=LEAST_LIFE, most=MOST_LIFE)
        for code, value in lives.items()
        if not LEAST_LIFE <= value <= MOST_LIFE
    ]


def _cut_faults(cuts: tuple[float, ...]) -> list[str]:
    if not cuts:
        return []
    inside = all(0 < cut < FULL for cut in cuts)
    ascending = all(low < high for low, high in pairwise(cuts))
    if len(cuts) == 4 and inside and ascending:
        return []
    shown = say("ui.comma").join(f"{cut:g}" for cut in cuts)
    return [say("rules.fault.cuts", cuts=shown)]


def _step_faults(draft: Draft) -> list[str]:
    found = []
    for way, steps in (("up", draft.up), ("down", draft.down)):
        word = say(f"rules.way.{way}")
        if not LEAST_SURE < steps.twice <= 1 or not LEAST_SURE < steps.once <= 1:
            found.append(say("rules.fault.sure", way=word))
        elif steps.twice > steps.once:
            found.append(
                say("rules.fault.twice", way=word, once=steps.once * 100, twice=steps.twice * 100)
            )
        if steps.calm_periods < 0:
            found.append(say("rules.fault.calm", way=word))
    return found
