"""下钻 Province, city, district, town, village: where the reader is and the areas below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from layers.theme import palette
from services.situation import Situation
from views.components import format as fmt
from views.components.chips import numeral_chip
from views.components.controls import controls
from views.components.crumbs import Place, crumbs
from views.components.markup import esc
from views.session import EVERYTHING, MapState
from vocab import AdminLevel
from words import GAP, say

Area = tuple[str, str, str]
_DEPTH = {level.value: number for number, level in enumerate(AdminLevel)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where the reader is among the areas.

    Attributes:
        trail: (code, name) from the widest area to where the reader is; never empty.
        below: (code, name) of the areas one level down that hold grids.
        level: their level, "" where there are none.
    """

    trail: tuple[Place, ...]
    below: tuple[Place, ...]
    level: str = ""


def way(areas: Sequence[Area], prefix: str, own: str, codes: pd.Series) -> Way:
    """Find the place of an area among all the viewer may see.

    Args:
        areas: (code, name, level) inside the viewer's scope.
        prefix: code of the area that is shown.
        own: the viewer's scope.
        codes: micro-grids of the area.
    """
    above = sorted((one for one in areas if prefix.startswith(one[0])), key=lambda one: len(one[0]))
    trail = [(code, name) for code, name, _ in above]
    if not trail or trail[0][0] != own:
        trail.insert(0, (EVERYTHING, say("maptools.crumbs.all")))
    inside = [one for one in areas if one[0].startswith(prefix) and one[0] != prefix]
    level = min((level for _, _, level in inside), key=lambda one: _DEPTH[one], default="")
    nearest = [(code, name) for code, name, one in inside if one == level]
    lengths = {len(code) for code, _ in nearest}
    held = {code for length in lengths for code in codes.str.slice(0, length).unique()}
    below = tuple(place for place in nearest if place[0] in held)
    return Way(trail=tuple(trail), below=below, level=level if below else "")


def go(state: MapState, code: str) -> None:
    """Look at another area; what was selected in the old one is let go."""
    if code:
        state.put(scope=code, grid="", shape="", picked=())


def draw(found: Way, state: MapState) -> None:
    """The path of areas, each a button, and the list of those below."""
    controls(crumbs(found.trail, found.below, found.level), "crumbs", lambda _, to: go(state, to))


def area_choice(state: MapState, prefix: str, areas: Sequence[Area]) -> None:
    """The area shown, among those the viewer may see, as one list."""
    names = {EVERYTHING: say("map.whole")} | {code: name for code, name, _ in areas}
    depth = {code: level for code, _, level in areas}
    codes = list(names)
    at = EVERYTHING if state.scope == EVERYTHING else prefix
    key = f"scope_{at}"
    st.selectbox(
        say("map.scope"),
        codes,
        index=codes.index(at) if at in names else 0,
        format_func=lambda code: GAP * (depth.get(code) == "village") + names[code],
        key=key,
        label_visibility="collapsed",
        placeholder=say("map.scope"),
        on_change=lambda: go(state, st.session_state[key]),
    )


def counts(seen: Situation, below: Sequence[Place]) -> pd.DataFrame:
    """Grids per level 0 to 5 of each area below, the most reds first: code, name, all, 0 to 5."""
    lengths = sorted({len(code) for code, _ in below})
    names = dict(below)
    tables = []
    for length in lengths:
        area = seen.grids["code"].str.slice(0, length)
        table = pd.crosstab(area, seen.grids["level"]).reindex(columns=range(6), fill_value=0)
        tables.append(table[table.index.isin(names)])
    if not tables:
        return pd.DataFrame(columns=["code", "name", "all", *range(6)])
    found = pd.concat(tables)
    found.insert(0, "all", found.sum(axis=1))
    found.insert(0, "name", [names[code] for code in found.index])
    found = found.rename_axis("code").reset_index()
    return found.sort_values([1, 2, "all"], ascending=False, kind="stable", ignore_index=True)


def table_html(found: pd.DataFrame, *, is_twin: bool) -> str:
    """The areas below with their grids per colour, each name a way in."""
    if found.empty:
        return f'<p class="ws-note">{esc(say("maptools.areas.none"))}</p>'
    colours = palette(twin=is_twin)
    heads = "".join(
        f'<th class="ws-r">{numeral_chip(level, colours)}</th>' for level in range(1, 6)
    )
    rows = ""
    for row in found.to_dict("records"):
        cells = "".join(f'<td class="ws-r">{fmt.whole(row[level])}</td>' for level in range(1, 6))
        rows += (
            f'<tr><th scope="row"><button type="button" class="ws-link" data-do="go" '
            f'value="{esc(row["code"])}">{esc(row["name"])}</button></th>{cells}'
            f'<td class="ws-r">{fmt.whole(row["all"])}</td></tr>'
        )
    all_ = esc(say("maptools.areas.grids"))
    return (
        f'<div class="ws-tall"><table class="ws-areas"><thead><tr><td></td>{heads}'
        f'<th class="ws-r">{all_}</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )
