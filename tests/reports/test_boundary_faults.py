"""The faults of boundaries in words."""

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.boundaries import check
from geo.faults import FAULT_COLUMNS
from reports.boundary_faults import LISTED_COLUMNS, describe, told
from tests.geo.boards import board
from words import use

KINDS = ["invalid", "empty", "not_polygon", "off_world", "duplicate_code", "bad_code"]
KINDS += ["off_template", "missing_parent", "outside_parent", "overlap", "gap", "sliver"]
KINDS += ["thin_part", "area_differs", "few_vertices", "many_vertices", "multi_part"]


def faults(*rows):
    filled = [
        {"is_fatal": False, "level": "village", "code": "330109106021", "other": "1000"}
        | {"amount": 1234.5, "geometry": shapely.Point(120, 30), **row}
        for row in rows
    ]
    return pd.DataFrame(filled, columns=FAULT_COLUMNS)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_kind_has_its_sentence_and_remedy(language):
    use(language)
    try:
        said = describe(faults(*[{"fault": kind} for kind in KINDS]))
    finally:
        use("zh_CN")
    assert list(said.columns) == LISTED_COLUMNS
    assert (said[["name", "effect", "reason", "remedy", "unit"]] != "").all().all()
    assert said["remedy"].nunique() == len(KINDS)


def test_amounts_carry_their_unit():
    said = describe(faults({"fault": "overlap"}, {"fault": "multi_part", "amount": 3.0}))
    assert said["unit"].tolist() == ["平方米", "个"]
    assert "1,234" in said["reason"][0] and "3 块" in said["reason"][1]
    nothing = describe(faults({"fault": "empty", "amount": np.nan}))
    assert nothing["unit"].tolist() == ["—"] and "nan" not in nothing["reason"][0]


def test_usual_things_are_told_in_one_sentence():
    many = [{"fault": "multi_part", "code": f"G{i}", "amount": 2.0} for i in range(120)]
    (sentence,) = told(faults(*many))
    assert "120" in sentence and "G0、G1、G2" in sentence
    assert "2 块" in told(faults(many[0]))[0]


def test_the_largest_of_each_kind_come_first():
    rows = [{"fault": "gap", "code": f"G{i}", "amount": float(i)} for i in range(60)]
    sentences = told(faults(*rows, {"fault": "overlap"}), most=5)
    assert len(sentences) == 7
    assert "G59" in sentences[0] and "55" in sentences[5]


def test_real_faults_are_described():
    said = describe(check(board(3, c11={"east": 30.0, "north": -2.0})))
    assert sorted(said["fault"]) == ["overlap", "sliver"]
    assert all("平方米" in reason for reason in said["reason"])


def test_no_faults_give_no_sentences():
    assert told(check(board(2))) == []
    assert describe(check(board(2))).empty
