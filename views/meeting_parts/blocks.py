"""The four blocks with their forms; a refusal stands under the form it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from errors import WusetuError
from services import matters, meetings, wording
from services.access import Viewer
from services.matters import Draft, Row
from services.meetings import Agenda
from services.workspace import current as workspace
from views.components import format as fmt
from views.components.drawing import show
from views.components.markup import esc
from views.meeting_parts import tables
from views.meeting_parts.state import Room
from words import say

DUE_DAYS = 42
USUAL_DUE = 7
STATES = ("doing", "closed", "open")


def _tried(room: Room, form: str, act: Callable[[], object]) -> None:
    """Do it; a refusal is kept for the form, and what was typed stays."""
    try:
        act()
        room.told = ("", "")
    except WusetuError as error:
        room.told = (form, wording.sentence(error))


def refusal(room: Room, form: str) -> None:
    """The last refusal, under the form it belongs to."""
    if room.told[0] == form and room.told[1]:
        show(f'<p class="ws-told" role="alert">{esc(room.told[1])}</p>', key=f"told_{form}")


def _value(key: str) -> str:
    return str(st.session_state.get(key) or "")


def _frame(made: Agenda, room: Room, block: int) -> str:
    return "frozen" if made.meeting.is_closed else room.state_of(block)


def _move(viewer: Viewer, room: Room, made: Agenda) -> None:
    chosen = st.session_state.get("matter_chosen")
    if chosen is None:
        return
    _tried(
        room,
        "carried",
        lambda: matters.move(
            workspace(),
            viewer,
            chosen.id,
            status=st.session_state["matter_state"],
            note=_value("matter_note"),
            meeting_id=made.meeting.id,
        ),
    )
    if not room.told[1]:
        st.session_state["matter_note"] = ""


def _choose(room: Room) -> None:
    chosen = st.session_state.get("matter_chosen")
    room.matter = chosen.id if chosen is not None else 0


def carried(viewer: Viewer, made: Agenda, room: Room, *, may: bool) -> None:
    """一 Open matters of the meetings before; each is moved on or closed with a note."""
    state = _frame(made, room, 1)
    with st.container(key=f"agenda_1_{state}"):
        title = tables.head(
            1,
            say("meeting.carried"),
            tables.carried_note(made),
            room.state_of(1),
            is_frozen=made.meeting.is_closed,
        )
        show(title + tables.matter_table(made.carried, room.matter), key="carried")
        open_ones = [row for row in made.carried if not row.is_closed]
        if not may or made.meeting.is_closed or not open_ones:
            return
        which, how = st.columns([3, 2])
        which.selectbox(
            say("meeting.pick"),
            open_ones,
            index=None,
            format_func=lambda row: f"{row.title}　{row.place_name}",
            placeholder=say("meeting.pick"),
            key="matter_chosen",
            label_visibility="collapsed",
            on_change=lambda: _choose(room),
        )
        how.segmented_control(
            say("meeting.state"),
            STATES,
            default="doing",
            required=True,
            format_func=lambda one: say(f"matter.state.{one}"),
            key="matter_state",
            label_visibility="collapsed",
        )
        with st.form("move", border=False, enter_to_submit=True):
            text, save = st.columns([5, 1])
            text.text_input(
                say("meeting.note"),
                placeholder=say("meeting.note"),
                key="matter_note",
                label_visibility="collapsed",
            )
            save.form_submit_button(
                say("meeting.save"), on_click=lambda: _move(viewer, room, made), width="stretch"
            )
        refusal(room, "carried")


def _learn(viewer: Viewer, room: Room, made: Agenda) -> None:
    _tried(
        room,
        "lessons",
        lambda: meetings.remark(workspace(), viewer, made.meeting.id, _value("lesson_text")),
    )
    if not room.told[1]:
        st.session_state["lesson_text"] = ""


def lessons(viewer: Viewer, made: Agenda, room: Room, *, may: bool) -> None:
    """二 What was learned: a sentence each, numbered, may be taken out again."""
    state = _frame(made, room, 2)
    told = made.remarks
    with st.container(key=f"agenda_2_{state}"):
        title = tables.head(
            2,
            say("meeting.lessons"),
            say("meeting.lessons_note", count=len(told)),
            room.state_of(2),
            is_frozen=made.meeting.is_closed,
        )
        show(title + tables.lessons(text for _, _, text, _ in told), key="lessons")
        if not may or made.meeting.is_closed:
            return
        with st.form("learn", border=False, clear_on_submit=False):
            text, save = st.columns([5, 1])
            text.text_input(
                say("meeting.lesson_text"),
                placeholder=say("meeting.lesson_text"),
                key="lesson_text",
                label_visibility="collapsed",
            )
            save.form_submit_button(
                say("meeting.add"), on_click=lambda: _learn(viewer, room, made), width="stretch"
            )
        if told:
            last = told[-1][0]
            st.button(
                say("meeting.take_out", number=len(told)),
                key="take_out",
                type="tertiary",
                on_click=lambda: _tried(
                    room,
                    "lessons",
                    lambda: meetings.withdraw_remark(workspace(), viewer, last),
                ),
            )
        refusal(room, "lessons")


def _plan(viewer: Viewer, room: Room, made: Agenda) -> None:
    draft = Draft(
        title=_value("plan_title"),
        owner=_value("plan_owner"),
        due_on=int(st.session_state["plan_due"]),
        place=_value("plan_place"),
        kind=_value("plan_kind"),
    )
    _tried(room, "plan", lambda: matters.add(workspace(), viewer, made.meeting.id, draft))
    if not room.told[1]:
        for key in ("plan_title", "plan_kind"):
            st.session_state[key] = ""
        st.session_state["plan_place"] = None


def _form(viewer: Viewer, made: Agenda, room: Room, places: dict[str, str]) -> None:
    days = [made.meeting.held_on + n for n in range(1, DUE_DAYS + 1)]
    owners = list(dict.fromkeys(row.owner for row in (*made.planned, *made.carried)))
    with st.form("plan", border=False, clear_on_submit=False):
        st.text_input(
            say("meeting.matter_text"),
            placeholder=say("meeting.matter_text"),
            key="plan_title",
            label_visibility="collapsed",
        )
        place, owner, kind, due, add = st.columns([5, 4, 3, 4, 2])
        place.selectbox(
            say("meeting.matter_place"),
            list(places),
            index=None,
            format_func=lambda code: places[code],
            placeholder=say("meeting.matter_place"),
            key="plan_place",
            label_visibility="collapsed",
        )
        owner.selectbox(
            say("meeting.matter_owner"),
            owners,
            index=None,
            accept_new_options=True,
            placeholder=say("meeting.matter_owner"),
            key="plan_owner",
            label_visibility="collapsed",
        )
        kind.text_input(
            say("meeting.matter_kind"),
            placeholder=say("meeting.matter_kind"),
            key="plan_kind",
            label_visibility="collapsed",
        )
        due.selectbox(
            say("meeting.matter_due"),
            days,
            index=USUAL_DUE - 1,
            format_func=fmt.short_day,
            placeholder=say("meeting.matter_due"),
            key="plan_due",
            label_visibility="collapsed",
        )
        add.form_submit_button(
            say("meeting.add"), on_click=lambda: _plan(viewer, room, made), width="stretch"
        )


def plan(viewer: Viewer, made: Agenda, room: Room, places: dict[str, str], *, may: bool) -> None:
    """四 The plan: matters with owner, due day and place, and what is carried over by itself."""
    state = _frame(made, room, 4)
    still: Sequence[Row] = [row for row in made.carried if not row.is_closed]
    with st.container(key=f"agenda_4_{state}"):
        title = tables.head(
            4,
            say("meeting.plan"),
            say("meeting.plan_note", count=len(made.planned), carried=len(still)),
            room.state_of(4),
            is_frozen=made.meeting.is_closed,
        )
        show(title, key="plan_head")
        if may and not made.meeting.is_closed:
            _form(viewer, made, room, places)
            refusal(room, "plan")
        note = f'<p class="ws-quiet">{esc(say("meeting.carry_over", count=len(still)))}</p>'
        show(tables.matter_table(made.planned) + note, key="planned")
