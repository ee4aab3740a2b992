"""Below the map: what changed or lies below, and the list of grids, linked to the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from layers.theme import palette
from policy import Policy
from services import wording
from services.access import Viewer
from services.situation import Change, Situation
from views import cache
from views.components import format as fmt
from views.components.chips import plain
from views.components.controls import controls
from views.components.legend import changes
from views.components.markup import esc
from views.components.sheet import block_title
from views.map_parts import compare, places_bar, selection
from views.map_parts.places_bar import Way
from views.map_parts.selection import Selection
from views.session import AREAS, MapState
from vocab import State
from words import say

MOST_CHANGES = 6
HEIGHT = 330
VISIBLE_ROWS = 8
# After the colour of a grid whose index is in another class already.
HELD = "＊"
# A list sends its head and the rest when it is asked for, so that a change of the week stays
# quick for everybody; of one longer than LONG the rest is found by drilling, legend or search.
LONG, HEAD_ROWS = 2_000, 100
# Kept in the session: the grid clicked in the list last, and the one brought to its head.
CLICKED, HEAD, TICKS, WHOLE = "list_clicked", "list_head", "list_ticks", "list_whole"


def _rows(listed: tuple[Change, ...]) -> list[tuple[str, int, int, str]]:
    return [(one.name, one.from_level, one.to_level, one.reason) for one in listed]


def _changes(seen: Situation, *, is_twin: bool) -> str:
    moved = [*seen.risen, *seen.fallen]
    aside = say("map.moved", risen=len(seen.risen), fallen=len(seen.fallen))
    body = changes(_rows(tuple(moved[:MOST_CHANGES])), seen.unchanged, palette(twin=is_twin))
    rest = len(moved) - MOST_CHANGES
    more = say("map.changes_more", count=rest) if rest > 0 else ""
    return block_title(say("map.changes"), aside) + body + f"<p class='ws-note'>{more}</p>"


def _sides(side: str) -> str:
    """Whether the changes or the areas below stand here, to choose from."""
    buttons = "".join(
        f'<button type="button" data-do="side" value="{one}" '
        f'aria-pressed="{str(one == side).lower()}">{esc(say(f"maptools.areas.{word}"))}</button>'
        for one, word in (("", "changes"), (AREAS, "title"))
    )
    title = esc(say("maptools.areas.title"))
    return f'<div class="ws-sides" role="group" aria-label="{title}">{buttons}</div>'


def _beside(seen: Situation, state: MapState, found: Way) -> str:
    """What stands beside the list: the changes of the week, or the areas below."""
    if not found.below:
        return _changes(seen, is_twin=state.is_twin)
    if state.side != AREAS:
        return _sides("") + _changes(seen, is_twin=state.is_twin)
    made = places_bar.counts(seen, found.below)
    return _sides(AREAS) + places_bar.table_html(made, is_twin=state.is_twin)


def _act(state: MapState, what: str, value: str) -> None:
    if what == "side":
        state.put(side=value)
    else:
        places_bar.go(state, value)


def _signs(grids: pd.DataFrame) -> list[str]:
    rise, fall = f"▲ {say('ui.rise')}", f"▽ {say('ui.fall')}"
    pairs = zip(grids["level"].tolist(), grids["previous_level"].tolist(), strict=True)
    return [
        "—" if 0 in (now, before) or now == before else rise if now < before else fall
        for now, before in pairs
    ]


def _picture(level: int, state: str, *, is_twin: bool) -> str:
    return f"/assets/chips/{'twin' if is_twin else 'plain'}/{level if level else state}.svg"


def _causes(grids: pd.DataFrame, policy: Policy) -> list[str]:
    codes = [rule.code for rule in policy.indicators]
    points = np.nan_to_num(grids[[f"part_{code}" for code in codes]].to_numpy())
    names = [wording.indicator(code) for code in codes]
    return [names[at] for at in points.argmax(axis=1)]


def table(seen: Situation, state: MapState) -> pd.DataFrame:
    """The list as shown, highest index first; ``code`` is the index."""
    grids = seen.grids.sort_values("index", ascending=False, kind="stable")
    kinds = list(zip(grids["level"].tolist(), grids["state"].tolist(), strict=True))
    colours = palette(twin=state.is_twin)
    pictures = {kind: _picture(*kind, is_twin=state.is_twin) for kind in set(kinds)}
    words = {kind: plain(kind[0], State(kind[1]), colours) for kind in set(kinds)}
    events = [c.removeprefix("count13_") for c in grids if c.startswith("count13_")]
    columns: dict[str, object] = {
        say("map.column.name"): grids["name"].to_numpy(),
        " ": [pictures[kind] for kind in kinds],
        say("map.column.colour"): [
            f"{words[kind]} {HELD}" if is_held else words[kind]
            for kind, is_held in zip(kinds, grids["is_held"].tolist(), strict=True)
        ],
        say("map.column.index"): grids["index"].round(0).to_numpy(),
        say("map.column.confidence"): [
            fmt.percent(p) if p == p else "—" for p in grids["p_within_one"].tolist()
        ],
        say("map.column.change"): _signs(grids),
    }
    for code in filter(seen.expects, events):
        column = f"count13_{code}" if seen.is_exact else f"count_{code}"
        values = grids[column].to_numpy()
        # Text where some are hidden: an empty number would read as English.
        columns[wording.short(code)] = values if seen.is_exact else [fmt.whole(v) for v in values]
    columns[say("map.column.people")] = grids["residents"].to_numpy()
    columns[say("map.column.cause")] = _causes(grids, seen.policy)
    return pd.DataFrame(columns, index=pd.Index(grids["code"].to_numpy(), name="code"))


def with_chosen_in_sight(listed: pd.DataFrame, chosen: str) -> tuple[pd.DataFrame, int | None]:
    """The list and the row of the chosen grid; below the visible rows it is brought to the top."""
    if chosen not in listed.index:
        return listed, None
    at = int(listed.index.get_loc(chosen))
    if at < VISIBLE_ROWS:
        return listed, at
    order = [at, *range(at), *range(at + 1, len(listed))]
    return listed.iloc[order], 0


def head(grid: str) -> str:
    """The grid the list is to show at its head; one clicked in the list is in sight as it is."""
    kept = str(st.session_state.get(HEAD, ""))
    if grid != st.session_state.get(CLICKED):
        kept = grid
    st.session_state[HEAD] = kept
    return kept


def _has_held(shown: pd.DataFrame) -> bool:
    return bool(shown[say("map.column.colour")].str.endswith(HELD).any())


def narrowed(
    listed: pd.DataFrame, seen: Situation, state: MapState, chosen: Selection
) -> tuple[pd.DataFrame, str]:
    """The rows that the selection and the legend leave, and the sentence above them."""
    shown = listed
    if state.only:
        kept = pd.Series(selection.kept(seen.grids, state.only), index=seen.grids["code"])
        shown = listed[kept.reindex(listed.index).to_numpy()]
    if state.shape:
        shown = shown[shown.index.isin(chosen.codes)]
        note = say("maptools.list.picked", count=fmt.whole(len(shown)))
    elif state.only:
        words = selection.filter_words(state.only, is_twin=state.is_twin)
        note = say("maptools.list.filtered", count=fmt.whole(len(shown)), words=words)
    else:
        note = say("maptools.list.note", count=fmt.whole(len(shown)))
    is_all = shown is listed
    if seen.grids["is_held"].any() and (is_all or _has_held(shown)):
        note = say("maptools.list.held", note=note, sign=HELD)
    return shown, note


def act(shown: pd.DataFrame, told: Any, state: MapState, chosen: Selection) -> None:
    """Do what the reader did in the list: ticks select, a click on a cell opens the card.

    Args:
        shown: the rows as they stand.
        told: the selection of the table: ``rows`` and ``cells``.
        state: of the address.
        chosen: what is selected; ticks within a drawn shape make a list of it.
    """
    ticked = {str(shown.index[row]) for row in told.rows if row < len(shown)}
    unseen = chosen.codes - set(shown.index) if state.picked else frozenset()
    before = chosen.codes & set(shown.index)
    if ticked != before:
        state.put(picked=tuple(sorted(ticked | unseen)), shape="")
    elif told.cells and told.cells[0][0] < len(shown):
        code = str(shown.index[told.cells[0][0]])
        st.session_state["fly"] = st.session_state[CLICKED] = code
        state.put(grid=code)


def first_ticks(key: str, ticks: list[int]) -> list[int]:
    """The ticks the list of this key began with: other ones would make it a new list each time."""
    kept: tuple[str, list[int]] = st.session_state.get(TICKS, ("", []))
    if kept[0] != key:
        kept = st.session_state[TICKS] = (key, ticks)
    return kept[1]


def cut(rows: pd.DataFrame, note: str) -> tuple[pd.DataFrame, str, str]:
    """The rows that are sent, the sentence above them, and the words that ask for the others."""
    most, count = fmt.whole(HEAD_ROWS), fmt.whole(len(rows))
    if len(rows) <= HEAD_ROWS:
        return rows, note, ""
    if len(rows) > LONG:
        return rows.head(HEAD_ROWS), say("maptools.list.head", most=most, count=count), ""
    if st.session_state.get(WHOLE):
        return rows, note, say("maptools.list.less", most=most)
    return rows.head(HEAD_ROWS), note, say("maptools.list.more", count=count)


def _turn() -> None:
    st.session_state[WHOLE] = not st.session_state.get(WHOLE, False)


def _title(note: str, link: str) -> None:
    words = f'<button type="button" class="ws-link" data-do="whole">{esc(link)}</button>'
    body = block_title(say("map.list"), note, words if link else "")
    controls(body, "list_title", lambda *_: _turn())


# A column of fewer different words than this is sent as numbers and each word once.
MOST_WORDS = 30


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listed:
    """The rows of a list, as they are and as they are sent, and the words above them."""

    rows: pd.DataFrame
    sent: pa.Table
    note: str
    link: str

    @classmethod
    def of(cls, rows: pd.DataFrame, note: str, link: str = "") -> Listed:
        few = [name for name in rows.select_dtypes("str") if rows[name].nunique() < MOST_WORDS]
        small = rows.astype(dict.fromkeys(few, "category"))
        for name in rows.select_dtypes("number"):
            small[name] = pd.to_numeric(rows[name], downcast="integer")
        # Neither codes nor the notes of pandas: a row is known by its place.
        sent = pa.Table.from_pandas(small, preserve_index=False).replace_schema_metadata(None)
        return cls(rows=rows, sent=sent, note=note, link=link)


def _frame(listed: Listed, state: MapState, chosen: Selection, name: str) -> None:
    """A list of grids whose rows are ticked to select and clicked for the card."""
    key = f"{name}_{st.session_state.get(selection.TURN, 0)}"
    shown = listed.rows
    codes = shown.index if chosen.codes else ()
    ticks = first_ticks(key, [at for at, code in enumerate(codes) if code in chosen.codes])
    with st.container(key="panel_list"):
        _title(listed.note, listed.link)
        st.dataframe(
            listed.sent,
            height=HEIGHT,
            key=key,
            on_select=lambda: act(shown, st.session_state[key].selection, state, chosen),
            selection_mode=["multi-row", "single-cell"],
            selection_default={"selection": {"rows": ticks}} if ticks else None,
            column_config=_columns(),
        )


def _columns() -> dict[str, object]:
    config = st.column_config
    number = config.NumberColumn(format="%d", width="small")
    return {
        " ": config.ImageColumn(width=44),
        "  ": config.ImageColumn(width=44),
        say("map.column.colour"): config.TextColumn(width=84),
        say("map.column.index"): number,
        say("map.column.people"): number,
    }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Below:
    """What the parts below the map need besides the week."""

    viewer: Viewer
    data: str
    prefix: str
    grid: str
    chosen: Selection
    found: Way
    then: Situation | None = None


def _pair(seen: Situation, then: Situation, state: MapState, of: Below) -> None:
    """The two weeks beside each other in figures, and the grids that differ."""
    found = compare.differing(of.viewer, of.data, seen, then, state, of.prefix)
    with st.container(key="panel_changes", height=HEIGHT + 62):
        compare.draw_summary(found, seen, then)
    listed = compare.table(found, is_twin=state.is_twin)
    note = say("maptools.list.changed", count=fmt.whole(len(listed)))
    name = f"pair_{seen.period}_{then.period}_{of.prefix}"
    _frame(Listed.of(listed, note), state, of.chosen, name)


def _listed(seen: Situation, state: MapState, of: Below, first: str) -> Listed:
    listed = cache.listing(
        of.viewer,
        of.data,
        state.week,
        of.prefix,
        is_twin=state.is_twin,
        make=lambda: table(seen, state),
    )
    rows, note = narrowed(listed, seen, state, of.chosen)
    shown, _ = with_chosen_in_sight(rows, first)
    return Listed.of(*cut(shown, note))


def draw(seen: Situation, state: MapState, of: Below) -> None:
    """Changes, or the areas below, at the left; the list at the right."""
    if of.then is not None:
        _pair(seen, of.then, state, of)
        return
    part = f"beside {state.side} {state.is_twin}"
    (beside,) = cache.drawing(
        of.viewer,
        of.data,
        state.week,
        of.prefix,
        part,
        lambda: [_beside(seen, state, of.found)],
    )
    controls(beside, "panel_beside", lambda what, value: _act(state, what, value))
    first = head(of.grid)
    codes, is_whole = of.chosen.codes, st.session_state.get(WHOLE, False)
    asked = ("list", state, first, codes, is_whole)
    listed = cache.part(
        of.viewer, of.data, state.week, of.prefix, asked, lambda: _listed(seen, state, of, first)
    )
    name = f"list_{seen.period}_{of.prefix}_{state.shape}_{state.only}_{first}"
    _frame(listed, state, of.chosen, name)
