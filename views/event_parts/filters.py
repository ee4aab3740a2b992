"""Above the events: area, week, span, and one list per part of the filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from services import wording
from services.access import Viewer
from services.event_analysis import SPANS, Analysis
from services.layer_frames import LEVELS
from services.situation import Run, Situation
from views.components import format as fmt
from views.components.controls import controls
from views.components.drawing import show
from views.components.markup import esc
from views.event_parts.state import TIMES, WEEKDAYS, EventState
from views.map_parts.places_bar import Way
from views.map_parts.places_bar import draw as draw_places
from views.map_parts.toolbar import week_choice
from views.session import MapState
from words import say

ALL = ""


def weekday(day: int) -> str:
    """周一 to 周日, Monday 0."""
    return say("events.weekday", name=say("ui.weekdays").split()[day])


def hours(span: tuple[int, int]) -> str:
    """8:00—12:00, the end of the last hour."""
    return say("events.hours", first=span[0], last=(span[1] + 1) % 24 or 24)


def source(code: str, channel: str = "") -> str:
    """信访矛调中心·来信; a source without words stands for itself."""
    try:
        name = say(f"source.{code}")
    except KeyError:
        name = code
    return say("events.way", source=name, channel=channel) if channel else name


def named(kind: str, name: str, value: Any, names: dict[str, str]) -> str:
    """One part of the filter in words."""
    words: dict[str, Callable[[], str]] = {
        "indicator": lambda: wording.indicator(value),
        "weekday": lambda: weekday(value),
        "hours": lambda: hours(value),
        "grid": lambda: names.get(value, value),
        "source": lambda: source(value, name),
    }
    return words.get(kind, lambda: str(value))()


def _choice(
    state: EventState, name: str, values: Sequence[Any], current: Any, label: Callable[[Any], str]
) -> None:
    """One list; ``values`` begins with what stands for everything."""
    known = list(values) if current in values else [*values, current]
    key = f"event_{name}_{current}"

    def changed() -> None:
        value = st.session_state[key]
        if name == "source":
            code, _, channel = value.partition("/")
            state.put(source=code, channel=channel)
        elif name == "indicator":
            state.put(indicator=value, category="")
        else:
            state.put(**{name: value})

    st.selectbox(
        say(f"events.filter.{name}"),
        known,
        index=known.index(current),
        format_func=label,
        key=key,
        placeholder=say(f"events.filter.{name}"),
        on_change=changed,
    )


def _counted(text: str, n: float) -> str:
    return say("events.option", name=text, count=fmt.whole(n))


def bar(
    viewer: Viewer,
    seen: Situation,
    state: EventState,
    page: MapState,
    known: Sequence[Run],
    found: Way,
) -> None:
    """Area, week and span."""
    with st.container(key="toolbar"):
        where, week, span = st.columns([620, 620, 660], vertical_alignment="center")
        with where:
            draw_places(found, page)
        with week:
            week_choice(seen, page, known)
        with span:
            key = f"event_periods_{state.periods}"
            st.segmented_control(
                say("events.span"),
                SPANS,
                default=state.periods,
                required=True,
                format_func=lambda count: say("events.periods", count=count),
                key=key,
                label_visibility="collapsed",
                on_change=lambda: state.put(periods=st.session_state[key]),
            )


def _or_all(label: Callable[[Any], str]) -> Callable[[Any], str]:
    """The label, or the word for everything."""
    return lambda value: label(value) if value not in (ALL, None) else say("events.all")


def _ways(made: Analysis) -> dict[str, float]:
    """Sources, and below each its channels, with their events."""
    ways = {ALL: 0.0}
    for code, channel, n in made.ways:
        ways[code] = ways.get(code, 0.0) + n
        if channel:
            ways[f"{code}/{channel}"] = n
    return ways


def _shared(state: EventState, made: Analysis) -> list[tuple[str, list[Any], Any, Any]]:
    """What every viewer may filter by: name, values, the current one, its words."""
    count_of = dict(made.indicators)

    def label(code: str) -> str:
        return _counted(wording.indicator(code), count_of.get(code, 0.0))

    return [("indicator", [ALL, *count_of], state.chosen.indicator, label)]


def _exact(state: EventState, made: Analysis) -> list[tuple[str, list[Any], Any, Any]]:
    """What only those filter by who see small counts."""
    one, levels, ways = state.chosen, dict(made.levels), _ways(made)
    categories = {ALL: 0.0} | {c.category: c.now for c in made.categories if c.category}
    way = f"{one.source}/{one.channel}" if one.channel else one.source
    return [
        (
            "category",
            list(categories),
            one.category,
            lambda name: _counted(name, categories.get(name, 0.0)),
        ),
        (
            "source",
            list(ways),
            way,
            lambda code: _counted(source(*code.split("/")), ways.get(code, 0.0)),
        ),
        ("level", [ALL, *LEVELS], one.level, lambda name: _counted(name, levels.get(name, 0.0))),
        ("weekday", [None, *range(WEEKDAYS)], one.weekday, weekday),
        ("hours", [None, *TIMES.values()], one.hours, _hours_label),
    ]


def lists(viewer: Viewer, state: EventState, made: Analysis) -> None:
    """A list per part of the filter; who sees no small counts has the indicator only."""
    asked = _shared(state, made) + (_exact(state, made) if viewer.is_cleared else [])
    with st.container(key="event_filters"):
        for place, (name, values, current, label) in zip(st.columns(6), asked, strict=False):
            with place:
                _choice(state, name, values, current, _or_all(label))


def _hours_label(span: tuple[int, int]) -> str:
    name = next((name for name, known in TIMES.items() if known == tuple(span)), "")
    text = hours(span)
    return say("events.time", name=say(f"events.times.{name}"), hours=text) if name else text


def sums(state: EventState, made: Analysis, names: dict[str, str]) -> None:
    """The total, what it is made of, and what is filtered: each part with its own way back."""
    span = fmt.dated_span(made.span.first, made.span.last)
    parts = [f"<b>{esc(say('events.total', count=fmt.whole(made.total)))}</b>"]
    if made.is_exact:
        text = say("events.sum", placed=fmt.whole(made.placed), unplaced=fmt.whole(made.unplaced))
        parts.append(f"<span>{esc(text)}</span>")
    else:
        parts.append(f"<span>{esc(say('events.tens'))}</span>")
    parts.append(f'<span class="ws-note">{esc(span)}</span>')
    chosen = made.chosen
    drops = ""
    for name in ("indicator", "category", "source", "level", "weekday", "hours", "grid"):
        value = getattr(chosen, name)
        if value in ("", None):
            continue
        text = named(name, chosen.channel, value, names)
        label = say("events.drop", name=text)
        drops += (
            f'<button type="button" data-do="drop" value="{name}" title="{esc(label)}" '
            f'aria-label="{esc(label)}">{esc(text)} <i aria-hidden="true">×</i></button>'
        )
    controls(
        f'<div class="ws-events-sum">{"".join(parts)}<span class="ws-drops">{drops}</span></div>',
        "event_sums",
        state.act,
    )


def notes(made: Analysis) -> None:
    """What a reader would stumble over: filters left out, weeks not fully reported, no clock."""
    told = []
    if made.is_narrowed:
        told.append(say("events.narrowed"))
    partial = int((made.reported < 1).sum())
    if partial:
        told.append(say("events.partial", count=partial))
    if made.midnight == made.midnight and made.midnight:
        told.append(say("events.midnight", count=fmt.whole(made.midnight)))
    if told:
        show(f'<p class="ws-note">{esc(say("events.join").join(told))}</p>', key="event_notes")
