"""纪要取数 What a closed meeting froze, as an export may show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from analytics.hotspots import Word
from errors import NotAllowedError, NotFoundError, RefusedError
from policy import Policy
from reports.document import Masthead, Value
from reports.minutes_view import ListLine, MinutesView
from reports.weekly_view import ColourLine, HotLine, IndicatorLine, Move, Overview
from services import access, day_names, meetings, outgoing, policies, told, weekly_matters, wording
from services.accounts import is_demo
from services.meetings import Agenda, Meeting
from services.numerals import NONE
from services.outgoing import Outgoing
from vocab import COLOURS, METHOD_VERSION
from words import say


def of(out: Outgoing) -> MinutesView:
    """The minutes of the meeting on the week of an order.

    Raises:
        NotFoundError: no meeting was held on this week.
        RefusedError: it is still open.
    """
    held = meetings.held(out.workspace, out.viewer, out.prefix)
    one = next((each for each in held if each.period == out.seen.period), None)
    if one is None:
        raise NotFoundError("minutes.none", week=out.week)
    if one.frozen is None:
        raise RefusedError("minutes.open", number=one.number, week=out.week)
    made = meetings.agenda(out.workspace, out.viewer, one.id)
    return _view(out, one, made, one.frozen)


def _view(out: Outgoing, one: Meeting, made: Agenda, frozen: Mapping[str, Any]) -> MinutesView:
    with out.workspace.store.read() as tx:
        policy = policies.by_hash(tx, frozen["policy"]).policy
    chair = _chair(out, one)
    judged = frozen["judgement"]
    limit = policy.suppress_below
    alarms = judged["alarms"]
    return MinutesView(
        made_at=one.closed_at or 0,
        snapshot=frozen["snapshot"],
        policy=frozen["policy"],
        masthead=_masthead(out, one, policy, frozen["snapshot"], chair),
        opening=_opening(out, one),
        meeting=say("minutes.about"),
        matters=weekly_matters.lines(made.carried, one.held_on),
        lessons=made.lessons,
        overview=_overview(judged),
        indicators=tuple(_indicator(row, limit) for row in judged["indicators"]),
        compared=_compared(judged["compared_with"]),
        hot=tuple(_hot(row) for row in judged["hotspots"]),
        alarms=told.whole(alarms["found"]),
        false_alarms=told.decimal(alarms["expected_false"]),
        alarm_grids=tuple(dict.fromkeys(grid["name"] for grid in alarms["grids"])),
        lists=tuple(_lists(judged["last_list"], limit)),
        said=tuple(text for texts in weekly_matters.written(out).values() for text in texts),
        planned=weekly_matters.lines(made.planned, one.held_on),
    )


def _chair(out: Outgoing, one: Meeting) -> str:
    """The post of who closed it; "" where that person is no longer known."""
    try:
        return access.viewer_of(out.workspace, one.closed_by or "").title
    except NotAllowedError:
        return ""


def _masthead(out: Outgoing, one: Meeting, policy: Policy, snapshot: str, chair: str) -> Masthead:
    zone = ZoneInfo(policy.period.time_zone)
    closed = dt.datetime.fromtimestamp(one.closed_at or 0, zone)
    facts = {
        "cut_off": day_names.cut_off(one.period),
        "made": day_names.dated_moment(closed),
        "rule": say("report.rule", name=policy.name, version=policy.version),
        "policy_hash": policy.hash[: outgoing.SHOWN_HASH],
        "snapshot": snapshot[: outgoing.SHOWN_HASH],
        "method": METHOD_VERSION,
    }
    foot = [say("minutes.chair", who=chair)] if chair else []
    return Masthead(
        sign=say("minutes.sign", place=out.place),
        issue=say("minutes.issue", number=one.number),
        organ=out.place,
        day=day_names.day(one.held_on),
        title=say("minutes.title", place=out.place, number=one.number),
        span="",
        facts=tuple((say(f"report.fact.{name}"), text) for name, text in facts.items()),
        demo=say("ui.demo") if is_demo(out.workspace) else "",
        notice="",
        foot=(*foot, say("minutes.present")),
    )


def _opening(out: Outgoing, one: Meeting) -> str:
    first = out.seen.policy.period.first_day(one.period)
    return say(
        "minutes.opening",
        day=day_names.day(one.held_on),
        place=out.place,
        number=one.number,
        span=say("report.span", first=day_names.day(first), last=day_names.short_day(one.period)),
    )


def _overview(judged: Mapping[str, Any]) -> Overview:
    counts = {**judged["colours"], **judged["states"]}
    moves = [
        _move(side, row)
        for side, key in (("risen", "risen"), ("fallen", "fallen"), ("state", "state_changed"))
        for row in judged[key]
    ]
    return Overview(
        total=told.whole(sum(counts.values())),
        colours=tuple(
            ColourLine(
                level=colour.level,
                name=say(f"ui.colour.{colour.value}"),
                word=say(f"ui.level.{colour.level}"),
                now=told.whole(judged["colours"][colour.value]),
                before=told.UNKNOWN,
            )
            for colour in COLOURS
        ),
        states=tuple(
            (say(f"ui.state.{name}"), told.whole(count)) for name, count in judged["states"].items()
        ),
        risen=told.whole(len(judged["risen"])),
        fallen=told.whole(len(judged["fallen"])),
        state_changed=told.whole(len(judged["state_changed"])),
        unchanged=told.whole(judged["unchanged"]),
        moves=tuple(moves),
        has_previous=bool(judged["unchanged"] or moves),
        notes=(),
    )


def _move(side: str, row: Mapping[str, Any]) -> Move:
    """Without its reason: the sentence kept with the meeting holds exact counts."""
    return Move(
        side=side,
        name=row["name"],
        level=row["to_level"],
        before=wording.colour(row["from_level"], row["from_state"]),
        after=wording.colour(row["to_level"], row["to_state"]),
        rule=say(f"rule_of_change.{row['rule']}"),
        reason="",
    )


def _indicator(row: Mapping[str, Any], limit: int) -> IndicatorLine:
    is_amount = row["is_amount"]
    least = 0 if is_amount else limit
    now, before, earlier = (row[name] for name in ("now", "before", "earlier"))

    def told_change(other: float | None) -> Value:
        is_small = any(value is not None and 0 < value < least for value in (now, other))
        return told.UNKNOWN if is_small else told.change(now, other, is_amount=is_amount)

    return IndicatorLine(
        code=row["indicator"],
        name=wording.indicator(row["indicator"]),
        unit=say("report.persons") if is_amount else say("report.cases_unit"),
        is_amount=is_amount,
        now=told.total(now, least),
        before=told.total(before, least),
        previous=told_change(before),
        earlier=told.total(earlier, least),
        yearly=told_change(earlier),
        mean=told.whole(row["mean"]) if is_amount else _mean(row["mean"], least),
        labels=(),
        course=(),
        areas=(),
        areas_withheld=told.whole(0),
        note="",
    )


def _mean(value: float | None, limit: int) -> Value:
    is_small = value is not None and 0 < value < limit
    return Value(text=NONE) if is_small else told.decimal(value)


def _compared(with_: Mapping[str, Any]) -> str:
    before = _span(with_["before"])
    if with_["earlier"] is None:
        return say("report.compared_no_year", before=before)
    return say("report.compared", before=before, earlier=_span(with_["earlier"]))


def _span(days: Sequence[int]) -> str:
    return say("report.span", first=day_names.day(days[0]), last=day_names.day(days[1]))


def _hot(row: Mapping[str, Any]) -> HotLine:
    """Places by word; the sentences kept with the meeting hold exact counts."""
    return HotLine(
        name=wording.indicator(row["indicator"]),
        level="",
        words=tuple(
            (say(f"hotspot.word.{word.value}"), told.whole(len(names)), tuple(names))
            for word in (Word.NEW, Word.GROWING, Word.STEADY, Word.FADING)
            for names in [row["words"].get(word.value, [])]
        ),
        clusters=(),
    )


def _lists(rows: Sequence[Mapping[str, Any]], limit: int) -> list[ListLine]:
    """Those without a small number that could be worked out."""
    made = []
    for row in rows:
        numbers = [row["events"], row["hits"], row["plain"]]
        if any(n is None or 0 < n < limit for n in numbers):
            continue
        if 0 < row["events"] - row["hits"] < limit:
            continue
        made.append(
            ListLine(
                name=wording.indicator(row["indicator"]),
                share=told.whole(100 * row["area_share"]),
                events=told.whole(row["events"]),
                hits=told.amount(row["hits"]),
                plain=told.amount(row["plain"]),
            )
        )
    return made
