"""Map sheets (图幅) to print or to show: PDF and PNG."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.command import Answer, Command
from services import sheets
from services.access import Viewer
from services.workspace import Workspace
from words import say


def _sheet(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    codes = tuple(code.strip() for code in options.layers.split(",") if code.strip())
    order = sheets.Order(
        week=options.week,
        prefix=options.scope,
        layers=codes,
        paper=options.paper,
        is_twin=options.twin,
        graticule=options.graticule,
    )
    return sheets.write(ws, viewer, order, options.out)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--week", default="latest", help=say("cli.week"))
    parser.add_argument("--scope", default="", metavar="CODE-PREFIX", help=say("cli.scope"))
    layers = ",".join(sheets.LAYERS)
    parser.add_argument("--layers", default=layers, metavar="A,B", help=say("cli.sheet_layers"))
    parser.add_argument("--paper", default="A4", choices=sheets.PAPERS, help=say("cli.sheet_paper"))
    parser.add_argument(
        "--graticule", default="", choices=sheets.GRATICULES, help=say("cli.sheet_graticule")
    )
    parser.add_argument("--twin", action="store_true", help=say("cli.sheet_twin"))
    parser.add_argument("--out", required=True, type=Path, help=say("cli.sheet_out"))


COMMANDS = (Command(name="sheet", run=_sheet, arguments=_arguments),)
