"""Command line (命令行) for everything a page can do; the commands are in commands/.

Exit codes: 0 good, 1 data refused, 2 wrong usage. With ``--format json`` standard output holds
one JSON object only; progress and messages go to standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import settings
from commands import discover
from commands.command import Command, Folder, WrongUsageError
from errors import WusetuError
from services import access, wording
from services.workspace import create, kept_up
from words import say, use

COMMANDS: dict[str, Command] = {command.name: command for command in discover()}


def _shared() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--format",
        choices=("json", "csv", "table", "geojson"),
        default=argparse.SUPPRESS,
        help=say("cli.format"),
    )
    shared.add_argument("--data", type=Path, default=argparse.SUPPRESS, help=say("cli.data"))
    shared.add_argument("--as", dest="person", default=argparse.SUPPRESS, help=say("cli.as"))
    return shared


def parser() -> argparse.ArgumentParser:
    """The whole command line; every help text in Chinese and English."""
    shared = _shared()
    whole = argparse.ArgumentParser(
        prog="manage.py", description=say("cli.about"), parents=[shared]
    )
    below = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        text = say(f"cli.{name}")
        command.arguments(below.add_parser(name, help=text, description=text, parents=[shared]))
    return whole


def _run(options: argparse.Namespace) -> dict[str, Any]:
    chosen = settings.load(getattr(options, "data", None))
    use(chosen.language)
    command = COMMANDS[options.command]
    if command.free is not None:
        return command.free(options)
    assert command.run is not None  # a command has one of the two: tests/commands
    ws = create(chosen) if command.folder is Folder.MADE else kept_up(chosen)
    ws.secret()
    viewer = access.viewer_of(ws, getattr(options, "person", access.OPERATOR.person))
    return command.run(ws, viewer, options)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        return _show(_run(options), getattr(options, "format", "table"))
    except WrongUsageError as error:
        print(error, file=sys.stderr)
        return 2
    except WusetuError as error:
        print(wording.sentence(error), file=sys.stderr)
        return 1


def _show(answer: dict[str, Any], form: str) -> int:
    from services.listing import as_csv, as_geojson, as_table

    printers = {
        "json": lambda: json.dumps(answer, ensure_ascii=False),
        "csv": lambda: as_csv(answer),
        "table": lambda: as_table(answer),
        "geojson": lambda: as_geojson(answer),
    }
    print(printers[form]())
    return 1 if answer.get("faults") else 0


if __name__ == "__main__":
    sys.exit(main())
