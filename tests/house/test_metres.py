"""Nothing is measured in the map projection of the web."""

from __future__ import annotations

import re

import pytest

from tests.house import tree

# Put together, so that this file does not hold them.
WEB = re.compile("|".join(["38" + "57", "9009" + "13", "[Pp]seudo.?[Mm]ercator"]))
# Tiles are cut in the projection of the web by their standard; no length or area is taken there.
MAY_CUT_TILES = {"geo/tiles.py"}


@pytest.mark.parametrize("name", tree.product())
def test_no_web_projection(name: str) -> None:
    if name in MAY_CUT_TILES:
        return
    found = [line for line in tree.text(name).splitlines() if WEB.search(line)]
    assert found == []
