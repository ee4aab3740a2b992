"""The week for a viewer: sums, reasons, scopes, small counts, the audit trail."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest

import settings
from errors import NotAllowedError, NotFoundError, RefusedError
from layers import risk
from services import card, importing, scoring, situation, week_json
from services.access import OPERATOR, viewer_of
from store import audit
from tests.services import small_town as town
from vocab import COLOURS

SCHEMA = json.loads((settings.ROOT / "docs" / "colours.schema.json").read_text("utf-8"))


def colours(ws, person="operator", **how):
    return week_json.colours(ws, town.who(ws, person), **how)


def of(answer, code):
    return next(grid for grid in answer["grids"] if grid["code"] == code)


def acts(ws, action=""):
    with ws.store.read() as tx:
        return audit.listed(tx, action=action)


@pytest.mark.parametrize("person", ["operator", "analyst", "chair", "villager", "leader"])
@pytest.mark.parametrize("week", [0, 7, 11])
def test_object_follows_its_schema(scored_town, person, week):
    answer = json.loads(json.dumps(colours(scored_town, person, week=town.end_of(week))))
    jsonschema.Draft202012Validator(SCHEMA).validate(answer)


def test_schema_is_a_schema_and_strict(scored_town):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    checker = jsonschema.Draft202012Validator(SCHEMA)
    good = colours(scored_town)
    for spoiled in (
        {**good, "colour": "red"},
        {**good, "week": 20},
        {**good, "grids": [{**good["grids"][0], "code": 330109106901001}]},
        {**good, "grids": [{**good["grids"][0], "p": None}]},
    ):
        assert not checker.is_valid(spoiled)


def test_colours_states_and_lists_add_up(scored_town):
    for week in range(12):
        answer = colours(scored_town, week=town.end_of(week))
        told = answer["summary"]
        assert sum(told["colours"].values()) + sum(told["states"].values()) == told["grids"] == 12
        changed = [len(told[name]) for name in ("risen", "fallen", "state_changed")]
        assert told["no_other_change"] is True
        if week:
            assert sum(changed) + told["unchanged"] == 12
        for grid in answer["grids"]:
            assert (grid["colour"] is None) == (grid["state"] != "ok")


def test_contributions_add_to_index_less_reference(scored_town):
    for grid in colours(scored_town)["grids"]:
        total = sum(grid["contributions"].values())
        assert total == pytest.approx(grid["index"] - grid["reference"], abs=1e-9)


def test_counts_are_those_of_the_files(scored_town):
    sent = pd.concat([town.events("警情", "A", 3.0), town.events("信访", "P", 1.0)])
    last = sent[sent["时间"].str[:10] >= town.date_of(11).isoformat()]
    for grid in colours(scored_town)["grids"]:
        own = last[last["网格"] == grid["code"]]["指标"].value_counts()
        assert grid["counts"]["alert"] == own.get("警情", 0)
        assert grid["counts"]["petition"] == own.get("信访", 0)
        assert (
            grid["counts_13w"]["alert"]
            == (sent[sent["指标"] == "警情"]["网格"] == grid["code"]).sum()
        )
        assert grid["counts"]["population"] > 150


def test_risen_and_fallen_say_from_to_and_why(scored_town):
    rows = [town.event(f"R{i}", town.CODES[0], town.date_of(11)) for i in range(80)]
    town.take(scored_town, "events", pd.DataFrame(rows), town.feed("police"))
    scoring.score(scored_town, OPERATOR)
    (one,) = [c for c in colours(scored_town)["summary"]["risen"] if c["code"] == town.CODES[0]]
    order = [colour.value for colour in COLOURS]
    assert order.index(one["to"]) < order.index(one["from"])
    assert "有效警情" in one["reason"] and one["rule"] in {"strong", "twice"}


def test_three_scopes_give_equal_bytes_for_a_grid(scored_town):
    answers = [
        colours(scored_town, prefix=prefix) for prefix in ("", town.TOWN, town.VILLAGES[0])
    ] + [colours(scored_town, "chair"), colours(scored_town, "villager")]
    for code in town.CODES[:4]:
        assert len({json.dumps(of(answer, code)) for answer in answers}) == 1
    assert [len(answer["grids"]) for answer in answers] == [12, 12, 4, 12, 4]


def test_outside_the_scope_is_not_allowed(scored_town):
    for person, prefix in (
        ("villager", town.VILLAGES[1]),
        ("villager", town.TOWN),
        ("chair", "330109"),
        ("leader", "330603"),
    ):
        with pytest.raises(NotAllowedError):
            colours(scored_town, person, prefix=prefix)
    assert "330109106902" not in json.dumps(colours(scored_town, "villager")["grids"])


def test_no_small_count_for_the_wall_and_none_to_be_computed(scored_town):
    exact = colours(scored_town)
    for week in range(12):
        shown = colours(scored_town, "leader", week=town.end_of(week))
        exact = colours(scored_town, week=town.end_of(week))
        for name in ("alert", "petition"):
            told = pd.DataFrame(
                {
                    "village": [grid["code"][:12] for grid in shown["grids"]],
                    "shown": [grid["counts"][name] for grid in shown["grids"]],
                    "true": [grid["counts"][name] for grid in exact["grids"]],
                }
            )
            visible = told.dropna(subset="shown")
            assert not visible["shown"].between(1, 4).any()
            assert (visible["shown"] == visible["true"]).all()
            hidden = told[told["shown"].isna()]
            assert (hidden.groupby("village").size() >= 2).all()
        told = shown["summary"]
        changes = told["risen"] + told["fallen"] + told["state_changed"]
        assert not any("件" in change["reason"] for change in changes)
        for grid in shown["grids"]:
            assert not any(value is not None for value in grid["counts_13w"].values())
            assert grid["rates"]["alert"] is None
            assert grid["index"] == round(grid["index"])
    assert {grid["colour"] for grid in shown["grids"]} == {g["colour"] for g in exact["grids"]}


def test_hiding_does_not_depend_on_the_area_asked_for(scored_town):
    whole = colours(scored_town, "leader")
    part = colours(scored_town, "leader", prefix=town.VILLAGES[1])
    for grid in part["grids"]:
        assert of(whole, grid["code"]) == grid


def test_week_by_any_of_its_days(scored_town):
    tuesday = colours(scored_town, week=town.end_of(8))
    for day in range(7):
        assert colours(scored_town, week=town.date_of(8, day).isoformat()) == tuesday
    assert colours(scored_town, week="latest")["week"] == town.end_of(11)
    with pytest.raises(NotFoundError):
        colours(scored_town, week="2026-12-01")
    with pytest.raises(RefusedError):
        colours(scored_town, week="letzte")
    with pytest.raises(NotFoundError):
        colours(scored_town, week="2020-01-01")


def test_nothing_scored_is_not_found(small_town):
    with pytest.raises(NotFoundError):
        colours(small_town)
    assert situation.pulse(small_town)["week"] is None


def test_pulse_of_a_folder(scored_town, tmp_path):
    assert situation.pulse(scored_town)["status"] == "ok"
    assert situation.pulse(scored_town)["week"] == town.end_of(11)
    (Path(scored_town.settings.data) / "wusetu.db").rename(tmp_path / "away.db")
    scored_town.store.close()
    assert situation.pulse(scored_town)["status"] == "unavailable"


def test_missing_says_how_many_grids_lack_a_source(small_town):
    rows = pd.DataFrame([town.event("k1", town.CODES[0], town.date_of(12))])
    cover = [f"{town.VILLAGES[0]}:{town.date_of(12)}..{town.date_of(12, 6)}"]
    clock = small_town.settings.data / "clock.toml"
    clock.write_text("now = 2026-11-25T03:00:00+08:00\n")
    ws = town.opened(small_town.settings)
    town.take(ws, "events", rows, town.feed("police"), covers=cover)
    scoring.score(ws, OPERATOR)
    seen = situation.view(ws, OPERATOR)
    assert seen.missing == {"alert": 8, "petition": 12}
    assert seen.grids["level"].gt(0).any()
    ws.store.close()


def test_four_silent_weeks_are_no_data(small_town):
    clock = small_town.settings.data / "clock.toml"
    clock.write_text("now = 2026-12-23T03:00:00+08:00\n")
    ws = town.opened(small_town.settings)
    rows = pd.DataFrame([town.event("k1", town.CODES[0], town.date_of(15))])
    cover = [f"{town.VILLAGES[0]}:{town.date_of(12)}..{town.date_of(15, 6)}"]
    for source in ("police", "office"):
        sent = rows.assign(编号=source)
        town.take(ws, "events", sent, town.feed(source), covers=cover)
    scoring.score(ws, OPERATOR)
    states = [colours(ws, week=town.end_of(week))["summary"]["states"] for week in (14, 15)]
    assert [one["no_data"] for one in states] == [0, 8]
    ws.store.close()


def test_grids_without_residents_are_not_applicable(tmp_path, small_town):
    empty = town.people().assign(户籍=0, 流动=0, 日期="2026-01-02").tail(1)
    town.take(small_town, "population", empty, town.POPULATION)
    scoring.score(small_town, OPERATOR)
    grid = of(colours(small_town), town.CODES[11])
    assert (grid["state"], grid["colour"], grid["p"]) == ("not_applicable", None, None)
    assert grid["rates"]["alert"] is None


def test_card_of_a_grid(scored_town):
    chair = town.who(scored_town, "chair")
    seen, known = situation.view(scored_town, chair), situation.available(scored_town, chair)
    one = card.card(
        scored_town, chair, seen, town.CODES[0], neighbours=town.CODES[1:2], known=known
    )
    assert len(one.course.periods) == 12 and one.neighbours["code"].tolist() == town.CODES[1:2]
    assert one.since >= 1 and len(one.causes) == 3
    assert np.isfinite(one.course.counts["alert"]).all()
    assert acts(scored_town, "exact")["object"].tolist() == [f"grid {town.CODES[0]}"]
    with pytest.raises(NotFoundError):
        card.card(scored_town, chair, seen, "999", neighbours=[], known=known)


def test_card_for_the_wall_has_no_counts(scored_town):
    leader = town.who(scored_town, "leader")
    seen, known = situation.view(scored_town, leader), situation.available(scored_town, leader)
    one = card.card(scored_town, leader, seen, town.CODES[0], neighbours=[], known=known)
    assert np.isnan(one.course.counts["alert"]).all()
    assert acts(scored_town, "exact").empty


def test_every_act_leaves_its_row(small_town):
    scoring.score(small_town, town.who(small_town, "analyst"))
    scoring.close(small_town, town.who(small_town, "chair"), week=town.end_of(0))
    colours(small_town, "leader", prefix=town.VILLAGES[0])
    row = pd.DataFrame([town.event("z", town.CODES[0], town.date_of(0), 时间="")])
    result = town.take(small_town, "events", row, town.feed("police"))
    importing.faults_file(small_town, OPERATOR, result.batch)
    importing.undo(small_town, OPERATOR, result.batch)
    rows = acts(small_town)
    done = set(zip(rows["by"], rows["role"], rows["action"], strict=True))
    assert done >= {
        ("operator", "operator", "administer"),
        ("analyst", "analyst", "import"),
        ("analyst", "analyst", "propose"),
        ("approver", "approver", "approve"),
        ("analyst", "analyst", "score"),
        ("chair", "chair", "close"),
        ("leader", "leader", "view"),
        ("operator", "operator", "export"),
        ("operator", "operator", "import"),
    }
    view = rows[rows["by"] == "leader"].iloc[0]
    assert town.VILLAGES[0] in view["filter"] and view["rows"] == 4 and view["result"] == "ok"


def test_a_refused_act_leaves_no_row(scored_town):
    before = len(acts(scored_town))
    with pytest.raises(NotAllowedError):
        scoring.close(scored_town, town.who(scored_town, "analyst"), week=town.end_of(0))
    with pytest.raises(RefusedError):
        scoring.close(scored_town, OPERATOR, week=town.end_of(5))
    assert len(acts(scored_town)) == before


def test_rounding_makes_no_colour_surer_and_moves_no_line(demo):
    exact = situation.view(demo, OPERATOR).grids
    coarse = situation.view(demo, viewer_of(demo, "leader")).grids
    both = exact.merge(coarse, on="code", suffixes=("", "_told"))
    assert len(both) == len(coarse) > 500
    known = both.dropna(subset="p_within_one")
    assert (known["p_within_one_told"] <= known["p_within_one"]).all()
    assert (known["p_shown_told"] <= known["p_shown"]).all()
    for line in (risk.SURE, risk.FAIR):
        assert ((known["p_within_one_told"] >= line) == (known["p_within_one"] >= line)).all()
    assert (both["is_held"] == both["is_held_told"]).all() and both["is_held"].any()
