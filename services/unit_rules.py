"""单元行规则 Rules for rows about a unit: population and ready-made counts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from services.row_faults import Bools, Effect, Floats, Hit, RowRule, Scene
from services.row_rules import (
    bad_date,
    damaged_code,
    date_after_clock,
    date_out_of_range,
    id_number,
    impossible_date,
    is_unknown,
    missing_date,
    mobile_number,
    rule,
    shifted_cells,
)
from store.ingest.profile import PERSON_FIELDS

_UNITS = ("code", "unit")
_AMOUNTS = (*PERSON_FIELDS, "n")


def missing_unit(scene: Scene) -> Iterator[Hit]:
    """A number that belongs to nobody."""
    for name in filter(scene.has, _UNITS):
        yield from scene.hits(scene.raw.text(name) == "", name)


def unknown_unit(scene: Scene) -> Iterator[Hit]:
    """A number for a unit that no boundary set in force holds."""
    for name in filter(scene.has, _UNITS):
        yield from scene.hits(is_unknown(scene, name), name)


def missing_amount(scene: Scene) -> Iterator[Hit]:
    """Nothing where a number is needed; nothing is not zero."""
    for name in ("residents", "n"):
        if scene.has(name):
            yield from scene.hits(scene.raw.text(name) == "", name)
    both = scene.has("registered") and not scene.has("residents")
    for name in ("registered", "floating"):
        if both and scene.has(name):
            yield from scene.hits(scene.raw.text(name) == "", name)


def bad_amount(scene: Scene) -> Iterator[Hit]:
    """Not a number, or below zero."""
    for name, values in scene.numbers.items():
        if name in _AMOUNTS:
            text = scene.raw.text(name)
            yield from scene.hits((text != "") & ~(values >= 0), name)


def broken_amount(scene: Scene) -> Iterator[Hit]:
    """A count of events is a whole number."""
    if "n" in scene.numbers:
        values = scene.numbers["n"]
        yield from scene.hits((values >= 0) & (values != np.floor(values)), "n")


def unequal_sum(scene: Scene) -> Iterator[Hit]:
    """实有 is not 户籍 + 流动: told, and the written total is kept."""
    if all(map(scene.has, ("registered", "floating", "residents"))):
        registered, floating, residents = (
            scene.numbers[name] for name in ("registered", "floating", "residents")
        )
        total = registered + floating
        off = _is_off(total, residents)
        yield from scene.hits(off, "residents", total=[f"{value:g}" for value in total[off]])


def _is_off(total: Floats, stated: Floats) -> Bools:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(total - stated) > 0.5, dtype=np.bool_)


def bad_period(scene: Scene) -> Iterator[Hit]:
    """The period of a count cannot be read."""
    if "period_day" in scene.numbers:
        yield from scene.hits(np.isnan(scene.numbers["period_day"]), "period")


def period_after_clock(scene: Scene) -> Iterator[Hit]:
    """A count of days that have not begun."""
    if "period_first_day" in scene.numbers:
        yield from scene.hits(scene.numbers["period_first_day"] > scene.now / 86400, "period")


def missing_name(scene: Scene) -> Iterator[Hit]:
    """A count without its indicator."""
    yield from scene.hits(scene.raw.text("indicator") == "", "indicator")


def unlisted_indicator(scene: Scene) -> Iterator[Hit]:
    """An indicator the profile does not list, where it lists any."""
    counts = scene.raw.profile.counts
    if counts is None or not counts.indicators:
        return
    text = scene.raw.text("indicator")
    off = (text != "") & ~text.isin(list(counts.indicators.values()))
    listed = "、".join(counts.indicators)
    yield from scene.hits(off, "indicator", listed=[listed] * int(off.sum()))


_SHARED = (shifted_cells, missing_unit, damaged_code, id_number, mobile_number, unknown_unit)

POPULATION_RULES: tuple[RowRule, ...] = (
    *map(rule, _SHARED),
    *map(rule, (missing_date, bad_date, impossible_date, date_after_clock, date_out_of_range)),
    *map(rule, (missing_amount, bad_amount)),
    rule(unequal_sum, Effect.NOTE),
)
COUNT_RULES: tuple[RowRule, ...] = (
    *map(rule, _SHARED),
    *map(rule, (missing_name, unlisted_indicator, bad_period, period_after_clock)),
    *map(rule, (missing_amount, bad_amount, broken_amount)),
)
