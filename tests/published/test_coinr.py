"""COINr's ASEM index: every stage, the ranks and the sensitivity as published."""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import rankdata, sobol_indices, uniform

import settings
from analytics.composite import aggregate
from analytics.composite.normalise import KINDS as NORMALISING
from analytics.composite.normalise import rounded
from analytics.composite.steps import Scene
from analytics.composite.treat import KINDS as TREATING
from services import indexing

CASES = Path(os.environ.get("WUSETU_CASES", settings.ROOT.parent / "shared" / "cases"))
CASE = CASES / "01_coinr_asem"
pytestmark = pytest.mark.skipif(not CASE.is_dir(), reason=f"{CASE}: published case not here")
SPEC = settings.ROOT / "tests" / "published" / "asem.toml"
JOINS = (CASE / "denominators.csv", CASE / "indicator_meta.csv")
STAGES = {
    "denominated": "denominator",
    "imputed": "fill",
    "treated": "treat",
    "normalised": "min_max",
}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    out = tmp_path_factory.mktemp("asem") / "out.csv"
    answer = indexing.index(SPEC, CASE / "raw.csv", key="UnitCode", joins=JOINS, out=out)
    notes = {one["node"]: one["notes"] for one in answer["nodes"]}
    return {**indexing.read_table(out), "notes": np.array([notes], dtype=object)}


@cache
def published(name: str) -> dict[str, np.ndarray]:
    return indexing.read_table(CASE / f"{name}.csv")


def floats(texts: np.ndarray) -> np.ndarray:
    return np.array([float(text) if text not in ("", "NA") else np.nan for text in texts])


def codes() -> list[str]:
    return list(published("indicator_meta")["IndCode"])


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_to_a_billionth(result: dict[str, np.ndarray], stage: str) -> None:
    assert list(result["UnitCode"]) == list(published(stage)["UnitCode"])
    for code in codes():
        made, wanted = floats(result[f"{code}/{STAGES[stage]}"]), floats(published(stage)[code])
        np.testing.assert_allclose(made, wanted, rtol=1e-9, atol=1e-9, err_msg=code)


def test_aggregates_and_every_node_of_the_tree(result: dict[str, np.ndarray]) -> None:
    stored = published("aggregated")
    nodes = [name for name in stored if name in result and name != "UnitCode"]
    assert len(nodes) == 49 + 8 + 2 + 1
    for code in nodes:
        np.testing.assert_allclose(
            floats(result[code]), floats(stored[code]), rtol=0, atol=1e-9, err_msg=code
        )


def test_sixty_five_cells_are_filled_and_fifteen_indicators_treated(
    result: dict[str, np.ndarray],
) -> None:
    notes = result["notes"][0]
    told = {code: dict(one.split("=") for one in text.split()) for code, text in notes.items()}
    assert sum(int(one.get("filled", 0)) for one in told.values()) == 65
    expected = published("expected_treatment")
    for i, code in enumerate(expected["IndCode"]):
        low, high = (int(float(expected[name][i])) for name in ("Low", "High"))
        mine = told[code]
        assert int(mine.get("winsorised_low", 0)) == low, code
        assert int(mine.get("winsorised_high", 0)) == high, code
        assert "logged" not in mine
    assert sum("winsorised_low" in one or "winsorised_high" in one for one in told.values()) == 15


def test_scores_to_two_places_and_all_ranks(result: dict[str, np.ndarray]) -> None:
    expected = published("expected_scores")
    place = {code: i for i, code in enumerate(result["UnitCode"])}
    rows = [place[code] for code in expected["UnitCode"]]
    for name in ("Index", "Conn", "Sust", "Physical", "ConEcFin", "Political", "Instit", "P2P"):
        made = rounded(floats(result[name])[rows], 2)
        np.testing.assert_allclose(made, floats(expected[name]), rtol=0, atol=1e-9)
    ranks = rankdata(-floats(result["Index"]), method="min")[rows]
    np.testing.assert_array_equal(ranks, floats(expected["Rank"]))
    assert list(expected["UnitCode"][:3]) == ["CHE", "NLD", "DNK"]


def test_the_published_table_follows_from_itself(tmp_path: Path) -> None:
    table = CASE / "aggregated.csv"
    answer = indexing.audit(SPEC, table, tolerance=1e-9, key="UnitCode", joins=JOINS[1:])
    assert answer["faults"] == []
    assert sum(one["state"] == "follows" for one in answer["columns"]) == 11


def test_a_changed_cell_is_named(tmp_path: Path) -> None:
    lines = (CASE / "aggregated.csv").read_text("utf-8").splitlines()
    rows = list(csv.DictReader(lines))
    rows[7]["Conn"] = str(float(rows[7]["Conn"]) + 0.01)
    table = tmp_path / "aggregated.csv"
    with table.open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    answer = indexing.audit(SPEC, table, tolerance=1e-3, key="UnitCode", joins=JOINS[1:])
    # The column itself and the one made of it; nothing above or beside them.
    assert answer["faults"] == ["Conn", "Index"]
    worst = {one["column"]: one["worst_row"] for one in answer["columns"]}
    assert worst["Conn"] == worst["Index"] == rows[7]["UnitCode"]


# -- part B: sensitivity ------------------------------------------------------------------

PILLARS = ("ConEcFin", "Instit", "P2P", "Physical", "Political", "Environ", "Social", "SusEcFin")


class Model:
    """The index under other choices: points winsorised, normalisation, weights, aggregation."""

    def __init__(self) -> None:
        meta, imputed = published("indicator_meta"), published("imputed")
        self.raw = np.column_stack([floats(imputed[code]) for code in meta["IndCode"]])
        self.sign = floats(meta["Direction"])
        self.pillar = np.array([PILLARS.index(name) for name in meta["Agg1"]])
        random = np.random.default_rng(20261117)
        self.weights = 1 + random.uniform(-0.25, 0.25, (100, len(PILLARS) + 2))
        self.data: dict[tuple[int, str], np.ndarray] = {}
        self.known: dict[tuple[int, ...], float] = {}
        self.nominal = self.ranks(6, "none", np.ones(len(PILLARS) + 2), "arithmetic")

    def normalised(self, most: int, how: str) -> np.ndarray:
        treat = TREATING["treat"]
        limits = {"skew": 2.0, "kurtosis": 3.5, "most": most, "log": "shifted", "combine": False}
        scene = Scene(
            node="", direction=1, denominator="", number=lambda _: np.zeros(0), groups=lambda _: []
        )
        # Where so few points are not enough the published method takes logarithms instead.
        treated = np.column_stack([treat.run(x, limits, scene) for x in self.raw.T]) * self.sign
        options = {
            "none": ("min_max", {"to": (0.0, 100.0), "low": None, "high": None}),
            "min_max": ("min_max", {"to": (1.0, 100.0), "low": None, "high": None}),
            "z_score": ("z_score", {"mean": 10.0, "sd": 2.0, "ddof": 1}),
        }
        kind, chosen = options[how]
        return np.column_stack([NORMALISING[kind].run(x, chosen, scene) for x in treated.T])

    def ranks(self, most: int, how: str, weights: np.ndarray, mean: str) -> np.ndarray:
        if (most, how) not in self.data:
            self.data[most, how] = self.normalised(most, how)
        data = self.data[most, how]

        def joined(values: np.ndarray, by: np.ndarray) -> np.ndarray:
            return aggregate.KINDS[mean].run(values, by, {})

        first = np.column_stack(
            [
                joined(data[:, self.pillar == p], np.ones(int((self.pillar == p).sum())))
                for p in range(len(PILLARS))
            ]
        )
        second = np.column_stack(
            [joined(first[:, :5], weights[:5]), joined(first[:, 5:], weights[5:8])]
        )
        return rankdata(-joined(second, weights[8:]), method="min")

    def output(self, draws: np.ndarray) -> np.ndarray:
        """Mean absolute change of rank for draws of shape (4, n) in [0, 1)."""
        sizes = np.array([5, 2, 100, 2])
        picks = np.minimum((draws * sizes[:, None]).astype(int), sizes[:, None] - 1)
        return np.array([self.one(tuple(int(i) for i in pick)) for pick in picks.T])

    def one(self, pick: tuple[int, ...]) -> float:
        if pick not in self.known:
            most, how, weights, mean = pick
            ranks = self.ranks(
                most + 1,
                ("min_max", "z_score")[how],
                self.weights[weights],
                ("arithmetic", "geometric")[mean],
            )
            self.known[pick] = float(np.abs(ranks - self.nominal).mean())
        return self.known[pick]


def test_total_effects_lie_in_the_published_bands() -> None:
    model = Model()
    found = sobol_indices(
        func=model.output, n=2048, dists=[uniform()] * 4, rng=np.random.default_rng(7)
    )
    expected = published("expected_sobol")
    made = dict(zip(expected["Variable"], found.total_order, strict=True))
    for i, name in enumerate(expected["Variable"]):
        low, high = float(expected["STi_q5"][i]), float(expected["STi_q95"][i])
        assert low <= made[name] <= high, (name, made)
    order = sorted(made, key=made.__getitem__, reverse=True)
    assert order == ["Aggregation", "Normalisation", "Weights", "Winmax"], made
