"""计算 Every node of a specification for every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.composite import aggregate
from analytics.composite.fields import Faults, nearest
from analytics.composite.spec import COLUMN, Node, Spec
from analytics.composite.stepping import KINDS
from analytics.composite.steps import Floats, Scene, Whole
from errors import RefusedError

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Data:
    """The rows: written cells by column, "" where empty."""

    texts: Mapping[str, Texts]
    size: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Result:
    """One node: ``values`` per row, NaN is missing; ``stages`` after every step by name."""

    values: Floats
    stages: Mapping[str, Floats] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)


class Rows:
    """Columns of the data as numbers and as groups, each read once."""

    def __init__(self, spec: Spec, data: Data) -> None:
        self.spec, self.data = spec, data
        self._numbers: dict[tuple[str, tuple[str | float, ...]], Floats] = {}
        self._groups: dict[str, Whole] = {}

    def number(self, column: str, missing: tuple[str | float, ...] = ()) -> Floats:
        """Raises RefusedError where a cell is neither a number nor a declared missing code."""
        key = (column, missing)
        if key not in self._numbers:
            codes = (*self.spec.missing, *missing)
            self._numbers[key] = numbers(column, self.data.texts[column], codes)
        return self._numbers[key]

    def groups(self, column: str) -> Whole:
        if column not in self._groups:
            texts = self.data.texts[column].astype(str)
            self._groups[column] = np.unique(texts, return_inverse=True)[1].astype(np.int64)
        return self._groups[column]


# Written by statistical programs where a number is missing.
ALWAYS_MISSING = ("", "NA", "NaN", "nan")
_SHOWN = 5


def numbers(column: str, texts: Texts, codes: tuple[str | float, ...]) -> Floats:
    """Cells as numbers; missing codes and empty cells are NaN.

    Raises:
        RefusedError: ``composite.not_numbers`` with the strange cells.
    """
    unique, inverse = np.unique(texts.astype(str), return_inverse=True)
    names = {*ALWAYS_MISSING, *(code for code in codes if isinstance(code, str))}
    numeric = {code for code in codes if not isinstance(code, str)}
    strange: list[str] = []
    values = np.full(len(unique), np.nan)
    for i, cell in enumerate(unique):
        if cell in names:
            continue
        try:
            value = float(cell)
        except ValueError:
            value = np.inf
        if not np.isfinite(value) or "_" in cell:
            strange.append(str(cell))
        elif value not in numeric:
            values[i] = value
    if strange:
        shown = "、".join(strange[:_SHOWN])
        raise RefusedError("composite.not_numbers", column=column, count=len(strange), cells=shown)
    return np.asarray(values[inverse])


def check_columns(wanted: set[str], data: Data, where: str) -> Faults:
    """A fault for every column the data lack, with the names most like it."""
    known = list(data.texts)
    return [
        RefusedError("composite.no_column", columns=name, where=where, near=nearest(name, known))
        for name in sorted(wanted)
        if name not in data.texts
    ]


def run(spec: Spec, data: Data) -> dict[str, Result]:
    """Every node for every row.

    Returns:
        Results in the order the nodes were written.

    Raises:
        RefusedError: ``composite.faults`` with every missing column or strange cell.
    """
    faults = check_columns(spec.columns() | spec.groups(), data, "-")
    if not faults:
        faults = _strange(spec, rows := Rows(spec, data))
    if faults:
        raise RefusedError("composite.faults", faults=tuple(faults))
    results: dict[str, Result] = {}

    def reader(user: Node) -> Callable[[str], Floats]:
        def read(name: str) -> Floats:
            if spec.node_of(user.code, name):
                return results[name].values
            return rows.number(name.removeprefix(COLUMN), user.missing)

        return read

    for code in spec.order:
        node = spec.nodes[code]
        results[code] = compute(node, reader(node), rows.groups)
    return {code: results[code] for code in spec.nodes}


def _strange(spec: Spec, rows: Rows) -> Faults:
    """Every column with cells that are no numbers."""
    faults: Faults = []
    for node in spec.nodes.values():
        for name in node.needs():
            if spec.node_of(node.code, name):
                continue
            try:
                rows.number(name.removeprefix(COLUMN), node.missing)
            except RefusedError as error:
                if error.values not in [known.values for known in faults]:
                    faults.append(error)
    return faults


def compute(node: Node, read: Callable[[str], Floats], groups: Callable[[str], Whole]) -> Result:
    """One node from its inputs: aggregate, then step by step."""
    inputs = [read(name) for name in node.inputs]
    notes: dict[str, Any] = {}
    stages: dict[str, Floats] = {}
    values = inputs[0]
    if node.aggregate:
        values = aggregate.combine(
            np.column_stack(inputs),
            np.array([node.weights[name] for name in node.inputs]),
            node.aggregate,
            node.options,
            skip=node.when_missing == "skip",
            at_least=node.at_least,
            node=node.code,
        )
        stages["aggregate"] = values
    scene = Scene(
        node=node.code,
        direction=node.direction,
        denominator=node.denominator,
        number=read,
        groups=groups,
        notes=notes,
    )
    for step in node.steps:
        values = KINDS[step.do].run(values, step.options, scene)
        again = sum(name.split(".")[0] == step.do for name in stages)
        stages[f"{step.do}.{again + 1}" if again else step.do] = values
    return Result(values=values, stages=stages, notes=notes)
