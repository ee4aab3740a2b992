"""Counting events by time, kind and place in the database, on both databases."""

import numpy as np
import pandas as pd
import pytest

from store import event_counts, events, locations
from store.event_counts import Chosen, Ground
from tests.store import rows

MONDAY = 20_773  # 2026-11-16
AHEAD = 8 * 3600
FIRST_VILLAGE, SECOND = f"{rows.TOWN}201", f"{rows.TOWN}202"
COUNT = 240


def world(tx):
    """240 events over 14 days and all hours; every eighth is unplaced."""
    batch = rows.add_batch(tx, area=rows.TOWN)
    set_id = rows.add_set(tx)
    order = np.arange(COUNT)
    day = MONDAY + order % 14
    given = rows.event_rows(
        COUNT,
        day=day,
        occurred_at=day * 86_400 + (order * 7 % 24) * 3600 + order % 2 * 60 - AHEAD,
        indicator=np.where(order % 3 == 0, "petition", "alert"),
        category=[f"类{i % 5}" for i in order],
        source=np.where(order % 3 == 0, "petition_office", "police"),
        channel=np.where(order % 3 == 0, np.where(order % 2, "来信", "来访"), ""),
        level=np.where(order % 4 == 0, "紧迫", "一般"),
        declared=np.where(order % 16 == 0, SECOND, ""),
    )
    pks = events.merge(tx, batch, given).pk
    codes = [None if i % 8 == 0 else f"{rows.TOWN}{201 + i % 2}{i % 6 + 1:03d}" for i in order]
    how = ["" if code is None else "point" for code in codes]
    reasons = ["unplaced.outside" if code is None else "" for code in codes]
    locations.add(tx, set_id, pks, codes, how, reasons)
    given["code"] = codes
    given["hour"] = order * 7 % 24
    given["weekday"] = order % 7
    return set_id, given


def ground(set_id, **changes):
    given = {
        "set_id": set_id,
        "first": MONDAY,
        "last": MONDAY + 13,
        "prefix": "",
        "offsets": [(0, AHEAD)],
    }
    return Ground(**(given | changes))


@pytest.fixture
def counted(store):
    with store.begin() as tx:
        set_id, given = world(tx)

    def ask(chosen=None, **changes):
        with store.read() as tx:
            return event_counts.tables(tx, ground(set_id, **changes), chosen or Chosen())

    return ask, given


def by(given, *columns):
    return given.groupby(list(columns)).size()


def test_every_table_adds_up_to_the_total(counted):
    ask, given = counted
    made = ask()
    assert (made.total, made.placed) == (COUNT, int(given["code"].notna().sum()))
    for name in ("matrix", "categories", "days", "ways", "levels", "indicators"):
        assert getattr(made, name)["n"].sum() == COUNT
    assert made.grids.loc[made.grids["code"] != "", "n"].sum() == made.placed
    assert made.midnight == int(((given["hour"] == 0) & (np.arange(COUNT) % 2 == 0)).sum())


def test_the_matrix_counts_by_the_local_clock(counted):
    ask, given = counted
    found = ask().matrix.set_index(["weekday", "hour"])["n"]
    pd.testing.assert_series_equal(found, by(given, "weekday", "hour"), check_names=False)


@pytest.mark.parametrize(
    ("chosen", "keep"),
    [
        (Chosen(indicator="petition"), lambda g: g["indicator"] == "petition"),
        (Chosen(category="类2"), lambda g: g["category"] == "类2"),
        (Chosen(level="紧迫"), lambda g: g["level"] == "紧迫"),
        (Chosen(source="police"), lambda g: g["source"] == "police"),
        (Chosen(source="petition_office", channel="来信"), lambda g: g["channel"] == "来信"),
        (Chosen(weekday=2), lambda g: g["weekday"] == 2),
        (Chosen(hours=(8, 11)), lambda g: g["hour"].between(8, 11)),
        (Chosen(hours=(22, 5)), lambda g: (g["hour"] >= 22) | (g["hour"] <= 5)),
        (Chosen(grid=f"{rows.TOWN}202002"), lambda g: g["code"] == f"{rows.TOWN}202002"),
        (
            Chosen(indicator="alert", weekday=1, hours=(0, 12)),
            lambda g: (g["indicator"] == "alert") & (g["weekday"] == 1) & (g["hour"] <= 12),
        ),
    ],
)
def test_a_filter_keeps_what_it_says(counted, chosen, keep):
    ask, given = counted
    made, kept = ask(chosen), given[keep(given)]
    assert made.total == len(kept) > 0
    assert made.placed == kept["code"].notna().sum()
    assert made.days["n"].sum() == len(kept)


def test_a_table_leaves_its_own_part_of_the_filter_out(counted):
    ask, given = counted
    made = ask(Chosen(weekday=2, hours=(14, 14), category="类2"))
    assert made.matrix["n"].sum() == (given["category"] == "类2").sum()
    inside = (given["weekday"] == 2) & (given["hour"] == 14)
    assert made.categories["n"].sum() == inside.sum()
    cell = made.matrix[(made.matrix["weekday"] == 2) & (made.matrix["hour"] == 14)]
    assert cell["n"].sum() == made.total


def test_an_area_holds_its_placed_and_its_declared_events(counted):
    ask, given = counted
    second = ask(prefix=SECOND)
    placed = given["code"].fillna("").str.startswith(SECOND)
    lost = given["code"].isna() & (given["declared"] == SECOND)
    assert (second.total, second.placed) == ((placed | lost).sum(), placed.sum())
    # What says nothing of its place belongs to the area of its file, and to no village of it.
    assert ask(prefix=rows.TOWN).total == COUNT
    assert (
        ask(prefix=FIRST_VILLAGE).total
        == given["code"].fillna("").str.startswith(FIRST_VILLAGE).sum()
    )


def test_a_change_of_the_clock_inside_the_span_is_followed(counted, store):
    ask, given = counted
    middle = (MONDAY + 7) * 86_400 - AHEAD
    made = ask(offsets=[(middle, AHEAD), (2**40, AHEAD + 3600)])
    later = given["day"] >= MONDAY + 7
    hour = np.where(later, np.minimum(given["hour"] + 1, 23), given["hour"])
    found = made.matrix.groupby("hour")["n"].sum()
    expected = pd.Series(hour).value_counts()
    assert found.to_dict() == {k: v for k, v in sorted(expected.items())}


def test_a_span_without_events_is_empty_and_not_missing(counted):
    ask, _ = counted
    made = ask(first=100, last=106)
    assert (made.total, made.placed, made.midnight) == (0, 0, 0)
    assert made.matrix.empty and list(made.categories) == ["indicator", "category", "n"]


def test_another_span_is_counted_by_category(counted, store):
    _, given = counted
    set_id = 1
    with store.read() as tx:
        found = event_counts.by_category(
            tx, ground(set_id, last=MONDAY + 6), Chosen(indicator="alert")
        )
    week = given[(given["day"] <= MONDAY + 6) & (given["indicator"] == "alert")]
    assert (
        found.set_index(["indicator", "category"])["n"].to_dict()
        == by(week, "indicator", "category").to_dict()
    )
