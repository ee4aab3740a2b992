"""Who looks, and what of the page's state is in the address (会话)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from services import access
from services.access import Viewer
from services.workspace import current as workspace
from views.map_parts.place_text import codes_of, codes_text, shape_points
from views.one_run import once
from vocab import Scope

COOKIE = "wusetu_session"
EVERYTHING = "all"
LATEST = "latest"
SPANS = (13, 26, 52)
# One digit per colour and per state beside the colours, as on the map.
DIGITS = "12345678"
AREAS = "areas"


def viewer() -> Viewer | None:
    """The signed-in person of this browser session."""
    return once("viewer", lambda: access.holder(workspace(), st.context.cookies.get(COOKIE)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MapState:
    """五色图 State of the map page; all of it is in the address, so that a link shows the same.

    Attributes:
        week: last day of the period, or "latest".
        scope: code of the area; "" is the viewer's home town, "all" everything of theirs.
        grid: the grid whose card is shown; "" the worst one.
        is_twin: the palette for eyes that see red and green alike.
        shows_levels: all five numerals on the map.
        shape: a selection drawn on the map (``place_text``); "" none.
        picked: a selection by list; empty where ``shape`` is.
        only: digits of the colours and states that are shown; "" all.
        compare: last day of the period beside which this one is laid; "" none.
        span: how many weeks the band under the map has.
        side: what stands beside the list: "" the changes, "areas" the areas below.
    """

    week: str = LATEST
    scope: str = ""
    grid: str = ""
    is_twin: bool = False
    shows_levels: bool = False
    shape: str = ""
    picked: tuple[str, ...] = ()
    only: str = ""
    compare: str = ""
    span: int = SPANS[0]
    side: str = ""

    @classmethod
    def from_address(cls) -> MapState:
        """Read and check the address; what cannot be read is left at its default."""
        return _read(cls, frozenset(st.query_params.to_dict().items()))

    @classmethod
    def of(cls, query: Mapping[str, str]) -> MapState:
        """Read and check the parts of an address."""
        scope, grid = (_code(query.get(name, "")) for name in ("scope", "grid"))
        shape = query.get("shape", "")
        shape = shape if shape_points(shape) else ""
        span = query.get("span", "")
        return cls(
            week=_date(query.get("week", "")) or LATEST,
            scope=scope,
            grid=grid,
            is_twin=query.get("palette") == "twin",
            shows_levels=query.get("levels") == "all",
            shape=shape,
            picked=() if shape else codes_of(query.get("grids", "")),
            only="".join(digit for digit in DIGITS if digit in query.get("only", "")),
            compare=_date(query.get("compare", "")),
            span=next((one for one in SPANS if str(one) == span), SPANS[0]),
            side=AREAS if query.get("side") == AREAS else "",
        )

    def parts(self) -> dict[str, str]:
        """The state as parts of an address; "" what is as usual and need not stand there."""
        return {
            "week": self.week if self.week != LATEST else "",
            "scope": self.scope,
            "grid": self.grid,
            "palette": "twin" if self.is_twin else "",
            "levels": "all" if self.shows_levels else "",
            "shape": self.shape,
            "grids": codes_text(self.picked),
            "only": self.only,
            "compare": self.compare,
            "span": str(self.span) if self.span != SPANS[0] else "",
            "side": self.side,
        }

    def prefix(self, home: str, own: str) -> str:
        """The code prefix meant: the home town, everything of the viewer's own, or as written."""
        return {"": home, EVERYTHING: own}.get(self.scope, self.scope)

    def put(self, **changes: object) -> None:
        """Change parts of the state in the address; what others keep there stays."""
        values = replace(self, **changes).parts()
        others = {name: st.query_params[name] for name in st.query_params if name not in values}
        own = {name: value for name, value in values.items() if value}
        st.query_params.from_dict(others | own)


# Each run asks several times for the same address.
@functools.lru_cache(maxsize=256)
def _read(form: type[MapState], query: frozenset[tuple[str, str]]) -> MapState:
    return form.of(dict(query))


def _code(text: str) -> str:
    try:
        return Scope(prefix=text).prefix
    except ValueError:
        return ""


def _date(text: str) -> str:
    """A text that looks like a day; whether there is one is said by who looks for it."""
    return text if len(text) == 10 and text.isascii() and text.replace("-", "").isdigit() else ""
