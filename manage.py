"""Command line (命令行) for everything a page can do.

Exit codes: 0 good, 1 data refused, 2 wrong usage. With ``--format json`` standard output holds
one JSON object only; progress and messages go to standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import settings
from errors import RefusedError, WusetuError
from services import (
    access,
    accounts,
    checking,
    demo,
    importing,
    indexing,
    policies,
    scorecards,
    scoring,
    selftests,
    situation,
    trials,
    wording,
)
from services.progress import Bar
from services.workspace import Workspace, create, opened
from words import say, use

Command = Callable[[Workspace, access.Viewer, argparse.Namespace], dict[str, Any]]


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise RefusedError("import.no_file", file=str(file)) from error
    except UnicodeDecodeError as error:
        raise RefusedError("cli.not_utf8", file=str(file)) from error


def _init(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    answer: dict[str, Any] = {"data": str(ws.settings.data), "language": ws.settings.language}
    if options.persons is not None:
        answer["persons"] = accounts.enrol(ws, viewer, _text(options.persons))
    return answer


def _demo(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    if options.templates is not None:
        return {"files": [str(file) for file in demo.templates(options.templates)]}
    return demo.make(ws, size=options.size, progress=Bar())


def _import(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    if options.undo is not None:
        return importing.undo(ws, viewer, options.undo)
    if not options.kind or not options.files or options.profile is None:
        raise SystemExit(_usage(say("cli.import_usage")))
    covers = [importing.cover_of(text) for text in options.covers]
    results = [
        importing.take(
            ws, viewer, options.kind, file, options.profile, covers=covers, progress=Bar()
        )
        for file in options.files
    ]
    return {"batches": [result.as_dict() for result in results]}


def _score(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    runs = scoring.score(ws, viewer, to=options.to, progress=Bar())
    return {"scored": len(runs), "runs": runs}


def _close(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    return scoring.close(ws, viewer, week=options.week, gap_reason=options.with_gaps)


def _colours(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    return situation.colours(ws, viewer, week=options.week, prefix=options.scope)


def _policy(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    if options.act == "list":
        return {"policies": policies.listed(ws, viewer)}
    if len(options.arguments) != POLICY_ARGUMENTS[options.act]:
        raise SystemExit(_usage(say("cli.policy_usage")))
    if options.act == "propose":
        return policies.propose(ws, viewer, _text(Path(options.arguments[0])))
    if options.act == "approve":
        return policies.approve(ws, viewer, options.arguments[0], week=options.start)
    return policies.diff(ws, viewer, *options.arguments)


def _check(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    return checking.check(ws, progress=Bar())


def _nightly(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    scored = scoring.score(ws, viewer, to="latest", progress=Bar())
    tested = selftests.run(ws, viewer, progress=Bar())
    return {"scored": len(scored), "selftest": tested, **checking.check(ws, progress=Bar())}


def _scorecard(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    return scorecards.cards(ws, viewer, weeks=options.weeks, area_share=options.area)


def _worlds(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    return trials.worlds(ws, viewer, count=options.count, progress=Bar())


def _ticket(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    from web.serving import link

    return {"person": viewer.person, "link": link(ws, viewer, options.port)}


def _serve(ws: Workspace, viewer: access.Viewer, options: argparse.Namespace) -> dict[str, Any]:
    from web.serving import serve

    return serve(ws, port=options.port)


def _index(options: argparse.Namespace) -> dict[str, Any]:
    return indexing.index(
        options.spec, options.table, key=options.id, joins=options.join, out=options.out
    )


def _audit(options: argparse.Namespace) -> dict[str, Any]:
    return indexing.audit(
        options.spec,
        options.table,
        tolerance=options.tolerance,
        key=options.id,
        joins=options.join,
    )


COMMANDS: dict[str, Command] = {
    "init": _init,
    "demo": _demo,
    "import": _import,
    "score": _score,
    "close": _close,
    "colours": _colours,
    "policy": _policy,
    "check": _check,
    "nightly": _nightly,
    "scorecard": _scorecard,
    "worlds": _worlds,
    "serve": _serve,
    "ticket": _ticket,
}
# Files in, files out: no data folder is opened.
FREE: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "index": _index,
    "audit": _audit,
}
MAKES_FOLDER = {"init", "demo"}
POLICY_ARGUMENTS = {"propose": 1, "approve": 1, "diff": 2}


def _arguments(commands: dict[str, argparse.ArgumentParser]) -> None:
    commands["init"].add_argument("--persons", type=Path, metavar="FILE", help=say("cli.persons"))
    commands["demo"].add_argument(
        "--size", choices=("town", "district", "province"), default="town"
    )
    commands["demo"].add_argument(
        "--templates", type=Path, metavar="DIR", help=say("cli.templates")
    )
    bring = commands["import"]
    bring.add_argument("kind", nargs="?", choices=importing.KINDS, help=say("cli.kind"))
    bring.add_argument("files", nargs="*", type=Path, metavar="FILE", help=say("cli.files"))
    bring.add_argument("--profile", type=Path, metavar="TOML", help=say("cli.profile"))
    bring.add_argument(
        "--covers", action="append", default=[], metavar="FROM..TO", help=say("cli.covers")
    )
    bring.add_argument("--undo", type=int, metavar="BATCH", help=say("cli.undo"))
    commands["score"].add_argument("--to", default="latest", metavar="PERIOD", help=say("cli.to"))
    commands["close"].add_argument("--week", required=True, help=say("cli.week"))
    commands["close"].add_argument(
        "--with-gaps", default="", metavar="REASON", help=say("cli.gaps")
    )
    commands["colours"].add_argument("--week", default="latest", help=say("cli.week"))
    commands["colours"].add_argument(
        "--scope", default="", metavar="CODE-PREFIX", help=say("cli.scope")
    )
    policy = commands["policy"]
    policy.add_argument(
        "act", choices=("list", "propose", "approve", "diff"), help=say("cli.policy")
    )
    policy.add_argument("arguments", nargs="*", metavar="FILE|HASH")
    policy.add_argument("--from", dest="start", metavar="WEEK", help=say("cli.start"))
    for name in ("serve", "ticket"):
        commands[name].add_argument("--port", type=int, default=None, help=say("cli.port"))


def _trust_arguments(commands: dict[str, argparse.ArgumentParser]) -> None:
    card = commands["scorecard"]
    card.add_argument(
        "--weeks", type=int, default=scorecards.WINDOWS, help=say("cli.scorecard_weeks")
    )
    card.add_argument(
        "--area", type=float, default=scorecards.AREA_SHARE, help=say("cli.scorecard_area")
    )
    commands["worlds"].add_argument(
        "--count", type=int, default=trials.WORLDS, help=say("cli.worlds_count")
    )


def _index_arguments(commands: dict[str, argparse.ArgumentParser]) -> None:
    for name, table in (("index", "DATA.csv"), ("audit", "PUBLISHED.csv")):
        commands[name].add_argument("spec", type=Path, metavar="SPEC.toml")
        commands[name].add_argument("table", type=Path, metavar=table)
        commands[name].add_argument("--id", default="", metavar="COLUMN")
        commands[name].add_argument("--join", action="append", type=Path, default=[])
    commands["index"].add_argument("--out", type=Path, required=True, metavar="OUT.csv")
    commands["audit"].add_argument("--tolerance", type=float, required=True, metavar="X")


def parser() -> argparse.ArgumentParser:
    """The whole command line; every help text in Chinese and English."""
    shared = argparse.ArgumentParser(add_help=False)
    for target in (shared,):
        target.add_argument(
            "--format",
            choices=("json", "csv", "table"),
            default=argparse.SUPPRESS,
            help=say("cli.format"),
        )
        target.add_argument("--data", type=Path, default=argparse.SUPPRESS, help=say("cli.data"))
        target.add_argument("--as", dest="person", default=argparse.SUPPRESS, help=say("cli.as"))
    whole = argparse.ArgumentParser(
        prog="manage.py", description=say("cli.about"), parents=[shared]
    )
    below = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands = {
        name: below.add_parser(
            name, help=say(f"cli.{name}"), description=say(f"cli.{name}"), parents=[shared]
        )
        for name in (*COMMANDS, *FREE)
    }
    _arguments(commands)
    _index_arguments(commands)
    _trust_arguments(commands)
    return whole


def _usage(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


def _run(options: argparse.Namespace) -> dict[str, Any]:
    chosen = settings.load(getattr(options, "data", None))
    use(chosen.language)
    if options.command in FREE:
        return FREE[options.command](options)
    ws = create(chosen) if options.command in MAKES_FOLDER else opened(chosen)
    ws.secret()
    viewer = access.viewer_of(ws, getattr(options, "person", access.OPERATOR.person))
    return COMMANDS[options.command](ws, viewer, options)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        answer = _run(options)
    except WusetuError as error:
        print(wording.sentence(error), file=sys.stderr)
        return 1
    return _show(answer, getattr(options, "format", "table"))


def _show(answer: dict[str, Any], form: str) -> int:
    from services.listing import as_csv, as_table

    printers = {
        "json": lambda: json.dumps(answer, ensure_ascii=False),
        "csv": lambda: as_csv(answer),
        "table": lambda: as_table(answer),
    }
    print(printers[form]())
    return 1 if answer.get("faults") else 0


if __name__ == "__main__":
    sys.exit(main())
