"""Five words."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.hotspots import Word, five_words

COLD, HOT = 0.0, 3.0
RISING = np.linspace(1.5, 5, 12)


@pytest.mark.parametrize(
    ("z", "word"),
    [
        ([COLD] * 11 + [HOT], Word.NEW),
        (RISING, Word.GROWING),
        ([HOT, 2.5] * 6, Word.STEADY),
        (RISING[::-1] + 1, Word.FADING),
        ([HOT] * 11 + [COLD], Word.FADING),
        ([COLD] * 5 + [HOT] + [COLD] * 6, Word.NONE),
        ([COLD] * 12, Word.NONE),
        ([np.nan] * 11 + [HOT], Word.NEW),
        ([HOT] * 11 + [np.nan], Word.NONE),
        ([np.nan] * 12, Word.NONE),
        ([HOT], Word.NEW),
    ],
)
def test_word(z, word: Word) -> None:
    found = five_words([z])
    assert found.word[0] == word


def test_says_why() -> None:
    found = five_words(np.array([RISING, [COLD] * 12]))
    assert found.is_hot.tolist() == [True, False]
    assert found.hot_before[0] == pytest.approx((RISING[:-1] >= 1.96).mean())
    assert found.trend_z[0] > 4
    assert found.trend_p[0] < 0.001
    assert found.word.tolist() == ["growing", "none"]


def test_levels_are_given() -> None:
    z = [[2.2] * 12]
    assert five_words(z).word[0] == Word.STEADY
    assert five_words(z, hot=2.58).word[0] == Word.NONE


def test_no_place_and_bad_shape() -> None:
    assert len(five_words(np.zeros((0, 5))).word) == 0
    with pytest.raises(ValueError, match="place and period"):
        five_words([1.0, 2.0])
