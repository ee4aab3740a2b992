"""比率之比 How often inside a place against the rest, with an exact interval.

Source: conditional on the sum of two Poisson counts the one inside is binomial (Clopper and
Pearson 1934), so the interval holds at any size of the counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from scipy import stats

from analytics.compare import PERCENT_FROM

_TAIL = 0.025


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRatio:
    """Events per base inside over events per base in the rest, with its 95 % interval.

    ``ratio``, ``low`` and ``high`` are NaN below ``PERCENT_FROM`` events on either side or without
    a base: then only the counts may be told.
    """

    inside_events: int
    rest_events: int
    inside_base: float
    rest_base: float
    ratio: float
    low: float
    high: float

    @property
    def is_enough(self) -> bool:
        return self.ratio == self.ratio


def rate_ratio(
    inside_events: int, rest_events: int, inside_base: float, rest_base: float
) -> RateRatio:
    """Compare the rate of events inside with that of the rest.

    Args:
        inside_events: events inside, 0 or more.
        rest_events: events elsewhere in the same time.
        inside_base: what they are counted on (residents, km2), same unit on both sides.
        rest_base: the same of the rest.

    Raises:
        ValueError: a count or base below 0.
    """
    if min(inside_events, rest_events, inside_base, rest_base) < 0:
        raise ValueError("counts and bases are not negative")
    nan = float("nan")
    ratio = low = high = nan
    if min(inside_events, rest_events) >= PERCENT_FROM and min(inside_base, rest_base) > 0:
        scale = rest_base / inside_base
        ratio = inside_events / rest_events * scale
        low = _odds(float(stats.beta.ppf(_TAIL, inside_events, rest_events + 1))) * scale
        high = _odds(float(stats.beta.isf(_TAIL, inside_events + 1, rest_events))) * scale
    return RateRatio(
        inside_events=inside_events,
        rest_events=rest_events,
        inside_base=inside_base,
        rest_base=rest_base,
        ratio=ratio,
        low=low,
        high=high,
    )


def _odds(share: float) -> float:
    return share / (1.0 - share)
