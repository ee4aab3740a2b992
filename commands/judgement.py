"""The town's judgement (判断): weights from votes, what the rule is sensitive to, alarms."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.command import Answer, Command, Folder, WrongUsageError, text_of
from policy import Method
from services import alarms, ballots, sensitivities
from services.access import Viewer
from services.workspace import Workspace
from words import say


def _weights(options: argparse.Namespace) -> Answer:
    if (options.policy is None) != (options.out is None):
        raise WrongUsageError(say("cli.weights_usage"))
    method = Method.PAIRS if options.ahp else Method.POINTS
    weighed = ballots.weigh(ballots.read(text_of(options.votes), method))
    answer = ballots.as_object(weighed)
    if options.policy is not None:
        made = ballots.into(text_of(options.policy), weighed)
        options.out.write_text(made, encoding="utf-8")
        answer = {"policy": str(options.out), **answer}
    return answer


def _weights_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("votes", type=Path, metavar="VOTES.csv")
    parser.add_argument("--ahp", action="store_true", help=say("cli.weights_ahp"))
    parser.add_argument("--policy", type=Path, metavar="TOML", help=say("cli.weights_policy"))
    parser.add_argument("--out", type=Path, metavar="TOML", help=say("cli.weights_out"))


def _sensitivity(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    return sensitivities.run(ws, viewer, draws=options.draws)


def _sensitivity_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--draws", type=int, default=sensitivities.DRAWS, help=say("cli.sensitivity_draws")
    )


def _alarms(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    return alarms.as_object(alarms.alarms(ws, viewer, week=options.week, prefix=options.scope))


def _alarms_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--week", default="latest", help=say("cli.week"))
    parser.add_argument("--scope", default="", metavar="CODE-PREFIX", help=say("cli.scope"))


COMMANDS = (
    Command(name="weights", free=_weights, arguments=_weights_arguments, folder=Folder.NONE),
    Command(name="sensitivity", run=_sensitivity, arguments=_sensitivity_arguments),
    Command(name="alarms", run=_alarms, arguments=_alarms_arguments),
)
