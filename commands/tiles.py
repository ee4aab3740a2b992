"""Tiles of large maps (瓦片), made once per boundary version."""

from __future__ import annotations

import argparse

from commands.command import Answer, Command
from services import tiling
from services.access import Viewer
from services.progress import Bar
from services.workspace import Workspace
from words import say


def _tiles(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    version = options.version or tiling.newest(ws)
    return tiling.make(ws, viewer, version, progress=Bar())


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", type=int, metavar="N", help=say("cli.tiles_version"))


COMMANDS = (Command(name="tiles", run=_tiles, arguments=_arguments),)
