"""现行规则 The rule in force in words, what it did in the last weeks, and the book of all rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from layers.theme import Palette
from policy import Policy
from services.colour_weeks import ColourWeek
from services.rule_book import Entry, sentences
from views.components import format as fmt
from views.components.markup import esc
from views.components.ruler import bar_legend
from views.components.sheet import block_title, facts, table
from views.rules_parts.columns import columns
from vocab import day_number
from words import say

HASH_DIGITS = 12


def _day(text: str) -> str:
    return fmt.day(day_number(dt.date.fromisoformat(text))) if text else fmt.NONE


def _instant(at: int, zone: str) -> str:
    return fmt.day(day_number(dt.datetime.fromtimestamp(at, ZoneInfo(zone)).date()))


def _who(person: str, at: int, zone: str) -> str:
    if not person:
        return fmt.NONE
    return say("rules.force.who_when", who=person, day=_instant(at, zone))


def in_force(policy: Policy, entry: Entry | None, colours: Palette) -> str:
    """The rule: who decided it and since when, then what it says, sentence by sentence."""
    zone = policy.period.time_zone
    version = say("rules.force.version", name=policy.name, version=policy.version)
    rows = [(say("rules.force.rule"), version)]
    if entry is not None:
        since = say("rules.force.since_period", day=_day(entry.valid_from))
        rows += [
            (say("rules.force.since"), since),
            (say("rules.force.proposed"), _who(entry.proposed_by, entry.proposed_at, zone)),
            (say("rules.force.approved"), _who(entry.approved_by, entry.approved_at, zone)),
        ]
    if policy.baseline is not None:
        first, last = policy.baseline
        rows.append((say("rules.force.baseline"), f"{fmt.day(first)}—{fmt.day(last)}"))
    rows += [
        (say("rules.force.area"), policy.area or say("rules.force.everywhere")),
        (say("rules.force.hash"), policy.hash[:HASH_DIGITS]),
    ]
    told = "".join(
        f"<dt>{esc(about)}</dt><dd>{esc(text)}</dd>" for about, text in sentences(policy)
    )
    scale = bar_legend(policy.cuts, colours) if policy.cuts else ""
    return (
        block_title(say("rules.force.title"))
        + facts(rows)
        + f'<div class="ws-rules-scale">{scale}</div><dl class="ws-rules-told">{told}</dl>'
    )


def effect(place: str, weeks: Sequence[ColourWeek], colours: Palette) -> str:
    """The last weeks under the rules of their time."""
    note = say("rules.effect.note", place=place, count=len(weeks))
    return block_title(say("rules.effect.title"), note) + columns(weeks, colours)


def status(entry: Entry, newest: str) -> str:
    """The word for a rule's state; an approved one that has not begun yet is 将生效."""
    is_coming = entry.status == "approved" and newest and entry.valid_from > newest
    return say("rules.status.coming" if is_coming else f"rules.status.{entry.status}")


def history(entries: Sequence[Entry], newest: str, zone: str) -> str:
    """Every rule there was, newest first, with those who decided."""
    heads = ["version", "status", "since", "proposed", "approved", "hash"]
    if any(one.withdrawn for one in entries):
        heads.append("reason")
    rows = [
        (
            say("rules.force.version", name=one.name, version=one.version),
            status(one, newest),
            _day(one.valid_from),
            _who(one.proposed_by, one.proposed_at, zone),
            _who(one.approved_by, one.approved_at, zone),
            one.hash[:HASH_DIGITS],
            say("rules.history.withdrawn", reason=one.withdrawn) if one.withdrawn else "",
        )[: len(heads)]
        for one in entries
    ]
    return block_title(say("rules.history.title")) + table(
        [say(f"rules.history.{head}") for head in heads], rows
    )
