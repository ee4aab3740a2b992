import numpy as np
import pytest
import shapely

from layers.backends.sheet_inset import LONGEST_MM, Locator, inset
from layers.theme import INKS, Ground

INK = INKS[Ground.LIGHT]


def squares(*corners, side=0.05):
    return np.array([shapely.box(x, y, x + side, y + side) for x, y in corners], dtype=object)


AROUND = squares((120.0, 30.0), (120.05, 30.0), (120.1, 30.0))


@pytest.mark.parametrize("longest", [LONGEST_MM, 20.0])
def test_the_longer_side_is_as_long_as_asked(longest):
    made = inset(Locator(outlines=AROUND, own=AROUND[1:2], title="在某区的位置"), INK, longest)
    assert max(made.width, made.height) == pytest.approx(longest)
    assert made.height < made.width
    assert made.title == "在某区的位置"


def test_the_own_area_is_ink_and_a_tiny_one_a_dot():
    plain = inset(Locator(outlines=AROUND, own=AROUND[:1], title=""), INK).drawing
    tiny = inset(Locator(outlines=AROUND, own=squares((120.06, 30.01), side=0.001), title=""), INK)
    assert f'fill="{INK.t1}"' in plain and "<circle" not in plain
    assert "<circle" in tiny.drawing


def test_an_area_outside_the_outlines_is_still_in_the_picture():
    far = squares((121.0, 30.0))
    made = inset(Locator(outlines=AROUND, own=far, title=""), INK)
    numbers = [float(part) for part in made.drawing.split('viewBox="')[1].split('"')[0].split()]
    assert numbers[2] == pytest.approx(made.width * 100, abs=1)
    assert numbers[3] == pytest.approx(made.height * 100, abs=1)
