"""The view of a weekly report on a small town: equal to the sources, or plainly missing."""

from dataclasses import replace

import numpy as np
import pytest

from errors import NotAllowedError, NotFoundError
from reports import weekly
from reports.document import Paragraph, Value, plain
from services import (
    chapter_notes,
    comparing,
    matters,
    meetings,
    scoring,
    situation,
    weekly_report,
)
from services.access import OPERATOR
from services.matters import Draft
from tests.services import small_town as town
from vocab import day_number

LAST = town.WEEKS - 1


def gather(ws, person="analyst", week=LAST):
    return weekly_report.gather(ws, town.who(ws, person), town.end_of(week), town.TOWN)


def seen(ws, week=LAST, purpose="export"):
    viewer = replace(town.who(ws, "analyst"), purpose=purpose)
    return situation.view(ws, viewer, week=town.end_of(week), prefix=town.TOWN)


def test_colours_are_those_of_the_map(scored_town):
    view, on_map = gather(scored_town), seen(scored_town)
    assert [line.now.number for line in view.overview.colours] == list(on_map.per_colour.values())
    before = [int((on_map.grids["previous_level"] == n).sum()) for n in range(1, 6)]
    assert [line.before.number for line in view.overview.colours] == before
    assert view.overview.total.number == len(town.CODES)
    total = sum(line.now.number for line in view.overview.colours)
    assert total + sum(count.number for _, count in view.overview.states) == len(town.CODES)
    moved = view.overview.risen.number + view.overview.fallen.number
    assert moved + view.overview.state_changed.number == len(view.overview.moves)
    assert view.overview.unchanged.number == len(town.CODES) - len(view.overview.moves)


def test_indicators_are_those_of_the_comparison(scored_town):
    view, on_map = gather(scored_town), seen(scored_town)
    viewer = replace(town.who(scored_town, "analyst"), purpose="export")
    compared = comparing.compare(scored_town, viewer, on_map)
    for line, row in zip(view.indicators, compared.rows, strict=True):
        assert line.now.number == row.now
        assert line.before.number == row.before
        assert len(line.course) == len(line.labels) == 14
        known = [value.number for value in line.course if value.number is not None]
        assert known == [n for n in (*row.course, row.now) if not np.isnan(n)]


def test_without_last_year_it_says_so(scored_town):
    view = gather(scored_town)
    events = [line for line in view.indicators if not line.is_amount]
    assert all(line.earlier.number is None and line.yearly.number is None for line in events)
    assert all("去年同期" in line.note for line in events)
    text = "".join(
        plain(block.runs)
        for block in weekly.document(view).blocks()
        if isinstance(block, Paragraph)
    )
    assert "去年同期—件" in text and "nan" not in text.lower()


def test_small_counts_never_leave(scored_town):
    view = gather(scored_town)
    exact = seen(scored_town, purpose="desk").grids.set_index("code")
    for grid in view.key_grids:
        for value, code in zip(grid.counts, ("petition", "alert"), strict=True):
            count = exact.loc[grid.code, f"count_{code}"]
            assert value.number in (None, count)
            assert value.number is None or not 0 < value.number < 5
    for line in view.indicators:
        if not line.is_amount:
            assert all(v.number is None or not 0 < v.number < 5 for v in line.course)


def test_it_is_the_same_for_everybody(scored_town):
    one, other = gather(scored_town), gather(scored_town, person="chair")
    assert list(weekly.document(one).values()) == list(weekly.document(other).values())
    assert one.masthead == other.masthead


def test_the_ten_worst_come_first(scored_town):
    grids = gather(scored_town).key_grids
    assert [grid.rank.number for grid in grids] == list(range(1, len(grids) + 1))
    assert [grid.level for grid in grids] == sorted(grid.level for grid in grids)
    assert all(grid.residents.number > 0 and grid.reason for grid in grids)


def test_its_issue_is_the_week_of_the_year(scored_town):
    view = gather(scored_town)
    assert view.masthead.issue == "2026年第46期"
    assert view.masthead.span == "2026年11月11日至11月17日"
    assert view.masthead.demo == ""
    facts = dict(view.masthead.facts)
    assert facts["数据截至"] == "2026年11月17日（周二）24:00"
    assert facts["制作时间"] == "2026年11月18日 03:00"
    assert view.snapshot.startswith(facts["快照"]) and view.policy.startswith(facts["规则哈希"])


def test_latest_is_the_last_closed_week(scored_town):
    ws = scored_town
    with pytest.raises(NotFoundError, match="none_closed"):
        weekly_report.gather(ws, OPERATOR, "latest", town.TOWN)
    scoring.close(ws, OPERATOR, week=town.end_of(0), gap_reason="来源未报")
    view = weekly_report.gather(ws, OPERATOR, "latest", town.TOWN)
    assert view.masthead.span.startswith("2026年8月26日")
    assert not view.overview.has_previous and view.overview.moves == ()


def test_what_is_missing_is_said_before_the_numbers(scored_town, monkeypatch):
    real = situation.view

    def with_gap(*given, **more):
        return replace(
            real(*given, **more),
            missing={"alert": 3, "petition": 0},
            gap_reason="派出所停报",
            warnings=("指标几乎一样",),
        )

    monkeypatch.setattr(situation, "view", with_gap)
    assert gather(scored_town).overview.notes == (
        "有效警情有 3 个网格（共 12 个）的数据源没有报齐，数字可能偏低。",
        "本周在数据没有到齐时关闭，原因：派出所停报。",
        "提示：指标几乎一样。",
    )


def test_who_may_not_export_gets_nothing(scored_town):
    for person in ("leader", "approver", "auditor"):
        with pytest.raises(NotAllowedError):
            gather(scored_town, person=person)
    with pytest.raises(NotAllowedError):
        gather(scored_town, person="villager")


def test_a_week_nobody_met_on_has_no_matters(scored_town):
    view = gather(scored_town)
    assert (view.meeting, view.matters, view.planned, view.notes) == ("", (), (), {})
    assert view.venues == () and view.borders is None


def test_a_meeting_without_matters(scored_town):
    ws, chair = scored_town, town.who(scored_town, "chair")
    meetings.convene(ws, chair, area=town.TOWN, week=town.end_of(LAST))
    view = gather(ws)
    assert view.meeting == "提交第1次周情分析会（11月18日）的事项"
    assert view.matters == view.planned == ()


def test_matters_stand_as_on_the_day_of_the_meeting(scored_town):
    ws, chair = scored_town, town.who(scored_town, "chair")
    held = meetings.convene(ws, chair, area=town.TOWN, week=town.end_of(0))
    due = held.held_on + 2
    late = matters.add(ws, chair, held.id, Draft(title="堆物", owner="执法队", due_on=due))
    meetings.close(ws, chair, held.id, gap_reason="来源未报")
    view = gather(ws, week=1)
    assert view.meeting == "第1次周情分析会（11月18日）留下的事项"
    assert [(one.title, one.is_overdue) for one in view.matters] == [("堆物", False)]
    then = meetings.convene(
        ws, chair, area=town.TOWN, week=town.end_of(1), held_on=day_number(town.LAST) + 30
    )
    matters.move(ws, chair, late, status="doing", note="看过", meeting_id=then.id)
    view = gather(ws, week=1)
    (line,) = view.matters
    assert line.is_overdue and line.state == f"办理中，逾期{then.held_on - due}天"
    assert line.note == "看过"
    meetings.close(ws, chair, then.id, gap_reason="来源未报")
    assert gather(ws, week=1).matters == view.matters, "closing changes nothing of it"


def test_sentences_are_paragraphs_of_their_chapter(scored_town):
    ws, analyst = scored_town, town.who(scored_town, "analyst")
    week = {"week": town.end_of(LAST), "prefix": town.TOWN}
    chapter_notes.write(ws, analyst, texts={"overview": "总体平稳。\n一处上升。"}, **week)
    assert gather(ws).notes == {"overview": ("总体平稳。", "一处上升。")}


def test_risks_are_found_once_and_kept(scored_town, monkeypatch):
    first = gather(scored_town)
    monkeypatch.setattr("services.hotspots.pictures", None)
    again = gather(scored_town)
    assert (again.hot, again.alarms) == (first.hot, first.alarms)
    assert all(isinstance(line.tested, Value) and line.tested.number for line in first.alarms)
