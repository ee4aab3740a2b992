"""演示周会 The demo's meetings: held one after the other, each on its own Wednesday."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from sample import meetings as planned
from sample.world import World
from services import matters, meetings
from services.access import Viewer, viewer_of
from services.matters import Draft
from services.progress import Progress, part
from services.workspace import Workspace
from settings import Clock
from vocab import day_number

CHAIR = "chair"
AFTERNOON = dt.time(15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def _on(workspace: Workspace, day: dt.date) -> Workspace:
    """The folder as on the afternoon of a day."""
    return replace(workspace, clock=Clock(dt.datetime.combine(day, AFTERNOON)))


def _steps(
    workspace: Workspace, viewer: Viewer, born: dict[int, planned.Plan], ago: int, held: int | None
) -> None:
    for number, plan in born.items():
        for step in plan.steps:
            if step.weeks_ago == ago:
                matters.move(
                    workspace,
                    viewer,
                    number,
                    status=step.status,
                    note=step.note,
                    meeting_id=held,
                )


def hold(workspace: Workspace, world: World, progress: Progress) -> int:
    """Hold the three meetings before the last week, and open the last week's own.

    Returns:
        how many were closed; 0 in a world without the main town.
    """
    every = planned.plans(world)
    if not every:
        return 0
    viewer = viewer_of(workspace, CHAIR)
    born: dict[int, planned.Plan] = {}
    lessons = planned.lessons()
    closing = sorted(lessons, reverse=True)
    for number, ago in enumerate([*closing, 0]):
        end = planned.week_end(ago)
        wednesday = end + dt.timedelta(days=1)
        # The last meeting has not been held: the folder's own clock stands before it.
        then = _on(workspace, wednesday) if ago in lessons else workspace
        held = meetings.convene(
            then,
            viewer,
            area=planned.TOWN,
            week=end.isoformat(),
            held_on=day_number(wednesday),
        )
        _steps(then, viewer, born, ago, held.id)
        born |= {
            _add(then, viewer, held.id, plan, wednesday): plan
            for plan in every
            if plan.weeks_ago == ago
        }
        if ago in lessons:
            for text in lessons[ago]:
                meetings.remark(then, viewer, held.id, text)
            share = part(progress, number / len(closing), (number + 1) / len(closing))
            meetings.close(then, viewer, held.id, progress=share)
    _steps(workspace, viewer, born, -1, None)
    return len(closing)


def _add(
    workspace: Workspace, viewer: Viewer, held: int, plan: planned.Plan, wednesday: dt.date
) -> int:
    draft = Draft(
        title=plan.title,
        owner=plan.owner,
        kind=plan.kind,
        place=plan.place,
        due_on=day_number(wednesday) + plan.due_days,
    )
    return matters.add(workspace, viewer, held, draft)
