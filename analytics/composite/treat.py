"""数据处理 Filling gaps, outliers, logs and roots: what is done before numbers are comparable."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analytics.composite.fields import (
    Field,
    Options,
    ascending,
    choice,
    flag,
    number,
    positive,
    text,
    whole,
)
from analytics.composite.steps import RATE, Floats, Kind, Scene, grouped
from errors import RefusedError

_BY: dict[str, Callable[[Floats], float]] = {
    "mean": lambda known: float(known.mean()),
    "median": lambda known: float(np.median(known)),
    "min": lambda known: float(known.min()),
    "max": lambda known: float(known.max()),
}
_LEAST = 4


def moments(values: Floats) -> tuple[float, float]:
    """Skewness G1 and excess kurtosis G2, bias corrected as spreadsheets do (type 2).

    NaN is left out; NaN for fewer than four numbers or numbers all equal.
    """
    known = values[~np.isnan(values)]
    n = len(known)
    apart = known - known.mean() if n else known
    size = float(np.abs(apart).max(initial=0.0))
    if n < _LEAST or size == 0:
        return np.nan, np.nan
    # Powers of very small or large numbers would leave the range of floats.
    apart = apart / size
    squares = float((apart**2).sum())
    skew = np.sqrt(n) * float((apart**3).sum()) / squares**1.5
    kurtosis = n * float((apart**4).sum()) / squares**2
    g1 = skew * np.sqrt(n * (n - 1)) / (n - 2)
    g2 = ((n + 1) * (kurtosis - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))
    return float(g1), float(g2)


def is_skewed(values: Floats, skew: float, kurtosis: float) -> bool:
    """Whether both limits are exceeded; numbers without a shape are not skewed."""
    g1, g2 = moments(values)
    return bool(abs(g1) > skew and g2 > kurtosis)


def winsorise(
    values: Floats, *, skew: float = 2.0, kurtosis: float = 3.5, most: int | None = 5
) -> tuple[Floats, int, int]:
    """Draw the outermost points to their neighbours while the numbers are skewed (COINr).

    The end is chosen by the sign of the skewness in every round. ``most`` points at the most;
    tied points are drawn in together and may exceed it. None is no limit.

    Returns:
        The numbers, and how many points were moved at the low and at the high end.
    """
    moved = values.copy()
    low = high = 0
    while is_skewed(moved, skew, kurtosis) and (most is None or low + high < most):
        if moments(moved)[0] >= 0:
            ends = moved == np.nanmax(moved)
            moved[ends] = np.nanmax(moved[~ends])
            high = int(ends.sum())
        else:
            ends = moved == np.nanmin(moved)
            moved[ends] = np.nanmin(moved[~ends])
            low = int(ends.sum())
    return moved, low, high


def _log_shifted(values: Floats) -> Floats:
    low, high = np.nanmin(values), np.nanmax(values)
    return np.asarray(np.log(values - low + 0.01 * (high - low)))


def _log_plus_one(values: Floats) -> Floats:
    return np.asarray(np.log(values - np.nanmin(values) + 1))


_LOGS = {"shifted": _log_shifted, "plus_one": _log_plus_one}


def _treat(values: Floats, options: Options, scene: Scene) -> Floats:
    limits = {"skew": options["skew"], "kurtosis": options["kurtosis"]}
    if not is_skewed(values, **limits):
        return values
    moved, low, high = winsorise(values, most=options["most"], **limits)
    if options["log"] == "none" or not is_skewed(moved, **limits):
        scene.note("winsorised_low", low)
        scene.note("winsorised_high", high)
        return moved
    scene.note("logged", 1)
    return _LOGS[options["log"]](moved if options["combine"] else values)


def _fill(values: Floats, options: Options, scene: Scene) -> Floats:
    gaps = np.isnan(values)
    if options["by"] == "value":
        filler = np.full(len(values), options["value"])
    else:
        filler = np.full(len(values), np.nan)
        groups = grouped(options, scene)
        labels = np.zeros(len(values), np.int64) if groups is None else groups
        for group in np.unique(labels[gaps]):
            known = values[(labels == group) & ~gaps]
            if len(known):
                filler[labels == group] = _BY[options["by"]](known)
    filled = np.where(gaps, filler, values)
    scene.note("filled", int((gaps & ~np.isnan(filled)).sum()))
    return filled


def _denominator(values: Floats, options: Options, scene: Scene) -> Floats:
    name = options["column"] or scene.denominator
    if not name:
        return values
    below = scene.number(name)
    scene.note("zero_denominators", int((below == 0).sum()))
    return np.asarray(options["per"] * values / np.where(below == 0, np.nan, below))


def _denominator_unit(unit: str, options: Options) -> str:
    return str(options["unit"])


def _log(values: Floats, options: Options, scene: Scene) -> Floats:
    lifted = values + options["plus"]
    bad = lifted <= 0
    if bad.any() and options["zero"] is None:
        count = int(bad.sum())
        raise RefusedError("composite.log_of_zero", node=scene.node, count=count)
    base = {"e": 1.0, "2": np.log(2.0), "10": np.log(10.0)}[options["base"]]
    logs = np.log10 if options["base"] == "10" else np.log
    scale = 1.0 if options["base"] == "10" else base
    result = logs(np.where(bad, 1.0, lifted)) / scale
    return np.where(bad, options["zero"] or 0.0, result)


def _log_unit(unit: str, options: Options) -> str:
    return f"log {unit}" if unit else ""


def _root(values: Floats, options: Options, scene: Scene) -> Floats:
    """Odd whole roots of negative numbers are negative; even ones are refused."""
    of = options["of"]
    if of == 3:
        return np.asarray(np.cbrt(values))
    if (values < 0).any() and of % 2 != 1:
        count = int((values < 0).sum())
        raise RefusedError("composite.root_of_negative", node=scene.node, count=count)
    return np.asarray(np.sign(values) * np.abs(values) ** (1 / of))


def _root_unit(unit: str, options: Options) -> str:
    return f"root {unit}" if unit else ""


def _clip(values: Floats, options: Options, scene: Scene) -> Floats:
    low, high = options["low"], options["high"]
    if options["quantiles"] is not None and not np.isnan(values).all():
        low, high = (float(np.nanquantile(values, share)) for share in options["quantiles"])
    return values if low is None and high is None else np.asarray(np.clip(values, low, high))


def _most(raw: object) -> int | None:
    return None if raw == "all" else whole(raw)


GROUP = Field(name="group", read=text, default="")
KINDS: dict[str, Kind] = {
    "fill": Kind(
        run=_fill,
        fields=(
            Field(name="by", read=choice("value", *_BY)),
            Field(name="value", read=number, default=0.0),
            GROUP,
        ),
    ),
    "denominator": Kind(
        run=_denominator,
        fields=(
            Field(name="column", read=text, default=""),
            Field(name="per", read=positive, default=1.0),
            Field(name="unit", read=text, default=RATE),
        ),
        unit=_denominator_unit,
    ),
    "treat": Kind(
        run=_treat,
        fields=(
            Field(name="skew", read=positive, default=2.0),
            Field(name="kurtosis", read=number, default=3.5),
            Field(name="most", read=_most, default=5),
            Field(name="log", read=choice("shifted", "plus_one", "none"), default="shifted"),
            Field(name="combine", read=flag, default=False),
        ),
    ),
    "log": Kind(
        run=_log,
        fields=(
            Field(name="base", read=lambda raw: choice("e", "2", "10")(str(raw)), default="e"),
            Field(name="plus", read=number, default=0.0),
            Field(name="zero", read=number, default=None),
        ),
        unit=_log_unit,
    ),
    "root": Kind(
        run=_root, fields=(Field(name="of", read=positive, default=3.0),), unit=_root_unit
    ),
    "clip": Kind(
        run=_clip,
        fields=(
            Field(name="low", read=number, default=None),
            Field(name="high", read=number, default=None),
            Field(name="quantiles", read=ascending, default=None),
        ),
    ),
}
