"""Operations (专项行动): register, list, withdraw, and what one changed."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.command import Answer, Command, WrongUsageError, text_of
from services import operation_effect, operations, periods
from services.access import Viewer
from services.workspace import Workspace
from words import say

ACTS = ("add", "list", "effect", "withdraw")


def _listed(ws: Workspace, viewer: Viewer) -> Answer:
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "indicator": one.indicator,
            "category": one.category,
            "first_day": periods.shown(one.first_day),
            "last_day": periods.shown(one.last_day),
            "areas": list(one.areas),
            "by": one.by,
        }
        for one in operations.listed(ws, viewer)
    ]
    return {"operations": rows}


def _operation(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    if options.act == "list":
        return _listed(ws, viewer)
    if options.given is None or (options.act != "add" and not options.given.isdigit()):
        raise WrongUsageError(say("cli.operation_usage"))
    if options.act == "add":
        return {"registered": operations.register(ws, viewer, text_of(Path(options.given)))}
    number = int(options.given)
    if options.act == "withdraw":
        return operations.withdraw(ws, viewer, number)
    return operation_effect.as_object(operation_effect.outcome(ws, viewer, number))


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=ACTS, help=say("cli.operation_act"))
    parser.add_argument("given", nargs="?", metavar="FILE|ID")


COMMANDS = (Command(name="operation", run=_operation, arguments=_arguments),)
