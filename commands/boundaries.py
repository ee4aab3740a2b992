"""Boundary files checked and repaired (边界检查), boundary versions compared (版本对照)."""

from __future__ import annotations

import argparse
from pathlib import Path

import settings
from commands.command import Answer, Command, Folder, WrongUsageError
from services import access, boundary_check, versions
from services.boundary_check import AreaUnit, Reading
from services.workspace import kept_up
from vocab import AdminLevel, Datum
from words import say


def _check(options: argparse.Namespace) -> Answer:
    reading = Reading(
        profile=options.profile,
        layer=options.layer,
        level=AdminLevel(options.level),
        code=options.code,
        parent=options.parent,
        area=options.area,
        area_unit=options.area_unit,
        crs=options.crs,
        datum=Datum(options.datum) if options.datum else None,
    )
    return boundary_check.check(
        Path(options.subjects[0]),
        reading,
        out=options.out,
        repaired=options.repaired,
        tolerance_m=options.tolerance or 0.0,
    )


def _compare(options: argparse.Namespace) -> Answer:
    ws = kept_up(settings.load(getattr(options, "data", None)))
    ws.secret()
    viewer = access.viewer_of(ws, getattr(options, "person", access.OPERATOR.person))
    old, new = (int(text) for text in options.subjects)
    return versions.compare(ws, viewer, old, new)


def _boundaries(options: argparse.Namespace) -> Answer:
    subjects = options.subjects
    repairs = (options.repaired is None) == (options.tolerance is None)
    if options.act == "check" and len(subjects) == 1 and repairs:
        return _check(options)
    if options.act == "compare" and len(subjects) == 2 and "".join(subjects).isdigit():
        return _compare(options)
    raise WrongUsageError(say("cli.boundaries_usage"))


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=("check", "compare"), help=say("cli.boundaries_act"))
    parser.add_argument("subjects", nargs="+", metavar="FILE | OLD_ID NEW_ID")
    for name, metavar in (("layer", "L"), ("code", "COLUMN"), ("parent", "COLUMN")):
        parser.add_argument(
            f"--{name}", default="", metavar=metavar, help=say(f"cli.boundaries_{name}")
        )
    levels = [level.value for level in AdminLevel]
    parser.add_argument(
        "--level",
        default=AdminLevel.MICRO_GRID.value,
        choices=levels,
        help=say("cli.boundaries_level"),
    )
    _reading_arguments(parser)
    for name in ("out", "repaired"):
        parser.add_argument(
            f"--{name}", type=Path, metavar="FILE.gpkg", help=say(f"cli.boundaries_{name}")
        )
    parser.add_argument(
        "--tolerance", type=float, metavar="M", help=say("cli.boundaries_tolerance")
    )


def _reading_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--area", default="", metavar="COLUMN", help=say("cli.boundaries_area"))
    parser.add_argument(
        "--area-unit",
        default=AreaUnit.M2,
        type=AreaUnit,
        choices=list(AreaUnit),
        help=say("cli.boundaries_area_unit"),
    )
    parser.add_argument("--profile", type=Path, metavar="TOML", help=say("cli.boundaries_profile"))
    parser.add_argument("--crs", default="", metavar="EPSG", help=say("cli.boundaries_crs"))
    parser.add_argument(
        "--datum",
        default="",
        choices=[one.value for one in Datum],
        help=say("cli.boundaries_datum"),
    )


COMMANDS = (Command(name="boundaries", free=_boundaries, arguments=_arguments, folder=Folder.NONE),)
