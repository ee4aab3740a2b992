"""标准化 Making numbers comparable: goalposts, ranges, ranks, directions, rounding, classes."""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

from analytics.classes import SCHEMES, class_set
from analytics.composite.fields import (
    Field,
    Options,
    ascending,
    choice,
    flag,
    number,
    positive,
    several,
    text,
    whole,
)
from analytics.composite.steps import COUNT, Floats, Kind, Scene, grouped, scores, within
from analytics.composite.treat import GROUP

# Sums of decimals differ in their last bits; ranks compare this many significant digits.
RANK_DIGITS = 12
# Half a unit of the fifteenth digit: the precision in which spreadsheets round.
_SAME = 5e-15


def rounded(values: Floats, places: int, half: str = "up") -> Floats:
    """Round decimal numbers, not their binary form: 1.005 is a tie at two places.

    Args:
        values: any shape; NaN stays.
        places: decimals; negative rounds to tens, hundreds.
        half: "up" (away from zero, as spreadsheets), "even", or "down" (cut off).
    """
    scale = 10.0 ** abs(places)
    size = np.abs(values) * scale if places >= 0 else np.abs(values) / scale
    whole_part = np.floor(size)
    slack = np.maximum(size, 1.0) * _SAME
    rest = size - whole_part
    if half == "down":
        up = rest >= 1 - slack
    else:
        tie = np.abs(rest - 0.5) <= slack
        up = (rest > 0.5) & ~tie
        up |= tie & ((whole_part % 2 == 1) if half == "even" else True)
    total = whole_part + up
    return np.asarray(np.copysign(total / scale if places >= 0 else total * scale, values))


def alike(values: Floats, digits: int = RANK_DIGITS) -> Floats:
    """The numbers to ``digits`` significant digits, so that equal decimals are equal."""
    with np.errstate(divide="ignore"):
        size = np.floor(np.log10(np.abs(values)))
    places = digits - 1 - np.where(np.isfinite(size), size, 0.0)
    # Two factors: 10 ** 320 would overflow.
    half = np.floor(places / 2)
    up, more = 10.0**half, 10.0 ** (places - half)
    return np.asarray(np.rint(values * up * more) / up / more)


def ranked(values: Floats, ties: str) -> Floats:
    """Ranks 1..n of known numbers; ``ties`` is min, mean or max."""
    method = "average" if ties == "mean" else ties
    return np.asarray(rankdata(alike(values), method=method), dtype=np.float64)


def _percent_rank(values: Floats, options: Options, scene: Scene) -> Floats:
    def share(known: Floats) -> Floats:
        ranks, n = ranked(known, options["ties"]), len(known)
        return np.asarray(ranks / n if options["of"] == "n" else (ranks - 1) / max(n - 1, 1))

    return within(values, grouped(options, scene), share)


def _rank(values: Floats, options: Options, scene: Scene) -> Floats:
    turned = -values if options["descending"] else values
    return within(turned, grouped(options, scene), lambda known: ranked(known, options["ties"]))


def _min_max(values: Floats, options: Options, scene: Scene) -> Floats:
    first, last = options["to"]

    def stretch(known: Floats) -> Floats:
        low = known.min() if options["low"] is None else options["low"]
        high = known.max() if options["high"] is None else options["high"]
        if low == high:
            scene.note("flat_groups", 1)
            return np.full(len(known), first)
        return np.asarray((known - low) / (high - low) * (last - first) + first)

    return within(values, grouped(options, scene), stretch)


def _goalposts(values: Floats, options: Options, scene: Scene) -> Floats:
    first, last = options["to"]
    share = (values - options["low"]) / (options["high"] - options["low"])
    if options["clip"]:
        share = np.clip(share, 0.0, 1.0)
    return np.asarray(first + share * (last - first))


def _z_score(values: Floats, options: Options, scene: Scene) -> Floats:
    def standard(known: Floats) -> Floats:
        spread = known.std(ddof=options["ddof"]) if len(known) > options["ddof"] else 0.0
        if spread == 0:
            scene.note("flat_groups", 1)
            return np.full(len(known), float(options["mean"]))
        return np.asarray((known - known.mean()) / spread * options["sd"] + options["mean"])

    return within(values, grouped(options, scene), standard)


def _linear(values: Floats, options: Options, scene: Scene) -> Floats:
    return np.asarray(options["a"] + options["b"] * values)


def _negate(values: Floats, options: Options, scene: Scene) -> Floats:
    return -values


def _complement(values: Floats, options: Options, scene: Scene) -> Floats:
    return np.asarray(options["of"] - values)


def _direction(values: Floats, options: Options, scene: Scene) -> Floats:
    if scene.direction > 0:
        return values
    change = _negate if options["by"] == "negate" else _complement
    return change(values, options, scene)


def _round(values: Floats, options: Options, scene: Scene) -> Floats:
    return rounded(values, options["places"], options["half"])


def _flag(values: Floats, options: Options, scene: Scene) -> Floats:
    above = options["above"]
    over = values >= above if options["inclusive"] else values > above
    return np.where(np.isnan(values), np.nan, over.astype(np.float64))


def _count_unit(unit: str, options: Options) -> str:
    return COUNT


def _classes(values: Floats, options: Options, scene: Scene) -> Floats:
    """Class 1 (lowest) to k; a number set apart is class 0."""
    apart = (
        np.zeros(len(values), np.bool_) if options["apart"] is None else values == options["apart"]
    )

    def number_of(known: Floats) -> Floats:
        made = class_set(
            known, options["scheme"], k=options["k"], cuts=options["cuts"], closed=options["closed"]
        )
        return np.asarray(made.classes + 1.0)

    result = within(np.where(apart, np.nan, values), grouped(options, scene), number_of)
    return np.where(apart, 0.0, result)


_RANGE = several(number, 2)
_TO = Field(name="to", read=_RANGE, default=(0.0, 1.0))
_TIES = Field(name="ties", read=choice("min", "mean", "max"), default="min")
KINDS: dict[str, Kind] = {
    "min_max": Kind(
        run=_min_max,
        fields=(
            _TO,
            Field(name="low", read=number, default=None),
            Field(name="high", read=number, default=None),
            GROUP,
        ),
        unit=scores,
    ),
    "goalposts": Kind(
        run=_goalposts,
        fields=(
            Field(name="low", read=number),
            Field(name="high", read=number),
            _TO,
            Field(name="clip", read=flag, default=True),
        ),
        unit=scores,
    ),
    "z_score": Kind(
        run=_z_score,
        fields=(
            Field(name="mean", read=number, default=0.0),
            Field(name="sd", read=positive, default=1.0),
            Field(name="ddof", read=whole, default=1),
            GROUP,
        ),
        unit=scores,
    ),
    "linear": Kind(
        run=_linear,
        fields=(
            Field(name="a", read=number, default=0.0),
            Field(name="b", read=number, default=1.0),
        ),
        unit=scores,
    ),
    "percent_rank": Kind(
        run=_percent_rank,
        fields=(Field(name="of", read=choice("n-1", "n"), default="n-1"), _TIES, GROUP),
        unit=scores,
    ),
    "rank": Kind(
        run=_rank,
        fields=(Field(name="descending", read=flag, default=False), _TIES, GROUP),
        unit=scores,
    ),
    "negate": Kind(run=_negate),
    "complement": Kind(run=_complement, fields=(Field(name="of", read=number, default=1.0),)),
    "direction": Kind(
        run=_direction,
        fields=(
            Field(name="by", read=choice("negate", "complement"), default="negate"),
            Field(name="of", read=number, default=1.0),
        ),
    ),
    "round": Kind(
        run=_round,
        fields=(
            Field(name="places", read=whole),
            Field(name="half", read=choice("up", "even", "down"), default="up"),
        ),
    ),
    "flag": Kind(
        run=_flag,
        fields=(
            Field(name="above", read=number),
            Field(name="inclusive", read=flag, default=False),
        ),
        unit=_count_unit,
    ),
    "classes": Kind(
        run=_classes,
        fields=(
            Field(name="scheme", read=choice(*SCHEMES)),
            Field(name="k", read=whole, default=5),
            Field(name="cuts", read=ascending, default=()),
            Field(name="closed", read=choice("right", "left"), default="right"),
            Field(name="labels", read=several(text), default=()),
            Field(name="apart", read=number, default=None),
            Field(name="apart_label", read=text, default=""),
            Field(name="missing_label", read=text, default=""),
            GROUP,
        ),
        unit=scores,
    ),
}
