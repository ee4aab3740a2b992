"""Boards of square micro-grids, plain and with known faults."""

import numpy as np
import pandas as pd
import shapely

VILLAGE = "330109106021"
LON, LAT, STEP = 120.0, 30.0, 0.003
# Metres of a degree at 30 N on the ellipsoid, good to 0.1 %.
EAST_M, NORTH_M = 96_486.0, 110_852.0


def cell(i, j, *, west=0.0, east=0.0, south=0.0, north=0.0):
    """The square of column i and row j, its sides moved by metres."""
    return shapely.box(
        LON + STEP * i + west / EAST_M,
        LAT + STEP * j + south / NORTH_M,
        LON + STEP * (i + 1) + east / EAST_M,
        LAT + STEP * (j + 1) + north / NORTH_M,
    )


def board(n=3, **changed):
    """n x n micro-grids; ``changed`` maps "c<i><j>" to the moved sides of that cell."""
    places = [(i, j) for i in range(n) for j in range(n)]
    shapes = [cell(i, j, **changed.get(f"c{i}{j}", {})) for i, j in places]
    rows = {
        "code": [f"{VILLAGE}{i * n + j + 1:03d}" for i, j in places],
        "name": "",
        "level": "micro_grid",
        "parent": VILLAGE,
    }
    frame = pd.DataFrame(rows, index=range(len(places)))
    frame["geometry"] = np.array(shapes, dtype=object)
    return frame


def village(n=3, **changes):
    """The village of a board."""
    whole = shapely.box(LON, LAT, LON + n * STEP, LAT + n * STEP)
    row = {"code": VILLAGE, "name": "", "level": "village", "parent": "", "geometry": whole}
    return pd.DataFrame([row | changes])
