"""Columns of the page that sets grids beside each other."""

import re

import pytest

from layers.theme import palette
from services import access, card, geometry, situation
from services.grid_compare import compare
from views.compare_parts import columns

TOWN = "330109106"


@pytest.fixture(scope="module", params=["analyst", "leader"])
def pair(request, demo):
    viewer = access.viewer_of(demo, request.param)
    seen = situation.view(demo, viewer, prefix=TOWN)
    chosen = [seen.grids["code"].iloc[at] for at in (3, 200)]
    made = compare(
        demo,
        viewer,
        seen,
        chosen,
        neighbours=geometry.neighbours(demo, seen.boundary_set),
        known=situation.available(demo, viewer),
        read=card.reader(demo),
        is_new=False,
    )
    return made, seen


def test_every_row_has_a_cell_per_grid(pair):
    made, seen = pair
    text = columns.columns(made, seen, palette())
    rows = text.split('<section class="ws-beside-row">')[1:]
    assert len(rows) == len(columns._ROWS) and "--n:2" in text
    heads = re.findall(r"<h2>([^<]+)</h2>", rows[0])
    assert heads == [one.card.grid.name for one in made.grids]
    assert rows[0].count('data-do="remove"') == 2


def test_the_range_and_the_sentences_stand_in_their_rows(pair):
    made, seen = pair
    text = columns.columns(made, seen, palette())
    assert text.count("八成把握在") == sum(one.likely is not None for one in made.grids)
    for one in made.grids:
        assert one.difference in text and one.standing in text and one.headline in text
    assert made.order in columns.order(made)
    assert ("件数不显示" in text) == (not seen.is_exact)
    assert "nan" not in text.lower()


def test_left_out_grids_are_counted():
    assert columns.gone(["a", "b"], ["a", "b"]) == ""
    assert "1 个网格" in columns.gone(["a", "b"], ["a"])
