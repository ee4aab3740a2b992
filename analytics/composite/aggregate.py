"""汇总 Many numbers into one: means, products, counts. Rows down, inputs across; NaN is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.composite.fields import (
    Field,
    Options,
    choice,
    flag,
    number,
    numbers_by_name,
    several,
    whole,
)
from analytics.composite.steps import COUNT, RATE, SCORE, Floats
from errors import RefusedError

Aggregate = Callable[[Floats, Floats, Options], Floats]


def _shares(values: Floats, weights: Floats) -> Floats:
    """Weights per row over the numbers there are, adding up to 1."""
    there = np.where(np.isnan(values), 0.0, weights)
    total = there.sum(axis=1, keepdims=True)
    return np.asarray(there / np.where(total > 0, total, np.nan))


def arithmetic(values: Floats, weights: Floats, options: Options | None = None) -> Floats:
    """Weighted mean of each row over the numbers there are."""
    return np.asarray(
        (_shares(values, weights) * np.where(np.isnan(values), 0.0, values)).sum(axis=1)
    )


def power(values: Floats, weights: Floats, options: Options) -> Floats:
    """(sum w x^p)^(1/p); p = 0 is the geometric mean. Nothing below 0; p < 0 gives 0 for a 0."""
    p = float(options["power"])
    _refuse_negative(values)
    if p == 0:
        return geometric(values, weights, options)
    with np.errstate(divide="ignore"):
        return np.asarray(arithmetic(values**p, weights) ** (1 / p))


def geometric(values: Floats, weights: Floats, options: Options | None = None) -> Floats:
    """Weighted geometric mean; 0 where a number is 0. Nothing below 0."""
    _refuse_negative(values)
    shares = _shares(values, weights)
    zero = ((values == 0) & (shares > 0)).any(axis=1)
    logs = np.log(np.where((values == 0) | np.isnan(values), 1.0, values))
    return np.where(zero, 0.0, np.exp((shares * logs).sum(axis=1)))


def inverted_geometric(values: Floats, weights: Floats, options: Options) -> Floats:
    """INFORM's mean: scales turned and lifted to 1..10, geometric mean, turned back.

    A high value counts more than in the arithmetic mean, as a low one does in the geometric.
    """
    low, high = options["scale"]
    lifted = (high - values) / (high - low) * 9 + 1
    if np.nanmin(lifted, initial=1.0) <= 0:
        raise ValueError("scale")
    return np.asarray(low + (10 - geometric(lifted, weights)) / 9 * (high - low))


def highest(values: Floats, weights: Floats, options: Options) -> Floats:
    """The largest of the numbers, each first multiplied by its discount (in ``weights``)."""
    return _extreme(values * weights, np.fmax)


def lowest(values: Floats, weights: Floats, options: Options) -> Floats:
    """The smallest of the numbers there are."""
    return _extreme(values, np.fmin)


def _extreme(values: Floats, choose: np.ufunc) -> Floats:
    return np.asarray(choose.reduce(values, axis=1))


def total(values: Floats, weights: Floats, options: Options) -> Floats:
    """Weighted sum; weights are factors and are not brought to 1."""
    there = ~np.isnan(values)
    result = np.nansum(values * weights, axis=1)
    return np.where(there.any(axis=1), result, np.nan)


def product(values: Floats, weights: Floats, options: Options) -> Floats:
    """Product of x^w: the weight is an exponent, so -1 divides. Division by 0 is missing."""
    bad = (values == 0) & (weights < 0)
    if ((values < 0) & (weights != np.rint(weights))).any():
        raise ValueError("negative")
    powers = np.where(bad, np.nan, values) ** weights
    if options["missing"]:
        powers = np.where(np.isnan(values), 1.0, powers)
    result = powers.prod(axis=1)
    return np.where(np.isnan(values).all(axis=1), np.nan, result)


def ratio(values: Floats, weights: Floats, options: Options) -> Floats:
    """The first by the second. Division by 0 is missing."""
    below = np.where(values[:, 1] == 0, np.nan, values[:, 1])
    return np.asarray(values[:, 0] / below)


def count_above(values: Floats, weights: Floats, options: Options) -> Floats:
    """How many of the numbers lie above a bound."""
    above = options["above"]
    over = values >= above if options["inclusive"] else values > above
    return np.where(np.isnan(values).all(axis=1), np.nan, (over * weights).sum(axis=1))


def _refuse_negative(values: Floats) -> None:
    if (values < 0).any():
        raise ValueError("negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A named aggregation. ``is_mixing`` ones may take inputs of several units.

    ``needs_weights`` says what weights must be: "share" (none below 0, some above),
    "factor" (any number) or "none".
    """

    run: Aggregate
    fields: tuple[Field, ...] = ()
    is_mixing: bool = False
    weights: str = "share"
    unit: str = ""
    inputs: int = 0


KINDS: dict[str, Kind] = {
    "arithmetic": Kind(run=arithmetic),
    "geometric": Kind(run=geometric),
    "inverted_geometric": Kind(
        run=inverted_geometric,
        fields=(Field(name="scale", read=several(number, 2), default=(0.0, 10.0)),),
    ),
    "power": Kind(run=power, fields=(Field(name="power", read=number),)),
    "max": Kind(
        run=highest,
        fields=(Field(name="discount", read=numbers_by_name, default=None),),
        weights="none",
    ),
    "min": Kind(run=lowest, weights="none"),
    "sum": Kind(run=total, weights="factor"),
    "product": Kind(run=product, is_mixing=True, weights="factor", unit=SCORE),
    "ratio": Kind(run=ratio, is_mixing=True, weights="none", unit=RATE, inputs=2),
    "count_above": Kind(
        run=count_above,
        fields=(
            Field(name="above", read=number),
            Field(name="inclusive", read=flag, default=False),
        ),
        weights="factor",
        unit=COUNT,
    ),
}
MISSING = Field(name="when_missing", read=choice("pass", "skip"), default="pass")
AT_LEAST = Field(name="at_least", read=whole, default=1)


def combine(
    values: Floats,
    weights: Floats,
    kind: str,
    options: Options,
    *,
    skip: bool,
    at_least: int,
    node: str,
) -> Floats:
    """One number per row of ``values`` (rows x inputs).

    Args:
        values: NaN is missing.
        weights: one per input.
        kind: a name of ``KINDS``.
        options: what the kind needs.
        skip: go on without the missing; else a missing input makes the row missing.
        at_least: with ``skip``, how many inputs must be there.
        node: named in a refusal.

    Raises:
        RefusedError: numbers the aggregation is not made for (negative, outside the scale).
    """
    try:
        result = KINDS[kind].run(values, weights, {**options, "missing": skip})
    except ValueError as error:
        raise RefusedError(
            "composite.not_for_aggregate", node=node, aggregate=kind, reason=str(error)
        ) from error
    there = (~np.isnan(values)).sum(axis=1)
    needed = at_least if skip else values.shape[1]
    return np.where(there >= needed, result, np.nan)
