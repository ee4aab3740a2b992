"""What happens along the border of areas (跨区域)."""

from __future__ import annotations

import argparse

from commands.command import Answer, Command
from services import borders
from services.access import Viewer
from services.border_listing import answer
from services.workspace import Workspace
from words import say


def _border(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    made = borders.along(
        ws,
        viewer,
        options.codes,
        width_m=options.width,
        segment_m=options.segment,
        tolerance_m=options.tolerance,
        start=options.start,
        end=options.end,
    )
    return answer(made)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("codes", nargs="+", metavar="CODE", help=say("cli.border_codes"))
    parser.add_argument("--width", type=float, default=borders.WIDTH_M, help=say("cli.width"))
    parser.add_argument("--segment", type=float, default=borders.SEGMENT_M, help=say("cli.segment"))
    parser.add_argument("--tolerance", type=float, default=None, help=say("cli.tolerance"))
    parser.add_argument("--from", dest="start", default="", metavar="DAY", help=say("cli.from_day"))
    parser.add_argument("--to", dest="end", default="", metavar="DAY", help=say("cli.to_day"))


COMMANDS = (Command(name="border", run=_border, arguments=_arguments),)
