"""Changes that were published, two of them wrongly; and how they are worded here."""

from __future__ import annotations

import pytest

from analytics.compare import count_change, percent_change, point_change
from services import wording as printed


@pytest.mark.parametrize(
    ("now", "before", "size", "misprint"), [(70, 62, 12.9, 13.9), (44, 46, -4.3, -4.4)]
)
def test_misprints_of_weekly_reports(now: int, before: int, size: float, misprint: float) -> None:
    assert count_change(now, before) == size != misprint
    assert str(abs(size)) in printed.change(now, before)


def test_a_share_from_40_to_62_rose_by_points() -> None:
    assert point_change(0.62, 0.40) == 22.0
    assert percent_change(62, 40) == 55.0


def test_words() -> None:
    assert printed.change(44, 46) == "下降 4.3%"
    assert printed.change(46, 46) == "持平"
    assert printed.change(5, 0) == "—"
    assert "%" not in printed.change(40, 19)
    assert "−" not in printed.change(44, 46)
