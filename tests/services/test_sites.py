"""Cross-border cases, and who may see which sites and cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy import text

from errors import RefusedError
from services import importing, sites
from services.access import OPERATOR
from services.workspace import Workspace
from tests.services.around import (
    CASES,
    NUMBERS,
    PLACED,
    SHAPED,
    adds_up,
    case_row,
    disc,
    rules_of,
    vector,
    venue_row,
)
from tests.services.small_town import CODES, TOWN, VILLAGES, middle, take, who


def test_cases_end_placed_unplaced_or_quarantined(small_town: Workspace) -> None:
    rows = [
        case_row("K1"),
        case_row("K2", 经度="", 纬度=""),
        case_row("K3", 经度="121.5"),
        case_row("K4", 发现地="", 移交地="", 涉及地=""),
        case_row("K5", 发现="2026-02-30"),
        case_row("K6", 涉及地="3.30603E+08"),
        case_row("K7", 发现="2026-12-24"),
        case_row("K8", 接收="后天"),
        case_row(""),
    ]
    result = take(small_town, "cases", pd.DataFrame(rows), CASES)
    assert adds_up(result)
    assert [getattr(result, name) for name in NUMBERS] == [2, 2, 5]
    refused = result.faults[result.faults["effect"] == "quarantined"]["rule"].tolist()
    assert sorted(refused) == [
        "damaged_areas",
        "date_after_clock",
        "impossible_date",
        "missing_area",
        "missing_code",
    ]
    found = sites.cases(small_town, OPERATOR).set_index("case")
    assert found.index.tolist() == ["K1", "K2", "K3", "K8"]
    assert found.loc["K1", "areas"] == (VILLAGES[0], "330603111", "330603108", "330681")
    assert np.isnan(found.loc["K2", "lon"])
    assert pd.isna(found.loc["K8", "accepted_day"])
    assert found.loc["K1", "accepted_day"] - found.loc["K1", "day"] == 2


def test_rows_of_one_case_are_one_case(small_town: Workspace) -> None:
    rows = [
        case_row("K1", 涉及地="330603111"),
        case_row("K1", 涉及地="330603108", 经度="", 纬度="", 办结="2026-11-01"),
    ]
    result = take(small_town, "cases", pd.DataFrame(rows), CASES)
    assert adds_up(result)
    assert rules_of(result)["case_listed_again"] == 1
    assert (result.added, result.unchanged) == (1, 1)
    one = sites.cases(small_town, OPERATOR).iloc[0]
    assert one["areas"] == (VILLAGES[0], "330603111", "330603108")
    assert one["lon"] == pytest.approx(middle(CODES[0])[0])
    assert one["closed_day"] > one["accepted_day"]


def test_another_jurisdiction_s_list_joins_and_leaves(small_town: Workspace) -> None:
    take(small_town, "cases", pd.DataFrame([case_row("K1", 涉及地="")]), CASES)
    theirs = pd.DataFrame([case_row("K1", 涉及地="310116102"), case_row("K2")])
    second = take(small_town, "cases", theirs, CASES.replace("joint", "fengjing"))
    assert (second.added, second.replaced) == (1, 1)
    found = sites.cases(small_town, OPERATOR)
    assert found["case"].tolist() == ["K1", "K2"]
    assert "310116102" in found["areas"].iloc[0]
    importing.undo(small_town, who(small_town, "analyst"), second.batch)
    found = sites.cases(small_town, OPERATOR)
    assert found["areas"].tolist() == [(VILLAGES[0], "330603111")]


def test_a_known_area_above_the_boundaries_is_not_strange(small_town: Workspace) -> None:
    rows = [case_row("K1", 移交地=TOWN, 涉及地=""), case_row("K2", 移交地="310116102", 涉及地="")]
    result = take(small_town, "cases", pd.DataFrame(rows), CASES)
    strange = result.faults[result.faults["rule"] == "unknown_area"]
    assert strange["value"].tolist() == ["310116102"]


def test_who_sees_a_site(small_town: Workspace) -> None:
    # The squares are about 300 m: 4 km and 7 km east of the town.
    near, far = (shapely.Point(120.202 + metres / 96_300, 30.083) for metres in (4000, 7000))
    take(small_town, "venues", vector(small_town, [disc(CODES[0]), near, far]), SHAPED)
    for person in ("chair", "villager", "leader"):
        seen = sites.sites(small_town, who(small_town, person), "venue")["code"].tolist()
        assert seen == ["V0", "V1"]
    assert len(sites.sites(small_town, who(small_town, "auditor"), "venue")) == 3


def test_another_kind_is_refused(small_town: Workspace) -> None:
    with pytest.raises(RefusedError, match=r"site\.kind"):
        sites.sites(small_town, OPERATOR, "cinema")


def test_who_sees_a_case(small_town: Workspace) -> None:
    rows = [
        case_row("mine", 发现地=VILLAGES[0], 移交地="330603111", 涉及地=""),
        case_row("town", 发现地="330603111", 移交地=TOWN, 涉及地=""),
        case_row("county", 发现地="330603111", 移交地="330109", 涉及地=""),
        case_row("other", 发现地="330603111", 移交地="330603108", 涉及地=""),
    ]
    take(small_town, "cases", pd.DataFrame(rows), CASES)

    def seen(person: str) -> set[str]:
        return set(sites.cases(small_town, who(small_town, person))["case"])

    assert seen("analyst") == {"mine", "town", "county", "other"}
    assert seen("villager") == {"mine", "town"}
    assert seen("chair") == {"mine", "town"}


def test_imports_and_looks_are_in_the_audit(small_town: Workspace) -> None:
    result = take(small_town, "venues", pd.DataFrame([venue_row("A")]), PLACED)
    chair = who(small_town, "chair")
    sites.record(small_town, chair, "venues", asked="A", rows=1)
    with small_town.store.read() as tx:
        query = text("SELECT action, object FROM audit ORDER BY id DESC LIMIT 2")
        rows = tx.execute(query).all()
    assert rows == [("view", "venues"), ("import", f"venues batch {result.batch}")]
