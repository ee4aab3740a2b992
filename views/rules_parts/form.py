"""提议 The form that changes a rule: weights, half-lives, cuts, hysteresis; checked in words."""

from __future__ import annotations

import streamlit as st

from policy import IndicatorKind, Policy, Steps
from services import rule_drafts, wording
from services.rule_book import WAYS, Entry
from services.rule_drafts import Draft
from views.components.drawing import show
from views.components.markup import esc
from views.components.sheet import block_title
from views.components.states import notice
from views.rules_parts.state import Part, go, keep_draft
from vocab import COLOURS
from words import say

CUTS = 4


def _key(*parts: str) -> str:
    return "rules_" + "_".join(parts)


def _number(place: st.delta_generator.DeltaGenerator, label: str, key: str, value: float) -> None:
    place.number_input(
        label, value=float(value), step=1.0, format="%g", key=key, icon=None, width="stretch"
    )


def _weights(policy: Policy) -> None:
    st.markdown(f"**{say('rules.form.weights')}**")
    points = rule_drafts.of_policy(policy).weights
    for place, (code, value) in zip(st.columns(len(points)), points.items(), strict=True):
        _number(place, wording.indicator(code), _key("weight", code), round(value, 2))


def _lives(policy: Policy) -> None:
    events = [rule for rule in policy.indicators if rule.kind is IndicatorKind.EVENTS]
    if not events:
        return
    st.markdown(f"**{say('rules.form.lives')}**")
    for place, rule in zip(st.columns(len(policy.indicators)), events, strict=False):
        _number(place, wording.indicator(rule.code), _key("life", rule.code), rule.half_life)


def _cuts(policy: Policy) -> None:
    st.markdown(f"**{say('rules.form.cuts')}**")
    # Colours are listed worst first, cuts ascend: the lowest lies between the last two.
    names = [wording.colour(colour.level) for colour in reversed(COLOURS)]
    for k, place in enumerate(st.columns(CUTS)):
        label = say("rules.form.cut", low=names[k], high=names[k + 1])
        value = policy.cuts[k] if policy.cuts else 20.0 * (k + 1)
        _number(place, label, _key("cut", str(k)), value)
    st.checkbox(say("rules.form.recalibrate"), key=_key("recalibrate"))


def _steps(policy: Policy) -> None:
    st.markdown(f"**{say('rules.form.steps')}**")
    for way in WAYS:
        steps: Steps = getattr(policy, way)
        word = say(f"rules.way.{way}")
        places = st.columns(3)
        once, twice = round(steps.once * 100, 2), round(steps.twice * 100, 2)
        _number(places[0], say("rules.form.once", way=word), _key(way, "once"), once)
        _number(places[1], say("rules.form.twice", way=word), _key(way, "twice"), twice)
        _number(places[2], say("rules.form.calm", way=word), _key(way, "calm"), steps.calm_periods)


def _asked(policy: Policy) -> Draft:
    """What stands in the fields; an emptied field counts as 0 and is found by the checks."""

    def value(*parts: str) -> float:
        return float(st.session_state[_key(*parts)] or 0.0)

    def steps(way: str) -> Steps:
        return Steps(
            once=value(way, "once") / 100,
            twice=value(way, "twice") / 100,
            calm_periods=int(value(way, "calm")),
        )

    rules = policy.indicators
    return Draft(
        name=st.session_state[_key("name")],
        version=st.session_state[_key("version")],
        weights={rule.code: value("weight", rule.code) for rule in rules},
        half_lives={
            rule.code: value("life", rule.code)
            if rule.kind is IndicatorKind.EVENTS
            else rule.half_life
            for rule in rules
        },
        cuts=()
        if st.session_state[_key("recalibrate")]
        else tuple(value("cut", str(k)) for k in range(CUTS)),
        up=steps("up"),
        down=steps("down"),
    )


def _check(policy: Policy, known: list[tuple[str, str]]) -> None:
    asked = _asked(policy)
    wrong = rule_drafts.faults(asked, known)
    st.session_state["rules_wrong"] = wrong
    if not wrong:
        keep_draft(rule_drafts.made(policy, asked, known))
        go(Part.COMPARE)


def draw(policy: Policy, entries: tuple[Entry, ...]) -> None:
    """The whole form; what is checked and right goes on to the comparison."""
    known = [(one.name, one.version) for one in entries]
    with st.container(key="panel_rules_form"):
        note = say("rules.form.note", version=policy.version)
        show(block_title(say("rules.form.title"), note), key="rules_form_title")
        with st.form("rules_form", border=False):
            name, version = st.columns([3, 1])
            name.text_input(say("rules.form.name"), value=policy.name, key=_key("name"))
            newest = rule_drafts.next_version(one.version for one in entries)
            version.text_input(say("rules.form.version"), value=newest, key=_key("version"))
            _weights(policy)
            _lives(policy)
            _cuts(policy)
            _steps(policy)
            st.caption(say("rules.form.kept"))
            st.form_submit_button(
                say("rules.form.check"), type="primary", on_click=_check, args=(policy, known)
            )
        wrong = st.session_state.pop("rules_wrong", ())
        if wrong:
            rows = "".join(f"<li>{esc(sentence)}</li>" for sentence in wrong)
            body = f'<ul class="ws-rules-faults">{rows}</ul>'
            show(notice(say("rules.form.wrong"), "") + body, key="rules_faults")
