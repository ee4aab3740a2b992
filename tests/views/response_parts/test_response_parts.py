import dataclasses
import html
import re

import numpy as np
import pytest
import shapely

from layers.backends.reach_map import NAME_PX, Spot
from layers.map_view import Window
from services import one_more, reach
from services.access import OPERATOR
from services.reach import Share, Weight
from tests.services import small_town as town
from tests.services import stations
from views.response_parts import figures, picture, uncovered


@pytest.fixture(scope="module")
def ws(scored_folder, tmp_path_factory):
    made = town.copied(scored_folder, tmp_path_factory.mktemp("reach") / "town")
    (made.settings.data / "reach.toml").write_text("[pace]\nmin_nodes = 2\n", "utf-8")
    stations.put_stations(made, 0)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def estimated(ws):
    """By the straight line; asked for before the roads are there."""
    return reach.circle(ws, OPERATOR, minutes=1.0)


@pytest.fixture(scope="module")
def timed(ws, estimated):
    stations.put_roads(ws)
    return reach.circle(ws, OPERATOR, minutes=2.5)


@pytest.fixture(scope="module")
def found(ws, timed):
    return one_more.one_more(ws, OPERATOR, minutes=2.5)


def told(markup):
    return html.unescape(re.sub(r"<[^>]*>", " ", markup))


def with_shares(made, **parts):
    shares = tuple(
        dataclasses.replace(one, **parts) if one.of is Weight.EVENTS else one for one in made.shares
    )
    return dataclasses.replace(made, shares=shares)


def test_every_part_says_so_when_it_is_an_estimate(estimated, timed):
    for made, is_marked in ((estimated, True), (timed, False)):
        parts = (
            figures.hero(made),
            figures.legend(made, has_site=False),
            figures.one_more(made, ()),
            " ".join(uncovered.table(made).columns),
            picture.sentence(made, "义桥镇"),
        )
        assert [("直线估算" in told(part)) for part in parts] == [is_marked] * len(parts)
    assert "直线估算" in told(figures.notices(estimated))
    assert figures.notices(timed) == ""


def test_shares_show_numerator_and_denominator(timed):
    text = told(figures.hero(timed))
    share = timed.share(Weight.RESIDENTS)
    assert f"{share.whole:,.0f} 人中的 {share.part:,.0f} 人" in text
    assert re.search(r"\d+\.\d%", text)
    rest = told(figures.shares(timed))
    assert "12 / 12" not in rest and "5 / 12" in rest
    assert "2026.8.26—11.17" in rest


def test_below_twenty_no_percentage_is_given(timed):
    few = with_shares(timed, part=7.0, whole=19.0)
    text = told(figures.shares(few))
    assert "%" not in text and "7 / 19" in text
    many = with_shares(timed, part=7.0, whole=20.0)
    assert "35.0%" in told(figures.shares(many))


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1000, 1000, "100%"), (999.9, 1000, "99.9%"), (999.99, 1000, "99.9%"), (0, 100, "0.0%")],
)
def test_not_all_never_reads_as_all(part, whole, text):
    assert figures._percent(Share(of=Weight.RESIDENTS, part=part, whole=whole)) == text


def test_unknown_events_are_a_dash_and_words(timed):
    unknown = with_shares(timed, part=np.nan, whole=np.nan)
    text = told(figures.shares(unknown))
    assert "—" in text and "还没有算过" in text and "nan" not in text.lower()


def test_a_leader_reads_about(ws, timed):
    made = reach.circle(ws, town.who(ws, "leader"), minutes=2.5)
    assert "约" in told(figures.shares(made))
    assert "近一年事件" not in uncovered.table(made).columns
    (best,) = one_more.one_more(ws, town.who(ws, "leader"), minutes=2.5)
    assert "近一年约" in told(figures.one_more(made, (best,)))


def test_the_best_place_and_what_it_adds(timed, found):
    (best,) = found
    text = told(figures.one_more(timed, found))
    for words in (best.name, f"{len(best.codes)} 个网格", f"{best.residents:,.0f} 人", "逐个比过"):
        assert words in text
    unknown = dataclasses.replace(best, residents=np.nan, events=np.nan)
    assert "nan" not in told(figures.one_more(timed, (unknown,))).lower()


def test_off_road_stations_and_unread_roads_are_named(timed):
    off = timed.stations.assign(is_off_road=True)
    made = dataclasses.replace(timed, stations=off, unread_roads=1234)
    text = told(figures.notices(made))
    assert "驻点0" in text and "1,234 段路" in text


def test_names_are_escaped(timed, found):
    strange = timed.stations.assign(is_off_road=True, name="<b>x</b>")
    made = dataclasses.replace(timed, stations=strange)
    assert "<b>x</b>" not in figures.notices(made)
    best = dataclasses.replace(found[0], name="<i>y</i>")
    assert "<i>y</i>" not in figures.one_more(timed, (best,))


def test_the_legend_has_a_line_per_zone_and_the_site_only_where_there_is_one(timed):
    text = told(figures.legend(timed, has_site=True))
    for words in ("2.5 分钟内", "12 分钟内", "2.5 分钟边线", "到不了的网格", "增设一处"):
        assert words in text
    assert "增设一处" not in told(figures.legend(timed, has_site=False))


def test_the_list_says_never_and_has_no_empty_cell(timed):
    listed = uncovered.table(timed)
    assert (listed["要几分钟"] == "到不了").sum() == 4
    assert listed.index.tolist() == timed.uncovered["code"].tolist()
    assert not listed.isna().any().any()
    assert set(listed.loc[listed["要几分钟"] == "到不了", "最近驻点"]) == {"—"}


def test_zones_are_drawn_inside_the_area_and_its_border_is_no_end(timed):
    area = shapely.union_all(timed.grids["geometry"].to_numpy())
    zones = picture.drawn_zones(timed)
    for (minutes, zone), (again, line) in zip(zones, picture.outlines(zones, timed), strict=True):
        assert minutes == again
        assert zone.difference(area.buffer(1e-6)).area == 0
        assert line.length <= shapely.boundary(zone).length + 1e-6


def test_small_holes_and_islands_are_left_out_and_large_ones_kept():
    large = shapely.box(0, 0, 10, 10).difference(
        shapely.union(shapely.box(1, 1, 1.1, 1.1), shapely.box(5, 5, 7, 7))
    )
    shape = shapely.MultiPolygon([large, shapely.box(20, 20, 20.1, 20.1)])
    drawn = picture._coarser(shape, 0.5)
    assert drawn.area == pytest.approx(96)
    assert drawn.bounds == (0, 0, 10, 10)


def test_a_village_under_a_stations_words_is_not_named(timed):
    window = Window(longitude=120.195, latitude=30.085, zoom=14)
    named = picture.names(timed, window, [])
    assert {one.name for one in named} == set(timed.grids["village"])
    first = named[0]
    beside = Spot(lon=first.lon, lat=first.lat, sign="★", name="驻点")
    rest = picture.names(timed, window, [beside])
    assert first.name not in {one.name for one in rest}
    assert NAME_PX > 0 and len(rest) < len(named)


def test_the_window_goes_to_the_chosen_grid(timed, monkeypatch):
    west, south, east, north = shapely.total_bounds(timed.grids["geometry"].to_numpy())
    monkeypatch.setattr(picture.cache, "bounds", lambda *_: (west, south, east, north))
    whole = picture.window("v", timed, "", "")
    close = picture.window("v", timed, "", town.CODES[5])
    assert (close.longitude, close.latitude) == pytest.approx(town.middle(town.CODES[5]))
    assert close.zoom > whole.zoom
