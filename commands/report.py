"""Documents and data of a week (周报与导出): one kind, several or all, and what is due."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.command import Answer, Command
from services import due, export_kinds, exports
from services.access import Viewer
from services.outgoing import LATEST, Order
from services.progress import Bar
from services.workspace import Workspace
from words import say

ALL = "all"


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(",") if code.strip())


def _report(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    order = Order(
        week=options.week,
        prefix=options.scope,
        layers=_codes(options.layers),
        is_twin=options.twin,
    )
    kinds = export_kinds.CODES if options.kind == ALL else _codes(options.kind)
    if options.due:
        made = due.run(ws, viewer, options.out, kinds, order, since=options.since, progress=Bar())
        return {"made": len(made), "weeks": made}
    bundle = exports.make(ws, viewer, order, kinds, Bar())
    return exports.write(bundle, options.out)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--week", default=LATEST, help=say("cli.report_week"))
    known = "|".join((*export_kinds.CODES, ALL))
    parser.add_argument("--kind", default=ALL, metavar=known, help=say("cli.report_kind"))
    parser.add_argument("--scope", default="", metavar="CODE-PREFIX", help=say("cli.scope"))
    parser.add_argument("--layers", default="", metavar="A,B", help=say("cli.report_layers"))
    parser.add_argument("--twin", action="store_true", help=say("cli.sheet_twin"))
    parser.add_argument("--out", required=True, type=Path, help=say("cli.report_out"))
    parser.add_argument("--due", action="store_true", help=say("cli.report_due"))
    parser.add_argument("--since", default="", metavar="DATE", help=say("cli.report_since"))


COMMANDS = (Command(name="report", run=_report, arguments=_arguments),)
