"""Hot spots for a viewer: planted clusters of the demo, scopes, small counts, words."""

import json

import numpy as np
import pytest

from analytics.hotspots import Word
from errors import NotAllowedError
from services import access, hotspots
from tests.services import small_town as town

TOWN = "330109106"


@pytest.fixture(scope="module")
def exact(demo):
    return hotspots.pictures(demo, access.viewer_of(demo, "analyst"), prefix=TOWN)


def of(pictures, code):
    return next(one for one in pictures if one.indicator == code)


def test_the_demos_clusters_that_are_alive_are_found(demo, exact):
    truth = json.loads((demo.files / "truth.json").read_text("utf-8"))["clusters"]
    planted = {one["name"]: set(one["grids"]) for one in truth}
    growing = planted["growing_alerts"]
    found = [set(place.code for place in c.grids) for c in of(exact, "alert").clusters]
    assert any(len(grids & growing) >= len(growing) / 2 for grids in found)
    named = {place.code for grids in of(exact, "alert").words.values() for place in grids}
    both = growing | planted["steady_alerts"]
    assert len(named & both) >= 0.7 * len(both)


def test_every_grid_lies_in_the_area_and_has_one_word(exact):
    for one in exact:
        codes = [place.code for grids in one.words.values() for place in grids]
        assert len(set(codes)) == len(codes)
        assert all(code.startswith(TOWN) for code in codes)
        assert Word.NONE not in one.words


def test_sentences_hold_their_numbers(exact):
    for one in exact:
        assert one.sentence
        for cluster in one.clusters:
            assert f"{cluster.cases} 件" in cluster.sentence
            assert cluster.cases > cluster.expected and cluster.recurrence >= 52


def test_who_is_not_cleared_reads_no_number_of_a_cluster(demo, exact):
    seen = hotspots.pictures(demo, access.viewer_of(demo, "leader"), prefix=TOWN)
    for one, full in zip(seen, exact, strict=True):
        assert one.words == full.words, "what is found does not depend on who asks"
        for cluster in one.clusters:
            assert cluster.cases is None and cluster.expected is None
            assert "件" not in cluster.sentence


def test_a_village_sees_its_own_grids_only(scored_town):
    seen = hotspots.pictures(scored_town, town.who(scored_town, "villager"))
    for one in seen:
        for grids in one.words.values():
            assert all(place.code.startswith(town.VILLAGES[0]) for place in grids)
    with pytest.raises(NotAllowedError):
        hotspots.pictures(scored_town, town.who(scored_town, "villager"), prefix=town.VILLAGES[1])


def test_rows_for_the_command_line(exact):
    rows = hotspots.as_object(exact)
    assert json.loads(json.dumps(rows))["level"].keys() == {one.indicator for one in exact}
    kinds = {row["what"].split()[0] for row in rows["rows"]}
    assert kinds <= {"cluster", *(word.value for word in Word)}


@pytest.mark.parametrize(("years", "key"), [(1, "一年"), (11, "十年到"), (np.inf, "百年也难")])
def test_waiting_is_said_in_words(years, key):
    assert key in hotspots._years(years)
