"""Weeks scored, closed and replayed; what is closed stays."""

import numpy as np
import pandas as pd
import pytest
from sqlalchemy.exc import DatabaseError

from errors import BusyError, NotAllowedError, NotFoundError, RefusedError
from services import checking, scoring
from services.access import OPERATOR
from services.working import at_work
from store import ledger, runs, snapshots
from store.engine import Store
from tests.services import small_town as town
from vocab import RULES, STATES, Rule, RunStatus


def all_runs(ws, **how):
    with ws.store.read() as tx:
        return runs.listed(tx, **how)


def columns(ws, week):
    with ws.store.read() as tx:
        return snapshots.get(tx, runs.latest(tx, town.period_of(week)).snapshot_hash)[0]


def ledger_of(ws, week):
    with ws.store.read() as tx:
        return ledger.of_period(tx, town.period_of(week))


def close(ws, week, reason=""):
    return scoring.close(ws, OPERATOR, week=town.end_of(week), gap_reason=reason)


def late(ws, week, n=30, code=0):
    """Late events of a week that was reported already."""
    rows = [town.event(f"L{week}-{i}", town.CODES[code], town.date_of(week)) for i in range(n)]
    return town.take(ws, "events", pd.DataFrame(rows), town.feed("police"))


def test_every_week_gets_one_snapshot_and_a_second_run_makes_none(scored_town):
    before = all_runs(scored_town)
    assert [run.period for run in before] == [town.period_of(week) for week in range(12)]
    assert {run.status for run in before} == {RunStatus.PROVISIONAL}
    assert scoring.score(scored_town, OPERATOR) == []
    assert all_runs(scored_town, with_superseded=True) == before


def test_a_folder_made_again_gives_equal_snapshots(scored_town, tmp_path):
    other = town.build(tmp_path / "again")
    scoring.score(other, OPERATOR)
    assert [run.snapshot_hash for run in all_runs(other)] == [
        run.snapshot_hash for run in all_runs(scored_town)
    ]
    other.store.close()


def test_only_until_the_period_asked_for(small_town):
    made = scoring.score(small_town, OPERATOR, to=town.end_of(4))
    assert [one["period"] for one in made] == [town.end_of(week) for week in range(5)]
    later = scoring.score(small_town, OPERATOR, to=town.end_of(6))
    assert [one["period"] for one in later] == [town.end_of(5), town.end_of(6)]


def test_a_week_that_has_not_ended_is_not_the_latest(small_town):
    rows = pd.DataFrame([town.event("w13", town.CODES[0], town.date_of(12))])
    town.take(small_town, "events", rows, town.feed("police"))
    made = scoring.score(small_town, OPERATOR)
    assert made[-1]["period"] == town.end_of(11)


def test_provisional_runs_write_no_ledger_and_closing_does(scored_town):
    assert ledger_of(scored_town, 0).empty
    told = close(scored_town, 0)
    rows = ledger_of(scored_town, 0)
    assert told["ledger_rows"] == len(rows) == 12
    assert rows["from_level"].isna().all()
    assert set(rows["rule"]) == {Rule.FIRST.value}


def test_closing_goes_in_order_once_and_only_when_over(scored_town):
    with pytest.raises(RefusedError) as caught:
        close(scored_town, 3)
    assert caught.value.code == "period.earlier_open"
    close(scored_town, 0)
    with pytest.raises(RefusedError) as caught:
        close(scored_town, 0)
    assert caught.value.code == "period.is_closed"
    with pytest.raises(RefusedError) as caught:
        close(scored_town, 12)
    assert caught.value.code in {"period.running", "period.future"}
    with pytest.raises(RefusedError):
        scoring.close(scored_town, OPERATOR, week="gestern")


def test_a_week_with_gaps_needs_a_reason(small_town, tmp_path):
    ws = town.bare(tmp_path / "gaps")
    town.take(ws, "boundaries", town.write_boundaries(tmp_path / "b.gpkg"), town.BOUNDARIES)
    town.take(ws, "population", town.people(), town.POPULATION)
    weeks = [f"{town.FIRST}..{town.date_of(3, 6)}", f"{town.date_of(5)}..{town.LAST}"]
    town.take(ws, "events", town.events("警情", "A", 3.0), town.feed("police"), covers=town.EVER)
    town.take(ws, "events", town.events("信访", "P", 1.0), town.feed("office"), covers=weeks)
    town.approved(ws, town.rule())
    scoring.score(ws, OPERATOR)
    for week in range(4):
        assert close(ws, week)["grids_with_gaps"] == 0
    with pytest.raises(RefusedError) as caught:
        close(ws, 4)
    assert caught.value.code == "period.gaps"
    assert caught.value.values["count"] == 12
    told = close(ws, 4, "信访室停电")
    assert told["gap_reason"] == "信访室停电" and told["grids_with_gaps"] == 12
    ws.store.close()


def test_ledger_folds_to_the_map_of_every_closed_week(scored_town):
    for week in range(11):
        close(scored_town, week)
    states = np.array([state.value for state in STATES])
    for week in range(11):
        shown = columns(scored_town, week)
        with scored_town.store.read() as tx:
            folded = ledger.replay(tx, town.period_of(week))
        assert folded["code"].tolist() == shown["codes"].tolist()
        assert folded["level"].tolist() == shown["level"].tolist()
        assert folded["state"].tolist() == states[shown["state"]].tolist()
    assert checking.check(scored_town)["faults"] == []


def test_small_sample_until_eight_weeks_then_a_colour_by_state(scored_town):
    levels = [columns(scored_town, week)["level"] for week in range(12)]
    assert not np.any(levels[:7])
    assert np.any(levels[7])
    close(scored_town, 0)
    for week in range(1, 8):
        close(scored_town, week)
    assert set(ledger_of(scored_town, 7)["rule"]) == {Rule.STATE.value}


def test_a_closed_week_is_never_altered(scored_town):
    close(scored_town, 0)
    before = all_runs(scored_town)[0]
    late(scored_town, 0)
    made = scoring.score(scored_town, OPERATOR)
    assert town.end_of(0) not in {one["period"] for one in made}
    assert all_runs(scored_town)[0] == before
    with pytest.raises(DatabaseError), scored_town.store.begin() as tx:
        tx.exec_driver_sql(f"UPDATE run SET gap_reason = 'x' WHERE id = {before.id}")


def test_late_rows_for_an_open_week_give_it_a_new_revision(scored_town):
    late(scored_town, 9)
    made = scoring.score(scored_town, OPERATOR)
    assert [(one["period"], one["revision"]) for one in made] == [
        (town.end_of(week), 2) for week in (9, 10, 11)
    ]
    gone = [r for r in all_runs(scored_town, with_superseded=True) if r.status == "superseded"]
    assert len(gone) == 3


def test_late_rows_for_a_closed_week_are_booked_as_correction(scored_town):
    plain = columns(scored_town, 11)["parts"]
    for week in range(11):
        close(scored_town, week)
    assert np.nan_to_num(plain[:, 1]).tolist() == [0.0] * 12
    late(scored_town, 9, n=60)
    (made,) = scoring.score(scored_town, OPERATOR)
    assert made["period"] == town.end_of(11)
    shown = columns(scored_town, 11)
    assert abs(shown["parts"][0, 1]) > 0.5
    moved = shown["index"] - shown["previous_index"]
    assert shown["parts"].sum(axis=1) == pytest.approx(moved, abs=1e-9)
    assert scoring.score(scored_town, OPERATOR) == []


def test_parts_of_every_change_add_up(scored_town):
    for week in range(1, 12):
        shown = columns(scored_town, week)
        moved = shown["index"] - shown["previous_index"]
        assert shown["parts"].sum(axis=1) == pytest.approx(moved, abs=1e-9)


def test_contributions_and_probabilities_add_up(scored_town):
    shown = columns(scored_town, 11)
    total = shown["contribution"].sum(axis=1)
    assert total == pytest.approx(shown["index"] - shown["reference"], abs=1e-9)
    assert shown["p"].sum(axis=1) == pytest.approx(1.0, abs=1e-9)


def test_every_change_has_its_rule_and_none_without(scored_town):
    for week in range(12):
        shown = columns(scored_town, week)
        moved = (shown["level"] != shown["previous_level"]) | (
            shown["state"] != shown["previous_state"]
        )
        assert (moved == (shown["rule"] != RULES.index(Rule.NONE))).all()


def test_closed_row_names_events_and_reasons(scored_town):
    for week in range(9):
        close(scored_town, week)
    rows = ledger_of(scored_town, 7)
    assert (rows["events"].map(len) <= 20).all()
    assert rows["top"].map(len).tolist() == [2] * len(rows)
    assert rows["policy_hash"].nunique() == 1


def test_new_boundaries_are_booked_as_boundary(small_town, tmp_path):
    file = town.write_boundaries(tmp_path / "b2.gpkg", [*town.CODES[:11], town.VILLAGES[2] + "009"])
    later = town.BOUNDARIES.replace("2020-01-01", str(town.date_of(9))).replace("first", "second")
    town.take(small_town, "boundaries", file, later)
    town.take(
        small_town,
        "population",
        town.people().tail(1).assign(网格=town.VILLAGES[2] + "009"),
        town.POPULATION,
    )
    scoring.score(small_town, OPERATOR)
    assert [run.boundary_set_id for run in all_runs(small_town)] == [1] * 9 + [2] * 3
    for week in range(10):
        close(small_town, week)
    rows = ledger_of(small_town, 9).set_index("code")
    assert rows.loc[town.VILLAGES[2] + "009", "rule"] == Rule.BOUNDARY.value
    with small_town.store.read() as tx:
        folded = ledger.replay(tx, town.period_of(9))
    assert folded[folded["state"] == "ok"]["code"].isin(columns(small_town, 9)["codes"]).all()
    assert checking.check(small_town)["faults"] == []


def test_new_rule_is_booked_as_policy(scored_town):
    other = town.rule("2", cuts="[5, 10, 15, 20]")
    for week in range(10):
        close(scored_town, week)
    town.approved(scored_town, other, week=10)
    assert [one["period"] for one in scoring.score(scored_town, OPERATOR)] == [
        town.end_of(10),
        town.end_of(11),
    ]
    close(scored_town, 10)
    rows = ledger_of(scored_town, 10)
    # A grid that the old rule would have moved to the same colour keeps that reason.
    assert Rule.POLICY.value in set(rows["rule"]) <= {Rule.POLICY.value, "strong", "twice"}
    shown = columns(scored_town, 10)
    assert len(rows) == (shown["level"] != shown["previous_level"]).sum() > 0


def test_without_data_or_rule_there_is_nothing_to_score(tmp_path):
    ws = town.bare(tmp_path / "none")
    with pytest.raises(NotFoundError):
        scoring.score(ws, OPERATOR)
    ws.store.close()


def test_who_may_score_and_close(scored_town):
    for person in ("leader", "approver", "auditor"):
        with pytest.raises(NotAllowedError):
            scoring.score(scored_town, town.who(scored_town, person))
    with pytest.raises(NotAllowedError):
        scoring.close(scored_town, town.who(scored_town, "analyst"), week=town.end_of(0))
    chair = town.who(scored_town, "chair")
    assert scoring.close(scored_town, chair, week=town.end_of(0))["status"] == "closed"


def test_scoring_waits_for_nobody(scored_town):
    with at_work(scored_town, OPERATOR), pytest.raises(BusyError):
        scoring.score(scored_town, OPERATOR)
    with at_work(scored_town, OPERATOR), pytest.raises(BusyError):
        close(scored_town, 0)
    assert scoring.score(scored_town, OPERATOR) == []


def test_readers_go_on_while_somebody_works(scored_town):
    other = Store.open(scored_town.settings.url)
    with at_work(scored_town, OPERATOR), other.read() as tx:
        assert len(runs.listed(tx)) == 12
    other.close()


def test_cut_off_is_local_midnight():
    text = scoring.cut_off(town.period_of(11), "Asia/Shanghai").isoformat()
    assert text == "2026-11-18T00:00:00+08:00"


def test_memory_is_older_than_the_first_rule(tmp_path):
    ws = town.bare(tmp_path / "late")
    town.take(ws, "boundaries", town.write_boundaries(tmp_path / "b.gpkg"), town.BOUNDARIES)
    town.take(ws, "population", town.people(), town.POPULATION)
    for indicator, source in (("警情", "police"), ("信访", "office")):
        rows = town.events(indicator, source, 2.0)
        town.take(ws, "events", rows, town.feed(source), covers=town.EVER)
    town.approved(ws, town.rule(), week=11)
    (made,) = scoring.score(ws, OPERATOR)
    assert made["period"] == town.end_of(11)
    assert (columns(ws, 11)["level"] > 0).all()
    assert scoring.score(ws, OPERATOR) == []
    assert close(ws, 11)["ledger_rows"] == 12
    ws.store.close()


def test_before_the_first_rule_nothing_is_scored_or_closed(scored_town):
    with pytest.raises(NotFoundError):
        scoring.score(scored_town, OPERATOR, to="2026-01-06")
    with pytest.raises(NotFoundError):
        scoring.close(scored_town, OPERATOR, week="2026-01-06")
