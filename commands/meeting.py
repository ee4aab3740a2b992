"""The weekly meeting (周情分析会): open it, show it, close it."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from commands.command import Answer, Command
from services import meetings, periods
from services.access import Viewer
from services.meetings import Meeting
from services.progress import Bar
from services.workspace import Workspace
from words import say

ACTS = ("list", "open", "show", "close")


def _meeting(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    if options.act == "list":
        return {"meetings": [_row(one) for one in meetings.held(ws, viewer, options.scope)]}
    one = meetings.convene(ws, viewer, area=options.scope, week=options.week)
    if options.act == "close":
        one = meetings.close(ws, viewer, one.id, gap_reason=options.with_gaps, progress=Bar())
    made = meetings.agenda(ws, viewer, one.id)
    return {
        **_row(made.meeting),
        "remarks": [{"chapter": chapter, "text": text} for _, chapter, text, _ in made.remarks],
        "judgement": made.judgement,
        "matters": [
            {**asdict(row), "due_on": periods.shown(row.due_on), "block": block}
            for block, rows in (("carried", made.carried), ("planned", made.planned))
            for row in rows
        ],
    }


def _row(one: Meeting) -> Answer:
    return {
        "id": one.id,
        "area": one.area,
        "number": one.number,
        "week": periods.shown(one.period),
        "held_on": periods.shown(one.held_on),
        "status": one.status,
    }


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=ACTS)
    parser.add_argument("--scope", default="", metavar="CODE-PREFIX", help=say("cli.scope"))
    parser.add_argument("--week", default="latest", help=say("cli.week"))
    parser.add_argument("--with-gaps", default="", metavar="REASON", help=say("cli.gaps"))


COMMANDS = (Command(name="meeting", run=_meeting, arguments=_arguments),)
