"""Meetings (周情分析会) of the demo's main town: matters of each age, lessons; all invented."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path

from sample.boundaries import FIRST_DAY
from sample.seasons import WEEKS
from sample.world import World

FILE = Path(__file__).resolve().parent / "meetings.toml"
TOWN = "330109106"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What became of a matter in the meeting ``weeks_ago``; -1 is after the last closed one."""

    weeks_ago: int
    status: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A matter: where (code, "" is the whole town), whose, due so many days after its meeting."""

    weeks_ago: int
    title: str
    kind: str
    owner: str
    place: str
    due_days: int
    steps: tuple[Step, ...]


def week_end(weeks_ago: int) -> dt.date:
    """The Tuesday that closes the data week of a meeting."""
    return FIRST_DAY + dt.timedelta(days=7 * (WEEKS - weeks_ago) - 1)


def lessons() -> dict[int, tuple[str, ...]]:
    """Lessons by the meeting, weeks ago; its keys are the closed meetings, oldest first."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {one["weeks_ago"]: tuple(one["lessons"]) for one in table["meeting"]}


def plans(world: World) -> list[Plan]:
    """The matters of the main town; none in a world that does not hold it."""
    codes = world.sets[-1].micro_grids["code"]
    if not codes.str.startswith(TOWN).any():
        return []
    grids = {one.name: codes.iloc[one.grids].tolist() for one in world.truth.clusters}
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [
        Plan(
            weeks_ago=one["weeks_ago"],
            title=one["title"],
            kind=one["kind"],
            owner=one["owner"],
            place=grids[one["cluster"]][one["nth"]] if one["cluster"] in grids else "",
            due_days=one["due_days"],
            steps=tuple(Step(**step) for step in one["steps"]),
        )
        for one in table["matter"]
    ]
