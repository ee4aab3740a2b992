"""Printed documents of many pages (付印): atlas, cards, periods, changes."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.command import Answer, Command
from services import atlases, change_maps, grid_cards, multiples, printing
from services.access import Viewer
from services.workspace import Workspace
from words import say


def _grid_cards(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    codes = tuple(code.strip() for code in options.grids.split(",") if code.strip())
    order = grid_cards.Order(
        week=options.week, prefix=options.scope, codes=codes, is_twin=options.twin
    )
    return grid_cards.write(ws, viewer, order, options.out)


def _atlas(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    order = atlases.Order(
        week=options.week, prefix=options.scope, paper=options.paper, is_twin=options.twin
    )
    return atlases.write(ws, viewer, order, options.out)


def _multiples(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    order = multiples.Order(
        week=options.week,
        prefix=options.scope,
        weeks=options.weeks,
        paper=options.paper,
        is_twin=options.twin,
    )
    return multiples.write(ws, viewer, order, options.out)


def _change_map(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    order = change_maps.Order(
        week=options.week,
        before=options.before,
        prefix=options.scope,
        paper=options.paper,
        is_twin=options.twin,
    )
    return change_maps.write(ws, viewer, order, options.out)


def _shared(parser: argparse.ArgumentParser, out: str = "cli.print_out") -> None:
    parser.add_argument("--week", default="latest", help=say("cli.week"))
    parser.add_argument("--scope", default="", metavar="CODE-PREFIX", help=say("cli.scope"))
    parser.add_argument("--twin", action="store_true", help=say("cli.sheet_twin"))
    parser.add_argument("--out", required=True, type=Path, help=say(out))


def _grid_card_arguments(parser: argparse.ArgumentParser) -> None:
    _shared(parser)
    parser.add_argument("--grids", default="", metavar="A,B", help=say("cli.gridcards_codes"))


def _paper(parser: argparse.ArgumentParser) -> None:
    papers = printing.PAPERS
    parser.add_argument("--paper", default="A4", choices=papers, help=say("cli.atlas_paper"))


def _atlas_arguments(parser: argparse.ArgumentParser) -> None:
    _shared(parser)
    _paper(parser)


def _multiples_arguments(parser: argparse.ArgumentParser) -> None:
    _shared(parser, "cli.print_picture")
    _paper(parser)
    weeks = say("cli.multiples_weeks")
    parser.add_argument("--weeks", type=int, default=multiples.MOST, metavar="N", help=weeks)


def _change_map_arguments(parser: argparse.ArgumentParser) -> None:
    _shared(parser, "cli.print_picture")
    _paper(parser)
    before = say("cli.changemap_before")
    parser.add_argument("--before", default="", metavar="YYYY-MM-DD", help=before)


COMMANDS = (
    Command(name="atlas", run=_atlas, arguments=_atlas_arguments),
    Command(name="multiples", run=_multiples, arguments=_multiples_arguments),
    Command(name="changemap", run=_change_map, arguments=_change_map_arguments),
    Command(name="gridcards", run=_grid_cards, arguments=_grid_card_arguments),
)
