"""Points of a table into grids (定位)."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.command import Answer, Command
from services import locating
from services.access import Viewer
from services.workspace import Workspace
from vocab import Datum
from words import say


def _locate(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    located = locating.locate(
        ws,
        viewer,
        options.points,
        lon=options.lon,
        lat=options.lat,
        datum=Datum(options.datum),
        week=options.week,
    )
    if options.out is None:
        return {**located.summary(), "points": list(located.points())}
    located.write(options.out)
    return {**located.summary(), "out": str(options.out)}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("points", type=Path, metavar="POINTS.csv", help=say("cli.locate_points"))
    parser.add_argument("--lon", required=True, metavar="COLUMN", help=say("cli.locate_lon"))
    parser.add_argument("--lat", required=True, metavar="COLUMN", help=say("cli.locate_lat"))
    parser.add_argument(
        "--datum",
        required=True,
        choices=[one.value for one in Datum],
        help=say("cli.locate_datum"),
    )
    parser.add_argument("--week", default="latest", help=say("cli.locate_week"))
    parser.add_argument("--out", type=Path, metavar="OUT.csv", help=say("cli.locate_out"))


COMMANDS = (Command(name="locate", run=_locate, arguments=_arguments),)
