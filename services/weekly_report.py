"""周报取数 The frozen view a weekly report is made from, as an export may show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.compare import Alignment
from layers import risk
from layers.drawn import Drawn
from layers.map_view import Caption, MapView, Window
from policy import IndicatorKind, Policy
from reports.document import Masthead, Value
from reports.weekly_view import ColourLine, KeyGrid, Move, Overview, WeeklyView
from services import (
    comparing,
    day_names,
    map_layers,
    outgoing,
    telling,
    told,
    weekly_indicators,
    weekly_matters,
    weekly_places,
    weekly_risks,
    wording,
)
from services.access import Viewer
from services.map_layers import Asked
from services.outgoing import Order, Outgoing
from services.progress import Progress, part, silent
from services.situation import Change, Situation
from services.workspace import Workspace
from vocab import COLOURS, METHOD_VERSION, date_of, day_number
from words import say

LAYERS = ("risk", "villages", "towns")
TOP = 10


def gather(
    workspace: Workspace,
    viewer: Viewer,
    week: str = outgoing.LATEST,
    prefix: str = "",
    progress: Progress = silent,
) -> WeeklyView:
    """What the weekly report of an area says, small counts withheld whoever asks.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        week: a day of a scored period, or latest: the last closed one.
        prefix: code of the area; the viewer's own where empty.
        progress: told how far it is.

    Raises:
        NotAllowedError: the role may not export, or the area is not the viewer's.
        NotFoundError: no such week, or none closed yet.
        RefusedError: ``week`` or ``prefix`` cannot be read.
    """
    return of(outgoing.of(workspace, viewer, Order(week=week, prefix=prefix)), progress)


def of(out: Outgoing, progress: Progress = silent) -> WeeklyView:
    """The same for an order that was let pass."""
    seen = out.seen
    said = weekly_matters.said(out)
    compared = comparing.compare(out.workspace, out.viewer, seen, Alignment.WEEKDAY)
    hot, alarms = weekly_risks.risks(out, part(progress, 0.1, 0.8))
    venues, left_out = weekly_places.venues(out)
    return WeeklyView(
        kind=seen.policy.period.kind.value,
        made_at=seen.made_at,
        snapshot=seen.snapshot,
        policy=seen.policy.hash,
        masthead=masthead(out, sign=say("report.sign"), title="report.title"),
        overview=_overview(seen),
        picture=picture(out),
        layers=layers(out),
        indicators=weekly_indicators.lines(out, compared),
        compared=weekly_indicators.compared_with(compared),
        key_grids=_key_grids(seen),
        key_columns=tuple(wording.short(code) for code in _events(seen.policy)),
        venues=venues,
        venues_left_out=told.whole(left_out),
        borders=weekly_places.borders_of(out),
        meeting=said.meeting,
        matters=said.matters,
        planned=said.planned,
        hot=hot,
        alarms=alarms,
        definitions=_definitions(seen, compared),
        limit=told.whole(seen.policy.suppress_below),
        notes=said.notes,
    )


def _events(policy: Policy) -> list[str]:
    return [rule.code for rule in policy.indicators if rule.kind is IndicatorKind.EVENTS]


# --- masthead -----------------------------------------------------------------------------


def masthead(out: Outgoing, *, sign: str, title: str, issue: str = "") -> Masthead:
    """Issue, cut-off, time made and everything it can be traced by; the time is the run's."""
    seen = out.seen
    made = out.made_at
    run = say("ui.run.revision", status=say(f"ui.run.{seen.status}"), revision=seen.revision)
    facts = {
        "cut_off": day_names.cut_off(seen.period),
        "made": day_names.dated_moment(made),
        "rule": say("report.rule", name=seen.policy.name, version=seen.policy.version),
        "policy_hash": seen.policy.hash[: outgoing.SHOWN_HASH],
        "snapshot": seen.snapshot[: outgoing.SHOWN_HASH],
        "run": run,
        "method": METHOD_VERSION,
    }
    approval = out.workspace.settings.map_approval
    return Masthead(
        sign=sign,
        issue=issue or say("report.issue", year=_year(seen), number=_number(seen)),
        organ=out.place,
        day=day_names.day(day_number(made.date())),
        title=say(title, place=out.place),
        span=say("report.span", first=day_names.day(seen.first_day), last=_last_day(seen)),
        facts=tuple((say(f"report.fact.{name}"), text) for name, text in facts.items()),
        demo=say("ui.demo") if seen.demo else "",
        notice=say("sheet.approval", number=approval) if approval else say("sheet.notice"),
    )


def _last_day(seen: Situation) -> str:
    same_year = date_of(seen.first_day).year == date_of(seen.period).year
    return day_names.short_day(seen.period) if same_year else day_names.day(seen.period)


def _year(seen: Situation) -> int:
    return date_of(seen.period).year


def _number(seen: Situation) -> int:
    """Which period of its year this is, by the day it ends on."""
    calendar, year = seen.policy.period, _year(seen)
    first = day_number(dt.date(year, 1, 1))
    return sum(date_of(one).year == year for one in calendar.between(first, seen.period))


# --- 一 -----------------------------------------------------------------------------------


def _overview(seen: Situation) -> Overview:
    before = seen.grids["previous_level"]
    lines = tuple(
        ColourLine(
            level=colour.level,
            name=say(f"ui.colour.{colour.value}"),
            word=say(f"ui.level.{colour.level}"),
            now=told.whole(seen.per_colour[colour.value]),
            before=told.whole(int((before == colour.level).sum()) if seen.has_previous else None),
        )
        for colour in COLOURS
    )
    changes = (*seen.risen, *seen.fallen, *seen.state_changed)
    return Overview(
        total=told.whole(len(seen.grids)),
        colours=lines,
        states=tuple(
            (say(f"ui.state.{name}"), told.whole(count)) for name, count in seen.per_state.items()
        ),
        risen=told.whole(len(seen.risen)),
        fallen=told.whole(len(seen.fallen)),
        state_changed=told.whole(len(seen.state_changed)),
        unchanged=told.whole(len(seen.grids) - len(changes)),
        moves=tuple(_move(seen, one) for one in changes) if seen.has_previous else (),
        has_previous=seen.has_previous,
        notes=tuple(_notes(seen)),
    )


def _move(seen: Situation, one: Change) -> Move:
    side = "risen" if one in seen.risen else "fallen" if one in seen.fallen else "state"
    return Move(
        side=side,
        name=one.name,
        level=one.to_level,
        before=wording.colour(one.from_level, one.from_state),
        after=wording.colour(one.to_level, one.to_state),
        rule=say(f"rule_of_change.{one.rule}"),
        reason=one.reason,
    )


def _notes(seen: Situation) -> list[str]:
    """What a reader must know before the numbers: missing reports, a gap, a trial."""
    notes = [
        say("report.missing", name=wording.indicator(code), count=count, total=len(seen.grids))
        for code, count in seen.missing.items()
        if count
    ]
    notes += [say("report.gap", reason=seen.gap_reason)] if seen.gap_reason else []
    return notes + [say("report.warning", text=text) for text in seen.warnings]


def picture(out: Outgoing) -> MapView:
    """The view a map of the week is drawn with: marks of what rose and fell, slots, stamp."""
    seen, grids, settings = out.seen, out.seen.grids, out.workspace.settings
    approval, source = settings.map_approval, settings.base_map_source
    caption = Caption(
        lines=(
            say("sheet.approval", number=approval) if approval else say("sheet.no_approval"),
            say("sheet.base_map", source=source) if source else say("sheet.no_base_map"),
        ),
        notice="" if approval else say("sheet.notice"),
        is_demo=seen.demo,
    )
    marks = risk.marks(grids["level"], grids["previous_level"]) if seen.has_previous else ""
    nowhere = Window(longitude=0.0, latitude=0.0, zoom=0.0)
    return MapView(window=nowhere, caption=caption, marks=marks)


def layers(out: Outgoing, codes: Sequence[str] = LAYERS) -> tuple[Drawn, ...]:
    """Map layers of the week that can be drawn, lowest first."""
    asked = Asked(version=out.seen.boundary_set, prefix=out.prefix, week=out.week)
    return tuple(
        map_layers.ready(out.workspace, out.viewer, map_layers.named(code), asked, seen=out.seen)
        for code in codes
    )


# --- 三 -----------------------------------------------------------------------------------


def _key_grids(seen: Situation) -> tuple[KeyGrid, ...]:
    """The worst ten: by colour, then index, then code, all as an export may know them."""
    coloured = seen.grids[seen.grids["level"] > 0]
    ranked = coloured.sort_values(
        ["level", "index", "code"], ascending=[True, False, True], kind="stable"
    )
    return tuple(
        _key_grid(seen, number, row)
        for number, row in enumerate(ranked.head(TOP).itertuples(index=False), start=1)
    )


def _key_grid(seen: Situation, number: int, row: object) -> KeyGrid:
    grid = pd.Series(row._asdict())  # type: ignore[attr-defined]
    level, before = int(grid["level"]), int(grid["previous_level"])
    moved = before not in (0, level)
    return KeyGrid(
        rank=Value(text=str(number), number=float(number)),
        code=str(grid["code"]),
        name=str(grid["name"]),
        level=level,
        colour=wording.colour(level),
        before=wording.colour(before, str(grid["previous_state"])) if moved else "",
        reason=_reason(seen.policy, grid),
        residents=told.whole(float(grid["residents"])),
        counts=tuple(told.whole(float(grid[f"count_{code}"])) for code in _events(seen.policy)),
        confidence=_sure(float(grid["p_within_one"])),
    )


def _reason(policy: Policy, grid: pd.Series) -> str:
    """Up to two indicators that lift the grid above the middle one, the stronger first."""
    points = [(float(grid[f"part_{rule.code}"]), rule) for rule in policy.indicators]
    lifting = sorted((one for one in points if one[0] >= telling.CLEAR), key=lambda one: -one[0])
    counted = [rule for _, rule in lifting[:2] if rule.kind is IndicatorKind.EVENTS]
    stocks = [one for one in lifting[:2] if one[1] not in counted]
    texts = [telling.compared(rule, value) for value, rule in stocks]
    if counted:
        names = say("report.join").join(wording.indicator(rule.code) for rule in counted)
        texts.insert(0, say("why.more.events", name=names))
    return say("ui.comma").join(texts) or say("report.no_cause")


def _sure(chance: float) -> str:
    """较大, 一般 or 较小, by the bounds of the word 把握 everywhere."""
    if chance >= wording.SURE:
        return say("report.sure.high")
    return say("report.sure.fair" if chance >= wording.FAIR else "report.sure.low")


# --- 口径 ---------------------------------------------------------------------------------


def _definitions(seen: Situation, compared: comparing.Comparison) -> tuple[str, ...]:
    policy = seen.policy
    zone = ZoneInfo(policy.period.time_zone)
    indicators = say("report.join").join(
        say("report.weight", name=wording.indicator(rule.code), share=_share(share))
        for rule, share in zip(policy.indicators, policy.weights, strict=True)
    )
    cuts = say("report.join").join(f"{cut:g}" for cut in policy.cuts)
    earlier = compared.earlier
    texts = [
        say(
            "report.define.span",
            first=day_names.day(seen.first_day),
            last=day_names.cut_off(seen.period),
        ),
        say("report.define.indicators", indicators=indicators),
        say("report.define.colours", cuts=cuts),
        say("report.define.confidence"),
        say("report.define.previous"),
        say(
            "report.define.yearly",
            first=day_names.day(earlier.first) if earlier else "",
            last=day_names.day(earlier.last) if earlier else "",
        )
        if earlier
        else say("report.define.no_year"),
        say("report.define.small", limit=policy.suppress_below),
        say("report.define.coarse"),
        say("report.define.map"),
        say(
            "report.define.trace",
            snapshot=seen.snapshot,
            policy=policy.hash,
            zone=zone.key,
            method=METHOD_VERSION,
        ),
    ]
    return tuple(texts)


def _share(share: float) -> str:
    return wording.one_decimal(100 * share)
