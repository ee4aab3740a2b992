"""处理步骤 What a step is: a function from numbers to numbers, its options and its unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.composite.fields import Field, Options

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
SCORE = "score"
RATE = "rate"
COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a step may look at beside its own numbers.

    ``number`` gives the numbers of a column or node, ``groups`` the rows' groups as 0..g-1,
    ``notes`` collects what a person should know (points winsorised, cells filled).
    """

    node: str
    direction: int
    denominator: str
    number: Callable[[str], Floats]
    groups: Callable[[str], Whole]
    notes: dict[str, Any] = field(default_factory=dict)

    def note(self, key: str, count: int) -> None:
        if count:
            self.notes[key] = self.notes.get(key, 0) + count


Run = Callable[[Floats, Options, Scene], Floats]
UnitRule = Callable[[str, Options], str]


def keeps(unit: str, options: Options) -> str:
    """The result is measured as the numbers were."""
    return unit


def scores(unit: str, options: Options) -> str:
    """The result has no unit: it may stand beside every other score."""
    return SCORE


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A named step; ``unit`` says what unit its result has."""

    run: Run
    fields: tuple[Field, ...] = ()
    unit: UnitRule = keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a node as specified."""

    do: str
    options: Mapping[str, Any] = field(default_factory=dict)


def within(values: Floats, groups: Whole | None, change: Callable[[Floats], Floats]) -> Floats:
    """``change`` applied to the known numbers of each group apart; unknown stays NaN."""
    result = np.full(len(values), np.nan)
    labels = np.zeros(len(values), np.int64) if groups is None else groups
    known = ~np.isnan(values)
    for group in np.unique(labels[known]):
        chosen = known & (labels == group)
        result[chosen] = change(values[chosen])
    return result


def grouped(options: Options, scene: Scene) -> Whole | None:
    """The groups a step was told to work within; None is all rows together."""
    return scene.groups(options["group"]) if options.get("group") else None
