"""复算 Recompute every stored column of a published table from its stored parents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.composite.spec import COLUMN, Node, Spec
from analytics.composite.steps import Floats
from analytics.composite.tree import Data, Rows, check_columns, compute, numbers
from errors import RefusedError

# Last bits of decimal numbers: a difference of .1 may be written .1 + 1e-16.
_LAST_BITS = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One stored column. ``state`` is follows | differs | given | unchecked.

    ``rows`` were compared, ``following`` of them agree (both missing is agreement),
    ``largest`` is the largest difference between numbers, ``worst`` its row, and
    ``one_missing`` counts rows where only one side has a number. ``lacking`` names the parents
    that are not stored.
    """

    column: str
    state: str
    rows: int = 0
    following: int = 0
    largest: float = 0.0
    worst: int = -1
    one_missing: int = 0
    lacking: tuple[str, ...] = ()


def audit(spec: Spec, data: Data, tolerance: float) -> list[Finding]:
    """Recompute every stored node from its stored parents.

    A parent that is not stored is itself recomputed from its parents, down to stored columns.
    A node that is a column as it stands is given; one whose parents lead to no stored column
    stays unchecked.

    Raises:
        RefusedError: no node is stored at all, or a cell is neither a number nor missing.
    """
    stored = [node for node in spec.nodes.values() if node.stored in data.texts]
    if not stored:
        names = {node.stored for node in spec.nodes.values()}
        faults = check_columns(names, data, "-")
        raise RefusedError("composite.faults", faults=tuple(faults))
    table = Stored(spec, data)
    return [_finding(node, table, tolerance) for node in stored]


class Stored:
    """Numbers as published: stored nodes as they stand, others recomputed."""

    def __init__(self, spec: Spec, data: Data) -> None:
        self.spec, self.data = spec, data
        self.rows = Rows(spec, data)
        self._made: dict[str, Floats] = {}

    def value(self, code: str) -> Floats:
        """A node for its users: stored, else recomputed."""
        node = self.spec.nodes[code]
        if node.stored in self.data.texts:
            return self.published(node)
        if code not in self._made:
            self._made[code] = self.recomputed(node)
        return self._made[code]

    def published(self, node: Node) -> Floats:
        """The stored column; class names become class numbers."""
        if not node.labels:
            return self.rows.number(node.stored, node.missing)
        texts = self.data.texts[node.stored]
        written = {name: str(number) for number, name in node.labels.items()}
        gone = {node.missing_label} - {""}
        cells = [written.get(cell, "" if cell in gone else cell) for cell in texts]
        codes = (*self.spec.missing, *node.missing)
        return numbers(node.stored, np.array(cells, dtype=object), codes)

    def recomputed(self, node: Node) -> Floats:
        def read(name: str) -> Floats:
            if self.spec.node_of(node.code, name):
                return self.value(name)
            return self.rows.number(name.removeprefix(COLUMN), node.missing)

        return compute(node, read, self.rows.groups).values

    def lacking(self, node: Node) -> set[str]:
        """Columns that are not stored and without which the node cannot be recomputed."""
        known = self.data.texts
        gone = {name for name in node.groups() if name not in known}
        for name in node.needs():
            inner = self.spec.node_of(node.code, name)
            if not inner:
                column = name.removeprefix(COLUMN)
                gone |= {column} - set(known)
            elif self.spec.nodes[inner].stored not in known:
                gone |= self.lacking(self.spec.nodes[inner])
        return gone


def _is_given(node: Node, spec: Spec) -> bool:
    """Whether the stored column is itself the node's only source."""
    name = node.inputs[0]
    is_column = not spec.node_of(node.code, name)
    return len(node.inputs) == 1 and is_column and name.removeprefix(COLUMN) == node.stored


def _finding(node: Node, table: Stored, tolerance: float) -> Finding:
    if _is_given(node, table.spec):
        return Finding(column=node.stored, state="given", rows=table.data.size)
    lacking = table.lacking(node)
    if lacking:
        return Finding(column=node.stored, state="unchecked", lacking=tuple(sorted(lacking)))
    made, found = table.recomputed(node), table.published(node)
    both = ~np.isnan(made) & ~np.isnan(found)
    difference = np.where(both, np.abs(made - found), 0.0)
    one_missing = np.isnan(made) != np.isnan(found)
    slack = _LAST_BITS * np.maximum(1.0, np.abs(np.nan_to_num(found)))
    follows = ~one_missing & (difference <= tolerance + slack)
    worst = int(np.argmax(difference)) if both.any() else -1
    if one_missing.any() and (worst < 0 or follows[worst]):
        worst = int(np.argmax(one_missing))
    return Finding(
        column=node.stored,
        state="follows" if follows.all() else "differs",
        rows=len(made),
        following=int(follows.sum()),
        largest=float(difference.max(initial=0.0)),
        worst=worst,
        one_missing=int(one_missing.sum()),
    )
