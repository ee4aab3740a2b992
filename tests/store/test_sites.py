"""Venues, roads and cases on both databases: what holds follows from the active batches."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy.exc import IntegrityError

from store import Store, Tx, batches, cases, roads, sites
from store.changes import Changes
from store.roads import Roads
from tests.store.rows import add_batch


def site_rows(*codes: str, **changes: object) -> pd.DataFrame:
    rows = pd.DataFrame({"code": list(codes)})
    rows["name"], rows["category"], rows["owner"] = "演示馆" + rows["code"], "体育馆", "中心"
    rows["days"] = pd.Series([(20_000, 20_007)] * len(rows), dtype=object)
    rows["geometry"] = [shapely.Point(120 + i, 30).buffer(0.001) for i in range(len(rows))]
    return rows.assign(**changes)


def put(tx: Tx, rows: pd.DataFrame, kind: str = "venue") -> tuple[int, Changes]:
    batch = add_batch(tx, f"{kind}s")
    return batch, sites.add(tx, batch, kind, rows)


def undo(tx: Tx, batch: int) -> None:
    batches.undo(tx, batch, at=1, by="x")


def test_sites_come_back_as_they_went(store: Store) -> None:
    sent = site_rows("V2", "V1")
    with store.begin() as tx:
        _, changes = put(tx, sent)
        put(tx, site_rows("V9"), "station")
        found = sites.current(tx, "venue")
    assert changes == Changes(added=2, replaced=0, unchanged=0)
    assert found["code"].tolist() == ["V1", "V2"]
    assert found["days"].tolist() == [(20_000, 20_007)] * 2
    expected = sent.sort_values("code", ignore_index=True)
    assert found["geometry"].tolist() == expected["geometry"].tolist()
    assert list(found) == list(sites.SITE_COLUMNS)


def test_a_kind_without_rows_is_an_empty_frame(store: Store) -> None:
    with store.read() as tx:
        found = sites.current(tx, "zone")
    assert found.empty
    assert list(found) == list(sites.SITE_COLUMNS)


def test_a_corrected_site_replaces_and_undoing_brings_it_back(store: Store) -> None:
    with store.begin() as tx:
        put(tx, site_rows("V1", "V2"))
        second, changes = put(tx, site_rows("V1", "V3", name="新馆"))
        assert changes == Changes(added=1, replaced=1, unchanged=0)
        assert sites.current(tx, "venue")["name"].tolist() == ["新馆", "演示馆V2", "新馆"]
        undo(tx, second)
        assert sites.current(tx, "venue")["name"].tolist() == ["演示馆V1", "演示馆V2"]


def test_a_repeated_file_stands_when_the_first_is_undone(store: Store) -> None:
    with store.begin() as tx:
        first, _ = put(tx, site_rows("V1"))
        second, changes = put(tx, site_rows("V1"))
        assert changes == Changes(added=0, replaced=0, unchanged=1)
        undo(tx, first)
        assert sites.current(tx, "venue")["code"].tolist() == ["V1"]
        undo(tx, second)
        assert sites.current(tx, "venue").empty


@pytest.mark.parametrize("kind", ["venues", "roads", "cases", "events"])
def test_sums_of_every_new_kind_must_add_up(store: Store, kind: str) -> None:
    with pytest.raises(IntegrityError), store.begin() as tx:
        add_batch(tx, kind, numbers={"rows_read": 2, "placed": 1})


def test_a_batch_has_a_kind(store: Store) -> None:
    with pytest.raises(IntegrityError), store.begin() as tx:
        add_batch(tx, "")


def network(count: int = 4, shift: float = 0.0) -> Roads:
    """A chain of ``count`` nodes."""
    lon = 120 + shift + 0.001 * np.arange(count)
    nodes = pd.DataFrame({"node": np.arange(count), "lon": lon, "lat": 30.0})
    ends = np.stack([np.column_stack([lon[:-1], lon[1:]]), np.full((count - 1, 2), 30.0)], axis=2)
    edges = pd.DataFrame({"start": np.arange(count - 1), "end": np.arange(1, count)})
    edges["road"], edges["length_m"] = "side", 96.5
    edges["speed_kmh"] = np.where(np.arange(count - 1) % 2, 30.0, np.nan)
    edges["oneway"] = "-1"
    edges["geometry"] = shapely.linestrings(ends)
    return Roads(nodes=nodes, edges=edges)


def test_there_are_no_roads_before_the_first_file(store: Store) -> None:
    with store.read() as tx:
        assert roads.current(tx) is None


def test_roads_come_back_as_they_went(store: Store) -> None:
    sent = network()
    with store.begin() as tx:
        roads.add(tx, add_batch(tx, "roads"), sent)
        found = roads.current(tx)
    assert found is not None
    pd.testing.assert_frame_equal(found.nodes, sent.nodes)
    pd.testing.assert_frame_equal(found.edges, sent.edges, check_dtype=False)


def test_the_newest_network_of_a_source_holds_until_it_is_undone(store: Store) -> None:
    with store.begin() as tx:
        roads.add(tx, add_batch(tx, "roads"), network(4))
        second = add_batch(tx, "roads")
        roads.add(tx, second, network(6))
        assert len(roads.current(tx).nodes) == 6
        undo(tx, second)
        assert len(roads.current(tx).nodes) == 4


def test_networks_of_two_sources_stand_side_by_side(store: Store) -> None:
    with store.begin() as tx:
        roads.add(tx, add_batch(tx, "roads", source="city"), network(3))
        roads.add(tx, add_batch(tx, "roads", source="province"), network(4, shift=1.0))
        found = roads.current(tx)
    assert found.nodes["node"].tolist() == list(range(7))
    places = found.nodes.set_index("node")[["lon", "lat"]]
    starts = shapely.get_coordinates(shapely.get_point(found.edges["geometry"].to_numpy(), 0))
    np.testing.assert_allclose(places.reindex(found.edges["start"]).to_numpy(), starts)


def test_a_network_of_120_000_roads_is_stored_and_read_in_seconds(store: Store) -> None:
    sent = network(120_001)
    began = time.process_time()
    with store.begin() as tx:
        roads.add(tx, add_batch(tx, "roads"), sent)
    with store.read() as tx:
        assert len(roads.current(tx).edges) == 120_000
    assert time.process_time() - began < 30


def case_rows(*numbers: str, **changes: object) -> pd.DataFrame:
    rows = pd.DataFrame({"case": list(numbers)})
    rows["day"], rows["theme"] = 20_000 + np.arange(len(rows)), "渣土偷倒"
    rows["lon"], rows["lat"] = 120.5, 29.9
    rows["found_in"], rows["handed_to"] = "330603111", "330603108"
    rows["areas"] = pd.Series([("330603111", "330603108")] * len(rows), dtype=object)
    for name in ("accepted_day", "closed_day"):
        rows[name] = pd.array([None] * len(rows), dtype="Int64")
    rows["status"] = ""
    return rows.assign(**changes)


def listed(tx: Tx, rows: pd.DataFrame, source: str = "a") -> tuple[int, Changes]:
    batch = add_batch(tx, "cases", source=source)
    return batch, cases.add(tx, batch, rows)


def test_cases_come_back_by_day(store: Store) -> None:
    sent = case_rows("K1", "K2", lon=[120.5, np.nan])
    with store.begin() as tx:
        listed(tx, sent.iloc[::-1])
        found = cases.current(tx)
    assert list(found) == list(cases.CASE_COLUMNS)
    pd.testing.assert_frame_equal(found, sent[list(cases.CASE_COLUMNS)], check_dtype=False)


def test_no_cases_are_an_empty_frame(store: Store) -> None:
    with store.read() as tx:
        found = cases.current(tx)
    assert found.empty
    assert list(found) == list(cases.CASE_COLUMNS)


def test_a_case_of_two_jurisdictions_is_one(store: Store) -> None:
    with store.begin() as tx:
        listed(tx, case_rows("K1", accepted_day=pd.array([20_003], dtype="Int64"), status="办理中"))
        theirs = case_rows("K1", lon=np.nan, lat=np.nan)
        theirs["areas"] = pd.Series([("330603108", "330681901")], dtype=object)
        second, changes = listed(tx, theirs, "b")
        assert changes == Changes(added=0, replaced=1, unchanged=0)
        one = cases.current(tx)
        assert len(one) == 1
        assert one["areas"].iloc[0] == ("330603111", "330603108", "330681901")
        # What the newer list leaves open stays as the older one says.
        assert (one["lon"].iloc[0], one["accepted_day"].iloc[0]) == (120.5, 20_003)
        assert one["status"].iloc[0] == "办理中"
        undo(tx, second)
        assert cases.current(tx)["areas"].iloc[0] == ("330603111", "330603108")


def test_a_repeated_list_changes_nothing(store: Store) -> None:
    with store.begin() as tx:
        listed(tx, case_rows("K1", "K2"))
        _, changes = listed(tx, case_rows("K1", "K2", "K3"))
        assert changes == Changes(added=1, replaced=0, unchanged=2)
