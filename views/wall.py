"""大屏 The wall: full-bleed pages that rotate without a blank, all day, without a hand."""

from __future__ import annotations

import time
from dataclasses import replace

import streamlit as st

from errors import WusetuError
from layers.map_view import Window
from services import situation, wording
from services.access import Viewer
from services.workspace import current as workspace
from views import session
from views.session import MapState
from views.wall_parts import faces, flight, maps, news, reading, stage, viewport, watch
from views.wall_parts.layout import Screen, boxes
from views.wall_parts.maps import Order, Picture
from views.wall_parts.news import Known, News
from views.wall_parts.reading import Shown
from views.wall_parts.rotation import Page, Rotation, seconds_of
from views.wall_parts.slots import NAMES, Slots
from views.wall_parts.style import CSS, places
from words import say

TICK = 2
REFRESH_SECONDS, LEAST_REFRESH = 15, 2


class Wall:
    """What one screen keeps between two looks: what it read, where it is, what it told."""

    def __init__(self, seconds: int, refresh: int) -> None:
        self.rotation = Rotation(seconds=seconds, since=time.monotonic())
        self.refresh = refresh
        self.shown: Shown | None = None
        self.is_away = False
        self.read_at = -float(refresh)
        self.known: Known | None = None
        self.news: News | None = None
        self.slots = Slots()
        self.kept: dict[Page, tuple[object, Picture]] = {}
        self.number: dict[Page, int] = {}

    def read(self, viewer: Viewer, state: MapState, screen: Screen, now: float) -> None:
        """Read again when it is time: at first the week alone, then everything."""
        # A tick early, so that what was imported is drawn when the seconds are over.
        if now - self.read_at < self.refresh - 2 * TICK:
            return
        self.is_away = situation.pulse(workspace())["status"] != "ok"
        if self.is_away:
            return
        is_first = self.shown is None
        try:
            made = reading.first(viewer, state)
            if made is not None and not is_first:
                made = reading.whole(made, with_course=screen.is_wide)
                self.hear(made, now)
        except WusetuError:
            # What cannot be read now stays as it was read last; a first reading says why.
            if is_first:
                raise
            self.is_away = True
            return
        self.shown = made
        # The rest of the first reading follows with the next tick.
        self.read_at = -float(self.refresh) if is_first else now

    def hear(self, made: Shown, now: float) -> None:
        """Tell what is new once."""
        assert made.alarms is not None  # a whole reading has them
        came = news.new(self.known, made.seen, made.alarms, now)
        self.known = Known.of(made.seen, made.alarms)
        if came is not None:
            self.news = came
        elif self.news is not None and self.news.is_over(now):
            self.news = None

    def picture(self, order: Order) -> Picture:
        """A map, made anew only when something it depends on has changed."""
        assert self.shown is not None  # maps are made of what was read
        key = (order, self.shown.data, self.shown.seen.snapshot, self.shown.late_hours > 0)
        found = self.kept.get(order.page)
        if found is None or found[0] != key:
            found = (key, maps.picture(self.shown, order))
            self.kept[order.page] = found
        return found[1]


def _keys(wall: Wall) -> None:
    """Left, right and space; out of sight, because nobody has a mouse here."""

    def step(by: int) -> None:
        wall.news = None
        plan = {Page.OVERVIEW: 1} if wall.shown is None else wall.shown.plan
        wall.rotation.step(by, time.monotonic(), plan)

    def pause() -> None:
        wall.news = None
        wall.rotation.pause(time.monotonic())

    with st.container(key="keys"):
        back, onward, hold = st.columns(3)
        back.button(say("wall.back"), shortcut="Left", key="wall_back", on_click=step, args=(-1,))
        onward.button(
            say("wall.onward"), shortcut="Right", key="wall_onward", on_click=step, args=(1,)
        )
        hold.button(say("wall.pause"), shortcut="Space", key="wall_pause", on_click=pause)


def _maps(
    wall: Wall, shown: Shown, screen: Screen, *, flies: bool, is_twin: bool, is_ready: bool
) -> None:
    """The map that is seen, and behind it the one of the page that follows."""
    slots = {name: page for name, page in zip(NAMES, wall.slots.pages, strict=True) if page}
    where = {name: boxes(screen, page)["map"] for name, page in slots.items()}
    st.html(places(where))
    targets: dict[str, Window] = {}
    for name, page in slots.items():
        order = Order(
            page=page,
            number=wall.number.get(page, 0) % shown.plan[page],
            box=where[name],
            screen=screen,
            is_twin=is_twin,
            flies=flies,
        )
        made = wall.picture(order)
        # The page of the changes begins with the whole area each time.
        waits = page is Page.CHANGES and page is not wall.rotation.page
        targets[name] = made.start if waits else made.window
        with st.container(key=f"wall_map_{name}"):
            st.pydeck_chart(made.made, key=f"wall_deck_{name}", height=round(where[name].height))
    st.session_state["wall_stuck"] = not flight.fly(targets, wall.slots.seen, is_ready=is_ready)


@st.fragment(run_every=TICK)
def _turning(viewer: Viewer, size: tuple[int, int]) -> None:
    wall: Wall = st.session_state["wall"]
    state = MapState.from_address()
    screen = Screen(width=size[0], height=size[1], seams=workspace().settings.wall_seams)
    now = time.monotonic()
    _keys(wall)
    watch.stand_by()
    try:
        wall.read(viewer, state, screen, now)
    except WusetuError as refused:
        stage.put(faces.waiting(wording.sentence(refused)))
        return
    shown, rotation = wall.shown, wall.rotation
    if shown is None:
        stage.put(faces.waiting(say("wall.away" if wall.is_away else "wall.nothing")))
        return
    if wall.news is None or wall.news.is_over(now):
        rotation.turn(now, shown.plan)
    wall.number[rotation.page] = rotation.shown(now, shown.plan)
    is_ready = wall.slots.turn(rotation.page, shown.plan)
    made = faces.scene(
        shown, screen, rotation, wall.news, now, is_away=wall.is_away, is_twin=state.is_twin
    )
    stage.put(made, wall.slots.seen, is_ready=is_ready)
    flies = not st.session_state.get("wall_stuck", False)
    _maps(wall, shown, screen, flies=flies, is_twin=state.is_twin, is_ready=is_ready)


def main() -> None:
    """Draw the wall for whoever is signed in on the screen's machine."""
    st.html(CSS)
    viewer = replace(session.viewer(), purpose="wall")
    if "wall" not in st.session_state:
        seconds = seconds_of(st.query_params.get("rotate", ""))
        refresh = seconds_of(st.query_params.get("refresh", ""), REFRESH_SECONDS, LEAST_REFRESH)
        st.session_state["wall"] = Wall(seconds, refresh)
    _turning(viewer, viewport.size())


main()
