"""周情会 The meeting room: one page that follows the agenda in four blocks, and closing."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import streamlit as st

from errors import WusetuError
from services import meetings, wording
from services.access import Action, Viewer
from services.meetings import Agenda, Meeting
from services.situation import Situation
from services.workspace import current as workspace
from views import cache, session
from views.components import format as fmt
from views.components.drawing import show
from views.components.markup import esc
from views.components.states import empty
from views.meeting_parts import blocks, judgement_block
from views.meeting_parts.state import Room, room
from views.meeting_parts.style import CSS
from views.progress import passing_progress
from views.session import MapState
from vocab import AdminLevel, date_of
from words import say


def _option(one: Meeting, seen: Situation) -> str:
    rule = seen.policy.period
    return say(
        "meeting.option",
        number=one.number,
        span=fmt.period_name(rule, one.period),
        status=say(f"meeting.status_{one.status}"),
    )


def _title(made: Agenda, name: str, held: list[Meeting], seen: Situation) -> None:
    one = made.meeting
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    number = say("meeting.number", number=one.number)
    day = fmt.cut_off(one.held_on).removesuffix("24:00").strip()
    title = esc(say("meeting.title", place=name))
    with left:
        show(
            f'<div class="ws-room-title"><h1>{title}</h1>'
            f"<span>{esc(number)}　{esc(day)}</span></div>",
            key="room_title",
        )
    known = {other.period: other for other in held}
    key = f"meeting_of_{one.period}"
    right.selectbox(
        say("meeting.choose"),
        list(known),
        index=list(known).index(one.period),
        format_func=lambda period: _option(known[period], seen),
        key=key,
        label_visibility="collapsed",
        placeholder=say("meeting.choose"),
        on_change=lambda: MapState.from_address().put(
            week=date_of(st.session_state[key]).isoformat()
        ),
    )


def _foot(viewer: Viewer, made: Agenda, kept: Room, missing: int) -> None:
    one = made.meeting
    if one.is_closed:
        zone = ZoneInfo("Asia/Shanghai")
        when = fmt.moment(dt.datetime.fromtimestamp(one.closed_at or 0, zone))
        text = say("meeting.closed_note", time=when, who=one.closed_by)
        show(f'<p class="ws-note">{esc(text)}</p>', key="closed_note")
        return
    following, wide, reason, close = st.columns([2, 2, 6, 3], vertical_alignment="center")
    following.button(
        say("meeting.next_block"),
        shortcut="F2",
        key="next_block",
        on_click=kept.next_block,
        width="stretch",
    )
    wide.button(
        say("meeting.narrow" if kept.is_wide else "meeting.wide"),
        shortcut="Alt+M",
        key="turn_map",
        on_click=kept.turn_map,
        width="stretch",
    )
    if not viewer.may(Action.CLOSE):
        return
    if missing:
        reason.text_input(
            say("meeting.gap_reason"),
            placeholder=say("meeting.gap_reason"),
            key="gap_reason",
            label_visibility="collapsed",
        )
    else:
        reason.caption(say("meeting.close_note"))
    if close.button(
        say("meeting.close", number=one.number), type="primary", key="close", width="stretch"
    ):
        _close(viewer, one, kept)


def _close(viewer: Viewer, one: Meeting, kept: Room) -> None:
    try:
        meetings.close(
            workspace(),
            viewer,
            one.id,
            gap_reason=str(st.session_state.get("gap_reason") or ""),
            progress=passing_progress(),
        )
    except WusetuError as error:
        kept.told = ("close", wording.sentence(error))
    st.rerun()


def _room(viewer: Viewer, data: str, one: Meeting, seen: Situation, name: str, week: str) -> None:
    made = meetings.agenda(workspace(), viewer, one.id)
    kept = room(one.id)
    may = viewer.may(Action.PLAN)
    held = meetings.held(workspace(), viewer, one.area)
    _title(made, name, held, seen)
    if kept.is_wide and not one.is_closed:
        judgement_block.picture(data, seen, one.area, "", is_wide=True, name=name)
    else:
        left, right = st.columns(2)
        with left:
            blocks.carried(viewer, made, kept, may=may)
            blocks.lessons(viewer, made, kept, may=may)
        with right:
            judgement_block.judgement(viewer, data, made, kept, seen, week, name)
            grids = dict(zip(seen.grids["code"], seen.grids["name"], strict=True))
            blocks.plan(viewer, made, kept, grids, may=may)
    blocks.refusal(kept, "close")
    _foot(viewer, made, kept, max(seen.missing.values(), default=0))


def _not_open(viewer: Viewer, area: str, seen: Situation, week: str) -> None:
    """There is no meeting yet: the chair may open one, everybody else is told to wait."""
    held = meetings.held(workspace(), viewer, area)
    span = fmt.period_name(seen.policy.period, seen.period)
    number = held[0].number + 1 if held else 1
    if viewer.may(Action.PLAN):
        show(empty(say("meeting.open", number=number), say("meeting.open_note", span=span), []))
        if st.button(say("meeting.open", number=number), type="primary", key="convene"):
            try:
                meetings.convene(workspace(), viewer, area=area, week=week)
                st.rerun()
            except WusetuError as refused:
                show(f'<p class="ws-told">{esc(wording.sentence(refused))}</p>', key="refused")
    else:
        show(empty(say("nav.meeting"), say("meeting.may_not_open"), []))


def _meeting_of(viewer: Viewer, area: str, period: int) -> Meeting | None:
    held = meetings.held(workspace(), viewer, area)
    return next((one for one in held if one.period == period), None)


def main() -> None:
    """Draw the room of the town and week of the address."""
    st.html(CSS)
    viewer = session.viewer()
    state = MapState.from_address()
    data = cache.data_version()
    known = cache.periods(viewer, data)
    if not known:
        show(empty(say("map.empty_title"), say("map.empty_note"), []))
        st.page_link("data.py", label=say("nav.data"))
        return
    own = viewer.scope.prefix
    prefix = state.prefix(cache.home(data, known[-1].boundary_set_id, own), own)
    areas = cache.areas(data, known[-1].boundary_set_id, own)
    name, level = next(((n, v) for code, n, v in areas if code == prefix), ("", ""))
    if level in (AdminLevel.VILLAGE.value, "") and prefix != own:
        show(empty(say("nav.meeting"), say("meeting.scope_note"), []))
        return
    seen = cache.week(viewer, data, state.week, prefix)
    one = _meeting_of(viewer, prefix, seen.period)
    with st.container(key="meeting"):
        if one is None:
            _not_open(viewer, prefix, seen, state.week)
        else:
            _room(viewer, data, one, seen, name, date_of(seen.period).isoformat())


main()
