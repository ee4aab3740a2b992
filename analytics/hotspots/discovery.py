"""False discovery (错误发现率): which of many p-values may be called findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Method = Literal["bh", "by", "tsbh", "bonferroni", "holm"]


def _step_up(ordered: Floats, q: float) -> int:
    """How many of the ascending p-values Benjamini and Hochberg reject."""
    ranks = np.arange(1, len(ordered) + 1)
    below = np.flatnonzero(ordered <= ranks / len(ordered) * q)
    return int(below[-1]) + 1 if len(below) else 0


def _dependent(ordered: Floats, q: float) -> int:
    return _step_up(ordered, q / float((1 / np.arange(1, len(ordered) + 1)).sum()))


def _two_stage(ordered: Floats, q: float) -> int:
    """The first stage counts the true nulls, the second spends the level on them alone."""
    first = _step_up(ordered, q)
    if first in (0, len(ordered)):
        return first
    return _step_up(ordered, q * len(ordered) / (len(ordered) - first))


def _bonferroni(ordered: Floats, q: float) -> int:
    return int((ordered <= q / len(ordered)).sum())


def _holm(ordered: Floats, q: float) -> int:
    above = np.flatnonzero(ordered > q / np.arange(len(ordered), 0, -1))
    return int(above[0]) if len(above) else len(ordered)


_METHODS: dict[str, Callable[[Floats, float], int]] = {
    "bh": _step_up,
    "by": _dependent,
    "tsbh": _two_stage,
    "bonferroni": _bonferroni,
    "holm": _holm,
}


def false_discovery(p: npt.ArrayLike, q: float, method: Method = "bh") -> Bools:
    """Which p-values are rejected at level ``q``.

    Args:
        p: p-values, any length; NaN was not tested: it is never rejected and not counted.
        q: rate of false discoveries (bh, by, tsbh) or of any false one (bonferroni, holm).
        method: ``bh`` Benjamini-Hochberg 1995, ``by`` Benjamini-Yekutieli 2001 (any
            dependence), ``tsbh`` two-stage, ``bonferroni``, ``holm``.

    Returns:
        Booleans in the order of ``p``.

    Raises:
        ValueError: an unknown method, or p-values outside 0 to 1.

    Source: docs/hotspots.md#false-discovery.
    """
    if method not in _METHODS:
        raise ValueError(f"no such method: {method}")
    values = np.atleast_1d(np.asarray(p, dtype=np.float64))
    tested = np.flatnonzero(~np.isnan(values))
    if ((values[tested] < 0) | (values[tested] > 1)).any():
        raise ValueError("p-values lie between 0 and 1")
    rejected = np.zeros(len(values), dtype=np.bool_)
    if len(tested):
        order = tested[np.argsort(values[tested], kind="stable")]
        rejected[order[: _METHODS[method](values[order], q)]] = True
    return rejected
