"""Small road networks, and the same answers by networkx from the frames alone."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

from policy.reach import Pace

CORNER = (120.2, 30.1)
STEP_DEG = 0.01
# Spelling as sent: (open along the line, open against it).
SPELLINGS: dict[object, tuple[bool, bool]] = {
    "yes": (True, False),
    "no": (True, True),
    "-1": (False, True),
    "true": (True, False),
    "1": (True, False),
    "reverse": (False, True),
    "": (True, True),
    None: (True, True),
    "F": (True, False),
    "T": (False, True),
    "B": (True, True),
    "单向": (True, False),
    "反向": (False, True),
    "双向": (True, True),
    True: (True, False),
    False: (True, True),
    -1: (False, True),
    float("nan"): (True, True),
}
NAMED = [mark for mark in SPELLINGS if isinstance(mark, str)]


def pace(**changed: object) -> Pace:
    """One kilometre a minute by road, a hundred metres a minute on foot."""
    plain = {
        "class_kmh": {"slow": 6.0},
        "other_kmh": 60.0,
        "limit_share": 1.0,
        "walking_kmh": 6.0,
        "max_walk_m": 500.0,
        "min_nodes": 1,
    }
    return Pace(**(plain | changed))  # type: ignore[arg-type]


def nodes(count: int, wide: int = 5) -> pd.DataFrame:
    """Nodes n0, n1 … on a lattice of about a kilometre."""
    at = np.arange(count)
    return pd.DataFrame(
        {
            "node": [f"n{i}" for i in at],
            "lon": CORNER[0] + STEP_DEG * (at % wide),
            "lat": CORNER[1] + STEP_DEG * (at // wide),
        }
    )


def edges(*rows: tuple[int, int, float], **columns: object) -> pd.DataFrame:
    """Roads between node numbers with their metres; further columns as given."""
    table = pd.DataFrame(list(rows), columns=["start", "end", "length_m"])
    table[["start", "end"]] = "n" + table[["start", "end"]].astype(int).astype(str)
    plain = {"road": "usual", "speed_kmh": np.nan, "oneway": ""}
    return table.assign(**(plain | columns))


def place(number: int, wide: int = 5) -> tuple[float, float]:
    return CORNER[0] + STEP_DEG * (number % wide), CORNER[1] + STEP_DEG * (number // wide)


def random_net(
    rng: np.random.Generator, count: int, roads: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A tangle of one-way and two-way roads, parallel ones and loops among them."""
    rows = [
        (int(a), int(b), float(m))
        for a, b, m in zip(
            rng.integers(0, count, roads),
            rng.integers(0, count, roads),
            rng.integers(100, 5000, roads),
            strict=True,
        )
    ]
    marks = rng.choice(np.array(NAMED, dtype=object), roads)
    return nodes(count), edges(*rows, oneway=marks)


def net(roads: pd.DataFrame, metres_per_minute: float = 1000.0) -> nx.DiGraph:
    """The directed graph in minutes, written down from the frame with the table above."""
    made = nx.DiGraph()
    for row in roads.itertuples(index=False):
        minutes = row.length_m / metres_per_minute
        ahead, back = SPELLINGS[row.oneway]
        ways = [(row.start, row.end)] * ahead + [(row.end, row.start)] * back
        for start, end in ways:
            known = made.get_edge_data(start, end, {"minutes": np.inf})["minutes"]
            made.add_edge(start, end, minutes=min(minutes, known))
    return made


def nearest(made: nx.DiGraph, stations: list[str], names: list[str]) -> np.ndarray:
    """Minutes from the nearest of some nodes to each node; inf where there is no way."""
    made = made.copy()
    made.add_nodes_from(names)
    found = nx.multi_source_dijkstra_path_length(made, set(stations), weight="minutes")
    return np.array([found.get(name, np.inf) for name in names])
