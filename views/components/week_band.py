"""周带 Bars of red grids per week, with play, by a component of our own.

The program is ``static/desk/week_band.js``. It gets days, names and numbers and makes the bars
itself: so that a change of the week sends little, whatever the number of weeks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.components.v2 import component

from views.components.program import loader
from words import say

_WORDS = ("spans", "play", "pause", "bar", "span", "keys")

_mount = component(
    "wusetu_week_band",
    html='<div class="ws-band"></div>',
    js=loader("week_band.js"),
    isolate_styles=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One week: its last day (ISO), its name, number of reds, whether it may still change."""

    day: str
    name: str
    reds: int
    is_provisional: bool


def band_data(bars: Sequence[Bar], current: str, span: int, spans: Sequence[int]) -> str:
    """What the browser is told, as JSON text."""
    words = {name: say(f"maptools.band.{name}") for name in _WORDS}
    words["title"] = say("maptools.band.title", count=len(bars))
    words["label"] = say("ui.comma").join([words["title"], say("maptools.band.keys")])
    told = {
        "current": current,
        "span": span,
        "spans": list(spans),
        "weeks": [[one.day, one.name, one.reds, int(one.is_provisional)] for one in bars],
        "words": words,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def week_band(
    key: str,
    bars: Sequence[Bar],
    current: str,
    span: int,
    spans: Sequence[int],
    *,
    week: Callable[[str], None],
    choose: Callable[[int], None],
) -> None:
    """Draw the band; ``week(day)`` hears of another week, ``choose(span)`` of another length.

    Args:
        key: place of the component.
        bars: oldest first, at least one.
        current: day of the week that is shown.
        span: how many weeks were asked for.
        spans: what may be asked for.
        week: called once per step, before the page is drawn anew.
        choose: as ``week``.
    """

    def heard_week() -> None:
        day = str(st.session_state[key].get("week") or "")
        if any(one.day == day for one in bars):
            week(day)

    def heard_span() -> None:
        wanted = st.session_state[key].get("span")
        if wanted in spans:
            choose(int(wanted))

    _mount(
        data=band_data(bars, current, span, spans).encode(),
        key=key,
        on_week_change=heard_week,
        on_span_change=heard_span,
    )
