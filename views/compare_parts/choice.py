"""Which grids are compared: all in the address, found by name, by neighbourhood or by likeness."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from services import grid_compare
from services.grid_compare import MOST
from services.situation import Situation
from views.session import MapState
from words import say

COMMA = ","


def asked(state: MapState) -> tuple[str, ...]:
    """The grids of the address, also where somebody wrote them with commas."""
    text = st.query_params.get("grids", "")
    if COMMA in text:
        return MapState.of({"grids": text.replace(COMMA, ".")}).picked
    return state.picked


def kept(seen: Situation, codes: Sequence[str]) -> tuple[str, ...]:
    """Those of the codes the viewer sees, at most as many as fit beside each other."""
    known = set(seen.grids["code"])
    return tuple(code for code in codes if code in known)[:MOST]


def _add(state: MapState, chosen: Sequence[str], more: Sequence[str]) -> None:
    both = dict.fromkeys([*chosen, *more])
    state.put(picked=tuple(both)[:MOST])


def _search(seen: Situation, state: MapState, chosen: Sequence[str]) -> None:
    names = dict(zip(seen.grids["code"], seen.grids["name"], strict=True))

    def pick() -> None:
        found = st.session_state["compare_search"]
        st.session_state["compare_search"] = None
        if found:
            _add(state, chosen, [found])

    st.selectbox(
        say("gridcompare.search"),
        [code for code in names if code not in chosen],
        index=None,
        format_func=lambda code: f"{names[code]} {code}",
        placeholder=say("gridcompare.search"),
        key="compare_search",
        label_visibility="collapsed",
        on_change=pick,
        disabled=len(chosen) >= MOST,
    )


def draw(
    seen: Situation,
    state: MapState,
    chosen: Sequence[str],
    near: Callable[[str], list[str]],
) -> None:
    """Search, and for a first grid the two quick ways to its fellows."""
    with st.container(key="compare_choice"):
        search, beside, alike, clear = st.columns([720, 300, 300, 200], vertical_alignment="center")
        with search:
            _search(seen, state, chosen)
        is_ready = bool(chosen)
        beside.button(
            say("gridcompare.neighbours"),
            key="compare_neighbours",
            disabled=not is_ready,
            width="stretch",
            on_click=lambda: _only(state, chosen[0], grid_compare.around(seen, chosen[0], near)),
        )
        alike.button(
            say("gridcompare.alike"),
            key="compare_alike",
            disabled=not is_ready,
            width="stretch",
            help=None,
            on_click=lambda: _only(state, chosen[0], grid_compare.most_alike(seen, chosen[0])),
        )
        clear.button(
            say("gridcompare.clear"),
            key="compare_clear",
            disabled=not is_ready,
            width="stretch",
            on_click=lambda: state.put(picked=()),
        )


def _only(state: MapState, first: str, others: Sequence[str]) -> None:
    state.put(picked=(first, *others)[:MOST])


def act(state: MapState, chosen: Sequence[str], what: str, value: str) -> None:
    """A column is taken out."""
    if what == "remove":
        state.put(picked=tuple(code for code in chosen if code != value))
