"""规则 The rule in force and its effect; propose a change, see what it does, approve it."""

from __future__ import annotations

import streamlit as st

from layers.theme import Ground, Palette, palette
from policy import Policy
from services import colour_weeks, periods, policies, rule_book, scoring
from services.access import Action, Viewer
from services.rule_book import Entry
from services.situation import Run
from services.workspace import current as workspace
from views import cache, session
from views.components.drawing import show
from views.components.sheet import page_title
from views.components.states import empty, no_permission
from views.rules_parts import act, book, compare, form
from views.rules_parts.state import SWITCH, Part, RulesState, draft, go
from views.rules_parts.style import CSS
from views.session import MapState
from words import say

WEEKS = 13
DRAFT = "draft"


def _colours() -> Palette:
    return palette(Ground.LIGHT, twin=MapState.from_address().is_twin)


def _switch(state: RulesState) -> None:
    def chosen() -> None:
        go(st.session_state[SWITCH])

    st.segmented_control(
        say("rules.title"),
        list(Part),
        default=state.part if SWITCH not in st.session_state else None,
        format_func=lambda part: say(f"rules.part.{part}"),
        label_visibility="collapsed",
        required=True,
        key=SWITCH,
        on_change=chosen,
    )


def _current(viewer: Viewer, known: list[Run], entries: tuple[Entry, ...]) -> Policy | None:
    """The rule of the newest map; before the first map the one that is approved."""
    if known:
        return policies.one(workspace(), viewer, known[-1].policy_hash)
    approved = [one for one in entries if one.status == "approved"]
    return policies.one(workspace(), viewer, approved[0].hash) if approved else None


def _now(
    viewer: Viewer, data: str, known: list[Run], entries: tuple[Entry, ...], rule: Policy | None
) -> None:
    act.outcome()
    newest = periods.shown(known[-1].period) if known else ""
    left, right = st.columns([7, 10])
    with left:
        if rule is None:
            show(empty(say("rules.force.none"), say("rules.force.none_note"), []), key="rules_none")
        else:
            _force(rule, entries)
    with right:
        if known:
            _effect(viewer, data, known)
        if entries:
            zone = rule.period.time_zone if rule else "Asia/Shanghai"
            with st.container(key="panel_rules_history"):
                show(book.history(entries, newest, zone), key="rules_history")


def _force(rule: Policy, entries: tuple[Entry, ...]) -> None:
    entry = next((one for one in entries if one.hash == rule.hash), None)
    with st.container(key="panel_rules_force"):
        show(book.in_force(rule, entry, _colours()), key="rules_force")


def _effect(viewer: Viewer, data: str, known: list[Run]) -> None:
    newest = known[-1].boundary_set_id
    home = cache.home(data, newest, viewer.scope.prefix)
    prefix = MapState.from_address().prefix(home, viewer.scope.prefix)
    areas = {code: name for code, name, _ in cache.areas(data, newest, viewer.scope.prefix)}
    weeks = cache.weekly(
        viewer,
        data,
        "latest",
        prefix,
        "colour weeks",
        lambda: colour_weeks.colour_weeks(viewer, prefix, known, cache.reader(), WEEKS),
    )
    with st.container(key="panel_rules_effect"):
        place = areas.get(prefix, say("map.whole"))
        show(book.effect(place, weeks, _colours()), key="rules_effect")


def _options(entries: tuple[Entry, ...], current: Policy | None, newest: str) -> dict[str, str]:
    """What may be compared: the draft first, then proposals, then the other rules."""
    found = {DRAFT: say("rules.compare.draft")} if draft() is not None else {}
    order = ("proposed", "approved", "alternative", "superseded", "withdrawn")
    for entry in sorted(entries, key=lambda one: order.index(one.status)):
        if current is None or entry.hash != current.hash:
            found[entry.hash] = say(
                "rules.compare.option",
                version=entry.version,
                name=entry.name,
                status=book.status(entry, newest),
            )
    return found


def _compare(
    viewer: Viewer,
    data: str,
    known: list[Run],
    entries: tuple[Entry, ...],
    current: Policy | None,
    state: RulesState,
) -> None:
    options = _options(entries, current, periods.shown(known[-1].period) if known else "")
    if not options:
        show(empty(say("rules.compare.none"), say("rules.compare.none_note"), []), key="rules_none")
        return
    asked = next((one for one in options if state.rule and one.startswith(state.rule)), None)
    keys = list(options)
    which = st.selectbox(
        say("rules.compare.which"),
        keys,
        index=keys.index(asked) if asked else 0,
        format_func=lambda one: options[one],
        on_change=lambda: go(Part.COMPARE, _hash(st.session_state["rules_which"])),
        placeholder=say("data.choose"),
        key="rules_which",
    )
    rule = draft() if which == DRAFT else policies.one(workspace(), viewer, which)
    if known and rule is not None:
        newest = known[-1].boundary_set_id
        prefix = cache.home(data, newest, viewer.scope.prefix)
        seen = cache.week(viewer, data, "latest", prefix)
        found = compare.effect_of(viewer, data, seen, rule, prefix)
        rule = found.policy
        compare.headline(found)
        _decide(viewer, known, entries, which, rule)
        compare.draw(data, found, prefix, _colours())
    else:
        _decide(viewer, known, entries, which, rule)


def _hash(which: str) -> str:
    return "" if which == DRAFT else which


def _decide(
    viewer: Viewer, known: list[Run], entries: tuple[Entry, ...], which: str, rule: Policy
) -> None:
    if which == DRAFT:
        act.draft(viewer, rule)
        return
    entry = next(one for one in entries if one.hash == which)
    today = scoring.local_day(workspace(), rule.period.time_zone)
    act.proposal(viewer, entry, rule, known, today)


def main() -> None:
    """Draw the part that is open, for the person signed in."""
    viewer = session.viewer()
    state = RulesState.from_address()
    data = cache.data_version()
    known = cache.periods(viewer, data)
    entries = rule_book.book(workspace(), viewer)
    current = _current(viewer, known, entries)
    st.html(f"<style>{CSS}</style>")
    show(page_title(say("rules.title"), say("rules.note")), key="rules_title")
    _switch(state)
    if state.part is Part.NOW:
        _now(viewer, data, known, entries, current)
    elif state.part is Part.COMPARE:
        _compare(viewer, data, known, entries, current, state)
    elif not viewer.may(Action.PROPOSE):
        whom = say("page.administrator")
        show(no_permission(viewer.title, say("rules.form.denied"), whom), key="rules_denied")
    elif current is None:
        show(empty(say("rules.force.none"), say("rules.force.none_note"), []), key="rules_none")
    else:
        left, right = st.columns([10, 7])
        with left:
            form.draw(current, entries)
        with right:
            _force(current, entries)


main()
