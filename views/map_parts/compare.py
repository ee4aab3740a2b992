"""比两周 Two weeks side by side: the map of the other week, what differs, who is concerned."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from layers.theme import palette
from services.access import Viewer
from services.situation import Run, Situation
from services.week_pair import Pair, pair
from views import cache
from views.components import format as fmt
from views.components.chips import plain
from views.components.drawing import show
from views.components.markup import esc
from views.components.sheet import block_title, facts
from views.session import MapState
from vocab import State, date_of
from words import say


def before(known: Sequence[Run], period: int) -> str:
    """The period one compares with at first: the one before, else the one after; "" for none."""
    order = [run.period for run in known]
    at = order.index(period)
    others = order[:at][-1:] or order[at + 1 :][:1]
    return date_of(others[0]).isoformat() if others else ""


def other(viewer: Viewer, data: str, state: MapState, prefix: str) -> Situation | None:
    """The week beside which this one is laid; None where the address names none."""
    return cache.week(viewer, data, state.compare, prefix) if state.compare else None


def choice(seen: Situation, then: Situation, state: MapState, known: Sequence[Run]) -> None:
    """Which week to compare with."""
    order = [run.period for run in known if run.period != seen.period][::-1]
    rule = seen.policy.period
    key = f"compare_{then.period}"
    st.selectbox(
        say("maptools.compare.other"),
        order,
        index=order.index(then.period) if then.period in order else None,
        format_func=lambda period: say(
            "maptools.compare.against", span=fmt.period_name(rule, period)
        ),
        placeholder=say("maptools.compare.other"),
        key=key,
        label_visibility="collapsed",
        on_change=lambda: state.put(compare=date_of(st.session_state[key]).isoformat()),
    )


def table(found: Pair, *, is_twin: bool) -> pd.DataFrame:
    """The grids that differ, as listed; ``code`` is the index."""
    colours = palette(twin=is_twin)
    changed = found.changed

    def words(level: str, state: str) -> list[str]:
        pairs = zip(changed[level].tolist(), changed[state].tolist(), strict=True)
        return [plain(one, State(kind), colours) for one, kind in pairs]

    def pictures(level: str, state: str) -> list[str]:
        folder = "twin" if is_twin else "plain"
        pairs = zip(changed[level].tolist(), changed[state].tolist(), strict=True)
        return [f"/assets/chips/{folder}/{one or kind}.svg" for one, kind in pairs]

    columns = {
        say("map.column.name"): changed["name"].to_numpy(),
        " ": pictures("then_level", "then_state"),
        say("maptools.compare.then"): words("then_level", "then_state"),
        "  ": pictures("level", "state"),
        say("maptools.compare.now"): words("level", "state"),
        say("map.column.index"): changed["index"].round(0).to_numpy(),
        say("map.column.people"): changed["residents"].to_numpy(),
    }
    return pd.DataFrame(columns, index=pd.Index(changed["code"].to_numpy(), name="code"))


def differing(
    viewer: Viewer, data: str, seen: Situation, then: Situation, state: MapState, prefix: str
) -> Pair:
    """What differs between the two weeks of the address."""
    part = f"pair {then.snapshot}"
    return cache.weekly(viewer, data, state.week, prefix, part, lambda: pair(seen, then))


def summary(found: Pair, span: str) -> str:
    """How many grids changed which way, and the residents in them."""
    if found.changed.empty:
        body = f"<p>{esc(say('maptools.compare.same'))}</p>"
    else:
        people = say("maptools.compare.people", count=fmt.whole(found.residents))
        changed = say("maptools.compare.changed", count=fmt.whole(len(found.changed)))
        body = f'<p class="ws-large"><b>{esc(changed)}</b><br>{esc(people)}</p>'
        rows = (
            ("risen", "▲", found.risen),
            ("fallen", "▽", found.fallen),
            ("other_change", "", found.other),
        )
        body += facts(
            [
                (f"{sign} {say(f'maptools.compare.{name}')}".strip(), fmt.whole(count))
                for name, sign, count in rows
            ]
        )
    if found.alone:
        note = say("maptools.compare.gone", count=fmt.whole(found.alone))
        body += f'<p class="ws-note">{esc(note)}</p>'
    against = say("maptools.compare.against", span=span)
    return block_title(say("maptools.compare.title"), against) + body


def draw_summary(found: Pair, seen: Situation, then: Situation) -> None:
    """The figures beside the list."""
    show(summary(found, fmt.period_name(seen.policy.period, then.period)), key="pair")
