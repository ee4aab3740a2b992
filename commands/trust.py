"""How far the map can be trusted (可信度): nightly test, scorecard, simulated worlds."""

from __future__ import annotations

import argparse

from commands.command import Answer, Command
from services import checking, nightly, scorecards, trials
from services.access import Viewer
from services.progress import Bar
from services.workspace import Workspace
from words import say


def _nightly(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    return {**nightly.run(ws, viewer, progress=Bar()), **checking.check(ws, progress=Bar())}


def _scorecard(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    return scorecards.cards(ws, viewer, weeks=options.weeks, area_share=options.area)


def _scorecard_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--weeks", type=int, default=scorecards.WINDOWS, help=say("cli.scorecard_weeks")
    )
    parser.add_argument(
        "--area", type=float, default=scorecards.AREA_SHARE, help=say("cli.scorecard_area")
    )


def _worlds(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    return trials.worlds(ws, viewer, count=options.count, progress=Bar())


def _worlds_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=trials.WORLDS, help=say("cli.worlds_count"))


COMMANDS = (
    Command(name="nightly", run=_nightly),
    Command(name="scorecard", run=_scorecard, arguments=_scorecard_arguments),
    Command(name="worlds", run=_worlds, arguments=_worlds_arguments),
)
