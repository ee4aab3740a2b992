"""Neighbour files."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import RefusedError
from store.ingest import gal


def _read(folder: Path, text: str) -> gal.Neighbours:
    path = folder / "town.gal"
    path.write_text(text, encoding="utf-8")
    return gal.read(path)


@pytest.mark.parametrize("header", ["3", "0 3 town code"])
def test_units_and_neighbours(tmp_path: Path, header: str) -> None:
    found = _read(tmp_path, f"{header}\na 1\nb\nb 2\nc a\nc 1\nb\n")
    assert found.ids == ("a", "b", "c")
    assert found.graph.toarray().tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]


def test_a_unit_without_neighbours_with_or_without_its_empty_line(tmp_path: Path) -> None:
    for gap in ("\n", ""):
        found = _read(tmp_path, f"3\n1 1\n2\n3 0\n{gap}2 1\n1\n")
        assert found.ids == ("1", "3", "2")
        assert found.graph.sum(axis=1).tolist() == [1, 0, 1]


def test_one_way_neighbours_stay_one_way(tmp_path: Path) -> None:
    found = _read(tmp_path, "2\n1 1\n2\n2 0\n")
    assert found.graph.toarray().tolist() == [[0, 1], [0, 0]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x\n1 0\n",
        "3\n1 1\n2\n2 1\n1\n",
        "2\n1 1\n9\n2 0\n",
        "2\n1 1\n1\n2 0\n",
        "2\n1 0\n1 0\n",
        "2\n1 2\n2 2\n2 0\n",
        "2\n1 1\n2\n2 3\n1\n",
        "2\n1 one\n2\n",
    ],
)
def test_faults_name_the_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(RefusedError, match=r"town\.gal"):
        _read(tmp_path, text)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        gal.read(tmp_path / "none.gal")
