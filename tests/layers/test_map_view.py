import math

import pytest

from layers.map_view import EARTH_M, MapUrls, Window, fit


def test_addresses_from_one_base():
    urls = MapUrls.under("/geometry/3", "?area=330109106")
    assert urls.cells == "/geometry/3/cells.json?area=330109106"
    assert urls.names == "/geometry/3/names.json?area=330109106"


def test_scale_of_a_window():
    window = Window(longitude=120, latitude=60, zoom=10)
    assert window.px_per_m == pytest.approx(512 * 1024 / (EARTH_M / 2))


@pytest.mark.parametrize(("width", "height"), [(1216, 596), (300, 900)])
def test_the_bounds_fit_with_a_margin(width, height):
    bounds = (120.1, 30.0, 120.2, 30.08)
    window = fit(bounds, width, height)
    across = 0.1 / 360 * EARTH_M * math.cos(math.radians(window.latitude)) * window.px_per_m
    upward = 0.08 / 360 * EARTH_M * window.px_per_m
    assert across <= width
    assert upward <= height
    assert max(across / width, upward / height) == pytest.approx(1 / 1.08, abs=0.01)
    assert (window.longitude, window.latitude) == pytest.approx((120.15, 30.04))


def test_a_point_has_a_window_too():
    assert math.isfinite(fit((120, 30, 120, 30), 800, 600).zoom)
