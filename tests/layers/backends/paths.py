"""The corners of a drawing's paths, worked out from where each goes on."""

import re

import numpy as np


def lines(path: str) -> list[np.ndarray]:
    """Corners of every line or ring of one ``d``, in whole units; shape (n, 2)."""
    made = []
    for part in path.split("M")[1:]:
        first, further = part.rstrip("z").split("l")
        steps = np.array(f"{first} {further}".split(), dtype=np.int64).reshape(-1, 2)
        made.append(np.cumsum(steps, axis=0))
    return made


def corners(drawing: str) -> np.ndarray:
    """All corners of all paths of a drawing, in whole units; shape (n, 2)."""
    found = [line for path in re.findall(r'd="(.*?)"', drawing) for line in lines(path)]
    return np.concatenate(found)
