"""决定 Propose a draft, approve a proposal as a second person, or take one's own back."""

from __future__ import annotations

import streamlit as st

from errors import WusetuError
from policy import Policy, to_toml
from services import policies, wording
from services.access import Action, Viewer
from services.rule_book import Entry
from services.situation import Run
from services.workspace import current as workspace
from views.components import format as fmt
from views.components.drawing import show
from views.components.markup import esc
from views.components.sheet import block_title
from views.components.states import notice
from views.rules_parts.state import Part, go, keep_draft
from vocab import RunStatus, date_of
from words import say

# Periods to come that are offered as a start.
AHEAD = 4
BACK = 52
_DONE, _FAILED = "rules_done", "rules_failed"


def _told(words: str) -> None:
    st.session_state[_DONE] = words


def _propose(viewer: Viewer, rule: Policy) -> None:
    try:
        made = policies.propose(workspace(), viewer, to_toml(rule))
    except WusetuError as error:
        st.session_state[_FAILED] = wording.sentence(error)
        return
    keep_draft(None)
    go(Part.COMPARE, made["hash"])
    _told(say("rules.act.proposed", version=rule.version))


def _drop() -> None:
    keep_draft(None)
    go(Part.PROPOSE)


def draft(viewer: Viewer, rule: Policy) -> None:
    """Buttons under a draft: propose it, or drop it."""
    with st.container(key="panel_rules_act"):
        title = block_title(say("rules.act.propose_title"), say("rules.act.propose_note"))
        show(title, key="rules_act")
        left, right, _ = st.columns([2, 1, 4])
        left.button(
            say("rules.act.propose", version=rule.version),
            type="primary",
            on_click=_propose,
            args=(viewer, rule),
            key="rules_propose",
            width="stretch",
        )
        right.button(say("rules.act.drop"), on_click=_drop, key="rules_drop", width="stretch")
        outcome()


def starts(rule: Policy, known: list[Run], today: int) -> dict[str, str]:
    """Periods a rule may begin with: the scored ones still open, and those to come.

    Before the first map the periods that went by are offered too.
    """
    still_open = [run.period for run in known if run.status is RunStatus.PROVISIONAL]
    last = max([run.period for run in known], default=rule.period.containing(today))
    count = AHEAD if known else AHEAD + BACK
    for _ in range(0 if known else BACK + 1):
        last = rule.period.previous(last)
    found = {
        date_of(period).isoformat(): say(
            "rules.act.scored", period=fmt.period_name(rule.period, period)
        )
        for period in still_open
    }
    for _ in range(count):
        last = rule.period.containing(last + 1)
        found[date_of(last).isoformat()] = say(
            "rules.act.open", period=fmt.period_name(rule.period, last)
        )
    return found


def _approve(viewer: Viewer, entry: Entry) -> None:
    week = st.session_state["rules_start"]
    try:
        policies.approve(workspace(), viewer, entry.hash, week=week)
    except WusetuError as error:
        st.session_state[_FAILED] = wording.sentence(error)
        return
    go(Part.NOW)
    _told(say("rules.act.approved", version=entry.version, period=week))


def _withdraw(viewer: Viewer, entry: Entry) -> None:
    try:
        policies.withdraw(workspace(), viewer, entry.hash, st.session_state["rules_reason"])
    except WusetuError as error:
        st.session_state[_FAILED] = wording.sentence(error)
        return
    go(Part.NOW)
    _told(say("rules.act.withdrawn", version=entry.version))


def _approval(viewer: Viewer, entry: Entry, rule: Policy, known: list[Run], today: int) -> None:
    if entry.proposer == viewer.person:
        show(f'<p class="ws-note">{esc(say("rules.act.own"))}</p>', key="rules_own")
        return
    if not viewer.may(Action.APPROVE):
        show(f'<p class="ws-note">{esc(say("rules.act.may_not"))}</p>', key="rules_may_not")
        return
    words = starts(rule, known, today)
    start, button, _ = st.columns([3, 2, 2], vertical_alignment="bottom")
    start.selectbox(
        say("rules.act.from"),
        list(words),
        format_func=lambda week: words[week],
        placeholder=say("data.choose"),
        key="rules_start",
    )
    button.button(
        say("rules.act.approve", version=entry.version),
        type="primary",
        on_click=_approve,
        args=(viewer, entry),
        key="rules_approve",
        width="stretch",
    )


def _withdrawal(viewer: Viewer, entry: Entry) -> None:
    reason, button, _ = st.columns([3, 2, 2], vertical_alignment="bottom")
    reason.text_input(say("rules.act.reason"), key="rules_reason")
    written = bool(st.session_state["rules_reason"].strip())
    button.button(
        say("rules.act.withdraw"),
        disabled=not written,
        on_click=_withdraw,
        args=(viewer, entry),
        key="rules_withdraw",
        width="stretch",
        help=None if written else say("rules.act.wait", what=say("rules.act.wait_reason")),
    )


def proposal(viewer: Viewer, entry: Entry, rule: Policy, known: list[Run], today: int) -> None:
    """Approve as a second person, or take back as the first; else only the outcome."""
    if entry.status != "proposed":
        outcome()
        return
    with st.container(key="panel_rules_act"):
        show(block_title(say("rules.act.title"), say("rules.act.propose_note")), key="rules_act")
        _approval(viewer, entry, rule, known, today)
        is_own = entry.proposer == viewer.person or viewer.may(Action.ADMINISTER)
        if viewer.may(Action.PROPOSE) and is_own:
            _withdrawal(viewer, entry)
        outcome()


def outcome() -> None:
    """What was done, or why not; said once."""
    failed = st.session_state.pop(_FAILED, "")
    if failed:
        show(notice(say("rules.act.failed"), failed), key="rules_failed_note")
    done = st.session_state.pop(_DONE, "")
    if done:
        show(notice(done, ""), key="rules_done_note")
