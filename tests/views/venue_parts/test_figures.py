"""Sentences and tables of a venue, with and without clearance."""

import re

import pytest

from services import perimeters
from tests.services import small_town as town
from tests.services import surroundings as world
from views.venue_parts import figures, picture

TAG = re.compile(r"<[^>]*>")


def plain(markup):
    return TAG.sub(" ", markup)


@pytest.fixture
def venue_town(scored_town):
    days = [town.date_of(11, 2)]
    world.put_sites(scored_town, "venue", {"V1": world.spot(town.CODES[0])}, days=days)
    rows = (
        world.many(12) + world.many(2, "消防安全", "触发", 1) + world.many(7, "交通秩序", "派发", 0)
    )
    world.put_events(scored_town, rows)
    return scored_town


@pytest.fixture
def seen(venue_town):
    return perimeters.around(venue_town, town.who(venue_town, "analyst"), "V1")


@pytest.fixture
def told(venue_town):
    return perimeters.around(venue_town, town.who(venue_town, "leader"), "V1")


def test_the_open_ones_are_counted_out(seen):
    text = plain(figures.hero(seen))
    assert "9" in text and "最外一圈内共 21 件" in text
    themes = plain(figures.themes(seen))
    assert "7 件未办结" in themes and "全部办结" in themes and "○ 无" in themes


def test_a_withheld_number_is_never_called_small(told):
    for made in (figures.themes(told), figures.hero(told), figures.funnel(told)):
        assert "少于" not in plain(made) and "nan" not in made
    # 7 of one theme may be hidden only to protect the 2 of another.
    assert "不公开" in plain(figures.themes(told))


def test_bars_are_shares_of_what_was_triggered(seen):
    widths = [float(w) for w in re.findall(r"width:([\d.]+)%", figures.funnel(seen))]
    assert widths[0] == 100 and widths == sorted(widths, reverse=True)
    assert widths[-1] == pytest.approx(12 / 21 * 100, abs=0.1)


def test_rings_and_rates_are_tables(seen, told):
    assert plain(figures.rings(seen)).count("米") >= 3
    rates = plain(figures.rates(seen))
    assert "有效警情" in rates and "圈外指同镇街的其余网格" in rates
    assert "约 " in plain(figures.rates(told))


def test_match_days_or_why_there_are_none(seen, told):
    assert "比赛日" in plain(figures.match_days(seen))
    assert "只给能看准确数字的人" in plain(figures.match_days(told))


def test_a_barrier_is_told_first(seen):
    assert figures.notices(seen) == ""


def test_text_from_outside_is_escaped(venue_town):
    shape = {"X1": world.spot(town.CODES[4])}
    world.put_sites(venue_town, "venue", shape, category="<b>坏</b>")
    found = perimeters.around(venue_town, town.who(venue_town, "analyst"), "X1")
    assert "<b>坏" not in figures.head(found) and "&lt;b&gt;坏" in figures.head(found)


def test_the_picture_has_a_label_per_ring_and_the_name(seen, told):
    texts = [one.text for one in picture.labels(seen)]
    assert texts[:3] == ["300 米", "500 米", "1000 米"] and "名V1" in texts
    sizes = [one.size_px for one in picture.events(seen)]
    assert sizes == sorted(sizes) and len(sizes) == 21
    assert picture.events(told) == []
    assert len(picture.outlines(seen)) == 3
