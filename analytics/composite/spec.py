"""规格 The specification of a composite index as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics.composite.steps import Step

COLUMN = "column:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """节点 One column of the result: inputs, how they become one number, what is done to it.

    ``inputs`` name nodes or columns; ``aggregate`` is "" for a single input. ``weights`` go by
    input. ``stored`` is the column that holds the node in a published table.
    """

    code: str
    inputs: tuple[str, ...]
    title: str = ""
    unit: str = ""
    missing: tuple[str | float, ...] = ()
    direction: int = 1
    denominator: str = ""
    aggregate: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    when_missing: str = "pass"
    at_least: int = 1
    steps: tuple[Step, ...] = ()
    stored: str = ""

    @property
    def labels(self) -> Mapping[int, str]:
        """Written name by class number of a node that ends in named classes; 0 is set apart."""
        last = self.steps[-1] if self.steps else None
        if last is None or last.do != "classes" or not last.options["labels"]:
            return {}
        names = dict(enumerate(last.options["labels"], start=1))
        apart = last.options["apart_label"]
        return {0: apart, **names} if apart else names

    @property
    def missing_label(self) -> str:
        return str(self.steps[-1].options["missing_label"]) if self.labels else ""

    def groups(self) -> set[str]:
        """Columns whose text parts the rows."""
        return {step.options["group"] for step in self.steps if step.options.get("group")}

    def denominators(self) -> set[str]:
        """Columns or nodes it is divided by."""
        asked = [step for step in self.steps if step.do == "denominator"]
        return {step.options["column"] or self.denominator for step in asked} - {""}

    def needs(self) -> list[str]:
        """Everything numeric it reads, in order."""
        return [*self.inputs, *sorted(self.denominators() - set(self.inputs))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A further table: its file's name, its key, the data's key, a prefix for its columns."""

    file: str
    key: str = ""
    on: str = ""
    prefix: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What is written beside the nodes, and how missing is written."""

    stages: bool = False
    missing: str = ""
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """``nodes`` stand in the order they were written, ``order`` with inputs before users."""

    nodes: Mapping[str, Node]
    order: tuple[str, ...]
    title: str = ""
    id: str = ""
    missing: tuple[str | float, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    joins: tuple[Join, ...] = ()
    output: Output = field(default_factory=Output)

    def node_of(self, user: str, name: str) -> str:
        """The node an input means, "" for a column; a node's own name means the column."""
        return name if name in self.nodes and name != user else ""

    def columns(self) -> set[str]:
        """Columns whose numbers the nodes read."""
        read = {
            name.removeprefix(COLUMN)
            for node in self.nodes.values()
            for name in node.needs()
            if not self.node_of(node.code, name)
        }
        return read

    def groups(self) -> set[str]:
        """Columns whose text parts the rows."""
        return {name for node in self.nodes.values() for name in node.groups()}
