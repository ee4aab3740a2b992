"""Names on the maps: apart from each other, off the red cells, off the seams."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layers.map_view import Window
from views.wall_parts.labels import TALL, Named, Sight, placed
from views.wall_parts.layout import Box, Screen, text_width

WINDOW = Window(longitude=120.2, latitude=30.1, zoom=12.0)
BOX = Box(x=400, y=90, width=1100, height=860)
SIGHT = Sight(window=WINDOW, box=BOX)
SIZE = 27.0
PLACES = st.tuples(st.floats(120.14, 120.26), st.floats(30.06, 30.14))


def frames(spots) -> list[tuple[float, float, float, float]]:
    found = []
    for one in spots:
        x, y = SIGHT.at(one.lon, one.lat)
        wide = text_width(one.text, SIZE) / 2
        found.append((x - wide, y - TALL * SIZE / 2, x + wide, y + TALL * SIZE / 2))
    return found


@given(PLACES)
def test_pixels_lead_back_to_their_degrees(place) -> None:
    lon, lat = SIGHT.back(*SIGHT.at(*place))
    assert abs(lon - place[0]) < 1e-9 and abs(lat - place[1]) < 1e-9


def test_the_middle_of_the_window_is_the_middle_of_its_box() -> None:
    assert SIGHT.at(120.2, 30.1) == (BOX.x + BOX.width / 2, BOX.y + BOX.height / 2)
    assert SIGHT.at(120.21, 30.11)[1] < BOX.y + BOX.height / 2, "north is up"


@given(st.lists(PLACES, max_size=12), st.lists(PLACES, max_size=12))
def test_no_name_covers_another_a_kept_place_or_a_seam(places, free) -> None:
    screen = Screen(width=1920, height=1080, seams=(960,))
    names = [Named(text=f"村{n}", lon=lon, lat=lat) for n, (lon, lat) in enumerate(places)]
    spots = placed(names, SIGHT, screen, SIZE, free)
    drawn = frames(spots)
    for n, (left, top, right, bottom) in enumerate(drawn):
        assert BOX.x < left and right < BOX.x + BOX.width
        assert not left < 960 < right
        for a, b, c, d in drawn[:n]:
            assert right < a + 0.01 or left > c - 0.01 or bottom < b + 0.01 or top > d - 0.01
        for x, y in (SIGHT.at(*place) for place in free):
            inside = left + 0.01 < x < right - 0.01 and top + 0.01 < y < bottom - 0.01
            assert not inside


def test_the_first_of_two_at_one_place_stays_and_the_other_steps_aside() -> None:
    screen = Screen(width=1920, height=1080)
    names = [Named(text=text, lon=120.2, lat=30.1) for text in ("云塘村", "丰盛村")]
    first, second = placed(names, SIGHT, screen, SIZE)
    assert (first.text, second.text) == ("云塘村", "丰盛村")
    assert abs(first.lat - 30.1) < 1e-9 < abs(second.lat - 30.1)
