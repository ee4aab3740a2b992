"""From files to the colours of a week (一周): import, score, close, colours, policy."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.command import Answer, Command, WrongUsageError, text_of
from services import importing, policies, rule_effect, scoring, week_json
from services.access import Viewer
from services.progress import Bar
from services.workspace import Workspace
from words import say

POLICY_ARGUMENTS = {"propose": 1, "approve": 1, "diff": 2, "effect": 1, "withdraw": 1}


def _import(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    if options.undo is not None:
        return importing.undo(ws, viewer, options.undo)
    if not options.kind or not options.files or options.profile is None:
        raise WrongUsageError(say("cli.import_usage"))
    covers = [importing.cover_of(text) for text in options.covers]
    results = [
        importing.take(
            ws, viewer, options.kind, file, options.profile, covers=covers, progress=Bar()
        )
        for file in options.files
    ]
    return {"batches": [result.as_dict() for result in results]}


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", choices=importing.KINDS, help=say("cli.kind"))
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help=say("cli.files"))
    parser.add_argument("--profile", type=Path, metavar="TOML", help=say("cli.profile"))
    parser.add_argument(
        "--covers", action="append", default=[], metavar="FROM..TO", help=say("cli.covers")
    )
    parser.add_argument("--undo", type=int, metavar="BATCH", help=say("cli.undo"))


def _score(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    runs = scoring.score(ws, viewer, to=options.to, progress=Bar())
    return {"scored": len(runs), "runs": runs}


def _score_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", default="latest", metavar="PERIOD", help=say("cli.to"))


def _close(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    return scoring.close(ws, viewer, week=options.week, gap_reason=options.with_gaps)


def _close_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--week", required=True, help=say("cli.week"))
    parser.add_argument("--with-gaps", default="", metavar="REASON", help=say("cli.gaps"))


def _colours(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    return week_json.colours(ws, viewer, week=options.week, prefix=options.scope)


def _colours_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--week", default="latest", help=say("cli.week"))
    parser.add_argument("--scope", default="", metavar="CODE-PREFIX", help=say("cli.scope"))


def _policy(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    if options.act == "list":
        return {"policies": policies.listed(ws, viewer)}
    if len(options.arguments) != POLICY_ARGUMENTS[options.act]:
        raise WrongUsageError(say("cli.policy_usage"))
    if options.act == "propose":
        return policies.propose(ws, viewer, text_of(Path(options.arguments[0])))
    if options.act == "approve":
        return policies.approve(ws, viewer, options.arguments[0], week=options.start)
    if options.act == "withdraw":
        return policies.withdraw(ws, viewer, options.arguments[0], options.reason)
    if options.act == "effect":
        return _effect(ws, viewer, options)
    return policies.diff(ws, viewer, *options.arguments)


def _effect(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    rule = policies.one(ws, viewer, options.arguments[0])
    found = rule_effect.effect(
        ws, viewer, rule, week=options.week, prefix=options.scope, progress=Bar()
    )
    return rule_effect.as_dict(found)


def _policy_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=("list", *POLICY_ARGUMENTS), help=say("cli.policy"))
    parser.add_argument("arguments", nargs="*", metavar="FILE|HASH")
    parser.add_argument("--from", dest="start", metavar="WEEK", help=say("cli.start"))
    parser.add_argument("--week", default="latest", help=say("cli.policy_week"))
    parser.add_argument("--scope", default="", metavar="CODE-PREFIX", help=say("cli.scope"))
    parser.add_argument("--reason", default="", help=say("cli.policy_reason"))


COMMANDS = (
    Command(name="import", run=_import, arguments=_import_arguments),
    Command(name="score", run=_score, arguments=_score_arguments),
    Command(name="close", run=_close, arguments=_close_arguments),
    Command(name="colours", run=_colours, arguments=_colours_arguments),
    Command(name="policy", run=_policy, arguments=_policy_arguments),
)
