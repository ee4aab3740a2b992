"""Events of a span: what adds up, what is compared, what each viewer may be told."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from analytics.compare import Span
from errors import NotAllowedError
from services import event_analysis, situation
from services.event_analysis import Chosen, analyse
from tests.services import small_town as town
from vocab import PeriodRule, day_number


def asked(ws, person="analyst", chosen=None, periods=4, prefix=""):
    viewer = town.who(ws, person)
    seen = situation.view(ws, viewer, prefix=prefix)
    area = prefix or viewer.scope.prefix
    return analyse(ws, viewer, seen, area, chosen or Chosen(), periods=periods)


@pytest.mark.parametrize("periods", [1, 4, 8])
def test_the_numbers_add_up(scored_town, periods):
    made = asked(scored_town, periods=periods)
    assert made.total > 0 and made.matrix.shape == (7, 24)
    assert made.matrix.sum() == made.total == np.nansum(made.course)
    assert sum(one.now for one in made.categories) == made.total
    assert made.placed + made.unplaced == made.total
    assert made.grids["n"].sum() == made.placed
    assert len(made.periods) == periods and made.periods[-1] == made.span.last


def test_a_longer_span_holds_the_shorter_one(scored_town):
    short, long = asked(scored_town, periods=4), asked(scored_town, periods=8)
    assert long.total == np.nansum(long.course) > short.total
    assert long.course[-4:].tolist() == short.course.tolist()
    both = asked(scored_town, periods=4).before
    assert (both.first, both.last) == (long.span.first, short.span.first - 1)


def test_categories_stand_beside_the_span_before(scored_town):
    now, long = asked(scored_town, periods=4), asked(scored_town, periods=8)
    whole = {(one.indicator, one.category): one.now for one in long.categories}
    for one in now.categories:
        assert one.before == whole[one.indicator, one.category] - one.now
        assert np.isnan(one.earlier) and one.yearly == "—"


def test_the_parts_of_a_filter_make_the_whole(scored_town):
    whole = asked(scored_town)
    parts = [asked(scored_town, chosen=Chosen(indicator=name)) for name, _ in whole.indicators]
    assert sum(part.total for part in parts) == whole.total
    days = [asked(scored_town, chosen=Chosen(weekday=day)).total for day in range(7)]
    assert days == whole.matrix.sum(axis=1).tolist()
    code, n = whole.grids.iloc[0][["code", "n"]]
    assert asked(scored_town, chosen=Chosen(grid=code)).total == n


def test_who_sees_no_small_counts_gets_tens_and_no_grid(scored_town):
    calls = Chosen(indicator="petition")
    exact = asked(scored_town, chosen=calls, periods=1)
    told = asked(scored_town, "leader", replace(calls, weekday=2, grid="x"), periods=1)
    assert told.is_narrowed and told.chosen == calls and not told.is_exact
    assert told.grids is None and told.ways == () and np.isnan(told.placed)
    shown = np.concatenate([told.matrix.ravel(), told.course, [one.now for one in told.categories]])
    assert np.all(np.isnan(shown) | (shown % 10 == 0))
    now, blurred = (np.concatenate([one.matrix.ravel(), one.course]) for one in (exact, told))
    small = (now > 0) & (now < 5)
    assert small.any() and np.isnan(blurred[small]).all()
    assert (blurred[now == 0] == 0).all()


def test_another_area_is_refused_and_the_own_one_is_smaller(scored_town):
    with pytest.raises(NotAllowedError):
        asked(scored_town, "villager", prefix=town.VILLAGES[1])
    own = asked(scored_town, "villager")
    assert own.total < asked(scored_town).total


def test_looking_is_written_down(scored_town):
    with scored_town.store.read() as tx:
        before = tx.exec_driver_sql("SELECT count(*) FROM audit").scalar_one()
    asked(scored_town, chosen=Chosen(indicator="alert"))
    with scored_town.store.read() as tx:
        rows = tx.exec_driver_sql(
            "SELECT action, object, filter FROM audit ORDER BY id DESC LIMIT 1"
        ).one()
        after = tx.exec_driver_sql("SELECT count(*) FROM audit").scalar_one()
    assert after == before + 1
    assert tuple(rows[:2]) == ("exact", "event analysis") and "indicator=alert" in rows[2]


def test_the_local_clock_is_followed_through_its_changes():
    day = day_number(dt.date(2026, 11, 1))
    span = Span(first=day - 3, last=day + 3)
    assert [ahead for _, ahead in event_analysis.offsets("Asia/Shanghai", span)] == [28_800]
    (until, summer), (_, winter) = event_analysis.offsets("America/Chicago", span)
    assert (summer, winter) == (-5 * 3600, -6 * 3600)
    # Summer time ended on 1 November 2026 at 2:00 local time, 7:00 UTC.
    assert until == day * 86_400 + 7 * 3600


def test_a_window_has_whole_periods():
    rule = PeriodRule()
    end = day_number(dt.date(2026, 11, 17))
    assert event_analysis.window(rule, end, 13) == Span(first=end - 90, last=end)
