"""The method card (方法卡): a rule in words, every number of it from the rule itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from errors import NotFoundError
from policy import IndicatorKind, IndicatorRule, Policy, Steps
from services import access, periods, wording
from services.access import Action, Viewer
from services.numerals import NONE
from services.workspace import Workspace
from store import Tx, people, runs
from store import policies as table
from vocab import date_of
from words import say

COLUMNS = ("name", "kind", "weight", "half_life", "goalposts", "rate", "phi", "acute", "sources")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with sentences."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCard:
    """方法卡 Who decided the rule, its indicators as a table, and how it works in sentences.

    ``facts`` are (label, value); ``indicators`` one row per indicator in the order of ``COLUMNS``.
    """

    facts: tuple[tuple[str, str], ...]
    indicators: tuple[tuple[str, ...], ...]
    sections: tuple[Section, ...]


def _percent(share: float) -> str:
    return f"{100 * share:g}%"


def _numbers(values: Iterable[float], spoken: str = "–") -> str:
    return spoken.join(f"{value:g}" for value in values)


def _range(values: Iterable[float]) -> str:
    known = sorted(values)
    if not known:
        return NONE
    ends = known[:1] if known[0] == known[-1] else [known[0], known[-1]]
    return _numbers(float(f"{value:.4g}") for value in ends)


def _kind(rule: IndicatorRule) -> str:
    if rule.kind is IndicatorKind.STOCK:
        return say(f"method.measure.{rule.measure.value}")
    words = say(f"method.exposure.{rule.exposure.value}")
    return say("method.events", exposure=words)


def _source(code: str) -> str:
    try:
        return say(f"source.{code}")
    except KeyError:
        return code


def _indicator(rule: IndicatorRule, weight: float) -> tuple[str, ...]:
    is_event = rule.kind is IndicatorKind.EVENTS
    frozen = rule.frozen
    posts = say(
        "method.goalposts",
        lo=NONE if frozen is None else f"{frozen.lo:g}",
        hi=NONE if frozen is None else f"{frozen.hi:g}",
        transform=say(f"method.transform.{rule.transform.value}"),
    )
    acute = say("method.yes" if rule.acute else "method.no")
    return (
        wording.indicator(rule.code),
        _kind(rule),
        f"{float(f'{100 * weight:.4g}'):g}%",
        say("method.periods", count=f"{rule.half_life:g}") if is_event else NONE,
        posts,
        NONE if frozen is None else _range(frozen.rate.values()),
        NONE if frozen is None else _range(frozen.phi.values()),
        acute if is_event else NONE,
        say("why.join").join(_source(code) for code in rule.sources) or NONE,
    )


def _steps(name: str, steps: Steps) -> str:
    text = say(f"method.{name}", once=_percent(steps.once), twice=_percent(steps.twice))
    if steps.calm_periods:
        text += say("method.calm", count=steps.calm_periods)
    return text


def _how(policy: Policy) -> tuple[str, ...]:
    low, high = policy.season_range
    season = say(
        "method.season", smoothing=policy.season_smoothing, low=f"{low:g}", high=f"{high:g}"
    )
    return (
        say("method.pool", digits=policy.pool_digits) if policy.pool_digits else say("method.one"),
        say("method.memory"),
        season if policy.season else say("method.no_season"),
        say("method.prior", floor=f"{policy.prior_floor:g}"),
        say("method.index", power=f"{policy.power:g}"),
        say(
            "method.override",
            probability=_percent(policy.override_probability),
            share=f"{policy.override_share:g}",
        ),
    )


def _colours(policy: Policy) -> tuple[str, ...]:
    return (
        say("method.cuts", cuts=_numbers(policy.cuts, say("why.join"))),
        say("method.draws", draws=policy.draws, seed=policy.seed),
        _steps("up", policy.up),
        _steps("down", policy.down),
    )


def _states(policy: Policy) -> tuple[str, ...]:
    sample = {"expected": f"{policy.min_expected:g}", "periods": policy.min_periods}
    return (
        say("method.small", **sample),
        say("method.no_data", after=policy.no_data_after),
        say("method.suppressed", limit=policy.suppress_below),
        say("method.trial", full=policy.full_year),
    )


def _votes(policy: Policy) -> tuple[str, ...]:
    if not policy.votes:
        return (say("method.no_votes"),)
    method = say(f"method.vote.{policy.votes[0].method.value}")
    lines = [say("method.votes", count=len(policy.votes), method=method)]
    for vote in policy.votes:
        pairs = zip(vote.about, vote.values, strict=True)
        said = say("why.join").join(f"{_about(about)} {value:g}" for about, value in pairs)
        lines.append(say("method.voted", voter=vote.voter, said=said))
    return tuple(lines)


def _about(text: str) -> str:
    return "/".join(wording.indicator(code) for code in text.split("/"))


def _baseline(policy: Policy) -> str:
    if policy.baseline is None:
        return say("method.no_baseline")
    first, last = (date_of(day).isoformat() for day in policy.baseline)
    return say("method.span", first=first, last=last)


def _period(policy: Policy) -> str:
    rule = policy.period
    unit = say(f"period_unit.{rule.kind.value}")
    weekday = say("ui.weekdays").split()[rule.week_ends]
    return say("method.period", kind=unit, weekday=weekday, zone=rule.time_zone)


def _facts(row: table.PolicyRow, titles: dict[str, str]) -> tuple[tuple[str, str], ...]:
    policy = row.policy
    valid = NONE if row.valid_from is None else periods.shown(row.valid_from)

    def person(name: str | None) -> str:
        return NONE if name is None else titles.get(name, name)

    values = {
        "rule": say("method.version", name=policy.name, version=policy.version),
        "valid_from": valid,
        "proposed": person(row.proposed_by),
        "approved": person(row.approved_by),
        "area": policy.area or say("method.everywhere"),
        "baseline": _baseline(policy),
        "period": _period(policy),
        "method": policy.method,
        "hash": row.hash,
    }
    return tuple((say(f"method.fact.{name}"), value) for name, value in values.items())


def card_of(row: table.PolicyRow, titles: dict[str, str]) -> MethodCard:
    """The card of a stored rule; ``titles`` are those of the persons by id."""
    policy = row.policy
    sections = {
        "how": _how(policy),
        "colours": _colours(policy),
        "states": _states(policy),
        "weights": _votes(policy),
    }
    return MethodCard(
        facts=_facts(row, titles),
        indicators=tuple(
            _indicator(rule, weight)
            for rule, weight in zip(policy.indicators, policy.weights, strict=True)
        ),
        sections=tuple(
            Section(title=say(f"method.title.{name}"), sentences=sentences)
            for name, sentences in sections.items()
        ),
    )


def _row(tx: Tx) -> table.PolicyRow:
    newest = runs.latest(tx)
    if newest is not None:
        return table.get(tx, newest.policy_hash)
    rows = [row for row in table.listed(tx) if row.valid_from is not None]
    if not rows:
        raise NotFoundError("policy.none_in_force", period=NONE)
    return max(rows, key=lambda row: row.valid_from or 0)


def card(workspace: Workspace, viewer: Viewer) -> MethodCard:
    """The card of the rule of the newest map; before the first map, of the newest rule in force.

    Raises:
        NotAllowedError: the role may not look at maps.
        NotFoundError: no rule is in force.
    """
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        row = _row(tx)
        titles = {person.id: person.title for person in people.listed(tx)}
    return card_of(row, titles)
