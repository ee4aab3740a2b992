import pytest

from services import locators
from store import boundaries

TOWN = "330109106"


@pytest.fixture(scope="module")
def version(demo):
    with demo.store.read() as tx:
        return boundaries.sets(tx)[-1].id


def test_a_village_is_shown_in_its_town(demo, version):
    made = locators.locator(demo, version, f"{TOWN}215")
    assert made.title == "在义桥镇的位置"
    assert (len(made.outlines), len(made.own)) == (26, 1)


def test_a_town_is_shown_in_its_district(demo, version):
    made = locators.locator(demo, version, TOWN)
    assert "萧山区" in made.title
    assert len(made.outlines) > 1


@pytest.mark.parametrize("prefix", ["", "99", "3301"])
def test_the_whole_and_what_has_no_outline_have_none(demo, version, prefix):
    assert locators.locator(demo, version, prefix) is None


def test_an_only_child_is_shown_with_what_is_near_or_not_at_all(scored_town):
    with scored_town.store.read() as tx:
        version = boundaries.sets(tx)[-1].id
        codes = boundaries.units(tx, version, with_geometry=False)
    villages = codes[codes["level"] == "village"]["code"].tolist()
    made = locators.locator(scored_town, version, villages[0])
    assert made is None or len(made.outlines) == len(villages)
