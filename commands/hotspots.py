"""Hot spots in five words, fresh clusters and the area's level (研判)."""

from __future__ import annotations

import argparse

from commands.command import Answer, Command
from services import hotspots
from services.access import Viewer
from services.progress import Bar
from services.workspace import Workspace
from words import say


def _hotspots(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    found = hotspots.pictures(ws, viewer, week=options.week, prefix=options.scope, progress=Bar())
    return hotspots.as_object(found)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--week", default="latest", help=say("cli.week"))
    parser.add_argument("--scope", default="", metavar="CODE-PREFIX", help=say("cli.scope"))


COMMANDS = (Command(name="hotspots", run=_hotspots, arguments=_arguments),)
