"""How far the stations come (响应圈)."""

from __future__ import annotations

import argparse

from commands.command import Answer, Command
from services.access import Viewer
from services.reach import Weight
from services.reach_listing import answer
from services.workspace import Workspace
from words import say


def _reach(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    return answer(
        ws,
        viewer,
        minutes=options.minutes,
        prefix=options.scope,
        by=Weight(options.by),
        count=options.one_more,
    )


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float, default=None, help=say("cli.reach_minutes"))
    parser.add_argument("--scope", default="", metavar="CODE-PREFIX", help=say("cli.scope"))
    parser.add_argument(
        "--one-more",
        type=int,
        nargs="?",
        const=1,
        default=0,
        metavar="N",
        help=say("cli.reach_one_more"),
    )
    parser.add_argument(
        "--by",
        choices=[one.value for one in Weight],
        default=Weight.RESIDENTS.value,
        help=say("cli.reach_by"),
    )


COMMANDS = (Command(name="reach", run=_reach, arguments=_arguments),)
