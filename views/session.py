"""Who looks, and what of the page's state is in the address (会话)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from services import access
from services.access import Viewer
from services.workspace import current as workspace
from vocab import Scope

COOKIE = "wusetu_session"
EVERYTHING = "all"


def viewer() -> Viewer | None:
    """The signed-in person of this browser session."""
    return access.holder(workspace(), st.context.cookies.get(COOKIE))


@dataclass(frozen=True, slots=True, kw_only=True)
class MapState:
    """五色图 State of the map page; all of it is in the address, so that a link shows the same.

    ``scope`` "" is the viewer's home town, "all" everything the viewer may see.
    """

    week: str = "latest"
    scope: str = ""
    grid: str = ""
    is_twin: bool = False
    shows_levels: bool = False

    @classmethod
    def from_address(cls) -> MapState:
        """Read and check the address; what cannot be read is left at its default."""
        query = st.query_params
        scope, grid = (_code(query.get(name, "")) for name in ("scope", "grid"))
        week = query.get("week", "latest")
        is_date = len(week) == 10 and week.replace("-", "").isdigit()
        return cls(
            week=week if is_date else "latest",
            scope=scope,
            grid=grid,
            is_twin=query.get("palette") == "twin",
            shows_levels=query.get("levels") == "all",
        )

    def prefix(self, home: str, own: str) -> str:
        """The code prefix meant: the home town, everything of the viewer's own, or as written."""
        return {"": home, EVERYTHING: own}.get(self.scope, self.scope)

    def put(self, **changes: object) -> None:
        """Change parts of the state in the address; what others keep there stays."""
        new = replace(self, **changes)
        values = {
            "week": new.week if new.week != "latest" else "",
            "scope": new.scope,
            "grid": new.grid,
            "palette": "twin" if new.is_twin else "",
            "levels": "all" if new.shows_levels else "",
        }
        others = {name: st.query_params[name] for name in st.query_params if name not in values}
        own = {name: value for name, value in values.items() if value}
        st.query_params.from_dict(others | own)


def _code(text: str) -> str:
    try:
        return Scope(prefix=text).prefix
    except ValueError:
        return ""
