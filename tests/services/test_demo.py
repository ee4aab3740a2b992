"""The demo town end to end: what a newcomer sees after one command."""

import datetime as dt
import json

import jsonschema
import numpy as np
import pytest

import settings
from errors import RefusedError
from services import checking, scoring, week_json
from services.access import OPERATOR, viewer_of
from services.demo import make, plan
from store import batches, boundaries, ledger, runs, snapshots
from vocab import STATES, RunStatus

YIQIAO = "330109106"
SCHEMA = json.loads((settings.ROOT / "docs" / "colours.schema.json").read_text("utf-8"))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def week(demo):
    return week_json.colours(demo, OPERATOR, prefix=YIQIAO)


def test_560_grids_whose_colours_and_states_add_up(week):
    told = week["summary"]
    assert told["grids"] == len(week["grids"]) == 560
    assert sum(told["colours"].values()) + sum(told["states"].values()) == 560
    changed = sum(len(told[name]) for name in ("risen", "fallen", "state_changed"))
    assert changed + told["unchanged"] == 560 and told["no_other_change"]
    assert week["demo"] and week["week"] == "2026-11-17"


def test_object_follows_its_schema(demo, week):
    checker = jsonschema.Draft202012Validator(SCHEMA)
    checker.validate(week)
    for person in ("leader", "chair", "auditor"):
        checker.validate(week_json.colours(demo, viewer_of(demo, person)))


def test_every_colour_is_used(week):
    shares = [n / 560 for n in week["summary"]["colours"].values()]
    assert min(shares) >= 0.05 and max(shares) <= 0.45


def test_contributions_add_up(week):
    for grid in week["grids"]:
        if grid["index"] is not None and None not in grid["contributions"].values():
            total = sum(grid["contributions"].values())
            assert total == pytest.approx(grid["index"] - grid["reference"], abs=1e-9)


def test_three_scopes_give_equal_bytes(demo, week):
    village = week["grids"][0]["code"][:12]
    answers = [week_json.colours(demo, OPERATOR, prefix=p) for p in ("", YIQIAO, village)]
    for code in [grid["code"] for grid in answers[2]["grids"]]:
        found = {
            json.dumps(next(g for g in answer["grids"] if g["code"] == code)) for answer in answers
        }
        assert len(found) == 1


def test_all_weeks_but_the_last_are_closed(demo):
    with demo.store.read() as tx:
        every = runs.listed(tx)
    assert len(every) == 104
    assert [run.status for run in every] == [RunStatus.CLOSED] * 103 + [RunStatus.PROVISIONAL]


def test_ledger_replays_to_the_closed_maps(demo):
    states = np.array([state.value for state in STATES])
    with demo.store.read() as tx:
        closed = [run for run in runs.listed(tx) if run.is_closed]
        for run in closed[::17] + closed[-1:]:
            shown, _ = snapshots.get(tx, run.snapshot_hash, is_checked=True)
            folded = ledger.replay(tx, run.period).set_index("code").reindex(shown["codes"])
            assert folded["level"].tolist() == shown["level"].tolist()
            assert folded["state"].tolist() == states[shown["state"]].tolist()


def test_conservation_of_every_batch(demo):
    with demo.store.read() as tx:
        listed = batches.listed(tx)
        assert len(boundaries.sets(tx)) >= 2
    kinds = {row.kind for row in listed}
    assert kinds >= {"boundaries", "population", "events"}
    for row in listed:
        assert row.placed + row.unplaced + row.quarantined == row.rows_read
    assert sum(row.quarantined for row in listed) > 0
    assert sum(row.unplaced for row in listed) > 0


def test_nothing_is_scored_twice(demo):
    assert scoring.score(demo, OPERATOR) == []


def test_the_folder_is_sound(demo):
    assert checking.check(demo)["faults"] == []


def test_the_wall_shows_no_small_count(demo):
    shown = week_json.colours(demo, viewer_of(demo, "leader"))
    values = [
        n for grid in shown["grids"] for key, n in grid["counts"].items() if key != "population"
    ]
    assert not any(n is not None and 0 < n < 5 for n in values)
    assert any(n is None for n in values)


def test_the_demo_is_not_made_twice_nor_over_data(demo, small_town):
    for ws, code in ((demo, "demo.exists"), (small_town, "demo.not_empty")):
        with pytest.raises(RefusedError) as caught:
            make(ws)
        assert caught.value.code == code


def test_a_world_of_the_whole_plan_has_both_rules_from_their_own_weeks():
    made = plan(dt.date(2024, 11, 26))
    assert [str(entry["from_week"]) for entry, _ in made] == [
        "2024-11-26",
        "2026-01-27",
        "2026-01-27",
    ]
    assert all("baseline = " in text for _, text in made)


def test_a_young_world_begins_under_the_rule_of_its_first_week():
    made = plan(dt.date(2026, 8, 25))
    assert [entry["file"] for entry, _ in made] == ["v2.toml", "demand.toml"]
    assert {str(entry["from_week"]) for entry, _ in made} == {"2026-08-25"}
    assert not any("baseline" in text for _, text in made)
