from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.orientation import orientation

DEGREE = st.floats(-180.0, 180.0)
CLOSE = st.floats(119.9, 120.1)
TENTH = st.integers(-1800, 1800).map(lambda n: n / 10)


def by_fractions(ax, ay, bx, by, x, y):
    ax, ay, bx, by, x, y = map(Fraction, (ax, ay, bx, by, x, y))
    turn = (ax - x) * (by - y) - (ay - y) * (bx - x)
    return (turn > 0) - (turn < 0)


@given(st.one_of(*(st.tuples(*[place] * 6) for place in (DEGREE, CLOSE, TENTH))))
@settings(max_examples=300, deadline=None)
@example((0.1, 0.1, 0.3, 0.3, 0.2, 0.2))
@example((0.1, 30.0, 120.0, 1e-17, 60.05, 15.0))
@example((0.0, 0.0, 1e-200, 1e-200, 3e-201, 3e-201))
@example((1.0, 2.0, 1.0, 2.0, 1.0, 2.0))
def test_equals_rational_arithmetic(places):
    assert orientation(*places) == by_fractions(*places)


@given(CLOSE, CLOSE, CLOSE, CLOSE, st.floats(0.0, 1.0), st.integers(-2, 2))
@settings(max_examples=300, deadline=None)
def test_equals_rational_arithmetic_beside_the_line(ax, ay, bx, by, part, steps):
    x, y = ax + part * (bx - ax), ay + part * (by - ay)
    x += steps * 1.4210854715202004e-14
    assert orientation(ax, ay, bx, by, x, y) == by_fractions(ax, ay, bx, by, x, y)


@given(TENTH, TENTH, TENTH, TENTH, TENTH, TENTH)
@settings(max_examples=100, deadline=None)
def test_the_other_way_round_is_the_other_side(ax, ay, bx, by, x, y):
    assert orientation(ax, ay, bx, by, x, y) == -orientation(bx, by, ax, ay, x, y)
    assert orientation(ax, ay, bx, by, x, y) == orientation(bx, by, x, y, ax, ay)
