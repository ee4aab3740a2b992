"""邻接文件 GAL files: who is whose neighbour, as GeoDa and its kin write it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from errors import RefusedError
from store.ingest.tabular import decode


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Neighbours:
    """``graph`` (n, n) csr_array of 1.0 as written, one row per unit; ``ids`` name the rows."""

    graph: csr_array
    ids: tuple[str, ...]


def read(path: Path) -> Neighbours:
    """Read a GAL file: a header, then per unit ``id count`` and the ids of its neighbours.

    The header is the number of units, alone or as ``0 number file column``. The neighbours of a
    unit may stand on any number of lines, none included.

    Raises:
        RefusedError: unreadable file, another number of units than the header says, a unit that
            comes twice, neighbours itself, or has a neighbour that is no unit.
    """
    try:
        text = decode(path.read_bytes(), path.name)
    except OSError as error:
        raise RefusedError("ingest.unreadable", file=path.name, reason=str(error)) from error
    header, _, body = text.lstrip().partition("\n")
    lists = _lists(path.name, body.split())
    named = header.split()
    size = named[1] if len(named) > 1 else "".join(named)
    if not size.isdecimal() or int(size) != len(lists):
        raise _refused(path.name, f"{header.strip()} | {len(lists)}")
    place = {unit: row for row, unit in enumerate(lists)}
    for unit, others in lists.items():
        strange = [other for other in others if other not in place or other == unit]
        if strange or len(set(others)) < len(others):
            raise _refused(path.name, f"{unit}: {' '.join(strange or others)}")
    counts = [len(others) for others in lists.values()]
    columns = [place[other] for others in lists.values() for other in others]
    rows = np.repeat(np.arange(len(lists)), counts)
    graph = csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(lists), len(lists)))
    return Neighbours(graph=graph, ids=tuple(lists))


def _refused(file: str, where: str) -> RefusedError:
    return RefusedError("ingest.unreadable", file=file, reason=where)


def _lists(file: str, words: list[str]) -> dict[str, list[str]]:
    """Neighbours by unit, in the order of the file."""
    found: dict[str, list[str]] = {}
    at = 0
    while at < len(words):
        head = words[at : at + 2]
        if len(head) < 2 or not head[1].isdecimal() or head[0] in found:
            raise _refused(file, " ".join(head))
        count = int(head[1])
        others = words[at + 2 : at + 2 + count]
        if len(others) < count:
            raise _refused(file, " ".join(head))
        found[head[0]] = others
        at += 2 + count
    return found
