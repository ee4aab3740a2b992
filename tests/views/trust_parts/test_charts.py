"""Drawings of the page on trust."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from views.trust_parts import charts

SHARES = st.floats(0, 1)


def circles(drawn: str) -> list[tuple[float, float, float]]:
    found = re.findall(r'<circle cx="([\d.-]+)" cy="([\d.-]+)" r="([\d.]+)"', drawn)
    return [tuple(float(one) for one in numbers) for numbers in found]


@given(st.lists(st.tuples(st.integers(1, 9999), SHARES, SHARES), min_size=1, max_size=10))
def test_dots_lie_inside_and_a_kept_word_lies_on_the_diagonal(bins) -> None:
    drawn = charts.reliability([("x", True, bins)], "a", "b", "words")
    assert len(circles(drawn)) == len(bins)
    for (x, y, radius), (_, said, held) in zip(circles(drawn), bins, strict=True):
        assert charts.LEFT - 0.1 <= x <= charts.LEFT + charts.SIDE + 0.1
        assert charts.TOP - 0.1 <= y <= charts.TOP + charts.SIDE + 0.1
        assert 3.5 <= radius <= charts.LARGEST
        across = (x - charts.LEFT) / charts.SIDE
        upward = 1 - (y - charts.TOP) / charts.SIDE
        assert abs(across - said) < 0.001 and abs(upward - held) < 0.001


def test_an_empty_diagram_has_its_frame_and_its_sentence() -> None:
    drawn = charts.reliability([("x", True, [])], "a<b", "c", "words")
    assert circles(drawn) == []
    assert 'aria-label="words"' in drawn and "a&lt;b" in drawn


def bars(drawn: str) -> list[float]:
    return [float(h) for h in re.findall(r'<rect [^>]*height="([\d.]+)" fill="#', drawn)]


@given(st.lists(SHARES, min_size=1, max_size=26))
def test_bars_are_as_high_as_their_shares(shares) -> None:
    weeks = [(20_774 + 7 * k, share, False) for k, share in enumerate(shares)]
    high = bars(charts.flips(weeks, None, "", "s"))
    assert len(high) == len(shares)
    top = max(shares)
    if top > 1e-5:
        for tall, share in zip(high, shares, strict=True):
            assert abs(tall / max(high) - share / top) < 0.01


def test_a_week_without_colours_is_a_dashed_stump_and_the_bound_is_named() -> None:
    weeks = [(20_767, float("nan"), False), (20_774, 0.01, True)]
    drawn = charts.flips(weeks, 0.009, "bound <1>", "s")
    assert 'stroke-dasharray="2 2"' in drawn
    assert "bound &lt;1&gt;" in drawn
    assert len(circles(drawn)) == 1
    assert "bound" not in charts.flips(weeks, None, "", "s")


@given(st.floats(0, 1), st.floats(0.001, 1))
def test_figure_and_bound_keep_their_proportion(figure: float, bound: float) -> None:
    drawn = charts.against(figure, bound, "s")
    wide = [float(w) for w in re.findall(r'width="([\d.]+)" height="12"', drawn)]
    at = float(re.search(r'<line x1="([\d.]+)"', drawn)[1])
    assert max(wide[1], at) <= wide[0]
    assert abs(wide[1] * bound - at * figure) <= 0.06 * max(figure, bound)


def test_ten_tenths_and_a_key_with_names() -> None:
    assert charts.tenths([0.1] * 10, "s").count("<rect") == 10
    drawn = charts.key([("one", True), ("<two>", False)])
    assert "one" in drawn and "&lt;two&gt;" in drawn
