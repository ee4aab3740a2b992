"""The map as one HTML file (网页地图) that opens without a network."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.command import Answer, Command
from services import map_export
from services.access import Viewer
from services.workspace import Workspace
from words import say


def _webmap(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    codes = tuple(code.strip() for code in options.layers.split(",") if code.strip())
    order = map_export.Order(
        week=options.week, prefix=options.scope, layers=codes, is_twin=options.twin
    )
    return map_export.write(ws, viewer, order, options.out)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--week", default="latest", help=say("cli.week"))
    parser.add_argument("--scope", default="", metavar="CODE-PREFIX", help=say("cli.scope"))
    parser.add_argument("--layers", default="", metavar="A,B", help=say("cli.webmap_layers"))
    parser.add_argument("--twin", action="store_true", help=say("cli.webmap_twin"))
    parser.add_argument("--out", required=True, type=Path, help=say("cli.webmap_out"))


COMMANDS = (Command(name="webmap", run=_webmap, arguments=_arguments),)
