"""What surrounds a venue (场馆周边)."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.command import Answer, Command, WrongUsageError, text_of
from errors import RefusedError
from services import perimeters
from services.access import Viewer
from services.perimeter_listing import answer, shape_of
from services.workspace import Workspace
from words import say


def _radii(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError as error:
        raise RefusedError("perimeter.bad_radii", radii=text) from error


def _perimeter(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    if bool(options.venue) == bool(options.shape):
        raise WrongUsageError(say("cli.perimeter_usage"))
    span = {"start": options.start, "end": options.end}
    if options.shape:
        shape = shape_of(text_of(options.shape))
        radii = _radii(options.radii or "0")
        made = perimeters.drawn(ws, viewer, shape, name=options.shape.stem, radii_m=radii, **span)
    else:
        radii = _radii(options.radii) if options.radii else list(perimeters.RADII_M)
        made = perimeters.around(ws, viewer, options.venue, radii_m=radii, **span)
    return answer(made)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("venue", nargs="?", default="", metavar="VENUE", help=say("cli.venue"))
    parser.add_argument("--shape", type=Path, metavar="GEOJSON", help=say("cli.perimeter_shape"))
    parser.add_argument("--radii", default="", metavar="M,M,M", help=say("cli.radii"))
    parser.add_argument("--from", dest="start", default="", metavar="DAY", help=say("cli.from_day"))
    parser.add_argument("--to", dest="end", default="", metavar="DAY", help=say("cli.to_day"))


COMMANDS = (Command(name="perimeter", run=_perimeter, arguments=_arguments),)
