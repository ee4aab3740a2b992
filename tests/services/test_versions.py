"""Boundary versions side by side, on the demo and on the small town."""

import pytest

from errors import NotAllowedError, NotFoundError, RefusedError
from services import versions
from services.access import OPERATOR, Role, Viewer
from vocab import Scope

VILLAGE = "330109106003"


def test_the_demo_splits_nine_grids_of_one_village(demo):
    answer = versions.compare(demo, OPERATOR, 1, 2)
    assert (answer["old"]["grids"], answer["new"]["grids"]) == (1441, 1450)
    assert answer["changes"] == {"split": 9}
    old = {code for row in answer["rows"] for code in row["old"]}
    new = {code for row in answer["rows"] for code in row["new"]}
    assert len(old) == 9 and len(new) == 18
    assert all(code.startswith(VILLAGE) for code in old | new)
    assert all(len(row["old"]) == 1 and len(row["new"]) == 2 for row in answer["rows"])


def test_events_are_relocated_by_their_point_and_pointless_ones_estimated(demo):
    rows = versions.compare(demo, OPERATOR, 1, 2)["rows"]
    for row in rows:
        assert row["events"] == row["relocated"] + row["estimated"]
        assert row["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert sum(row["relocated"] for row in rows) > 500
    assert 0 < sum(row["estimated"] for row in rows) < 20
    assert sum(row["residents"] for row in rows) > 1000


def test_the_way_back_is_a_merge(demo):
    answer = versions.compare(demo, OPERATOR, 2, 1)
    assert answer["changes"] == {"merged": 9}


def viewer(prefix, role=Role.LEADER):
    return Viewer(person="x", title="x", role=role, scope=Scope(prefix=prefix))


def test_others_see_their_own_area_and_no_small_counts(demo):
    assert versions.compare(demo, viewer("330603"), 1, 2)["rows"] == []
    rows = versions.compare(demo, viewer(VILLAGE), 1, 2)["rows"]
    assert len(rows) == 9
    assert not {"events", "residents", "estimated"} & set(rows[0])


def test_wrong_versions_are_refused(demo):
    with pytest.raises(RefusedError):
        versions.compare(demo, OPERATOR, 1, 1)
    with pytest.raises(NotFoundError):
        versions.compare(demo, OPERATOR, 1, 99)


def test_who_may_not_view_is_refused(demo, monkeypatch):
    monkeypatch.setattr("services.access.PERMISSIONS", dict.fromkeys(Role, frozenset()))
    with pytest.raises(NotAllowedError):
        versions.compare(demo, OPERATOR, 1, 2)
