"""Make, fill, check and serve a data folder (数据文件夹)."""

from __future__ import annotations

import argparse
from pathlib import Path

from commands.command import Answer, Command, Folder, text_of
from services import accounts, checking, demo
from services.access import Viewer
from services.progress import Bar
from services.workspace import Workspace
from words import say


def _init(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    answer: Answer = {"data": str(ws.settings.data), "language": ws.settings.language}
    if options.persons is not None:
        answer["persons"] = accounts.enrol(ws, viewer, text_of(options.persons))
    return answer


def _init_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--persons", type=Path, metavar="FILE", help=say("cli.persons"))


def _demo(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    if options.templates is not None:
        return {"files": [str(file) for file in demo.templates(options.templates)]}
    return demo.make(ws, size=options.size, progress=Bar())


def _demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", choices=("town", "district", "province"), default="town")
    parser.add_argument("--templates", type=Path, metavar="DIR", help=say("cli.templates"))


def _check(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    return checking.check(ws, progress=Bar())


def _ticket(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    from web.serving import link

    return {"person": viewer.person, "link": link(ws, viewer, options.port)}


def _serve(ws: Workspace, viewer: Viewer, options: argparse.Namespace) -> Answer:
    from web.serving import serve

    return serve(ws, port=options.port)


def _port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=None, help=say("cli.port"))


COMMANDS = (
    Command(name="init", run=_init, arguments=_init_arguments, folder=Folder.MADE),
    Command(name="demo", run=_demo, arguments=_demo_arguments, folder=Folder.MADE),
    Command(name="check", run=_check),
    Command(name="serve", run=_serve, arguments=_port),
    Command(name="ticket", run=_ticket, arguments=_port),
)
