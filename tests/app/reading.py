"""What a reader finds on a page that AppTest ran."""

import html
import json
import re

import pandas as pd
from streamlit.testing.v1 import AppTest

from services.workspace import current
from store import boundaries
from views.map_parts import grid_list
from vocab import AdminLevel
from words import say

_TAG = re.compile(r"<[^>]*>")


def markup(app: AppTest) -> list[str]:
    """What each part of our own kit was given, in order."""
    parts = [one.proto for one in app.get("bidi_component")]
    return [str(json.loads(one.json)) if one.json else one.bytes.decode() for one in parts]


def drawings(app: AppTest) -> str:
    """The text of everything our own kit drew, in order."""
    return html.unescape(_TAG.sub(" ", " ".join(markup(app))))


def address(app: AppTest) -> dict[str, str]:
    """The query of the address; AppTest gives texts or lists, as they came."""
    given = dict(app.query_params)
    return {name: value[0] if isinstance(value, list) else value for name, value in given.items()}


def deck(app: AppTest) -> dict:
    """The map's specification as the browser gets it."""
    return json.loads(app.get("deck_gl_json_chart")[0].proto.json)


def layer(app: AppTest, name: str) -> dict:
    return next(one for one in deck(app)["layers"] if one["id"] == name)


def codes_of_colours(app: AppTest, name: str = "cells") -> str:
    """The digit string of the fills, "x" where hidden."""
    fill = layer(app, name)["_subLayerProps"]["polygons-fill"]["getFillColor"]
    text = re.search(r"\[\('(\w+)'\)", fill).group(1)
    # Two letters stand before every 256 characters.
    return re.sub(r"[A-Z]{2}", "", text)


def assert_clean(app: AppTest) -> None:
    """Nothing was raised and no trace is shown."""
    assert not app.exception
    assert "Traceback" not in drawings(app)


def grids_listed(app: AppTest) -> pd.DataFrame:
    """The list of grids as it is sent, with the codes it does not send as index."""
    shown = app.dataframe[0].value
    with current().store.read() as tx:
        units = boundaries.units(tx, boundaries.sets(tx)[-1].id)
    grids = units[units["level"] == AdminLevel.MICRO_GRID.value].set_index("name")["code"]
    assert grids.index.is_unique
    return shown.set_index(shown[say("map.column.name")].map(grids).rename("code"))


def whole_list(app: AppTest) -> pd.DataFrame:
    """The list of grids with all its rows, as after a click on "list all"."""
    app.session_state[grid_list.WHOLE] = True
    return grids_listed(app.run())
