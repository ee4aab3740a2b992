"""场馆周边 The page of a venue's surroundings: rings, six themes, funnel, rates, match days."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from errors import NotAllowedError
from services import perimeters
from services.access import Viewer
from services.perimeters import Around
from services.situation import Run, Situation
from services.workspace import current as workspace
from views import cache, session
from views.components.drawing import show
from views.components.markup import esc
from views.components.sheet import page_title
from views.components.states import empty, no_permission
from views.data_parts import data_page
from views.map_parts.toolbar import week_choice
from views.session import MapState
from views.venue_parts import choices, figures, picture
from words import say


def _empty(viewer: Viewer) -> None:
    steps = [
        (say(f"venue.step_{name}"), say(f"venue.step_{name}_note"))
        for name in ("venues", "events", "zones")
    ]
    show(empty(say("venue.empty_title"), say("venue.empty_note"), steps))
    if data_page.is_open_to(viewer):
        st.page_link("data.py", label=say("nav.data"))


def _pick_place(places: pd.DataFrame, chosen: str) -> None:
    names = dict(zip(places["code"], places["name"], strict=True))
    key = f"venue_{chosen}"

    def changed() -> None:
        st.query_params["venue"] = st.session_state[key]

    st.selectbox(
        say("venue.choose"),
        list(names),
        index=list(names).index(chosen),
        format_func=lambda code: names[code],
        key=key,
        label_visibility="collapsed",
        placeholder=say("venue.choose"),
        on_change=changed,
    )


def _pick_radii(viewer: Viewer, radii: tuple[float, ...]) -> None:
    """Metres as text, the keyboard's way to another ring; only for who may see small counts."""
    if not viewer.is_cleared or radii == (0.0,):
        return
    text = ",".join(f"{metres:g}" for metres in radii)
    key = f"radii_{text}"

    def changed() -> None:
        st.query_params["radii"] = st.session_state[key].replace("，", ",")

    label, field = st.columns([1, 2], vertical_alignment="center")
    with label:
        show(f'<p class="ws-note ws-r">{esc(say("venue.radii"))}</p>', key="venue_radii")
    field.text_input(
        say("venue.radii"), text, key=key, label_visibility="collapsed", on_change=changed
    )


def _found(viewer: Viewer, data: str, place: pd.Series, span: choices.Span) -> Around:
    is_drawn = place["kind"] != "venue"
    usual = (0.0,) if is_drawn else perimeters.RADII_M
    radii = choices.numbers("radii", usual, is_free=viewer.is_cleared and not is_drawn)
    code = str(place["code"])
    part = f"perimeter {code} {radii} {span.start}..{span.end}"
    return cache.trusted(
        viewer,
        data,
        part,
        lambda: perimeters.around(
            workspace(), viewer, code, radii_m=radii, start=span.start, end=span.end
        ),
    )


def _shown(seen: Situation, found: Around, area: str, state: MapState) -> None:
    told = figures.notices(found)
    if told:
        show(told, key="venue_notices")
    left, middle, right = st.columns([360, 1080, 448])
    with left, st.container(key="panel_venue"):
        show(figures.head(found) + figures.themes(found), key="venue_themes")
    with middle:
        picture.show_map(seen, found, area, is_twin=state.is_twin)
        show(figures.key(found, shows_points=found.on.is_exact), key="venue_key")
    with right:
        with st.container(key="panel_open"):
            show(figures.hero(found) + figures.funnel(found), key="venue_funnel")
        with st.container(key="panel_match"):
            show(figures.match_days(found), key="venue_match")
    one, two = st.columns([944, 944])
    with one, st.container(key="panel_rings"):
        show(figures.rings(found), key="venue_rings")
    with two, st.container(key="panel_rates"):
        show(figures.rates(found), key="venue_rates")


def _page(
    viewer: Viewer, data: str, state: MapState, places: pd.DataFrame, known: list[Run]
) -> None:
    own = viewer.scope.prefix
    week = cache.week(viewer, data, state.week, own)
    span = choices.span(viewer, week.policy.period, week.period)
    asked = choices.code("venue")
    is_there = (places["code"] == asked).any()
    place = places[places["code"] == asked].iloc[0] if is_there else places.iloc[0]
    found = _found(viewer, data, place, span)
    show(page_title(say("nav.venues"), say("venue.note")), key="venue_title")
    with st.container(key="toolbar"):
        one, two, three, four = st.columns([360, 620, 420, 488], vertical_alignment="center")
        with one:
            _pick_place(places, str(place["code"]))
        with two:
            week_choice(week, state, known)
        with three:
            choices.pick_span(viewer, span.periods)
        with four:
            _pick_radii(viewer, found.area.radii_m)
    area = choices.common_area(found.grids["code"].tolist(), own)
    _shown(cache.week(viewer, data, state.week, area), found, area, state)


def main() -> None:
    """Draw the page for the person signed in."""
    st.html(figures.CSS + choices.WIDE_CSS)
    viewer = session.viewer()
    state = MapState.from_address()
    data = cache.data_version()
    try:
        places = perimeters.places(workspace(), viewer)
    except NotAllowedError:
        show(no_permission(viewer.title, say("nav.venues"), say("page.administrator")))
        return
    known = cache.periods(viewer, data)
    if places.empty or not known:
        _empty(viewer)
        return
    _page(viewer, data, state, places, known)


main()
