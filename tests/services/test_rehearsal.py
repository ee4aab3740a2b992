"""A check is the import undone: the same sums, and nothing stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from errors import NotAllowedError, RefusedError
from geo import crs
from services import importing, intakes, policies, rehearsal
from services.access import OPERATOR
from store import facts
from store.ingest.profile import parse
from tests.services import small_town as town
from vocab import Datum


def state(ws):
    with ws.store.read() as tx:
        return facts.version(tx), facts.sizes(tx), len(policies.listed(ws, OPERATOR))


def sent(ws, frame):
    return town.written(ws, frame.to_csv(index=False), ".csv")


def profile():
    return parse(town.feed("police"))


@pytest.fixture
def fresh_rows():
    """Forty new events, one of them without coordinates, one with a damaged code."""
    rows = town.events("警情", "N", 2.0).head(40)
    rows.loc[3, ["经度", "纬度"]] = ""
    rows.loc[5, "网格"] = "3.30109E+14"
    return rows


def test_a_check_gives_the_sums_of_the_import_and_leaves_nothing(small_town, fresh_rows):
    file = sent(small_town, fresh_rows)
    before = state(small_town)
    checked = rehearsal.check(small_town, OPERATOR, file, profile())
    assert state(small_town) == before
    assert checked.question is None
    told = checked.result
    assert told.placed + told.unplaced + told.quarantined == told.rows_read == 40
    assert told.quarantined == 1 and len(checked.rows) == told.added == 39
    done = importing.take(small_town, OPERATOR, "events", file, profile())
    assert replace(told, batch=0, faults=done.faults) == replace(done, batch=0)


def test_rows_lie_where_the_import_puts_them(small_town, fresh_rows):
    rows = fresh_rows.drop([3, 5]).reset_index(drop=True)
    checked = rehearsal.check(small_town, OPERATOR, sent(small_town, rows), profile())
    assert sorted(checked.rows["code"]) == sorted(rows["网格"])
    sides = np.sort(checked.rows["lon"]), np.sort(rows["经度"].astype(float))
    assert np.allclose(*sides, atol=1e-6)


def test_a_file_that_is_known_brings_no_rows(small_town):
    file = sent(small_town, town.events("警情", "A", 3.0))
    checked = rehearsal.check(small_town, OPERATOR, file, profile())
    assert checked.rows.empty and checked.result.unchanged == checked.result.rows_read


def moved(rows):
    lon, lat = crs.wgs84_to_gcj02(rows["经度"].astype(float), rows["纬度"].astype(float))
    return rows.assign(经度=lon.round(6), 纬度=lat.round(6))


def test_the_wrong_datum_is_a_question_with_two_answers(small_town):
    rows = town.events("警情", "N", 3.0)
    file = sent(small_town, moved(rows))
    asked = rehearsal.check(small_town, OPERATOR, file, profile())
    assert asked.question.given is Datum.WGS84 and asked.question.best is Datum.GCJ02
    assert float(asked.question.values["share_best"]) > 95
    assert asked.result.findings == ()
    kept = rehearsal.check(small_town, OPERATOR, file, profile(), is_datum_sure=True)
    assert kept.question is None and "按经手人所定的" in kept.result.findings[0]
    other = replace(profile(), datum=Datum.GCJ02)
    right = rehearsal.check(small_town, OPERATOR, file, other)
    assert right.question is None
    assert sorted(right.rows["code"]) == sorted(rows["网格"]) != sorted(kept.rows["code"])


def test_a_datum_that_is_kept_is_imported_as_given(small_town):
    file = sent(small_town, moved(town.events("警情", "N", 3.0)))
    with pytest.raises(RefusedError, match="wrong_datum"):
        importing.take(small_town, OPERATOR, "events", file, profile())
    done = importing.take(small_town, OPERATOR, "events", file, profile(), is_datum_sure=True)
    assert done.added > 0


@pytest.mark.parametrize("kind", ("population", "boundaries"))
def test_other_kinds_are_checked_the_same_way(small_town, kind, tmp_path):
    before = state(small_town)
    if kind == "population":
        file, text = sent(small_town, town.people().assign(日期="2026-06-01")), town.POPULATION
    else:
        file = town.write_boundaries(tmp_path / "b.gpkg", town.CODES[:8])
        text = town.BOUNDARIES.replace("2020-01-01", "2026-10-01").replace("first", "second")
    checked = rehearsal.check(small_town, OPERATOR, file, parse(text))
    assert checked.result.kind == kind and checked.result.rows_read > 0
    assert state(small_town) == before


def test_a_refused_file_leaves_nothing_and_frees_the_place(small_town):
    before = state(small_town)
    file = sent(small_town, town.people())
    with pytest.raises(RefusedError, match="missing_columns"):
        rehearsal.check(small_town, OPERATOR, file, profile())
    assert state(small_town) == before
    assert rehearsal.check(
        small_town, OPERATOR, sent(small_town, town.events("警情", "N", 1.0)), profile()
    )


def test_days_covered_are_part_of_the_check(small_town, fresh_rows):
    spans = [importing.cover_of(text) for text in town.EVER]
    file = sent(small_town, fresh_rows)
    assert rehearsal.check(small_town, OPERATOR, file, profile(), covers=spans).result.added == 39
    assert len(intakes.batch_list(small_town, OPERATOR)) == 4


def test_who_may_not_import_may_not_check(small_town, fresh_rows):
    file = sent(small_town, fresh_rows)
    with pytest.raises(NotAllowedError):
        rehearsal.check(small_town, town.who(small_town, "leader"), file, profile())


def test_the_faults_of_a_check_are_a_sheet_for_those_who_import(small_town, fresh_rows):
    file = sent(small_town, fresh_rows)
    told = rehearsal.check(small_town, OPERATOR, file, profile()).result
    assert importing.faults_sheet(small_town, OPERATOR, told).startswith(b"PK")
    with pytest.raises(NotAllowedError):
        importing.faults_sheet(small_town, town.who(small_town, "leader"), told)
