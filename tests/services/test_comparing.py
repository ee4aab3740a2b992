"""Comparisons: the numbers are those of the map and of the files, and nothing small slips out."""

import math

import numpy as np
from sqlalchemy import update

from analytics.compare import Alignment, Span
from services import access, comparing, scoring, situation
from store import audit, locations
from store.tables import coverage as table
from tests.services import small_town as town


def compared(ws, person="operator", week="latest", prefix="", alignment=Alignment.WEEKDAY):
    who = town.who(ws, person)
    seen = situation.view(ws, who, week=week, prefix=prefix)
    return seen, comparing.compare(ws, who, seen, alignment)


def row(made, code):
    return next(one for one in made.rows if one.indicator == code)


def test_numbers_of_this_and_the_last_week_are_those_of_the_maps(scored_town):
    _, now = compared(scored_town)
    before = situation.view(scored_town, town.who(scored_town, "operator"), week=town.end_of(10))
    seen, _ = compared(scored_town)
    for code in ("alert", "petition"):
        one = row(now, code)
        assert one.now == seen.grids[f"count_{code}"].sum()
        assert one.before == before.grids[f"count_{code}"].sum() == one.course[-1]
        assert sum(area.now for area in one.areas) == one.now


def test_without_a_year_of_data_there_is_no_year_on_year(scored_town):
    _, made = compared(scored_town)
    for code in ("alert", "petition"):
        assert math.isnan(row(made, code).earlier)
        assert row(made, code).yearly == "—"


def test_the_first_week_has_nothing_before_it(scored_town):
    _, made = compared(scored_town, week=town.end_of(0))
    one = row(made, "alert")
    assert math.isnan(one.before) and one.previous == "—" and math.isnan(one.mean)


def test_small_counts_of_villages_are_withheld_with_their_partners(scored_town):
    seen, made = compared(scored_town, person="leader")
    k = seen.policy.suppress_below
    for one in made.rows:
        for value in (one.now, one.before, *one.course):
            assert math.isnan(value) or value == 0 or value >= k
        hidden = [area for area in one.areas if math.isnan(area.now)]
        assert len(hidden) != 1
        for area in one.areas:
            assert (area.word == "") == math.isnan(area.now + area.before)


def test_looking_is_written_down(scored_town):
    compared(scored_town, alignment=Alignment.DATE)
    with scored_town.store.read() as tx:
        rows = audit.listed(tx)
    assert rows["filter"][rows["object"] == "comparison"].str.contains("alignment=date").any()


def test_demo_year_on_year_by_each_alignment_counts_the_events_of_its_window(demo):
    who = access.viewer_of(demo, "analyst")
    seen = situation.view(demo, who, week="2026-02-17", prefix="330109106")
    codes = set(seen.grids["code"])
    for alignment in Alignment:
        made = comparing.compare(demo, who, seen, alignment)
        assert made.earlier is not None and made.earlier.days == 7
        with demo.store.read() as tx:
            rows = locations.tally(
                tx, seen.boundary_set, ["alert"], made.earlier.first, made.earlier.last
            )
        inside = rows["n"][rows["code"].isin(codes)].sum()
        assert row(made, "alert").earlier == inside > 0
    assert made.festival == "spring_festival"
    assert made.earlier == Span(first=made.span.first - 384, last=made.span.last - 384)


def test_demo_population_moves_by_percent(demo):
    who = access.viewer_of(demo, "analyst")
    seen = situation.view(demo, who, prefix="330109106")
    one = row(comparing.compare(demo, who, seen), "population")
    assert one.now == seen.grids["residents"].sum()
    assert one.yearly.startswith("上升 0.9%") and one.previous == "持平"


def test_a_running_week_is_cut_equally(small_town):
    """The police reported four days of the last week: four days of the week before stand beside."""
    ws = small_town
    day = np.datetime64(town.LAST) - 3
    with ws.store.begin() as tx:
        last = int((day - np.datetime64("1970-01-01")).astype(int))
        tx.execute(update(table).where(table.c.source == "police").values(last_day=last))
    scoring.score(ws, town.who(ws, "operator"), to=town.end_of(11))
    _, made = compared(ws)
    one = row(made, "alert")
    assert one.span == Span(first=made.span.first, last=last)
    sent = town.events("警情", "A", 3.0)
    days = sent["时间"].str[:10]
    window = [str(np.datetime64(town.LAST) - 13 + n) for n in range(4)]
    assert one.before == days.isin(window).sum()
    assert row(made, "petition").span == made.span
