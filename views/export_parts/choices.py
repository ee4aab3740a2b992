"""选什么 Left of the export page: area, week, palette, further layers; what is withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from layers.layer import Privacy
from services import map_export, map_layers, periods
from services.access import Viewer
from services.outgoing import Order
from services.situation import Run
from views import cache
from views.components import format as fmt
from views.components.drawing import show
from views.components.sheet import block_title, facts
from views.session import MapState
from vocab import RunStatus
from words import say

PLAIN, TWIN = "plain", "twin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is chosen at the left: the order, and the run it rests on."""

    order: Order
    run: Run


def shown_run(known: Sequence[Run], week: str) -> Run:
    """The run of the week in the address; of latest the last closed one, if there is any."""
    by_name = {periods.shown(run.period): run for run in known}
    if week in by_name:
        return by_name[week]
    closed = [run for run in known if run.status is RunStatus.CLOSED]
    return (closed or list(known))[-1]


def draw(viewer: Viewer, data: str, known: Sequence[Run]) -> Chosen:
    """The whole panel."""
    state = MapState.from_address()
    run = shown_run(known, state.week)
    own = viewer.scope.prefix
    prefix = state.prefix(cache.home(data, run.boundary_set_id, own), own)
    with st.container(key="panel_export_order"):
        show(block_title(say("export.page.what")), key="export_what")
        _area(state, prefix, cache.areas(data, run.boundary_set_id, own))
        _week(state, run, known)
        is_twin = _palette()
        layers = _layers(viewer)
        show(_withheld(viewer, data, run, prefix), key="export_withheld")
    week = periods.shown(run.period)
    order = Order(week=week, prefix=prefix, layers=layers, is_twin=is_twin)
    return Chosen(order=order, run=run)


def _area(state: MapState, prefix: str, areas: Sequence[tuple[str, str, str]]) -> None:
    names = {code: name for code, name, _ in areas} | {"": say("map.whole")}
    codes = ["", *[code for code, _, _ in areas]]
    key = f"export_area_{prefix}"
    st.selectbox(
        say("export.page.area"),
        codes if prefix in codes else [prefix, *codes],
        index=codes.index(prefix) if prefix in codes else 0,
        format_func=lambda code: f"{names.get(code, '')} {code}".strip(),
        key=key,
        placeholder=say("export.page.area"),
        on_change=lambda: state.put(scope=st.session_state[key] or "all"),
    )


def _week(state: MapState, run: Run, known: Sequence[Run]) -> None:
    runs = {one.period: one for one in known}
    order = sorted(runs, reverse=True)
    key = f"export_week_{run.period}"

    def label(period: int) -> str:
        status = say(f"ui.run.{runs[period].status.value}")
        return say("map.week_option", span=fmt.day(period), status=status)

    st.selectbox(
        say("map.week"),
        order,
        index=order.index(run.period),
        format_func=label,
        key=key,
        placeholder=say("map.week"),
        on_change=lambda: state.put(week=periods.shown(st.session_state[key])),
    )


def _palette() -> bool:
    chosen = st.segmented_control(
        say("export.page.palette"),
        [PLAIN, TWIN],
        default=PLAIN,
        required=True,
        format_func=lambda name: say(f"export.page.{name}"),
        key="export_palette",
    )
    return bool(chosen == TWIN)


def _layers(viewer: Viewer) -> tuple[str, ...]:
    """Further layers of sheet and web map: none that shows single persons."""
    offered = {
        layer.code: say(layer.title)
        for layer in map_layers.offered(viewer)
        if layer.privacy is not Privacy.CLEARED
        and not layer.is_base
        and layer.code not in map_export.USUAL
    }
    return tuple(
        st.multiselect(
            say("export.page.layers"),
            list(offered),
            format_func=lambda code: offered[code],
            key="export_layers",
            placeholder=say("export.page.no_layers"),
        )
    )


def _withheld(viewer: Viewer, data: str, run: Run, prefix: str) -> str:
    seen = cache.week(viewer, data, periods.shown(run.period), prefix)
    limit = seen.policy.suppress_below
    status = say(f"ui.run.{run.status.value}")
    state = say("export.page.state", status=status, count=fmt.whole(len(seen.grids)))
    now = [(say("export.page.status"), state)]
    rows = [
        (say("export.page.counts"), say("export.page.counts_text", limit=limit)),
        (say("export.page.events"), say("export.page.events_text")),
        (say("export.page.audit"), say("export.page.audit_text", who=viewer.title)),
    ]
    return facts(now) + block_title(say("export.page.withheld")) + facts(rows)
