"""What the reader chose on the pages of venues and borders: in the address, validated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from services.access import Viewer
from vocab import PeriodRule, Scope, date_of
from words import say

SPANS = (1, 4, 13)
# A screen three times as wide as high shows more beside each other, not everything larger.
WIDE_CSS = """<style>@media(min-width:2500px) and (min-aspect-ratio:3/1){html{zoom:1!important}
.stElementContainer:has(.stDataFrame){width:100%!important}}</style>"""
LEVEL_DIGITS = (9, 6, 4, 2)
MOST_RADII = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Whole periods up to one of them; ``start`` and ``end`` are ISO days."""

    periods: int
    start: str
    end: str


def code(name: str) -> str:
    """An area, venue or zone code from the address, "" where there is none that can be."""
    text = st.query_params.get(name, "")
    try:
        return Scope(prefix=text).prefix
    except ValueError:
        return ""


def span(viewer: Viewer, calendar: PeriodRule, period: int) -> Span:
    """The span asked for: one period for those who may not see small counts."""
    asked = st.query_params.get("periods", "")
    count = int(asked) if viewer.is_cleared and asked in {str(n) for n in SPANS} else 1
    first = calendar.first_day(calendar.shift(period, 1 - count))
    return Span(periods=count, start=date_of(first).isoformat(), end=date_of(period).isoformat())


def numbers(name: str, usual: Sequence[float], *, is_free: bool) -> tuple[float, ...]:
    """Rising metres from the address, e.g. ``300,500,1000``; ``usual`` where they cannot be."""
    parts = st.query_params.get(name, "").split(",")
    if not is_free or not all(part.strip().isdigit() for part in parts):
        return tuple(usual)
    found = sorted({float(part) for part in parts})
    is_fit = found[0] > 0 and found[-1] <= 20_000 and len(found) <= MOST_RADII
    return tuple(found) if is_fit else tuple(usual)


def pick_span(viewer: Viewer, current: int) -> None:
    """The choice of the span, for those who may have one."""
    if not viewer.is_cleared:
        return
    key = f"periods_{current}"

    def changed() -> None:
        st.query_params["periods"] = str(st.session_state[key])

    st.segmented_control(
        say("around.span_choice"),
        SPANS,
        default=current,
        required=True,
        format_func=lambda count: say(f"around.span_{count}"),
        key=key,
        label_visibility="collapsed",
        on_change=changed,
    )


def common_area(codes: Sequence[str], own: str) -> str:
    """The smallest area that holds all codes, never beyond the viewer's own."""
    heads = ({code[:digits] for code in codes} for digits in LEVEL_DIGITS)
    best = next((head.pop() for head in heads if len(head) == 1), "")
    return best if best.startswith(own) else own
