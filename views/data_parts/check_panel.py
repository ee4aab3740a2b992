"""检查 What taking the file in would do: three sums, the one question, faults, and the map."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from urllib.parse import quote

import pandas as pd
import streamlit as st

from layers import events, map_geometry, risk
from layers.backends.deck import draw as painted
from layers.drawn import Drawn, drawn
from layers.layer import Frame
from layers.map_view import MapUrls, MapView, fit
from services import importing
from services.access import Viewer
from services.importing import ImportResult
from services.rehearsal import Checked, Question
from services.workspace import current as workspace
from views import cache
from views.components import format as fmt
from views.components.drawing import show
from views.components.markup import esc
from views.components.sheet import block_title, faults, sums
from views.components.states import notice
from words import say

MOST_FAULTS = 60
MOST_POINTS = 3_000
MAP_SIZE = (1040, 360)


def datum_word(name: str) -> str:
    """高德、腾讯（GCJ-02） and its kin."""
    return say(f"data.datum.{name}")


def figures(result: ImportResult) -> str:
    """The three sums, and what of the rows is new."""
    head = say("data.check.head", file=result.file, rows=fmt.whole(result.rows_read))
    total = say("data.check.sums", rows=fmt.whole(result.rows_read))
    items = [
        (fmt.whole(result.placed), say("data.check.ready")),
        (fmt.whole(result.unplaced), say("data.check.waiting")),
        (fmt.whole(result.quarantined), say("data.check.refused")),
    ]
    notes = [
        total,
        say(
            "data.check.new",
            added=fmt.whole(result.added),
            replaced=fmt.whole(result.replaced),
            unchanged=fmt.whole(result.unchanged),
        ),
    ]
    if result.ignored:
        notes.append(say("data.check.ignored", count=fmt.whole(result.ignored)))
    note = say("ui.comma").join(notes)
    return block_title(head) + sums(items) + f'<p class="ws-note ws-below">{esc(note)}</p>'


def fault_table(result: ImportResult) -> str:
    """The faults, those of one cause together; empty where there are none."""
    rows = [
        (fault.place, fault.column, fault.value, fault.reason, fault.remedy)
        for fault in importing.explained(result.faults, MOST_FAULTS)
    ]
    if not rows:
        return ""
    note = say("data.check.faults_note", count=len(rows))
    return block_title(say("data.check.faults_title"), note) + faults(rows)


def question(asked: Question, keep: str, convert: str) -> bool | None:
    """The ink box with its two answers: True keeps, False converts, None is open."""
    best = datum_word(asked.best.value)
    words = {**asked.values, "given": datum_word(asked.given.value), "best": best}
    text = say("data.check.datum_text", **words)
    show(notice(say("data.check.datum_title", best=best), text), key="datum_question")
    left, right, _ = st.columns([2, 3, 2])
    if left.button(say("data.check.keep"), key=keep, width="stretch"):
        return True
    label = say("data.check.convert", best=best)
    if right.button(label, key=convert, type="primary", width="stretch"):
        return False
    return None


def points(rows: pd.DataFrame) -> Drawn:
    """The events as the map draws those of a week, with their shapes in the address itself.

    One file for every zoom, so it has each place on its own and no numbers to open.
    """
    whole = events.LAYER
    layer = replace(
        whole,
        geometry=partial(events.clustered, degrees=events.SAME_PLACE_DEGREES),
        at_zoom=None,
        style=replace(whole.style, label="", label_px=0),
    )
    made = drawn(layer, {Frame.EVENTS: rows.assign(level="normal", is_open=rows["code"] != "")})
    body = quote(map_geometry.rows_json(made).decode("utf-8"))
    return replace(made, url=f"data:application/json,{body}")


def preview(viewer: Viewer, data: str, checked: Checked) -> None:
    """Where the events would lie, over the grids without any colour."""
    known = cache.periods(viewer, data)
    if not known or checked.result.kind != "events":
        return
    with_point = checked.rows.dropna(subset=["lon", "lat"]) if len(checked.rows) else checked.rows
    note = say("data.check.map_note", count=fmt.whole(len(with_point)))
    if not len(with_point):
        note = say("data.check.map_none")
    elif len(with_point) > MOST_POINTS:
        note += say("ui.comma") + say("data.check.map_some", count=fmt.whole(MOST_POINTS))
    show(block_title(say("data.check.map"), note), key="check_map_title")
    if not len(with_point):
        return
    area = cache.home(data, known[-1].boundary_set_id, viewer.scope.prefix)
    newest = cache.week(viewer, data, "latest", area)
    numbers = [0] * len(newest.grids)
    outer, inner = risk.digits(numbers, numbers, [1.0] * len(numbers))
    view = MapView(
        urls=MapUrls.under(f"/geometry/{newest.boundary_set}", f"?area={area}"),
        window=fit(cache.bounds(data, newest.boundary_set, area), *MAP_SIZE),
        outer=outer,
        inner=inner,
    )
    st.pydeck_chart(
        painted(view, [points(with_point.head(MOST_POINTS))]),
        key="check_map",
        height=MAP_SIZE[1],
        alt=note,
    )


def findings(result: ImportResult) -> str:
    """What the datum detective and others say."""
    return "".join(f'<p class="ws-finding">{esc(text)}</p>' for text in result.findings[:3])


def error_sheet(viewer: Viewer, checked: Checked) -> None:
    """The faulty rows as a spreadsheet, before anything is stored."""
    if len(checked.result.faults):
        st.download_button(
            say("data.check.download"),
            lambda: importing.faults_sheet(workspace(), viewer, checked.result),
            file_name="faults.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key="check_faults",
            on_click="ignore",
        )
