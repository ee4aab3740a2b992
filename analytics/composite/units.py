"""单位 Counts and rates are never mixed silently: the unit of every node, or why it has none."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping

from analytics.composite import aggregate
from analytics.composite.spec import COLUMN, Node, Spec
from analytics.composite.stepping import KINDS
from errors import RefusedError


def check(spec: Spec) -> list[RefusedError]:
    """Every place where units are missing, mixed or contradict what is declared."""
    faults: list[RefusedError] = []
    units: dict[str, str] = {}
    for code in spec.order:
        units[code] = _unit(spec, spec.nodes[code], units, faults)
    return faults


def declared(name: str, units: Mapping[str, str]) -> str:
    """The unit of a column: by its name, else by the first pattern that fits."""
    if name in units:
        return units[name]
    return next((unit for key, unit in units.items() if fnmatch.fnmatchcase(name, key)), "")


def _unit(spec: Spec, node: Node, units: Mapping[str, str], faults: list[RefusedError]) -> str:
    found = {
        name: units[name]
        if spec.node_of(node.code, name)
        else declared(name.removeprefix(COLUMN), spec.units)
        for name in node.inputs
    }
    unit, is_renamed = _joined(node, found, faults)
    for step in node.steps:
        before = unit
        unit = KINDS[step.do].unit(unit, step.options)
        is_renamed = is_renamed or unit != before or step.do == "linear"
    if node.unit and unit and node.unit != unit and not is_renamed:
        faults.append(
            RefusedError("composite.unit_denied", node=node.code, declared=node.unit, found=unit)
        )
    return node.unit or unit


def _joined(node: Node, found: Mapping[str, str], faults: list[RefusedError]) -> tuple[str, bool]:
    """The unit after the aggregation, and whether it is a new one."""
    known = set(found.values())
    if not node.aggregate:
        return next(iter(known)), False
    kind = aggregate.KINDS[node.aggregate]
    if not kind.is_mixing and len(found) > 1:
        without = [name for name, unit in found.items() if not unit]
        if without:
            names = " ".join(without)
            faults.append(RefusedError("composite.no_unit", node=node.code, inputs=names))
        elif len(known) > 1:
            shown = "、".join(f"{name} ({unit})" for name, unit in found.items())
            faults.append(RefusedError("composite.units_mixed", node=node.code, inputs=shown))
    if kind.unit:
        return kind.unit, True
    return (known.pop() if len(known) == 1 else ""), False
